import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import type { PlanNode } from '../../../../media/markdown/markdownPlan.ts';
import { createMarkdownStream, planMarkdown } from '../../../../media/markdown/markdownStream.ts';
import { realAnswers } from '../../support/realAnswers.ts';
import { arbitraryDocument } from './arbitraryDocument.ts';
import {
  arbitraryMarkdown,
  CONTAINERS,
  FENCES,
  FORMULAS_AND_NOTES,
  ODD_CHARACTERS,
  TABLES_AND_DEFINITIONS,
  TEXTS,
} from './arbitraryMarkdown.ts';
import { markdownSamples } from './markdownSamples.ts';
import { specExamples } from './specExamples.ts';

const parser = createMarkdownParser();

function streamed(pieces: readonly string[]): readonly PlanNode[] {
  const stream = createMarkdownStream(parser);
  for (const piece of pieces) {
    stream.append(piece);
    stream.open();
  }
  stream.end();
  return stream.frozen();
}

/** Cuts `text` at the given places, whatever their order. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])];
  cuts.sort((a, b) => a - b);
  return cuts.slice(1).map((cut, index) => text.slice(cuts[index], cut));
}

function textOf(plans: readonly PlanNode[]): string {
  return plans
    .map((plan) => ('children' in plan ? textOf(plan.children) : plan.kind === 'text' ? plan.text : ''))
    .join('');
}

describe('createMarkdownStream', () => {
  for (const [name, source] of Object.entries(markdownSamples)) {
    it(`ends in the plan of the whole: ${name}, character by character`, () => {
      assert.deepEqual(streamed([...source]), planMarkdown(parser, source));
    });
  }

  it('ends in the plan of the whole for each example of CommonMark, cut at every place', () => {
    for (const { number, markdown } of specExamples) {
      const whole = planMarkdown(parser, markdown);
      assert.deepEqual(streamed([...markdown]), whole, `${number}, character by character`);
      for (let cut = 1; cut < markdown.length; cut++)
        assert.deepEqual(streamed(cutAt(markdown, [cut])), whole, `${number}, cut at ${cut}`);
    }
  });

  it('ends in the plan of the whole for long answers in pieces of any size', () => {
    void fc.assert(
      fc.property(
        fc.constantFrom(...realAnswers.map(({ text }) => text)),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }),
        (source, sizes) => {
          const places: number[] = [];
          for (let at = 0; at < source.length; at += sizes[places.length % sizes.length] ?? 1)
            places.push(at);
          assert.deepEqual(streamed(cutAt(source, places)), planMarkdown(parser, source));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends in the plan of the whole for samples cut anywhere', () => {
    void fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(markdownSamples)),
        fc.array(fc.nat()),
        (source, places) => {
          assert.deepEqual(streamed(cutAt(source, places)), planMarkdown(parser, source));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('ends in the plan of the whole for any nesting, cut anywhere', () => {
    void fc.assert(
      fc.property(arbitraryDocument, fc.array(fc.nat()), (source, places) => {
        assert.deepEqual(streamed(cutAt(source, places)), planMarkdown(parser, source));
      }),
      { numRuns: 1000 },
    );
  });

  it('ends in the plan of the whole for blocks as long as an answer, and loses none of their text', () => {
    const words = 'words that **go on** and on, ';
    const long = [
      words.repeat(600),
      `- [ ] ${words.repeat(300)}`,
      `| a | b |\n|---|---|\n${'| 1 | *2* |\n'.repeat(140)}`,
    ];
    void fc.assert(
      fc.property(fc.constantFrom(...long), fc.integer({ min: 20, max: 900 }), (source, size) => {
        const places = Array.from({ length: Math.ceil(source.length / size) }, (_, index) => index * size);
        const plan = streamed(cutAt(source, places));
        assert.deepEqual(plan, planMarkdown(parser, source));
        assert.equal(textOf(plan).replace(/\W/g, ''), source.replace(/\W/g, ''));
      }),
      { numRuns: 20 },
    );
  });

  it('ends in the plan of the whole for tables and definitions in disorder', () => {
    const bodies = [...TABLES_AND_DEFINITIONS, '| 1 | 2 |', '1 | `|`', '|--|--|', '| c |', '', '- x'];
    void fc.assert(
      fc.property(arbitraryMarkdown(['', '', '', ' ', '> '], bodies), (source) => {
        assert.deepEqual(streamed([...source]), planMarkdown(parser, source));
      }),
      { numRuns: 1000 },
    );
  });

  it('ends in the plan of the whole for formulas, footnotes and addresses in disorder', () => {
    const bodies = [...FORMULAS_AND_NOTES, '', 'text', '| a | b |', '|--|--|', '- x', '[1]: /u'];
    void fc.assert(
      fc.property(
        arbitraryMarkdown(['', '', '', '', ' ', '> ', '- ', '  '], bodies),
        fc.array(fc.nat()),
        (source, places) => {
          const whole = planMarkdown(parser, source);
          assert.deepEqual(streamed([...source]), whole);
          assert.deepEqual(streamed(cutAt(source, places)), whole);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('ends in the plan of the whole for markdown that nobody would write, cut anywhere', () => {
    const bodies = [
      ...[...TEXTS, ...FENCES, ...TABLES_AND_DEFINITIONS, ...FORMULAS_AND_NOTES, ...ODD_CHARACTERS],
    ];
    const markdown = arbitraryMarkdown([...CONTAINERS, '\t'], bodies);
    void fc.assert(
      fc.property(markdown, fc.array(fc.nat()), (source, places) => {
        const whole = planMarkdown(parser, source);
        assert.deepEqual(streamed([...source]), whole);
        assert.deepEqual(streamed(cutAt(source, places)), whole);
      }),
      { numRuns: 1500 },
    );
  });
});
