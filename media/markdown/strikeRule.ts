import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';

const TILDE = 0x7e;
/** A delimiter of its own for each length, so that `~` closes only `~`. */
const MARKERS = [TILDE, TILDE + 0x10000] as const;

/** Text between one or two tildes, as GitHub strikes it out (https://github.github.com/gfm/#strikethrough-extension-). */
export function withStrike(markdown: MarkdownIt): void {
  markdown.inline.ruler.at('strikethrough', readTildes);
  markdown.inline.ruler2.at('strikethrough', (state) => {
    for (const delimiters of [state.delimiters, ...state.tokens_meta.map((meta) => meta?.delimiters ?? [])])
      markStruck(state, delimiters);
    return true;
  });
}

function readTildes(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false;
  const { length, can_open: open, can_close: close } = state.scanDelims(state.pos, true);
  state.push('text', '', 0).content = '~'.repeat(length);
  const marker = MARKERS[length - 1];
  if (marker !== undefined)
    state.delimiters.push({ marker, length: 0, token: state.tokens.length - 1, end: -1, open, close });
  state.pos += length;
  return true;
}

function markStruck(state: StateInline, delimiters: readonly Delimiter[]): void {
  for (const { marker, token, end } of delimiters) {
    const closing = delimiters[end];
    if (!closing || (marker !== MARKERS[0] && marker !== MARKERS[1])) continue;
    mark(state, token, 's_open', 1);
    mark(state, closing.token, 's_close', -1);
  }
}

function mark(state: StateInline, index: number, type: string, nesting: 1 | -1): void {
  const token = state.tokens[index];
  if (token) Object.assign(token, { type, tag: 's', nesting, content: '' });
}
