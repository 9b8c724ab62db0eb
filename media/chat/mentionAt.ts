import { CONTEXT_KINDS, type ContextKind } from '../../src/core/chat/receipt.ts';

/** A mention that is being written: `@cart`, `@file:cart`. */
export interface Mention {
  /** The place of the `@`. */
  readonly start: number;
  /** Behind what was written of it: the caret. */
  readonly end: number;
  readonly kind?: ContextKind;
  readonly text: string;
}

/** Not behind a letter or digit, which an address of mail has there; both signs, as Chinese input methods write `＠`. */
const MENTION = /(?<![A-Za-z0-9_.])[@＠]([^\s@＠]{0,100})$/;

/** The mention that ends at the caret, if there is one. `names` are other names of kinds, as the user's language has them. */
export function mentionAt(
  text: string,
  caret: number,
  names: Readonly<Partial<Record<string, ContextKind>>>,
): Mention | undefined {
  const found = MENTION.exec(text.slice(Math.max(0, caret - 120), caret));
  if (!found) return undefined;
  const [whole, written = ''] = found;
  const place = { start: caret - whole.length, end: caret };
  const [, name = '', rest = ''] = /^([^:：]+)[:：](.*)$/.exec(written) ?? [];
  const lower = name.toLowerCase();
  const kind = CONTEXT_KINDS.find((each) => each === lower) ?? names[lower];
  return kind ? { ...place, kind, text: rest } : { ...place, text: written };
}
