import { diffLines, type Hunk } from '../../core/edit/lineDiff.ts';
import { codeOfLines } from './codeOfLines.ts';

export interface OnlyComments {
  readonly lines: readonly string[];
  /** Places where the proposal changed code; the code there is as it was. */
  readonly leftOut: number;
}

/**
 * Of a proposal what changes comments and nothing else. In a language whose comments are not known only whole inserted
 * lines are taken.
 */
export function onlyComments(
  original: readonly string[],
  proposed: readonly string[],
  languageId: string,
): OnlyComments {
  const before = codeOfLines(original, languageId);
  const after = codeOfLines(proposed, languageId);
  const hunks = diffLines(original, proposed);
  const lines: string[] = [];
  let copied = 0;
  let leftOut = 0;
  for (const hunk of hunks) {
    lines.push(...original.slice(copied, hunk.oldStart));
    copied = hunk.oldEnd;
    const old = original.slice(hunk.oldStart, hunk.oldEnd);
    const written = proposed.slice(hunk.newStart, hunk.newEnd);
    const isFine =
      before && after
        ? isSameCode(before.slice(hunk.oldStart, hunk.oldEnd), after.slice(hunk.newStart, hunk.newEnd))
        : hunk.oldStart === hunk.oldEnd;
    if (isFine) lines.push(...written);
    else {
      leftOut++;
      lines.push(...(before && after ? commentAbove(hunk, { old, written, before, after }) : old));
    }
  }
  lines.push(...original.slice(copied));
  if (!before) return { lines, leftOut };
  // What opens a comment or a text in one place may change what all that follows is.
  const result = codeOfLines(lines, languageId) ?? [];
  return isSameCode(before, result) ? { lines, leftOut } : { lines: original, leftOut: hunks.length };
}

function isSameCode(a: readonly string[], b: readonly string[]): boolean {
  const left = a.filter((line) => line !== '');
  const right = b.filter((line) => line !== '');
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

/** Where code was changed right below a comment, the comment is new and the code is old. */
function commentAbove(
  { oldStart, newStart }: Hunk,
  sides: {
    readonly old: readonly string[];
    readonly written: readonly string[];
    readonly before: readonly string[];
    readonly after: readonly string[];
  },
): readonly string[] {
  const { old, written, before, after } = sides;
  const firstCode = (side: readonly string[], code: readonly string[], start: number): number => {
    const index = side.findIndex((_, at) => code[start + at] !== '');
    return index < 0 ? side.length : index;
  };
  return [
    ...written.slice(0, firstCode(written, after, newStart)),
    ...old.slice(firstCode(old, before, oldStart)),
  ];
}
