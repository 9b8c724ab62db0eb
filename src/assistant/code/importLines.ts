import { nearestLanguage } from '../prompts/nearestLanguage.ts';

const SCRIPT = /^(?:import\b(?!\s*[(.])|(?:const|let|var)\s[^=]*=\s*require\()/;
const INCLUDE = /^#\s*(?:include|import)\b/;
const IMPORT = /^import\s/;

/** How a statement begins, at the left edge, that brings in what is defined elsewhere. */
const BEGINNINGS: ReadonlyMap<string, RegExp> = new Map([
  ['typescript', SCRIPT],
  ['javascript', SCRIPT],
  ['python', /^(?:import|from)\s/],
  ['go', /^import\b/],
  ['java', IMPORT],
  ['kotlin', IMPORT],
  ['scala', IMPORT],
  ['groovy', IMPORT],
  ['swift', IMPORT],
  ['dart', IMPORT],
  ['rust', /^(?:use|extern crate)\s/],
  ['c', INCLUDE],
  ['cpp', INCLUDE],
  ['csharp', /^(?:global )?using\s+(?:static\s+)?[\w.]+(?:\s*=\s*[^;]+)?;/],
  ['php', /^use\s/],
  ['ruby', /^require(?:_relative)?\b/],
]);

/** What comes before imports and is none. */
const PREAMBLE =
  /^(?:#!|['"]use \w+['"]|package\s|<\?php|declare\(|namespace\s+[\w\\.]+;|#pragma once|from __future__\s)/;
const COMMENT = /^(?:\/\/|\/\*|\*|#(?!\s*(?:include|import|if|endif|else|define)\b)|--)/;

interface Span {
  readonly startLine: number;
  readonly endLine: number;
}

/** Where imports are added to a file: behind those that it has, else behind what has to come first. */
export interface ImportPlace {
  readonly line: number;
  readonly isBehindImports: boolean;
}

/** Before which line of the file imports are added, from 0. `undefined` where it is not known how they look. */
export function importPlace(lines: readonly string[], languageId: string): ImportPlace | undefined {
  const begins = BEGINNINGS.get(nearestLanguage(languageId));
  if (!begins) return undefined;
  let last: Span | undefined;
  let depth = 0;
  let depthOfFirst: number | undefined;
  for (let index = preambleEnd(lines, begins); index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (/^#\s*if/.test(line)) depth++;
    else if (/^#\s*endif\b/.test(line)) depth--;
    else if (begins.test(line)) {
      const endLine = statementEnd(lines, index);
      depthOfFirst ??= depth;
      // What is included on a condition is no place for what is always needed.
      if (depth <= depthOfFirst) last = { startLine: index, endLine };
      index = endLine - 1;
    } else if (line.trim() !== '' && !COMMENT.test(line.trim()) && !/^#/.test(line)) break;
  }
  return last
    ? { line: last.endLine, isBehindImports: true }
    : { line: preambleEnd(lines, begins), isBehindImports: false };
}

/** The imports of a block of code, a statement each; `undefined` when it holds anything else. */
export function importStatements(
  code: readonly string[],
  languageId: string,
): readonly (readonly string[])[] | undefined {
  const begins = BEGINNINGS.get(nearestLanguage(languageId));
  if (!begins) return undefined;
  const statements: (readonly string[])[] = [];
  for (let index = 0; index < code.length; index++) {
    const line = code[index] ?? '';
    if (line.trim() === '' || (COMMENT.test(line.trim()) && !begins.test(line))) continue;
    if (!begins.test(line)) return undefined;
    const endLine = statementEnd(code, index);
    statements.push(code.slice(index, endLine));
    index = endLine - 1;
  }
  return statements.length > 0 ? statements : undefined;
}

/** The document with the imports that it lacks, at `place`. */
export function withImports(
  document: readonly string[],
  statements: readonly (readonly string[])[],
  place: ImportPlace,
): readonly string[] {
  const known = new Set(document.map((line) => line.trim()));
  const lines = statements.filter((statement) => !statement.every((line) => known.has(line.trim()))).flat();
  if (lines.length === 0) return document;
  const { line, isBehindImports } = place;
  const isText = (index: number): boolean => (document[index] ?? '').trim() !== '';
  return document.toSpliced(
    line,
    0,
    ...(!isBehindImports && line > 0 && isText(line - 1) ? [''] : []),
    ...lines,
    ...(!isBehindImports && isText(line) ? [''] : []),
  );
}

/** Behind the line that closes the last bracket of the statement that begins at `start`. */
function statementEnd(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? '';
    for (const sign of line.replace(/'[^']*'|"[^"]*"/g, '')) {
      if ('({['.includes(sign)) depth++;
      else if (')}]'.includes(sign)) depth--;
    }
    if (depth <= 0 && !line.endsWith('\\')) return index + 1;
  }
  return start + 1;
}

/** Behind the shebang, a licence that stands by itself, the package, a module’s docstring. */
function preambleEnd(lines: readonly string[], begins: RegExp): number {
  let end = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = (lines[index] ?? '').trim();
    if (line === '') continue;
    if (PREAMBLE.test(line)) end = index + 1;
    else if (begins.test(line)) return end;
    else if (/^[ru]?("""|''')/i.test(line)) {
      index = docstringEnd(lines, index);
      end = index + 1;
    } else if (COMMENT.test(line)) {
      // A comment that nothing stands right below is about the file.
      const after = commentEnd(lines, index);
      if ((lines[after] ?? '').trim() === '' || begins.test(lines[after] ?? '')) end = after;
      index = after - 1;
    } else if (!/^#\s*(?:ifndef|define)\b/.test(line)) return end;
    else end = index + 1;
  }
  return Math.min(end, lines.length);
}

function docstringEnd(lines: readonly string[], start: number): number {
  const [marks = ''] = /"""|'''/.exec(lines[start] ?? '') ?? [];
  const first = (lines[start] ?? '').split(marks);
  if (first.length > 2) return start;
  const end = lines.findIndex((line, index) => index > start && line.includes(marks));
  return end < 0 ? start : end;
}

function commentEnd(lines: readonly string[], start: number): number {
  let end = start;
  if ((lines[start] ?? '').trim().startsWith('/*')) {
    while (end < lines.length && !(lines[end] ?? '').includes('*/')) end++;
    return end + 1;
  }
  while (end < lines.length && COMMENT.test((lines[end] ?? '').trim())) end++;
  return end;
}
