import { createHash } from 'node:crypto';

/** The last line of a file that somebody has seen: the file must still hold it. */
export interface Head {
  readonly seq: number;
  /** SHA-256 of the line, in hexadecimal. */
  readonly hash: string;
}

export interface NamedHead extends Head {
  readonly file: string;
}

/** What a line says besides its place in the chain. */
export type AuditRecord =
  /** A window's log begins; `links` are the newest files of others as they were then. */
  | {
      readonly type: 'begin';
      readonly at: string;
      readonly file: string;
      readonly links: readonly NamedHead[];
    }
  /** The file before this one is full. */
  | { readonly type: 'continued'; readonly at: string; readonly file: string }
  /** A write broke off; the bytes that it left are the line before. */
  | { readonly type: 'healed'; readonly at: string; readonly torn: string }
  /** A file was removed because the log had reached its size. */
  | { readonly type: 'retired'; readonly at: string; readonly end: NamedHead }
  | ({ readonly type: 'request'; readonly at: string } & RequestRecord);

export interface RequestRecord {
  /** The name that the operating system knows the user by, or `uid` and the number. */
  readonly user: string;
  /** The editor window's session. */
  readonly window: string;
  readonly requestId: string;
  readonly provider: string;
  readonly origin: string;
  readonly model: string;
  readonly purpose: string;
  /** Documents whose code was sent, relative to the workspace. */
  readonly files: readonly string[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly estimated?: true;
  readonly outcome: string;
  readonly errorCode?: string;
  readonly durationMs: number;
  /** SHA-256 of what was sent and of what came back. */
  readonly promptHash: string;
  readonly answerHash: string;
  /** Only when the user wants content in the log. */
  readonly prompt?: string;
  readonly answer?: string;
}

const SCHEMA = 1;

/** Stands where the first line has no line before it. */
export const NO_LINE = '0'.repeat(64);

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A record as the line after `before`, without its newline. */
export function chainLine(record: AuditRecord, before: Head): { readonly line: string; readonly head: Head } {
  const seq = before.seq + 1;
  const line = JSON.stringify({ v: SCHEMA, seq, previous: before.hash, ...record });
  return { line, head: { seq, hash: sha256(line) } };
}

/** A window's files are `<begin>-<random>.<number>.jsonl`, so that names in order are files in order. */
export function fileNameOf(chain: string, segment: number): string {
  return `${chain}.${String(segment).padStart(4, '0')}.jsonl`;
}

const FILE_NAME = /^([\w-]+)\.(\d{4})\.jsonl$/;

export const isAuditFile = (name: string): boolean => FILE_NAME.test(name);

export interface AuditFile {
  readonly name: string;
  readonly text: string;
}

export type AuditProblem =
  /** The line is not the one that its successor, or whoever saw it, speaks of; or the line before it is not. */
  | { readonly kind: 'changed'; readonly file: string; readonly line: number }
  | {
      readonly kind: 'missing-lines';
      readonly file: string;
      /** The line behind the gap. */
      readonly line: number;
      readonly from: number;
      readonly to: number;
    }
  /** The line was put in, or moved from another place. */
  | { readonly kind: 'inserted'; readonly file: string; readonly line: number }
  /** The file ends before a line that was seen in it. */
  | { readonly kind: 'shortened'; readonly file: string; readonly from: number; readonly to: number }
  | { readonly kind: 'missing-file'; readonly file: string }
  /** The last write broke off, as in a crash; what it was to say is lost. */
  | { readonly kind: 'torn'; readonly file: string; readonly line: number };

export interface AuditVerdict {
  readonly files: number;
  /** Requests that are written down. */
  readonly requests: number;
  /** Breaks that the log itself has told of and gone on after. */
  readonly healed: number;
  readonly problems: readonly AuditProblem[];
}

interface ReadFile {
  readonly name: string;
  readonly first: Line | undefined;
  readonly last: Head | undefined;
  readonly hashes: ReadonlyMap<number, string>;
  readonly records: readonly Line[];
}

interface Line {
  readonly seq: number;
  readonly previous: string;
  readonly hash: string;
  readonly record: AuditRecord;
}

/**
 * Follows every chain from its first line to its last. `seen`, the last lines as they are remembered outside of the log,
 * tells whether lines are missing at an end, which no chain can tell by itself.
 */
export function verifyAudit(files: readonly AuditFile[], seen: readonly NamedHead[]): AuditVerdict {
  const problems: AuditProblem[] = [];
  let healed = 0;
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const read = new Map<string, ReadFile>();
  for (const file of sorted) {
    const result = readFile(file, problems);
    healed += result.records.filter(({ record }) => record.type === 'healed').length;
    read.set(file.name, result);
  }
  const records = [...read.values()].flatMap((file) => file.records.map(({ record }) => record));
  const retired = new Map(
    records.flatMap((record) => (record.type === 'retired' ? [[record.end.file, record.end]] : [])),
  );
  const missing = new Set<string>();

  // Where one file of a window ends, the next goes on.
  for (const file of read.values()) {
    const before = predecessorOf(file.name);
    if (before === undefined || !file.first) continue;
    const end = read.get(before)?.last ?? retired.get(before);
    if (!end) missing.add(before);
    else if (end.hash !== file.first.previous || end.seq !== file.first.seq - 1)
      problems.push(breakAt(file.name, 1, file.first, end));
  }

  const links = records.flatMap((record) => (record.type === 'begin' ? record.links : []));
  const shortened = new Map<string, number>();
  for (const { file: name, seq, hash } of [...links, ...seen]) {
    const file = read.get(name);
    const known = file?.hashes.get(seq);
    if (!file) {
      if (!retired.has(name)) missing.add(name);
    } else if (known === undefined && seq > (file.last?.seq ?? 0))
      shortened.set(name, Math.max(shortened.get(name) ?? 0, seq));
    else if (known !== hash) addOnce(problems, { kind: 'changed', file: name, line: lineOf(file, seq) });
  }
  for (const [file, to] of shortened)
    problems.push({ kind: 'shortened', file, from: (read.get(file)?.last?.seq ?? 0) + 1, to });
  for (const file of [...missing].sort()) problems.push({ kind: 'missing-file', file });
  return {
    files: files.length,
    requests: records.filter(({ type }) => type === 'request').length,
    healed,
    problems,
  };
}

function readFile({ name, text }: AuditFile, problems: AuditProblem[]): ReadFile {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const records: Line[] = [];
  const hashes = new Map<number, string>();
  let first: Line | undefined;
  let last: Head | undefined;
  /** Lines since the last one that could be read. */
  let unread = 0;
  for (const [index, written] of lines.entries()) {
    if (isHealed(written, lines[index + 1])) continue;
    const line = parseLine(written);
    if (!line) {
      problems.push({ kind: 'changed', file: name, line: index + 1 });
      unread++;
      continue;
    }
    const expected = last ?? startOf(name);
    const isTold = unread > 0 && line.seq === (expected?.seq ?? 0) + 1 + unread;
    if (expected && !isTold && (line.previous !== expected.hash || line.seq !== expected.seq + 1))
      addOnce(problems, breakAt(name, index + 1, line, expected));
    const { record } = line;
    if ((record.type === 'begin' || record.type === 'continued') && record.file !== name)
      problems.push({ kind: 'inserted', file: name, line: index + 1 });
    unread = 0;
    first ??= line;
    last = line;
    hashes.set(line.seq, line.hash);
    records.push(line);
  }
  if (rest !== '') problems.push({ kind: 'torn', file: name, line: lines.length + 1 });
  return { name, first, last, hashes, records };
}

/** Whether the log itself says of a line that it is what a broken write left. */
function isHealed(written: string, next: string | undefined): boolean {
  const record = next === undefined ? undefined : parseLine(next)?.record;
  return record?.type === 'healed' && record.torn === sha256(written);
}

/** What the first line of a window's first file goes on from; that of the others is in another file. */
function startOf(name: string): Head | undefined {
  return predecessorOf(name) === undefined ? { seq: 0, hash: NO_LINE } : undefined;
}

function predecessorOf(name: string): string | undefined {
  const [, chain = '', segment] = FILE_NAME.exec(name) ?? [];
  return Number(segment) > 0 ? fileNameOf(chain, Number(segment) - 1) : undefined;
}

function breakAt(file: string, line: number, found: Line, before: Head): AuditProblem {
  if (found.seq > before.seq + 1)
    return { kind: 'missing-lines', file, line, from: before.seq + 1, to: found.seq - 1 };
  if (found.seq <= before.seq) return { kind: 'inserted', file, line };
  return { kind: 'changed', file, line: Math.max(1, line - 1) };
}

const lineOf = ({ records }: ReadFile, seq: number): number =>
  Math.max(1, records.findIndex((line) => line.seq === seq) + 1);

function addOnce(problems: AuditProblem[], problem: AuditProblem): void {
  const same = problems.some(
    (known) =>
      known.kind === problem.kind &&
      known.file === problem.file &&
      'line' in known &&
      'line' in problem &&
      known.line === problem.line,
  );
  if (!same) problems.push(problem);
}

function parseLine(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { v, seq, previous, ...record } = value as Record<string, unknown>;
    if (v !== SCHEMA || typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof previous !== 'string')
      return undefined;
    if (!isRecord(record)) return undefined;
    return { seq, previous, hash: sha256(text), record };
  } catch {
    return undefined;
  }
}

function isRecord(record: Record<string, unknown>): record is Record<string, unknown> & AuditRecord {
  if (typeof record.at !== 'string') return false;
  switch (record.type) {
    case 'begin':
      return (
        typeof record.file === 'string' && Array.isArray(record.links) && record.links.every(isNamedHead)
      );
    case 'healed':
      return typeof record.torn === 'string';
    case 'retired':
      return isNamedHead(record.end);
    default:
      return record.type === 'request' || (record.type === 'continued' && typeof record.file === 'string');
  }
}

function isNamedHead(value: unknown): value is NamedHead {
  const { file, seq, hash } = (value ?? {}) as { file?: unknown; seq?: unknown; hash?: unknown };
  return typeof file === 'string' && typeof seq === 'number' && typeof hash === 'string';
}

/** The last whole line of a text that may begin in the middle of one; `undefined` when it holds none. */
export function headOf(text: string): Head | undefined {
  for (const written of text.split('\n').slice(0, -1).reverse()) {
    const line = parseLine(written);
    if (line) return { seq: line.seq, hash: line.hash };
  }
  return undefined;
}

/** The last line behind `head` that goes on from it, in what was written after it; `rest` is a line without its end. */
export function headAfter(head: Head, written: string): { readonly head: Head; readonly rest: string } {
  const lines = written.split('\n');
  const rest = lines.pop() ?? '';
  let last = head;
  for (const text of lines) {
    const line = parseLine(text);
    if (line && line.seq === last.seq + 1 && line.previous === last.hash)
      last = { seq: line.seq, hash: line.hash };
  }
  return { head: last, rest };
}
