import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { JournalRecord } from '../../core/chat/journal.ts';
import { parseRecord, serializeRecord } from '../../protocol/chatRecord.ts';
import { seal, unseal } from '../seal.ts';

/** Of the layout below. A file of a later version is read as far as it is understood, and never written. */
const VERSION = 1;

const FIRST_LINE = 'inkstone chat ';

/** Where a line belongs. It opens nowhere else: not in another file, not in another place of its own. */
export interface JournalPlace {
  readonly chatId: string;
  readonly fileId: string;
}

/** What the first sealed line says. */
export interface JournalHead {
  /** ms since 1970 UTC. */
  readonly createdAt: number;
  /** Files whose records are all in this one. */
  readonly replaces: readonly string[];
}

export interface JournalContent {
  readonly head: JournalHead | undefined;
  readonly records: readonly JournalRecord[];
  /** A line that was being written when the power or the window went is not damage: it is as if it never had been. */
  readonly state: 'whole' | 'damaged' | 'newer';
}

/**
 * The beginning of a file: its version in the clear, and its head. After that each record is a line of its own: its
 * number, and the sealed record in base64, so that what is damaged can be told from what follows.
 */
export function beginJournal(
  key: Uint8Array,
  place: JournalPlace,
  { createdAt, replaces }: JournalHead,
): string {
  return `${FIRST_LINE}${VERSION}\n${sealLine(key, place, 1, JSON.stringify({ createdAt, replaces }))}`;
}

/** A record as the line of that number; the first record's is 2. */
export function recordLine(
  key: Uint8Array,
  place: JournalPlace,
  number: number,
  record: JournalRecord,
): string {
  return sealLine(key, place, number, serializeRecord(record));
}

/** Compressed records can be told from others, whose JSON begins with a brace. */
const COMPRESSED = Buffer.of(1);

/** As `recordLine`, but small: for files that are hardly read any more. */
export function compressedLine(
  key: Uint8Array,
  place: JournalPlace,
  number: number,
  record: JournalRecord,
): string {
  return sealLine(
    key,
    place,
    number,
    Buffer.concat([COMPRESSED, brotliCompressSync(serializeRecord(record))]),
  );
}

/** Reads what can be read, in linear time; never throws. */
export function readJournal(key: Uint8Array, place: JournalPlace, bytes: Buffer): JournalContent {
  const lines = bytes.toString('latin1').split('\n');
  const tail = lines.pop() ?? '';
  if (lines.length === 0) return { head: undefined, records: [], state: 'whole' };
  const version = versionIn(lines[0]);
  const { isWhole, ...opened } = openLines({ key, place, lines, tail, version: version ?? VERSION });
  const isNewer = version !== undefined && version > VERSION;
  if (!isNewer) return { ...opened, state: version && isWhole ? 'whole' : 'damaged' };
  // A version that was turned into a later one by damage is found out by what it was sealed with.
  const { isWhole: _, ...asOurs } = openLines({ key, place, lines, tail, version: VERSION });
  return asOurs.head ? { ...asOurs, state: 'damaged' } : { ...opened, state: 'newer' };
}

interface SealedLines {
  readonly key: Uint8Array;
  readonly place: JournalPlace;
  readonly lines: readonly string[];
  /** What stands behind the last line break. */
  readonly tail: string;
  readonly version: number;
}

function openLines(
  sealed: SealedLines,
): Pick<JournalContent, 'head' | 'records'> & { readonly isWhole: boolean } {
  let head: JournalHead | undefined;
  const records: JournalRecord[] = [];
  let isWhole = true;
  let reached = 0;
  const take = (line: string): boolean => {
    const opened = openLine(sealed, line);
    if (!opened || opened.number <= reached) return false;
    const { number, text } = opened;
    isWhole &&= number === reached + 1;
    reached = number;
    if (number === 1) {
      head = headIn(text);
      return head !== undefined;
    }
    const record = parseRecord(text);
    if (record) records.push(record);
    return record !== undefined;
  };
  for (const line of sealed.lines.slice(1)) if (!take(line)) isWhole = false;
  // It has not been written to its end, unless nothing but its line break is damaged.
  if (!take(sealed.tail) && take(sealed.tail.slice(0, -1))) isWhole = false;
  return { head, records, isWhole };
}

function openLine(
  { key, place, version }: SealedLines,
  line: string,
): { readonly number: number; readonly text: string } | undefined {
  const [, digits, base64 = ''] = /^(\d{1,15}) ([\w+/]+={0,2})$/.exec(line) ?? [];
  const number = Number(digits);
  const body = unseal(key, nameOfLine(place, number, version), Buffer.from(base64, 'base64'));
  if (!body) return undefined;
  try {
    const text = body[0] === COMPRESSED[0] ? brotliDecompressSync(body.subarray(1)) : body;
    return { number, text: text.toString() };
  } catch {
    // A newer Inkstone may hold something else in it.
    return undefined;
  }
}

function sealLine(key: Uint8Array, place: JournalPlace, number: number, body: string | Uint8Array): string {
  return `${number} ${seal(key, nameOfLine(place, number, VERSION), body).toString('base64')}\n`;
}

const nameOfLine = ({ chatId, fileId }: JournalPlace, number: number, version: number): string =>
  `chat ${version} ${chatId} ${fileId} ${number}`;

function versionIn(line: string | undefined): number | undefined {
  const [, digits] = /^inkstone chat (\d{1,9})$/.exec(line ?? '') ?? [];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}

function headIn(text: string): JournalHead | undefined {
  try {
    const { createdAt, replaces } = JSON.parse(text) as Partial<JournalHead>;
    return typeof createdAt === 'number' && Array.isArray(replaces) ? { createdAt, replaces } : undefined;
  } catch {
    return undefined;
  }
}
