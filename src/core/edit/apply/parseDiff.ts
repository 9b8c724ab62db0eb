import { isBlankLine } from './lineKeys.ts';
import type { EditHunk, FileEdit, HunkLine } from './modelEdit.ts';

const HUNK = /^@@(?:\s+-(\d+)(?:,(\d+))?\s+\+(\d+)(?:,(\d+))?\s+@@)?\s?(.*)$/;

/** The patch format that OpenAI's models are trained on. */
const PATCH_FILE = /^\*\*\* (Update|Add|Delete) File:\s*(.+?)\s*$/;
const PATCH_OTHER = /^\*\*\* (?:Begin Patch|End Patch|End of File)\s*$/;
const PATCH_MOVE = /^\*\*\* Move to:\s*(.+?)\s*$/;

/** What git writes between a file's name and its hunks. */
const GIT_HEADER =
  /^(?:index [0-9a-f]+\.\.|(?:old|new) mode \d|similarity index|dissimilarity index|copy (?:from|to) |Binary files |GIT binary patch)/;

export function isDiff(lines: readonly string[], info: string): boolean {
  if (lines.some((line, at) => isHeader(lines, at) || PATCH_FILE.test(line) || /^diff --git /.test(line)))
    return true;
  const solid = lines.filter((line) => !isBlankLine(line));
  const signed = solid.filter((line) => /^[-+]/.test(line)).length;
  if (lines.some((line) => /^@@(?:\s|$)/.test(line)) && signed > 0) return true;
  return /^(?:diff|patch|udiff)\b/i.test(info.trim()) && signed > 0;
}

/** `--- a/x` and `+++ b/x` one after the other: in a hunk, a removed and an added line that begin so are not written so. */
function isHeader(lines: readonly string[], at: number): boolean {
  return /^--- \S/.test(lines[at]!) && /^\+\+\+ \S/.test(lines[at + 1] ?? '');
}

interface OpenFile {
  path?: string;
  newPath?: string;
  action: FileEdit['action'];
  readonly hunks: EditHunk[];
}

interface OpenHunk {
  readonly lines: HunkLine[];
  readonly headings: string[];
  readonly startLine?: number;
  /** How many lines the header claims; absent where it has no numbers. */
  readonly counts?: readonly [number, number];
}

/** Reads a unified diff, whatever is wrong with its numbers; `path` is the file when its headers name none. */
export function parseDiff(
  lines: readonly string[],
  path: string | undefined,
  isCut: boolean,
): readonly FileEdit[] {
  const reader = new DiffReader(path);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (isHeader(lines, at)) {
      reader.files(pathIn(line.slice(4)), pathIn(lines[at + 1]!.slice(4)));
      at++;
    } else reader.read(line);
  }
  return reader.end(isCut);
}

class DiffReader {
  readonly #edits: OpenFile[] = [];
  readonly #fallback: string | undefined;
  #file: OpenFile | undefined;
  #hunk: OpenHunk | undefined;
  #last: OpenHunk | undefined;

  constructor(fallback: string | undefined) {
    this.#fallback = fallback;
  }

  /** The names before and after; `undefined` for no file. */
  files(before: string | undefined, after: string | undefined): void {
    this.#closeHunk();
    const named = this.#file?.hunks.length === 0 ? this.#file : this.#open(before ?? after);
    named.path = before ?? after ?? named.path!;
    if (before === undefined) named.action = 'create';
    else if (after === undefined) named.action = 'delete';
    else if (before !== after) named.newPath = after;
  }

  read(line: string): void {
    const git = /^diff --git "?a\/(.+?)"? "?b\/(.+?)"?$/.exec(line);
    const patch = PATCH_FILE.exec(line);
    const move = PATCH_MOVE.exec(line);
    const hunk = HUNK.exec(line);
    if (git) {
      const file = this.#open(git[1]);
      if (git[2] !== git[1]) file.newPath = git[2]!;
    } else if (patch) {
      const file = this.#open(pathIn(patch[2]!));
      file.action = patch[1] === 'Add' ? 'create' : patch[1] === 'Delete' ? 'delete' : 'change';
    } else if (move) this.#current().newPath = pathIn(move[1]!) ?? move[1]!;
    else if (hunk) this.#openHunk(hunk);
    else if (PATCH_OTHER.test(line)) this.#closeHunk();
    else if (!this.#hunk && this.#header(line)) return;
    else if (line.startsWith('\\')) return;
    else this.#line(line);
  }

  end(isCut: boolean): readonly FileEdit[] {
    this.#closeHunk();
    const isTorn = isCut || isTornHunk(this.#last);
    return this.#edits
      .filter(
        ({ hunks, action, newPath }) => hunks.length > 0 || action !== 'change' || newPath !== undefined,
      )
      .map(({ path, newPath, action, hunks }, at, all) => ({
        ...(path !== undefined && { path }),
        ...(newPath !== undefined && { newPath }),
        action,
        content: { form: 'hunks', source: 'diff', hunks },
        ...(isTorn && at === all.length - 1 && { isCut: true }),
      }));
  }

  #open(path: string | undefined): OpenFile {
    this.#closeHunk();
    this.#file = { ...(path !== undefined && { path }), action: 'change', hunks: [] };
    this.#edits.push(this.#file);
    return this.#file;
  }

  #current(): OpenFile {
    return this.#file ?? this.#open(this.#fallback);
  }

  #header(line: string): boolean {
    const file = this.#file;
    const rename = /^rename (from|to) (.+)$/.exec(line);
    if (/^new file mode /.test(line)) this.#current().action = 'create';
    else if (/^deleted file mode /.test(line)) this.#current().action = 'delete';
    else if (rename && file) {
      if (rename[1] === 'from') file.path = rename[2]!;
      else file.newPath = rename[2]!;
    } else if (!GIT_HEADER.test(line)) {
      // Text above the first hunk, and blank lines between files.
      return !/^[-+]/.test(line);
    }
    return true;
  }

  #openHunk([, start, oldCount, , newCount, heading = '']: RegExpExecArray): void {
    const above = this.#hunk?.lines.length === 0 ? this.#hunk.headings : [];
    this.#closeHunk();
    this.#current();
    const text = heading.replace(/^@@\s*|\s*@@$|^\.{3}\s*(?:@@)?$/g, '');
    this.#hunk = {
      lines: [],
      headings: [...above, ...(isBlankLine(text) ? [] : [text])],
      ...(start !== undefined && {
        startLine: Math.max(0, Number(start) - 1),
        counts: [Number(oldCount ?? 1), Number(newCount ?? 1)],
      }),
    };
  }

  #line(line: string): void {
    this.#current();
    this.#hunk ??= { lines: [], headings: [] };
    this.#hunk.lines.push(hunkLine(line));
  }

  #closeHunk(): void {
    const hunk = this.#hunk;
    this.#hunk = undefined;
    if (!hunk) return;
    this.#last = hunk;
    const { lines, headings, startLine } = hunk;
    // A blank line between hunks is no line of the file.
    while (lines.at(-1)?.text === '' && lines.at(-1)?.unsigned === '') lines.pop();
    while (lines[0]?.text === '' && lines[0]?.unsigned === '') lines.shift();
    if (lines.some(({ kind }) => kind !== 'same'))
      this.#file!.hunks.push({ lines, headings, ...(startLine !== undefined && { startLine }) });
  }
}

function hunkLine(line: string): HunkLine {
  const text = line.slice(1);
  if (line.startsWith('+')) return { kind: 'new', text };
  if (line.startsWith('-')) return { kind: 'old', text };
  if (line.startsWith(' ')) return { kind: 'same', text, unsigned: line };
  return { kind: 'same', text: line, unsigned: line };
}

/** The header promised more lines, and the last one is a change with nothing below it. */
function isTornHunk(hunk: OpenHunk | undefined): boolean {
  if (!hunk?.counts) return false;
  const count = (kind: HunkLine['kind']): number => hunk.lines.filter((line) => line.kind !== kind).length;
  const last = hunk.lines.at(-1);
  // One line less can be a blank one that went with the end of the answer.
  return last?.kind !== 'same' && count('new') + 1 < hunk.counts[0] && count('old') + 1 < hunk.counts[1];
}

/** A path of a diff's header: without the prefix of git, a date, quotes; `undefined` for no file. */
function pathIn(text: string): string | undefined {
  const path = text
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (path === '/dev/null') return undefined;
  return path.replace(/^[ab]\//, '').replace(/^\.\//, '');
}
