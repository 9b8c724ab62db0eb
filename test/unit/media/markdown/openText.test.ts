import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import { createOpenText, type OpenText } from '../../../../media/markdown/openText.ts';
import { planInline } from '../../../../media/markdown/planInline.ts';

const parser = createMarkdownParser();
const read = (source: string) => planInline(parser.inline(source, { references: {}, isWhole: false }));

const PIECES = [
  ...['a word', ' and ', 'more. ', '注意', '，', '\n', '  \n', ' ', '!', '(', ')', '.', ':', '/', '5', '|'],
  ...['**', '*', '_', '__', '~~', '`', '``', '[', '](', ']', '](https://a.example/b', '\\', '\\(', '\\)'],
  ...['$', '$$', '<', '>', '&amp', ';', '@', 'me@b.example', 'www', '.a.example', 'https', '://a.example'],
  ...['src/a.ts', ':1', '[ref_1', '[^1]', '![', '**Note:** then', '`code` and', '*so* it', 'snake_case'],
];
const text = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 24 })
  .map((pieces) => pieces.join('').trim().slice(0, 300));

describe('createOpenText', () => {
  it('shows what comes as if all were read anew, cut anywhere', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(300), { maxLength: 12 }), (source, cuts) => {
        const grown: OpenText = createOpenText(read);
        for (const cut of [...cuts, source.length].sort((a, b) => a - b)) {
          const shown = source.slice(0, cut).trimEnd();
          assert.deepEqual(grown.plan(shown), createOpenText(read).plan(shown), JSON.stringify(shown));
          const exact = grown.exact(shown);
          if (exact) assert.deepEqual(exact, read(shown));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('reads nothing again for words that go on', () => {
    let count = 0;
    const openText = createOpenText((source) => {
      count++;
      return read(source);
    });
    const words = 'so **it is, and `some` words** follow it as they come, one after another';
    for (let end = 1; end <= words.length; end++) openText.plan(words.slice(0, end).trimEnd());
    const begun = count;
    let shown = words;
    for (const more of [', and', ' more', ' words', '; not', ' marks']) {
      shown += more;
      openText.plan(shown);
    }
    assert.ok(begun < words.length / 2, `${begun} of ${words.length}`);
    assert.equal(count, begun);
  });
});
