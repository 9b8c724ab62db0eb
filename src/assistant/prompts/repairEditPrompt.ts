import { fencedCode } from './fencedCode.ts';

/** A stretch of a file as it is now, its lines counted from 1. */
export interface ShownLines {
  readonly startLine: number;
  readonly lines: readonly string[];
}

/** Asks for an edit that did not fit once more, in the form that says most exactly where it goes. */
export function repairEditPrompt(input: {
  readonly path: string;
  /** What fences call its language. */
  readonly fence: string;
  readonly edit: string;
  /** Why it does not fit, in English. */
  readonly why: string;
  readonly shown: readonly ShownLines[];
}): string {
  const { path, fence, edit, why, shown } = input;
  return [
    `This edit of \`${path}\` does not fit the file as it is now, so nothing was changed:`,
    fencedCode('', edit),
    `Why: ${why}`,
    ...shown.map(
      ({ startLine, lines }) =>
        `\`${path}\` now, from line ${startLine}:\n${fencedCode(fence, lines.join('\n'))}`,
    ),
    `Write the same edit so that it fits. Answer with one fenced block that begins with the line \`${path}\` and holds search/replace blocks of this form, one for each place:`,
    fencedCode(
      '',
      '<<<<<<< SEARCH\nlines of the file\n=======\nthe lines that take their place\n>>>>>>> REPLACE',
    ),
    'Copy the lines of each search from the file as it is now, every blank of them, as many as it takes for them to be there only once, and leave none out between them. Change only what the edit was meant to change, and keep what was written into the file since. If the file has the change already, or the edit cannot be made, say so without a fenced block.',
  ].join('\n\n');
}
