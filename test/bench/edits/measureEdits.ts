import { type EditState, newEdit, pendingHunks, reduceEdit } from '../../../src/core/edit/editState.ts';
import { diffLines } from '../../../src/core/edit/lineDiff.ts';
import { StreamedRegion } from '../../../src/core/edit/streamedRegion.ts';
import { installPeers, loadPeer } from '../peers.ts';
import { median, type Row } from '../row.ts';
import { type RewrittenFile, rewrittenFile, sequence } from './rewrittenFile.ts';

/** What a fast model writes between two frames. */
const LINES_A_FRAME = 8;
const RUNS = 15;
/** Of the peer, which is slow, each so manyth line is measured and counted as often. */
const PEER_SAMPLE = 40;
const RANDOM_TEXTS = 2000;

interface FastMyersDiff {
  diff(a: readonly string[], b: readonly string[]): Iterable<readonly [number, number, number, number]>;
}

/** A rewrite of a whole file as it streams: all that is done a frame, up to the hunks that are drawn. */
export async function measureEdits(): Promise<readonly Row[]> {
  installPeers();
  const peer = loadPeer<FastMyersDiff>('fast-myers-diff');
  const files = [200, 2000, 10_000].map((lines) => rewrittenFile(lines, lines));
  const [small, middle, large] = files as [RewrittenFile, RewrittenFile, RewrittenFile];
  const ms = new Map<RewrittenFile, number[]>(files.map((file) => [file, []]));
  const typedMs: number[] = [];
  const worstMs: number[] = [];
  const once: number[] = [];
  for (let run = -2; run < RUNS; run++) {
    for (const file of files) {
      const used = cpuMs(() => streamed(file, LINES_A_FRAME));
      if (run >= 0) ms.get(file)!.push(used);
    }
    const typed = cpuMs(() => streamed(large, LINES_A_FRAME, true));
    const worst = worstLineMs(middle);
    const shot = cpuMs(() => [...peer.diff(middle.before, middle.after)]);
    if (run < 0) continue;
    typedMs.push(typed);
    worstMs.push(worst);
    once.push(shot);
  }
  const ours = median(ms.get(middle)!);
  const changed = diffLines(middle.before, middle.after).reduce((sum, hunk) => sum + sizeOf(hunk), 0);
  const note = `${changed} changed lines of ${middle.before.length}; hunks every ${LINES_A_FRAME} lines`;
  return [
    { what: 'Edits: 200 lines rewritten', value: median(ms.get(small)!), unit: 'ms CPU' },
    { what: 'Edits: 2,000 lines rewritten', value: ours, unit: 'ms CPU', budget: 15, note },
    { what: 'Edits: 10,000 lines rewritten', value: median(ms.get(large)!), unit: 'ms CPU' },
    {
      what: 'Edits: 10,000 lines, the user types at both ends',
      value: median(typedMs),
      unit: 'ms CPU',
    },
    {
      what: 'Edits: 2,000 lines, of fast-myers-diff at each line',
      value: ours / cpuMs(() => peerAtEachLine(peer, middle)) / PEER_SAMPLE,
      unit: '×',
      budget: 0.02,
      note: `its new lines so far and the old rest, each ${PEER_SAMPLE}th line`,
    },
    {
      what: 'Edits: 2,000 lines, of fast-myers-diff once',
      value: ours / median(once),
      unit: '×',
      budget: 4,
    },
    { what: 'Edits: worst line of 2,000', value: median(worstMs), unit: 'ms', budget: 1 },
    {
      what: 'Edits: lines that change their mark while streaming',
      value: 100 * flips(middle),
      unit: '%',
      budget: 5,
    },
    {
      what: 'Edits: random texts with more changed lines than need be',
      value: notMinimal(),
      unit: `of ${RANDOM_TEXTS}`,
      budget: 0,
      note: 'against dynamic programming',
    },
  ];
}

function streamed({ before, after }: RewrittenFile, linesAFrame: number, isTyping = false): EditState {
  const region = new StreamedRegion(before, { startLine: 0, endLine: before.length });
  let state = newEdit(before);
  for (const [index, line] of after.entries()) {
    region.push(line);
    if (index % linesAFrame > 0) continue;
    state = reduceEdit(state, { type: 'proposed', ...region.proposal() });
    pendingHunks(state);
    if (isTyping && index % 400 === 0) {
      const at = index % 800 === 0 ? 0 : state.current.length;
      state = reduceEdit(state, {
        type: 'document-changed',
        lines: state.current.toSpliced(at, 0, `mine ${index}`),
      });
    }
  }
  state = reduceEdit(state, { type: 'proposed', ...region.complete() });
  return reduceEdit(state, { type: 'ended', progress: 'complete' });
}

function worstLineMs({ before, after }: RewrittenFile): number {
  const region = new StreamedRegion(before, { startLine: 0, endLine: before.length });
  let worst = 0;
  for (const line of after) {
    const from = performance.now();
    region.push(line);
    region.proposal();
    worst = Math.max(worst, performance.now() - from);
  }
  return worst;
}

/** The usual way: each new line, the text so far and what the old one has beyond it are compared with the old text. */
function peerAtEachLine(peer: FastMyersDiff, { before, after }: RewrittenFile): void {
  for (let index = 0; index < after.length; index += PEER_SAMPLE) {
    const spliced = [...after.slice(0, index + 1), ...before.slice(index + 1)];
    for (const _ of peer.diff(before, spliced));
  }
}

/** The share of new lines that were marked otherwise at one frame than at the end. */
function flips({ before, after }: RewrittenFile): number {
  const region = new StreamedRegion(before, { startLine: 0, endLine: before.length });
  const marks: boolean[] = [];
  const flipped = new Set<number>();
  const look = (isEnd: boolean): void => {
    const { hunks } = isEnd ? region.complete() : region.proposal();
    const fresh = new Array<boolean>(region.lines.length).fill(false);
    for (const { newStart, newEnd } of hunks) fresh.fill(true, newStart, newEnd);
    for (const [index, mark] of fresh.entries()) {
      if (marks[index] !== undefined && marks[index] !== mark) flipped.add(index);
      marks[index] = mark;
    }
  };
  for (const [index, line] of after.entries()) {
    region.push(line);
    if (index % LINES_A_FRAME === 0) look(false);
  }
  look(true);
  return flipped.size / after.length;
}

function notMinimal(): number {
  const next = sequence(1);
  const text = (): string[] =>
    Array.from({ length: Math.floor(next() * 60) }, () => `line ${Math.floor(next() * 12)}`);
  let failures = 0;
  for (let round = 0; round < RANDOM_TEXTS; round++) {
    const [before, after] = [text(), text()];
    const region = new StreamedRegion(before, { startLine: 0, endLine: before.length });
    for (const line of after) {
      region.push(line);
      region.proposal();
    }
    const changed = region.complete().hunks.reduce((sum, hunk) => sum + sizeOf(hunk), 0);
    if (changed > before.length + after.length - 2 * commonLines(before, after)) failures++;
  }
  return failures;
}

/** Length of a longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const row = [0];
    for (const [j, other] of b.entries())
      row.push(line === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!));
    above = row;
  }
  return above[b.length]!;
}

function sizeOf(hunk: ReturnType<typeof diffLines>[number]): number {
  return hunk.oldEnd - hunk.oldStart + hunk.newEnd - hunk.newStart;
}

function cpuMs(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
