import { pathOfCode } from '../../chat/pathOfCode.ts';
import { diffLines } from '../lineDiff.ts';
import { isBlankLine } from './lineKeys.ts';
import type { EditHunk, FileEdit, HunkLine } from './modelEdit.ts';

// The marks of Aider's edit blocks (https://aider.chat/docs/more/edit-formats.html), and what models make of them.
const SEARCH = /^\s*<{5,9}\s*(?:SEARCH|ORIGINAL|OLD)?\s*>?\s*$/i;
const DIVIDER = /^\s*={5,9}\s*$/;
const REPLACE = /^\s*(?:>{5,9}\s*(?:REPLACE|UPDATED|NEW)?|\+{5,9}\s*REPLACE)\s*$/i;

export function isSearchReplace(lines: readonly string[]): boolean {
  const search = lines.findIndex((line) => SEARCH.test(line));
  return search >= 0 && lines.slice(search).some((line) => DIVIDER.test(line) || REPLACE.test(line));
}

/** Reads search/replace blocks; `path` is the file of those above which none is named. */
export function parseSearchReplace(lines: readonly string[], path: string | undefined): readonly FileEdit[] {
  const edits: FileEdit[] = [];
  let file = path;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (!SEARCH.test(line)) {
      const named = pathIn(line);
      if (named !== undefined) file = named;
      continue;
    }
    let divider = at + 1;
    while (divider < lines.length && !DIVIDER.test(lines[divider]!) && !REPLACE.test(lines[divider]!))
      divider++;
    let end = divider;
    while (end < lines.length && !REPLACE.test(lines[end]!) && !SEARCH.test(lines[end]!)) end++;
    const search = lines.slice(at + 1, divider);
    const replace = lines.slice(divider + 1, end);
    // A heading that is underlined, a mark that is missing: where the two texts part is not known.
    const isTorn =
      end >= lines.length || SEARCH.test(lines[end]!) || replace.some((text) => DIVIDER.test(text));
    edits.push(editOf(file, search, replace, isTorn));
    at = SEARCH.test(lines[end] ?? '') ? end - 1 : end;
  }
  return edits;
}

function editOf(
  path: string | undefined,
  search: readonly string[],
  replace: readonly string[],
  isCut: boolean,
): FileEdit {
  const isNew = search.every(isBlankLine);
  return {
    ...(path !== undefined && { path }),
    action: 'change',
    content: {
      form: 'hunks',
      source: 'search-replace',
      hunks: [
        isNew
          ? { lines: replace.map((text) => ({ kind: 'new', text })), headings: [] }
          : hunkOf(search, replace),
      ],
    },
    ...(isCut && { isCut }),
  };
}

function hunkOf(search: readonly string[], replace: readonly string[]): EditHunk {
  const lines: HunkLine[] = [];
  let position = 0;
  for (const { oldStart, oldEnd, newStart, newEnd } of diffLines(search, replace)) {
    for (const text of search.slice(position, oldStart)) lines.push({ kind: 'same', text });
    for (const text of search.slice(oldStart, oldEnd)) lines.push({ kind: 'old', text });
    for (const text of replace.slice(newStart, newEnd)) lines.push({ kind: 'new', text });
    position = oldEnd;
  }
  for (const text of search.slice(position)) lines.push({ kind: 'same', text });
  return { lines, headings: [] };
}

/** A line between blocks that is the name of a file. */
function pathIn(line: string): string | undefined {
  if (/^\s*(?:```|~~~)/.test(line))
    return pathOfCode({ info: line.replace(/^\s*[`~]+/, ''), code: '', lineAbove: '' });
  return pathOfCode({ info: '', code: '', lineAbove: line });
}
