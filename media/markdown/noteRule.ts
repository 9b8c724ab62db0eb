import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import type { ParseContext } from './parseContext.ts';

const DEFINITION = /^\[\^([^\s[\]]{1,200})\]:/;
const REFERENCE = /^\[\^([^\s[\]]{1,200})\]/;
const INDENT = 4;

/** Footnotes, as GitHub writes them: `text[^1]` and, as a block anywhere, `[^1]: the note`. */
export function withNotes(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'note', readDefinition, { alt: ['paragraph', 'reference'] });
  markdown.inline.ruler.after('link', 'note', readReference);
}

function readDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const start = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.src.charCodeAt(start) !== 0x5b || state.sCount[startLine]! - state.blkIndent >= INDENT)
    return false;
  const match = DEFINITION.exec(state.src.slice(start, state.eMarks[startLine]));
  if (!match) return false;
  if (silent) return true;
  const open = state.push('note_open', '', 1);
  open.meta = { label: normalized(match[1] ?? '') };
  open.map = [startLine, 0];
  const { parentType } = state;
  const [mark, shift, indent] = [
    state.bMarks[startLine]!,
    state.tShift[startLine]!,
    state.sCount[startLine]!,
  ];
  const rest = state.src.slice(start + match[0].length, state.eMarks[startLine]);
  state.bMarks[startLine] = start + match[0].length;
  state.tShift[startLine] = rest.length - rest.trimStart().length;
  state.blkIndent += INDENT;
  // What stands on the line of the label is a paragraph's beginning, however far it is from there.
  state.sCount[startLine] = state.blkIndent;
  state.parentType = 'root';
  state.md.block.tokenize(state, startLine, endLine);
  state.parentType = parentType;
  state.blkIndent -= INDENT;
  state.bMarks[startLine] = mark;
  state.tShift[startLine] = shift;
  state.sCount[startLine] = indent;
  open.map[1] = state.line;
  state.push('note_close', '', -1);
  return true;
}

function readReference(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== 0x5b) return false;
  const match = REFERENCE.exec(state.src.slice(state.pos, state.posMax));
  if (!match) return false;
  const label = normalized(match[1] ?? '');
  const { noteNumber } = state.env as unknown as ParseContext;
  if (!silent) {
    const number = noteNumber ? noteNumber(label) : label;
    if (number === undefined) return false;
    const token = state.push('note_reference', '', 0);
    token.content = String(number);
    token.meta = { label };
  }
  state.pos += match[0].length;
  return true;
}

const normalized = (label: string): string => label.toLowerCase();
