import type { Translate } from '../text/translate.ts';

/**
 * What the guard looks for: keys and tokens of known forms, private keys, passwords and other values whose names say
 * what they are, values of `.env` files, numbers of Chinese identity cards, and Chinese mobile numbers.
 */
export const SECRET_KINDS = [
  'keys',
  'private-keys',
  'passwords',
  'env-values',
  'id-numbers',
  'phone-numbers',
] as const;

export type SecretKind = (typeof SECRET_KINDS)[number];

/** How many different values of a kind were hidden. */
export interface HiddenCount {
  readonly kind: SecretKind;
  readonly count: number;
}

/** `2 keys or tokens`. */
export function hiddenText({ kind, count }: HiddenCount, t: Translate): string {
  switch (kind) {
    case 'keys':
      return t('keys or tokens: {0}', count);
    case 'private-keys':
      return t('private keys: {0}', count);
    case 'passwords':
      return t('passwords or secrets: {0}', count);
    case 'env-values':
      return t('values of .env files: {0}', count);
    case 'id-numbers':
      return t('identity card numbers: {0}', count);
    case 'phone-numbers':
      return t('phone numbers: {0}', count);
  }
}
