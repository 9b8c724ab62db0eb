import { code, type Speech } from './speech.ts';

export interface WhereInFile {
  /** Empty when it is not known. */
  readonly path: string;
  /** Line of the file that the code starts on, from 1. */
  readonly firstLine: number;
  readonly speech: Speech;
}

/** Writes a line of the code, from 0, as a place in its file: `path:LINE`, or in words where the path is not known. */
export function placeIn({ path, firstLine, speech }: WhereInFile): (line: number) => string {
  return (line) => {
    const number = firstLine + line;
    return path ? code(`${path}:${number}`) : { en: `line ${number}`, zh: `第 ${number} 行` }[speech];
  };
}
