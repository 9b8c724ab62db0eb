import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { bandedRuns } from '../../../../src/core/edit/bandedRuns.ts';
import { LineAligner } from '../../../../src/core/edit/lineAligner.ts';
import { diffLines, type Hunk } from '../../../../src/core/edit/lineDiff.ts';
import { StreamedRegion } from '../../../../src/core/edit/streamedRegion.ts';

const word = fc.constantFrom('', '}', 'a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 80 });

function apply(before: readonly string[], after: readonly string[], hunks: readonly Hunk[]): string[] {
  let result = [...before];
  for (const hunk of hunks.toReversed())
    result = result.toSpliced(
      hunk.oldStart,
      hunk.oldEnd - hunk.oldStart,
      ...after.slice(hunk.newStart, hunk.newEnd),
    );
  return result;
}

/** Length of a longest common subsequence by dynamic programming: the reference. */
function lcsLength(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const row = [0];
    for (const [j, other] of b.entries())
      row.push(line === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!));
    above = row;
  }
  return above[b.length]!;
}

suite('the line diff', () => {
  test('turns the old text into the new one', () => {
    fc.assert(fc.property(text, text, (a, b) => assert.deepEqual(apply(a, b, diffLines(a, b)), b)));
  });

  test('changes as few lines as can be', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const changed = diffLines(a, b).reduce(
          (sum, hunk) => sum + (hunk.oldEnd - hunk.oldStart) + (hunk.newEnd - hunk.newStart),
          0,
        );
        assert.equal(changed, a.length + b.length - 2 * lcsLength(a, b));
      }),
    );
  });

  test('keeps a closing brace with its own block when a block is inserted', () => {
    const before = ['f {', '  a', '}', '', 'h {', '  c', '}'];
    const after = ['f {', '  a', '}', '', 'g {', '  b', '}', '', 'h {', '  c', '}'];
    const [hunk] = diffLines(before, after);
    assert.equal(
      after
        .slice(hunk!.newStart, hunk!.newEnd)
        .join('|')
        .replace(/^\||\|$/g, ''),
      'g {|  b|}',
    );
  });
});

suite('lines that are aligned one by one', () => {
  const aligned = (a: readonly string[], b: readonly string[]) => {
    const aligner = new LineAligner(a);
    for (const line of b) aligner.push(line);
    return aligner.runs();
  };

  test('are the same runs whether one asked on the way or not', () => {
    fc.assert(
      fc.property(text, text, fc.infiniteStream(fc.boolean()), (a, b, asks) => {
        const aligner = new LineAligner(a);
        for (const [index, line] of b.entries()) {
          aligner.push(line);
          if (asks.next().value) assert.deepEqual(aligner.runs(), aligned(a, b.slice(0, index + 1)));
        }
        assert.deepEqual(aligner.runs(), aligned(a, b));
      }),
    );
  });

  test('are the same runs when the old text is long and its lines repeat', () => {
    const old = Array.from({ length: 700 }, (_, index) => (index % 3 ? `line ${index % 40}` : '}'));
    const change = fc.record({
      at: fc.nat(699),
      remove: fc.nat(40),
      insert: fc.array(word, { maxLength: 9 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const fresh = changes.reduce(
          (lines, { at, remove, insert }) => lines.toSpliced(at, remove, ...insert),
          old,
        );
        assert.deepEqual(apply(old, fresh, diffLines(old, fresh)), fresh);
        const aligner = new LineAligner(old);
        for (const line of fresh) {
          aligner.push(line);
          aligner.runs();
        }
        assert.deepEqual(aligner.runs(), aligned(old, fresh));
      }),
      { numRuns: 30 },
    );
  });

  test('are found in a band just so, where few differ', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const differing = a.findIndex((line, index) => line !== b[index]);
        const [old, fresh] = differing < 0 ? [[], b] : [a.slice(differing), b.slice(differing)];
        const runs = bandedRuns(old, fresh);
        const same = lcsLength(old, fresh);
        if (!runs) assert.ok(old.length + fresh.length - 2 * same > 64);
        else assert.deepEqual(runs, aligned(old, fresh));
      }),
    );
  });
});

suite('a streamed region', () => {
  test('proposes the new lines so far and the old ones not yet reached', () => {
    const region = new StreamedRegion(['top', 'a', 'b', 'c', 'end'], { startLine: 1, endLine: 4 });
    region.push('a');
    assert.deepEqual(region.proposal().lines, ['top', 'a', 'b', 'c', 'end']);
    region.push('x');
    assert.deepEqual(region.proposal().lines, ['top', 'a', 'x', 'b', 'c', 'end']);
    region.push('c');
    assert.deepEqual(region.proposal().lines, ['top', 'a', 'x', 'c', 'end']);
    assert.deepEqual(region.complete().lines, ['top', 'a', 'x', 'c', 'end']);
  });

  test('ends with the region replaced and the rest untouched', () => {
    fc.assert(
      fc.property(text, text, text, text, (above, old, below, fresh) => {
        const region = new StreamedRegion([...above, ...old, ...below], {
          startLine: above.length,
          endLine: above.length + old.length,
        });
        for (const line of fresh) {
          region.push(line);
          const { lines: proposal, hunks } = region.proposal();
          assert.deepEqual(apply([...above, ...old, ...below], proposal, hunks), proposal);
          assert.deepEqual(proposal.slice(0, above.length), above);
          assert.deepEqual(proposal.slice(proposal.length - below.length), below);
        }
        assert.deepEqual(region.complete().lines, [...above, ...fresh, ...below]);
      }),
    );
  });
});
