import { envValuesIn } from './dotenv.ts';
import { createKeyPatterns } from './keyShapes.ts';
import { namedSecretsIn, tokensInRequests } from './namedSecrets.ts';
import { idNumbersIn, mobileNumbersIn } from './personalNumbers.ts';
import { isExample, isRandom } from './plausibility.ts';
import { privateKeysIn } from './privateKeys.ts';
import type { SecretKind } from './secretKind.ts';

/** A secret and where it stands, in UTF-16 units. */
export interface FoundSecret {
  readonly kind: SecretKind;
  readonly value: string;
  readonly start: number;
}

type Finder = (text: string) => Iterable<readonly [number, number]>;

/** The first that finds a place names its kind. */
const FINDERS: readonly (readonly [SecretKind, Finder])[] = [
  ['private-keys', privateKeysIn],
  ['keys', keysIn],
  ['keys', tokensInRequests],
  ['id-numbers', idNumbersIn],
  ['phone-numbers', mobileNumbersIn],
  ['passwords', namedSecretsIn],
  ['env-values', envValuesIn],
];

/**
 * What of a text looks secret, in its order and without overlaps: where two reach into each other, both are one. Linear
 * in the length of the text, whatever it holds.
 */
export function findSecrets(text: string, kinds: readonly SecretKind[]): readonly FoundSecret[] {
  const places: { readonly kind: SecretKind; readonly start: number; end: number }[] = [];
  for (const [kind, finder] of FINDERS) {
    if (!kinds.includes(kind)) continue;
    for (const [start, end] of finder(text)) places.push({ kind, start, end });
  }
  places.sort((a, b) => a.start - b.start);
  const apart: typeof places = [];
  for (const place of places) {
    const last = apart.at(-1);
    if (last && place.start < last.end) last.end = Math.max(last.end, place.end);
    else apart.push(place);
  }
  return apart.map(({ kind, start, end }) => ({ kind, value: text.slice(start, end), start }));
}

let patterns: ReturnType<typeof createKeyPatterns> | undefined;

function* keysIn(text: string): Generator<readonly [number, number]> {
  patterns ??= createKeyPatterns();
  for (const { 0: key, index } of text.matchAll(patterns.sure))
    if (!isExample(key)) yield [index, index + key.length];
  for (const { 0: key, index } of text.matchAll(patterns.loose))
    if (isRandom(key.replace(/^\w+?[-_.]/, ''))) yield [index, index + key.length];
}
