import type { DiffedFile } from './diffFiles.ts';
import type { ReviewComment } from './reviewAnswer.ts';

/** A comment at lines that the diff shows. */
export interface PlacedComment extends ReviewComment {
  /** What the diff shows there, line by line. */
  readonly lines: readonly string[];
  /** The line that the model named, where the diff does not show it. */
  readonly meantLine?: number;
}

/**
 * Puts a comment where the diff shows what it is about: at its own lines, or else at the changed line that is nearest to
 * them, without its replacement, which would be for other lines. `undefined` where the diff shows nothing of the file.
 */
export function placeComment(
  comment: ReviewComment,
  files: readonly DiffedFile[],
): PlacedComment | undefined {
  const path = comment.path.replace(/^\.\//, '');
  const file = files.find((each) => each.path === path) ?? files.find((each) => `b/${each.path}` === path);
  if (!file || file.lines.length === 0) return undefined;
  const { startLine, endLine } = comment;
  const shown = file.lines.filter(({ number }) => number >= startLine && number <= endLine);
  if (shown.length === endLine - startLine + 1)
    return { ...comment, path: file.path, lines: shown.map(({ text }) => text) };
  const { replacement: _, ...rest } = comment;
  const changed = file.lines.filter(({ isAdded }) => isAdded);
  const near = (changed.length > 0 ? changed : file.lines).reduce((best, line) =>
    Math.abs(line.number - startLine) < Math.abs(best.number - startLine) ? line : best,
  );
  const isShownInPart = shown.some(({ number }) => number === startLine);
  const at = isShownInPart ? shown.find(({ number }) => number === startLine)! : near;
  return {
    ...rest,
    path: file.path,
    startLine: at.number,
    endLine: at.number,
    lines: [at.text],
    ...(at.number !== startLine && { meantLine: startLine }),
  };
}
