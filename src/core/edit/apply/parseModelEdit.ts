import { type CodePlace, pathOfCode } from '../../chat/pathOfCode.ts';
import { isBlankLine } from './lineKeys.ts';
import type { FileEdit, ModelEdit } from './modelEdit.ts';
import { isDiff, parseDiff } from './parseDiff.ts';
import { isSearchReplace, parseSearchReplace } from './parseSearchReplace.ts';

export interface WrittenEdit extends CodePlace {
  /** The text was cut off, as when its code block was never closed. */
  readonly isCut?: boolean;
}

/**
 * Reads a code block of an answer as what it is: search/replace blocks, a diff, or code. One that names several files has
 * an edit for each; a file that is named several times has one edit.
 */
export function parseModelEdit(block: WrittenEdit): ModelEdit {
  const lines = block.code.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  while (lines.at(-1) === '') lines.pop();
  const path = pathOfCode(block);
  if (isSearchReplace(lines)) return { files: joined(parseSearchReplace(lines, path)) };
  if (isDiff(lines, block.info)) return { files: joined(parseDiff(lines, path, block.isCut === true)) };
  const code: FileEdit = {
    ...(path !== undefined && { path }),
    action: 'change',
    content: { form: 'code', lines: withoutPath(lines, block) },
    ...(block.isCut && { isCut: true }),
  };
  return { files: [code] };
}

/** The comment that names the file is for the reader, unless the fence or the text above has named it. */
function withoutPath(lines: readonly string[], block: CodePlace): readonly string[] {
  const named = pathOfCode({ info: '', lineAbove: '', code: block.code });
  if (named === undefined) return lines;
  const rest = lines.slice(1);
  return rest.slice(
    Math.max(
      0,
      rest.findIndex((line) => !isBlankLine(line)),
    ),
  );
}

/** Edits of one file are one, in their order. */
function joined(edits: readonly FileEdit[]): readonly FileEdit[] {
  const files = new Map<string | undefined, FileEdit>();
  for (const edit of edits) {
    const known = files.get(edit.path);
    if (known?.content.form === 'hunks' && edit.content.form === 'hunks' && known.action === edit.action) {
      const hunks = [...known.content.hunks, ...edit.content.hunks];
      files.set(edit.path, { ...known, ...edit, content: { ...known.content, hunks } });
    } else files.set(edit.path, edit);
  }
  return [...files.values()];
}
