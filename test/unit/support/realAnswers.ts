import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/answers');

export interface RealAnswer {
  readonly name: string;
  readonly text: string;
}

/** Answers as models write them: prose in several languages, code in fences, tables and lists. */
export const realAnswers: readonly RealAnswer[] = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(path.join(FOLDER, name), 'utf8').trimEnd(),
}));
