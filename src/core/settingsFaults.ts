import type * as z from 'zod/mini';
import { PatternError, type PatternFault } from './filter/pattern.ts';

/** What Inkstone asks of a value besides its type and size. */
export type SettingRule =
  | 'web-address'
  | 'endpoint-id'
  | 'header-name'
  | 'header-value'
  | 'collector-address'
  | 'model-id'
  | 'path'
  | 'dialogue-path'
  | 'socket-path'
  | 'cancel-path'
  | 'field'
  | 'optional-field'
  | 'token-address'
  | 'scope';

/** What is wrong with a value, or with a part of one, to be said in the user's language. */
export type SettingFault =
  | { readonly kind: 'rule'; readonly rule: SettingRule }
  | { readonly kind: 'pattern'; readonly fault: PatternFault; readonly part: string }
  /** `wanted` is the type's name in JSON, or `whole-number`. */
  | { readonly kind: 'type'; readonly wanted: string }
  | { readonly kind: 'not-one-of'; readonly words: readonly string[] }
  | { readonly kind: 'unknown-names'; readonly names: readonly string[] }
  /** Of a number, or of how many characters or entries there are. */
  | {
      readonly kind: 'too-small' | 'too-large';
      readonly of: 'number' | 'text' | 'list';
      readonly limit: number;
    }
  | { readonly kind: 'other' };

export interface SettingReason {
  /** The way to the bad part: `mine.models.0.name`; empty for the whole value. */
  readonly at: string;
  readonly fault: SettingFault;
}

/** Names the rule that a check holds, where a schema takes a message. */
export const because = (rule: SettingRule): { readonly error: SettingRule } => ({ error: rule });

/** Checks that a text is a pattern, and keeps what is wrong with it. */
export function patternIssue(
  pattern: string,
  compile: (pattern: string) => unknown,
): z.core.$ZodRawIssue | undefined {
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { fault, part, message } = error;
    return { code: 'custom', input: pattern, message, params: { fault, part } };
  }
}

/** What a schema found, without its words. */
export function reasonsOf(issues: readonly z.core.$ZodIssue[]): readonly SettingReason[] {
  return issues.map((issue) => ({ at: issue.path.join('.'), fault: faultOf(issue) }));
}

function faultOf(issue: z.core.$ZodIssue): SettingFault {
  switch (issue.code) {
    case 'invalid_type':
      return { kind: 'type', wanted: WANTED[issue.expected] ?? issue.expected };
    case 'invalid_value':
      return { kind: 'not-one-of', words: issue.values.map(String) };
    case 'unrecognized_keys':
      return { kind: 'unknown-names', names: issue.keys };
    case 'too_small':
      return { kind: 'too-small', of: measured(issue.origin), limit: Number(issue.minimum) };
    case 'too_big':
      return { kind: 'too-large', of: measured(issue.origin), limit: Number(issue.maximum) };
    case 'invalid_key':
      return issue.issues[0] ? faultOf(issue.issues[0]) : { kind: 'other' };
    case 'invalid_format':
      return { kind: 'rule', rule: issue.message as SettingRule };
    case 'custom':
      return issue.params
        ? { kind: 'pattern', ...(issue.params as { fault: PatternFault; part: string }) }
        : { kind: 'rule', rule: issue.message as SettingRule };
    default:
      return { kind: 'other' };
  }
}

const WANTED: Readonly<Record<string, string>> = { int: 'whole-number', record: 'object' };

const measured = (origin: string): 'number' | 'text' | 'list' =>
  origin === 'string' ? 'text' : origin === 'array' ? 'list' : 'number';
