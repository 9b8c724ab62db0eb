import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import fc from 'fast-check';
import { openFenceAtEnd } from '../../../../src/core/chat/codeBlockAt.ts';
import { endToRepeat } from '../../../../src/core/chat/repetition.ts';
import { type ContinuationWay, createSplice, type Join } from '../../../../src/core/chat/splice.ts';
import { realAnswers } from '../../support/realAnswers.ts';

interface Spliced {
  readonly text: string;
  readonly join: Join;
}

/** All of a continuation at the end of what was kept, handed over in these pieces. */
function spliced(kept: string, pieces: readonly string[], way: ContinuationWay): Spliced {
  const splice = createSplice(kept, openFenceAtEnd(kept), way);
  const added = pieces.map((piece) => splice.push(piece)).join('') + splice.end();
  return { text: kept + added, join: splice.join };
}

/** What models do when they are asked to go on. `rest` is what the whole answer would go on with. */
const BEHAVIOURS: Readonly<Record<string, (kept: string, rest: string) => string>> = {
  'repeats what it was asked to': (kept, rest) => kept.slice(kept.lastIndexOf(endToRepeat(kept))) + rest,
  'goes on exactly': (_, rest) => rest,
  'begins anew': (kept, rest) => kept + rest,
  'announces it in English': (_, rest) => `Continuing from where I left off:\n\n${rest}`,
  'announces it in Chinese': (_, rest) => `继续上文：\n\n${rest}`,
  'announces it shortly': (_, rest) => `继续…\n${rest}`,
  'announces it and repeats': (kept, rest) =>
    `Sure, continuing…\n${kept.slice(kept.lastIndexOf(endToRepeat(kept)))}${rest}`,
  'opens the fence again': (kept, rest) => {
    const fence = openFenceAtEnd(kept);
    return fence ? `${fence.run}${fence.language}\n${rest}` : rest;
  },
  'opens the fence again and repeats': (kept, rest) => {
    const fence = openFenceAtEnd(kept);
    const repeated = kept.slice(kept.lastIndexOf(endToRepeat(kept))) + rest;
    return fence ? `${fence.run}${fence.language}\n${repeated}` : repeated;
  },
};

/** A cut can leave nothing but white space, which is never gone on with. */
const cutsOf = (text: string): readonly number[] =>
  Array.from({ length: text.length - 1 }, (_, index) => index + 1).filter((cut) => text.slice(0, cut).trim());

const report: string[] = [];
after(() => console.log(report.join('\n')));

/** What a provider writes that goes on with the answer, which it is given without white space at its end. */
const restOf = (text: string, cut: number): string => text.slice(text.slice(0, cut).trimEnd().length);

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(1)} %`;
}

suite('an answer that a model was asked to go on with', () => {
  for (const [behaviour, write] of Object.entries(BEHAVIOURS)) {
    test(`is whole or marked wherever it was cut when the model ${behaviour}`, () => {
      let marked = 0;
      let damaged = 0;
      let cuts = 0;
      for (const { name, text } of realAnswers) {
        for (const cut of cutsOf(text)) {
          const [kept, rest] = [text.slice(0, cut), text.slice(cut)];
          const { text: whole, join } = spliced(kept, [write(kept, rest)], 'asked');
          if (join === 'exact') assert.equal(whole, text, `${name} cut at ${cut}`);
          assert.ok(whole.startsWith(kept));
          cuts++;
          if (join !== 'exact') marked++;
          if (whole !== text) damaged++;
        }
      }
      const shares = `${percent(marked, cuts)} marked, ${percent(damaged, cuts)} not whole`;
      report.push(`when the model ${behaviour}: ${shares}, of ${cuts} cuts`);
    });
  }

  test('is whole or marked when the model repeats any number of the last characters', () => {
    let marked = 0;
    let damaged = 0;
    let runs = 0;
    for (const { name, text } of realAnswers) {
      for (const cut of cutsOf(text)) {
        // All of 0 … 400 come up, each at every thirty-second cut.
        for (let repeated = cut % 32; repeated <= Math.min(400, cut); repeated += 32) {
          const [kept, rest] = [text.slice(0, cut), text.slice(cut)];
          const ended = spliced(kept, [text.slice(cut - repeated)], 'asked');
          if (ended.join === 'exact')
            assert.equal(ended.text, text, `${name} cut at ${cut}, ${repeated} again`);
          runs++;
          if (ended.join !== 'exact') marked++;
          if (ended.text !== kept + rest) damaged++;
        }
      }
    }
    const shares = `${percent(marked, runs)} marked, ${percent(damaged, runs)} not whole`;
    report.push(`when the model repeats 0 … 400 characters: ${shares}, of ${runs} runs`);
  });

  test('is the same in whatever pieces the continuation comes', () => {
    const answer = fc.constantFrom(...realAnswers.map(({ text }) => text));
    const behaviour = fc.constantFrom(...Object.values(BEHAVIOURS));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const way = fc.constantFrom<ContinuationWay>('asked', 'resumed');
    fc.assert(
      fc.property(
        answer,
        behaviour,
        way,
        share,
        fc.array(share, { maxLength: 40 }),
        (text, write, how, at, parts) => {
          const cut = Math.max(1, Math.floor(at * (text.length - 1)));
          const [kept, rest] = [text.slice(0, cut), text.slice(cut)];
          const written = write(kept, rest);
          const bounds = [0, ...parts.map((part) => Math.floor(part * written.length)).sort((a, b) => a - b)];
          const pieces = bounds.map((from, index) =>
            written.slice(from, bounds[index + 1] ?? written.length),
          );
          assert.deepEqual(spliced(kept, pieces, how), spliced(kept, [written], how));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('shows what may be new when the wait has been long, and holds back what only repeats', () => {
    const kept = 'The list is read once, at the start, and kept in memory from then on.';
    const splice = createSplice(kept, undefined, 'asked');
    assert.equal(splice.push('Continuing the'), '');
    assert.equal(splice.hurry(), 'Continuing the');
    const other = createSplice(kept, undefined, 'asked');
    assert.equal(other.push('and kept in memory'), '');
    assert.equal(other.hurry(), '');
    assert.equal(other.push(' from then on. It is never written.'), ' It is never written.');
  });

  test('keeps a line that only looks like an announcement', () => {
    for (const line of [
      'Continue statements skip the rest of the body.\n',
      '继续执行循环体，直到队列为空。\n',
    ])
      assert.equal(spliced('kept ', [line], 'asked').text, `kept ${line}`);
  });
});

suite('an answer that the provider resumes', () => {
  test('is whole wherever it was cut, and never loses what legitimately comes twice', () => {
    let marked = 0;
    let cuts = 0;
    for (const { name, text } of realAnswers) {
      for (const cut of cutsOf(text)) {
        const { text: whole, join } = spliced(text.slice(0, cut), [restOf(text, cut)], 'resumed');
        assert.equal(whole, text, `${name} cut at ${cut}`);
        cuts++;
        if (join !== 'exact') marked++;
      }
    }
    report.push(`when the provider resumes: ${percent(marked, cuts)} marked, of ${cuts} cuts`);
    const braces = 'if (a) {\n  if (b) {\n    c();\n  }\n}\n}\n';
    assert.deepEqual(spliced(braces, ['\n}\n}\n'], 'resumed'), { text: `${braces}}\n}\n`, join: 'exact' });
  });

  test('is whole or marked when the server sends all of it anew', () => {
    for (const { name, text } of realAnswers) {
      for (const cut of cutsOf(text)) {
        const { text: whole, join } = spliced(text.slice(0, cut), [text], 'resumed');
        if (join === 'exact') assert.equal(whole, text, `${name} cut at ${cut}`);
        assert.equal(join === 'exact', text.slice(0, cut).trimEnd().length >= 40, `${name} cut at ${cut}`);
      }
    }
  });

  test('is marked when the server began another answer', () => {
    const kept = 'The function adds two numbers and gives their sum back to the caller.';
    const anew = 'The function adds two numbers and gives their total, which may overflow.';
    assert.deepEqual(spliced(kept, [anew], 'resumed'), { text: kept + anew, join: 'unknown' });
  });
});

suite('the end that a model is asked to repeat', () => {
  test('is an end of the answer, of bounded length', () => {
    for (const { text } of realAnswers) {
      for (const cut of cutsOf(text)) {
        const kept = text.slice(0, cut).trimEnd();
        const end = endToRepeat(kept);
        assert.ok(end !== '' && kept.endsWith(end) && end.length <= 400);
      }
    }
  });
});
