import type { SecretKind } from './secretKind.ts';

/**
 * Names that stand for hidden values: identifiers in any language, which tell the model what kind of thing they are. No
 * word is the beginning of another, so that a name ends by itself, whatever comes after it.
 */
const WORDS = {
  keys: 'KEY',
  'private-keys': 'PRIVATE',
  passwords: 'PASSWORD',
  'env-values': 'ENV',
  'id-numbers': 'ID',
  'phone-numbers': 'PHONE',
  /** A text that looks like such a name itself. */
  text: 'TEXT',
} as const satisfies Record<SecretKind | 'text', string>;

export type PlaceholderKind = keyof typeof WORDS;

/** `HIDDEN_3_KEY`. */
export const placeholder = (kind: PlaceholderKind, number: number): string =>
  `HIDDEN_${number}_${WORDS[kind]}`;

const SHAPE = `HIDDEN_\\d{1,6}_(?:${Object.values(WORDS).join('|')})`;

/** Matches every name, also those that stand for nothing. */
export const PLACEHOLDERS = new RegExp(SHAPE, 'g');

const STARTS_WITH_ONE = new RegExp(`^${SHAPE}`);

/** More than the longest name. */
const LONGEST = 24;

const UNFINISHED = /H(?:I(?:D(?:D(?:E(?:N(?:_(?:\d{1,6}(?:_[A-Z]{0,8})?)?)?)?)?)?)?)?$/;

/** How many characters at the end of a text may be the beginning of a name. */
export function unfinishedLength(text: string): number {
  let end = UNFINISHED.exec(text.slice(-LONGEST))?.[0] ?? '';
  // A whole one needs nothing more, but another may begin right behind it.
  for (let [whole] = STARTS_WITH_ONE.exec(end) ?? []; whole; [whole] = STARTS_WITH_ONE.exec(end) ?? [])
    end = UNFINISHED.exec(end.slice(whole.length))?.[0] ?? '';
  return end.length;
}

/** Whether the beginning of a name is long enough that nothing else is likely to begin so. */
export const isSurelyPlaceholder = (beginning: string): boolean => beginning.startsWith('HIDDEN_');
