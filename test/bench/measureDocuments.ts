import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DocumentIndex } from '../../src/host/documents/documentIndex.ts';
import { readIndexFile, writeIndexFile } from '../../src/host/documents/indexFile.ts';
import { median, type Row } from './row.ts';

const DOCUMENTS = 400;
const SECTIONS = 12;
const QUERIES = 400;

/** The index of documents in two languages, made of words that are as common as words are: the n-th has 1/n. */
export async function measureDocuments(): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'inkstone-bench-'));
  try {
    let bytes = 0;
    const files = Array.from({ length: DOCUMENTS }, (_, at) => {
      const file = path.join(folder, `${at % 20}`, `${at}.md`);
      const text = document(at);
      bytes += Buffer.byteLength(text);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
    const megabytes = bytes / 1_000_000;
    const there = { files, roots: [folder], limitBytes: 256_000_000 };
    const never = new AbortController().signal;
    const index = new DocumentIndex();
    const madeMs = await timed(() => index.update(there, () => {}, never));
    const unchangedMs: number[] = [];
    for (let round = 0; round < 9; round++)
      unchangedMs.push(await timed(() => index.update(there, () => {}, never)));
    const stored = path.join(folder, 'index.json.gz');
    const writtenMs = await timed(() => writeIndexFile(stored, index.stored()));
    const readMs = await timed(async () => new DocumentIndex(await readIndexFile(stored)));
    const { documents } = index.stored();
    const passages = documents.reduce((sum, each) => sum + each.passages.length, 0);
    const queryMs: number[] = [];
    for (let query = 0; query < QUERIES; query++) {
      const question = `How does ${word(query % 300)} ${word((query * 7) % 900)} with ${han(query)}${han(query + 5)}?`;
      queryMs.push(await timed(() => index.search(question, 16)));
    }
    queryMs.sort((a, b) => a - b);
    const note = `${DOCUMENTS} documents of ${megabytes.toFixed(1)} MB, ${passages} passages`;
    return [
      { what: 'Documents: index made', value: madeMs / megabytes, unit: 'ms/MB', note },
      { what: 'Documents: nothing has changed', value: median(unchangedMs), unit: 'ms' },
      { what: 'Documents: index written', value: writtenMs, unit: 'ms' },
      { what: 'Documents: index read', value: readMs, unit: 'ms' },
      {
        what: 'Documents: index on disk',
        value: statSync(stored).size / bytes,
        unit: 'of size',
        budget: 1,
      },
      { what: 'Documents: question, median', value: median(queryMs), unit: 'ms' },
      {
        what: 'Documents: question, p99',
        value: queryMs[Math.ceil(queryMs.length * 0.99) - 1]!,
        unit: 'ms',
        budget: 50,
        note: 'with the texts read from their files',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function document(seed: number): string {
  const next = sequence(seed + 1);
  /** Zipf's law by its inverse. */
  const common = (size: number): number => Math.floor(size ** next()) - 1;
  const sections = Array.from({ length: SECTIONS }, (_, at) => {
    const prose = Array.from({ length: 120 }, () => word(common(20_000))).join(' ');
    const chinese = Array.from({ length: 200 }, () => han(common(3000))).join('');
    return `## ${word(common(2000))} ${word(common(2000))} ${at}\n\n${prose}.\n\n${chinese}。\n`;
  });
  return `# ${word(common(2000))}\n\n${sections.join('\n')}`;
}

const word = (at: number): string => {
  let rest = at + 100;
  let made = '';
  while (rest > 0) {
    made += 'bcdfghklmnprstvw'[rest % 16]! + 'aeiou'[(rest >> 4) % 5]!;
    rest = Math.floor(rest / 80);
  }
  return made;
};

const han = (at: number): string => String.fromCharCode(0x4e00 + (at % 6000));

/** The same numbers from 0 to 1 every time (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
