import type { PatternFault } from './filter/pattern.ts';
import type { SettingProblem } from './settings.ts';
import type { SettingFault, SettingReason, SettingRule } from './settingsFaults.ts';
import type { Translate } from './text/translate.ts';
import { UserError } from './userError.ts';

/** More than so many reasons are not read. */
const MOST_REASONS = 3;

/** Tells the user that a setting cannot be used, why, and what holds until it can. */
export function badSetting({ name, reasons, isRestriction }: SettingProblem, t: Translate): UserError {
  const why = reasons
    .slice(0, MOST_REASONS)
    .map((reason) => reasonText(reason, t))
    .reduce((before, next) => t('{0}; {1}', before, next));
  return new UserError(
    'bad-setting',
    t('The setting {0} cannot be used: {1}.', `inkstone.${name}`, why),
    isRestriction
      ? t('It limits what Inkstone may do, so nothing that it could forbid is done until it is corrected.')
      : t('The default is used until it is corrected.'),
    [{ id: 'open-settings', label: t('Open Settings'), argument: `inkstone.${name}` }],
  );
}

function reasonText({ at, fault }: SettingReason, t: Translate): string {
  const words = faultText(fault, t);
  return at === '' ? words : t('{0} (at {1})', words, at);
}

function faultText(fault: SettingFault, t: Translate): string {
  switch (fault.kind) {
    case 'rule':
      return ruleText(fault.rule, t);
    case 'pattern':
      return patternText(fault.fault, fault.part, t);
    case 'type':
      return typeText(fault.wanted, t);
    case 'not-one-of':
      return t('it must be one of {0}', fault.words.map((word) => word || '""').join(', '));
    case 'unknown-names':
      return t('there is no {0}', fault.names.join(', '));
    case 'too-small':
      if (fault.of === 'text') return t('it must have at least {0} characters', fault.limit);
      if (fault.of === 'list') return t('it must have at least {0} entries', fault.limit);
      return t('it must be at least {0}', fault.limit);
    case 'too-large':
      if (fault.of === 'text') return t('it must have at most {0} characters', fault.limit);
      if (fault.of === 'list') return t('it must have at most {0} entries', fault.limit);
      return t('it must be at most {0}', fault.limit);
    case 'other':
      return t('it cannot be read');
  }
}

function typeText(wanted: string, t: Translate): string {
  switch (wanted) {
    case 'string':
      return t('a text is wanted');
    case 'number':
      return t('a number is wanted');
    case 'whole-number':
      return t('a whole number is wanted');
    case 'boolean':
      return t('true or false is wanted');
    case 'array':
      return t('a list is wanted');
    case 'object':
      return t('an object is wanted');
    default:
      return t('it cannot be read');
  }
}

function ruleText(rule: SettingRule, t: Translate): string {
  switch (rule) {
    case 'web-address':
      return t('a web address is wanted, without ? and #');
    case 'endpoint-id':
      return t('a name without blanks and / is wanted');
    case 'header-name':
      return t('the name of a header may hold letters, digits and hyphens only');
    case 'header-value':
      return t('the value of a header may hold plain ASCII characters only');
    case 'collector-address':
      return t(
        'an address with https is wanted, or with http on this machine or network, and without a login',
      );
    case 'model-id':
      return t('the id of a model is wanted, such as {0}', 'zhipu/glm-5.2');
    case 'path':
      return t('it must begin with / and hold no blanks');
    case 'dialogue-path':
      return t('it must begin with / and hold {0}, in place of the dialogue’s id', '{id}');
    case 'socket-path':
      return t('it must be empty, or begin with / and hold {0}', '{id}');
    case 'cancel-path':
      return t('it must be POST or DELETE, a blank and a path with {0}', '{id}');
    case 'field':
      return t('it must be names with dots between them, such as {0}', 'metadata.usage');
    case 'optional-field':
      return t('it must be empty, or names with dots between them');
    case 'token-address':
      return t('it must be a path or a web address');
    case 'scope':
      return t('it must hold no blanks or quotes');
  }
}

function patternText(fault: PatternFault, part: string, t: Translate): string {
  switch (fault) {
    case 'matches-nothing':
      return t('the pattern matches the empty text');
    case 'too-long':
      return t('the pattern is too long, or repeats too much');
    case 'breaks-off':
      return t('the pattern breaks off');
    case 'repeated-repetition':
      return t('in the pattern, a repetition is itself repeated, or is lazy or possessive');
    case 'counts-reversed':
      return t('in the pattern, a repetition has its numbers the wrong way round');
    case 'nothing-to-repeat':
      return t('in the pattern, there is nothing that “{0}” could repeat', part);
    case 'unknown-group':
      return t('in the pattern, only plain groups and “(?:” can be used');
    case 'open-group':
      return t('in the pattern, a group is not closed');
    case 'unopened-group':
      return t('in the pattern, a group is closed that was not opened');
    case 'unknown-escape':
      return t('in the pattern, “{0}” cannot be used', part);
    case 'no-such-character':
      return t('in the pattern, “{0}” names no character', part);
    case 'bad-range':
      return t('in the pattern, a range in a class has no such ends');
  }
}
