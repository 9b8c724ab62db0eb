import { placeIn, type WhereInFile } from '../placeIn.ts';
import { code as codeSpan, fence } from '../speech.ts';

export interface FixInput extends WhereInFile {
  readonly code: string;
  readonly fenceName: string;
  /** What is reported, as the request words it. */
  readonly problems: string;
}

interface Misspelling {
  /** From 1, in the file. */
  readonly line: number;
  readonly written: string;
  readonly meant: string;
}

/** Corrects names for which the report itself says what was meant; says that it can do nothing else. */
export function fixProblems(input: FixInput): string {
  const { code, fenceName, problems, speech, firstLine } = input;
  const at = placeIn(input);
  const reports = problems.split('\n\n');
  const misspellings = reports.flatMap((report) => misspellingIn(report) ?? []);
  const lines = code.split('\n');
  const rows: string[] = [];
  for (const { line, written, meant } of misspellings) {
    const index = line - firstLine;
    const before = lines[index];
    const after = before?.replace(wholeWord(written), () => meant);
    if (before === undefined || after === undefined || after === before) continue;
    lines[index] = after;
    rows.push(`- ${at(index)}: ${codeSpan(written)} → ${codeSpan(meant)}`);
  }
  const limits = {
    en: 'The stand-in model corrects only names for which the report says what was meant.',
    zh: '替身模型只会改正报告中给出正确写法的名称。',
  }[speech];
  if (rows.length === 0) return limits;
  return [
    fence(fenceName, lines.join('\n')),
    rows.join('\n'),
    ...(rows.length < reports.length ? [limits] : []),
  ].join('\n\n');
}

/** `line 5: …`, and below it `…, at \`prics\`: Cannot find name 'prics'. Did you mean 'price'?` */
function misspellingIn(report: string): Misspelling | undefined {
  const [, line] = /^line (\d+):/.exec(report) ?? [];
  const [, written] = /\bat `([^`\n]+)`:/.exec(report) ?? [];
  const [, meant] =
    /Did you mean (?:to write |the \w+(?: \w+)? )?['"‘“`]?([\w$.]+)['"’”`]?\?/.exec(report) ?? [];
  return line && written && meant ? { line: Number(line), written, meant } : undefined;
}

const wholeWord = (word: string): RegExp =>
  new RegExp(`(?<![\\w$])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`);
