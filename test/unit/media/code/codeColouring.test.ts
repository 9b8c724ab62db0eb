import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCodeColouring } from '../../../../media/code/codeColouring.ts';
import { createCodeHighlighter } from '../../../../media/code/codeHighlighter.ts';
import type { CodeRun } from '../../../../media/code/codeRun.ts';

const highlighter = createCodeHighlighter();

const line = fc.constantFrom(
  'const a = `text',
  'still text`;',
  '/* a comment',
  'goes on */ return 1;',
  'function f(x) { return "x"; }',
  '',
  '// one line',
);
const code = fc.array(line, { maxLength: 90 }).map((lines) => lines.join('\n'));

/** What is shown after the code has come in pieces that end at these places. */
function grown(text: string, cuts: readonly number[]): readonly (readonly CodeRun[])[] {
  const colouring = createCodeColouring(highlighter, 'ts');
  const shown: (readonly CodeRun[])[] = [];
  const show = ({ firstGroup, groups }: ReturnType<typeof colouring.grow>): void => {
    shown.splice(firstGroup, shown.length, ...groups);
  };
  for (const cut of [...cuts].sort((a, b) => a - b)) show(colouring.grow(text.slice(0, cut)));
  show(colouring.finish(text));
  return shown;
}

describe('createCodeColouring', () => {
  it('ends in the same groups and colours, however the code has grown', () => {
    fc.assert(
      fc.property(code, fc.array(fc.nat(3000), { maxLength: 8 }), (text, cuts) => {
        assert.deepEqual(grown(text, cuts), grown(text, []));
      }),
    );
  });

  it('neither loses nor changes a character', () => {
    fc.assert(
      fc.property(code, fc.array(fc.nat(3000), { maxLength: 8 }), (text, cuts) => {
        const shown = grown(text, cuts).flat();
        assert.equal(shown.map((run) => run.text).join(''), text);
      }),
    );
  });

  it('knows a comment that goes on over many lines', () => {
    const comment = `/*\n${'const a = 1;\n'.repeat(50)}*/`;
    const scopes = new Set(grown(`${comment}\nconst b = 2;`, [100, 300])[0]?.map(({ scope }) => scope));
    assert.deepEqual([...scopes], ['comment']);
  });

  it('reads no line often, however long nothing ends', () => {
    let read = 0;
    const counting = {
      ...highlighter,
      highlight(language: string, text: string) {
        read += text.length;
        return highlighter.highlight(language, text);
      },
    };
    const text = `/*\n${'a line of a comment\n'.repeat(1500)}`;
    createCodeColouring(counting, 'ts').finish(text);
    assert.ok(read < 4 * text.length, `${read} of ${text.length}`);
  });
});
