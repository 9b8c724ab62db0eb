import { CONTEXT_KINDS, type ContextKind, type Offer } from '../../src/core/chat/receipt.ts';

/** A mention that is being written: `@cart`, `@file:cart`, or `/review` at the beginning of everything. */
export interface Mention {
  /** The place of the `@` or the `/`. */
  readonly start: number;
  /** Behind what was written of it: the caret. */
  readonly end: number;
  readonly kind?: Offer['kind'];
  readonly text: string;
}

/** Not behind a letter or digit, which an address of mail has there; both signs, as Chinese input methods write `＠`. */
const MENTION = /(?<![A-Za-z0-9_.])[@＠]([^\s@＠]{0,100})$/;

/** `／` is what a Chinese input method writes. A second slash makes it a path. */
const COMMAND = /^\s*[/／]([^\s/／]{0,64})$/;

/** The mention that ends at the caret, if there is one. `names` are other names of kinds, as the user's language has them. */
export function mentionAt(
  text: string,
  caret: number,
  names: Readonly<Partial<Record<string, ContextKind>>>,
): Mention | undefined {
  const command = COMMAND.exec(text.slice(0, Math.min(caret, 200)));
  if (command && caret <= 200) return { start: 0, end: caret, kind: 'command', text: command[1] ?? '' };
  const found = MENTION.exec(text.slice(Math.max(0, caret - 120), caret));
  if (!found) return undefined;
  const [whole, written = ''] = found;
  const place = { start: caret - whole.length, end: caret };
  const [, name = '', rest = ''] = /^([^:：]+)[:：](.*)$/.exec(written) ?? [];
  const lower = name.toLowerCase();
  const kind = CONTEXT_KINDS.find((each) => each === lower) ?? names[lower];
  return kind ? { ...place, kind, text: rest } : { ...place, text: written };
}
