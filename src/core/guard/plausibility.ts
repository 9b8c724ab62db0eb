/** Words and sequences that people write where a secret would stand. */
const EXAMPLE =
  /example|sample|dummy|placeholder|changeme|change[-_]me|redacted|insert|secret[-_]?here|token[-_]?here|key[-_]?here|fake|mock|test|demo|your|xxx|\.\.\.|…|•|\*\*\*|<|>|\$\{|\{\{|%[sd@]|012345|123456|234567|987654|abcdef|qwerty|asdf|deadbeef|cafebabe|不要|示例|替换/i;

/** Bits a character; 0 for an empty text. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** A stretch of letters that reads like a word, with its capital. */
const WORD = /[A-Z][a-z]{2,}|[a-z]{4,}|[A-Z]{5,}/g;
const VOWEL = /[aeiouy]/i;

/** The share of a text that reads like words, from 0 to 1. */
function wordiness(text: string): number {
  let letters = 0;
  for (const [word] of text.matchAll(WORD)) if (VOWEL.test(word)) letters += word.length;
  return letters / text.length;
}

/** Whether a value stands in for a secret, as in documentation and tests, or is filled in when the program runs. */
export const isExample = (value: string): boolean => EXAMPLE.test(value) || entropy(value) < 2.2;

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

const HAS_LETTER = /[a-z]/i;
const HAS_DIGIT = /\d/;

/** Whether a value was made by chance and not by a person: long, mixed, and without words. */
export function isRandom(value: string): boolean {
  return (
    value.length >= 12 &&
    HAS_LETTER.test(value) &&
    HAS_DIGIT.test(value) &&
    !UUID.test(value) &&
    entropy(value) >= (value.length >= 20 ? 3.2 : 2.9) &&
    wordiness(value) < 0.5 &&
    !isExample(value)
  );
}

/** Paths, addresses without a password, versions, names of things in code. */
const COMMON =
  /^(?:[.~]?\/|\.\.|[a-z]:\\|https?:|[a-z]+(?:[._/-][a-z\d]+)+$|v?\d+(?:\.\d+)+|[$%#@&!]?[a-z]+(?:[A-Z][a-z]+)*\d?$|[A-Z\d]+(?:_[A-Z\d]+)+$)/;

const HAS_SIGN = /[^\w\s./:-]/;

/** Whether a value may be a password that somebody thought of: `Summer2024!`, but not `password`, `auth.v2` or a path. */
export function isPassword(value: string): boolean {
  return (
    value.length >= 8 &&
    HAS_LETTER.test(value) &&
    (HAS_DIGIT.test(value) || HAS_SIGN.test(value)) &&
    !COMMON.test(value) &&
    wordiness(value) < 0.75 &&
    !isExample(value)
  );
}
