import { type OriginBlock, PROVIDER_ERRORS, ProviderError } from './model/providerError.ts';
import type { Notice, NoticeAction, NoticeActionId } from './notice.ts';
import type { Translate } from './text/translate.ts';
import { UserError } from './userError.ts';

/**
 * Turns whatever was thrown into words. `now`, in ms since 1970 UTC, is what waits are counted from. Cancellation is
 * not an error: ask `signal.aborted` before calling.
 */
export function noticeFor(error: unknown, t: Translate, now = Date.now()): Notice {
  if (error instanceof ProviderError) return providerNotice(error, t, now);
  if (error instanceof UserError) {
    return {
      severity: 'warning',
      code: error.code,
      what: error.message,
      side: 'user',
      next: error.next,
      actions: error.actions,
    };
  }
  return {
    severity: 'error',
    code: 'INK-BUG-001',
    what: t('Something went wrong inside Inkstone.'),
    side: 'inkstone',
    next: t('Nothing of yours was changed. The log has the details; please report it.'),
    actions: [action('show-log', t)],
  };
}

/** Why a request has not gone out yet, and whose limit that is. `now` is in ms since 1970 UTC. */
export function queuedNotice(
  { because, waitMs = 0 }: { readonly because: 'turn' | 'limit' | 'own-limit'; readonly waitMs?: number },
  modelLabel: string,
  t: Translate,
  now = Date.now(),
): Notice {
  const isOwn = because === 'own-limit';
  return {
    severity: 'information',
    code: '',
    what: isOwn ? ownLimitText(waitMs, t, now) : queuedText(because, waitMs, modelLabel, t, now),
    side: isOwn ? 'user' : 'provider',
    next: isOwn
      ? t('The request goes out by itself; change the setting to send more.')
      : t('The request goes out by itself; you can stop it at any time.'),
    actions: isOwn ? [action('open-settings', t, 'inkstone.limits')] : [],
  };
}

function queuedText(
  because: 'turn' | 'limit',
  waitMs: number,
  modelLabel: string,
  t: Translate,
  now: number,
): string {
  if (because === 'turn')
    return t('Waiting for its turn: {0} is busy with other requests of yours.', modelLabel);
  return waitMs > LONGEST_WAIT_IN_SECONDS_MS
    ? t('Waiting until {0}: {1} limits how often it may be asked.', timeOfDay(now + waitMs, now), modelLabel)
    : t(
        'Waiting for {0} seconds: {1} limits how often it may be asked.',
        Math.ceil(waitMs / 1000),
        modelLabel,
      );
}

function ownLimitText(waitMs: number, t: Translate, now: number): string {
  if (waitMs === 0) return t('Waiting for its turn: your setting inkstone.limits allows no more at once.');
  return waitMs > LONGEST_WAIT_IN_SECONDS_MS
    ? t('Waiting until {0}: your setting inkstone.limits asks for it.', timeOfDay(now + waitMs, now))
    : t('Waiting for {0} seconds: your setting inkstone.limits asks for it.', Math.ceil(waitMs / 1000));
}

/** The others name what they are about, or belong to no error. */
type PlainActionId = Exclude<NoticeActionId, 'answer-with' | 'use-model' | 'send-queued'>;

function action(id: PlainActionId, t: Translate, argument?: string): NoticeAction {
  const labels: Record<PlainActionId, string> = {
    'add-key': t('Add a Key'),
    'replace-key': t('Replace the Key'),
    'select-model': t('Choose Another Model'),
    'use-suggested-provider': t('Use the Right Endpoint'),
    'use-local-model': t('Use a Local Model'),
    retry: t('Try Again'),
    continue: t('Continue'),
    'try-now': t('Try Now'),
    'show-log': t('Show Log'),
    'open-proxy-settings': t('Proxy Settings'),
    'open-settings': t('Open Settings'),
    'show-usage': t('Show Usage'),
    'show-answer': t('Show the Answer'),
    'new-chat': t('New Chat'),
  };
  return { id, label: labels[id], ...(argument !== undefined && { argument }) };
}

/** A longer wait is told as the time at which it ends. */
const LONGEST_WAIT_IN_SECONDS_MS = 90_000;

/** Local time, not before `at`: `18:00`, and `2026-11-22 18:00` when that is not the day of `now`. */
function timeOfDay(at: number, now: number): string {
  const date = new Date(Math.ceil(at / 60_000) * 60_000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

function providerNotice(error: ProviderError, t: Translate, now: number): Notice {
  const {
    provider,
    host = provider,
    modelName = '',
    providerMessage,
    suggestedProvider,
    command,
  } = error.details;
  const wait = error.details.retryAfterMs;
  const said = providerMessage ? ` ${t('The provider said: {0}', providerMessage)}` : '';
  const say = (what: string, next: string, ...actions: readonly NoticeAction[]): Notice => ({
    severity: 'error',
    code: error.code,
    what,
    side: PROVIDER_ERRORS[error.kind].side,
    next,
    actions: [...actions, action('show-log', t)],
  });
  switch (error.kind) {
    case 'no-credential':
      return say(t('There is no key for {0}.', host), t('Add one to go on.'), action('add-key', t));
    case 'invalid-credential':
      return say(
        t('{0} did not accept the key.', host),
        t('Check that it was copied whole and belongs to this provider, or replace it.'),
        action('replace-key', t),
      );
    case 'expired-credential':
      return say(
        t('The key for {0} has expired.', host),
        t('Create a new one on the provider’s site and replace it.'),
        action('replace-key', t),
      );
    case 'wrong-endpoint':
      return say(
        t('This key belongs to another endpoint than {0}.', host),
        t('Inkstone can try the key on the endpoint that fits it.'),
        ...(suggestedProvider ? [action('use-suggested-provider', t, suggestedProvider)] : []),
        action('select-model', t),
      );
    case 'permission':
      return say(
        t('The account may not use this.') + said,
        t('Ask for access on the provider’s site, or choose another model.'),
        action('select-model', t),
      );
    case 'blocked-origin':
      return say(...blockedWords(error.details.block, provider, host, t));
    case 'blocked-host':
      return say(
        t('The setting inkstone.allowedHosts does not allow {0}, so nothing was sent.', host),
        t('Add the host to the setting, or choose a model on a host that it allows.'),
        action('open-settings', t, 'inkstone.allowedHosts'),
        action('select-model', t),
      );
    case 'no-balance':
      return say(
        t('The account at {0} has no balance left.', host) + said,
        t('Top it up on the provider’s site, or choose another model. Trying again does not help.'),
        action('select-model', t),
      );
    case 'quota':
      return say(
        t('The plan’s limit is used up.') + said,
        wait === undefined
          ? t('Wait until it is reset, or choose another model.')
          : t('It is available again at {0}. Until then, choose another model.', timeOfDay(now + wait, now)),
        action('select-model', t),
      );
    case 'rate-limit':
      return say(
        t('{0} is limiting requests.', host),
        wait === undefined
          ? t('Wait a moment and try again.')
          : wait > LONGEST_WAIT_IN_SECONDS_MS
            ? t('It takes requests again at {0}.', timeOfDay(now + wait, now))
            : t('It takes requests again in {0} seconds.', Math.ceil(wait / 1000)),
        action('retry', t),
        action('select-model', t),
      );
    case 'paused':
      return say(
        wait === undefined
          ? t('{0} kept failing, so Inkstone leaves it alone for a while.', host)
          : wait > LONGEST_WAIT_IN_SECONDS_MS
            ? t('{0} kept failing, so Inkstone leaves it alone until {1}.', host, timeOfDay(now + wait, now))
            : t(
                '{0} kept failing, so Inkstone leaves it alone for {1} seconds.',
                host,
                Math.ceil(wait / 1000),
              ),
        t('Try now if you know that it works again, or choose another model.'),
        action('try-now', t, provider),
        action('select-model', t),
      );
    case 'queue-full':
      return say(
        t('Too many requests to {0} are waiting for their turn, so this one was not sent.', host),
        t('Wait until some are through, or stop those that are not needed.'),
        action('retry', t),
      );
    case 'overloaded':
      return say(
        t('{0} is overloaded.', modelName || host),
        t('Try again in a moment, or choose another model.'),
        action('retry', t),
        action('select-model', t),
      );
    case 'unknown-model':
      return say(
        t('{0} does not know the model “{1}”.', host, modelName),
        command
          ? t('Run “{0}” in a terminal, or choose another model.', command)
          : t('Choose another model.'),
        action('select-model', t),
      );
    case 'bad-request':
      return say(
        t('{0} refused the request.', host) + said,
        t('Choose another model, or report this if it happens again.'),
        action('select-model', t),
      );
    case 'context-too-long':
      return say(
        t('The request is longer than the model can read.'),
        t('Select less code, start a new chat, or choose a model with a larger window.'),
        action('new-chat', t),
        action('select-model', t),
      );
    case 'content-filter':
      return error.details.endsChat
        ? say(
            t('The provider’s content filter stopped this.') + said,
            t('It answers nothing more in this chat: start a new one, without the part that triggers it.'),
            action('new-chat', t),
          )
        : say(
            t('The provider’s content filter stopped this.') + said,
            t('Rephrase the question or leave out the part that triggers it.'),
          );
    case 'output-filter':
      return {
        ...say(
          t(
            'The output filter “{0}” stopped the answer. What it let pass is kept.',
            error.details.filter ?? '',
          ),
          t('Rephrase the question, or change the filter in the settings.'),
          action('open-settings', t, 'inkstone.outputFilters'),
        ),
        severity: 'warning',
      };
    case 'server':
      return say(
        t('{0} had an error of its own.', host) + said,
        t('Try again in a moment.'),
        action('retry', t),
      );
    case 'empty-answer':
      return say(
        t('The model answered with nothing.'),
        t('Try again, or choose another model.'),
        action('retry', t),
        action('select-model', t),
      );
    case 'protocol':
      return say(
        t('{0} answered with something that is not a model’s answer.', host),
        t('Check the endpoint’s address in the settings.'),
        action('open-settings', t),
      );
    case 'redirect':
      return say(
        t(
          '{0} redirects to another address. Inkstone does not follow, so that the key and the code stay put.',
          host,
        ),
        t('Enter the final address in the settings.'),
        action('open-settings', t),
      );
    case 'dns':
      return say(
        t('The address of {0} could not be found.', host),
        t('Check the network connection and the address.'),
        action('retry', t),
        action('open-proxy-settings', t),
      );
    case 'unreachable':
      return say(
        t('{0} could not be reached.', host),
        t('Check that you are online, that a local server is running, and the proxy.'),
        action('retry', t),
        action('open-proxy-settings', t),
      );
    case 'connection-lost':
      return say(
        t('The connection to {0} was lost before an answer came.', host),
        t('Check the network and try again.'),
        action('retry', t),
      );
    case 'tls':
      return say(
        t('The certificate of {0} could not be verified.', host),
        t(
          'Behind a company proxy, add its certificate to the system; Inkstone uses the editor’s certificates.',
        ),
        action('open-proxy-settings', t),
      );
    case 'proxy-page':
      return say(
        t('A web page came back from {0} instead of an answer, probably from a proxy or a login page.', host),
        t('Sign in to the network, or check the proxy and the endpoint’s address.'),
        action('open-proxy-settings', t),
      );
    case 'proxy-refused':
      return say(
        t('The proxy did not let Inkstone through to {0}.', host),
        t('Sign in to the proxy, or ask whoever runs it to allow this host.'),
        action('open-proxy-settings', t),
        action('retry', t),
      );
    case 'timeout':
      return say(
        t('{0} did not answer in time.', host),
        t('Try again, or choose another model.'),
        action('retry', t),
        action('select-model', t),
      );
    case 'interrupted':
      return {
        ...say(
          t('The answer broke off before its end. What arrived is kept.') + said,
          t('Try again to ask for a whole answer.'),
          action('retry', t),
        ),
        severity: 'warning',
      };
    case 'deadline':
      return {
        ...say(
          t(
            'The answer was not at its end after {0} minutes, so Inkstone closed it. What arrived is kept.',
            Math.round((error.details.limitMs ?? 0) / 60_000),
          ),
          t('Ask for a smaller part, or choose a faster model.'),
          action('select-model', t),
        ),
        severity: 'warning',
      };
  }
}

/** What is wrong with an address or its key, and where that is put right: another key does not mend an address. */
function blockedWords(
  block: OriginBlock | undefined,
  provider: string,
  host: string,
  t: Translate,
): [what: string, next: string, action: NoticeAction] {
  switch (block) {
    case 'unreadable':
      return [
        t('The address of {0} cannot be read, so nothing was sent.', provider),
        t('Correct it in the settings.'),
        action('open-settings', t),
      ];
    case 'holds-login':
      return [
        t('The address of {0} holds a user name or password, so nothing was sent.', host),
        t('Take them out of the address in the settings; a key is stored apart, as a secret.'),
        action('open-settings', t),
      ];
    case 'unencrypted':
      return [
        t(
          '{0} is not on this machine or network and would be spoken to without encryption, so nothing was sent.',
          host,
        ),
        t('Enter an address that begins with https in the settings.'),
        action('open-settings', t),
      ];
    default:
      return [
        t('The key was stored for another address than {0}, so it was not sent.', host),
        t('Add a key for the new address.'),
        action('add-key', t),
      ];
  }
}
