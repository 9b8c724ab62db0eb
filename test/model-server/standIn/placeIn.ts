import { code, type Speech } from './speech.ts';

export interface WhereInFile {
  /** Empty when it is not known. */
  readonly path: string;
  /** Line of the file that the code starts on, from 1. */
  readonly firstLine: number;
  /** Set where the request wants places as links. */
  readonly link?: { readonly words: string; readonly target: string };
  readonly speech: Speech;
}

/**
 * Writes a line of the code, from 0, as a place in its file: as a link where those are wanted, else `path:LINE`, or in
 * words where the path is not known.
 */
export function placeIn({ path, firstLine, link, speech }: WhereInFile): (line: number) => string {
  return (line) => {
    const number = firstLine + line;
    if (link) return `[${link.words}:${number}](${link.target}:${number})`;
    return path ? code(`${path}:${number}`) : { en: `line ${number}`, zh: `第 ${number} 行` }[speech];
  };
}
