import { codeBlockAt, isOpenAtEnd } from '../../chat/codeBlockAt.ts';
import type { FileEdit } from './modelEdit.ts';
import { parseModelEdit } from './parseModelEdit.ts';

/** The edits of one file, in the order in which they are to be made. */
export interface EditsOfFile {
  readonly path: string;
  readonly edits: readonly FileEdit[];
}

/** All edits of an answer whose file is named, file by file. */
export function editsOfAnswer(markdown: string): readonly EditsOfFile[] {
  const edits: FileEdit[] = [];
  for (const [line, text] of markdown.split('\n').entries()) {
    // Reading all blocks for each line would take the square of the answer's length.
    if (!/`{3}|~{3}/.test(text)) continue;
    const block = codeBlockAt(markdown, line);
    if (block) edits.push(...parseModelEdit({ ...block, isCut: isOpenAtEnd(markdown, line) }).files);
  }
  return byFile(edits);
}

/** Those whose file is named. */
export function byFile(edits: readonly FileEdit[]): readonly EditsOfFile[] {
  const files = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    if (edit.path === undefined) continue;
    const known = files.get(edit.path);
    if (known) known.push(edit);
    else files.set(edit.path, [edit]);
  }
  return [...files].map(([path, all]) => ({ path, edits: all }));
}
