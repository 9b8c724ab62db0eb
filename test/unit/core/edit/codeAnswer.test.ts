import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { CodeAnswer } from '../../../../src/core/edit/codeAnswer.ts';

function read(deltas: readonly string[]): {
  code: string[];
  prose: string;
  blocks: number;
  isClosed: boolean;
} {
  const code: string[] = [];
  let prose = '';
  const answer = new CodeAnswer({
    line: (line) => code.push(line),
    prose: (text) => {
      prose += text;
    },
  });
  for (const delta of deltas) answer.push(delta);
  answer.end();
  return { code, prose, blocks: answer.blocks, isClosed: answer.isClosed };
}

suite('an answer that holds code', () => {
  test('gives the first block as lines and the rest as prose', () => {
    assert.deepEqual(read(['Here:\n```ts\nconst a = 1;\n\n  b();\n```\n- why\n']), {
      code: ['const a = 1;', '', '  b();'],
      prose: 'Here:\n- why\n',
      blocks: 1,
      isClosed: true,
    });
  });

  test('keeps a second block in the prose and counts it', () => {
    const { code, prose, blocks } = read(['```\na\n```\nthen\n```js\nb\n```\n']);
    assert.deepEqual(code, ['a']);
    assert.equal(prose, 'then\n```js\nb\n```\n');
    assert.equal(blocks, 2);
  });

  test('lets a longer fence hold shorter ones', () => {
    assert.deepEqual(read(['````md\n```js\nx\n```\n````\n']).code, ['```js', 'x', '```']);
  });

  test('knows that a block without its closing fence was cut', () => {
    assert.deepEqual(read(['```py\nx = 1\ny = ']), {
      code: ['x = 1', 'y = '],
      prose: '',
      blocks: 1,
      isClosed: false,
    });
  });

  test('is all prose when there is no fence', () => {
    assert.deepEqual(read(['I cannot help with that.']), {
      code: [],
      prose: 'I cannot help with that.',
      blocks: 0,
      isClosed: false,
    });
  });

  test('reads the same however the text is cut', () => {
    const text = 'A `b`\r\n~~~ts\r\n  let x = `~~~`;\n~~~ not the end\n~~~~\nafter ```\n```\nz\n```';
    const whole = read([text]);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const points = [0, ...cuts.sort((a, b) => a - b), text.length];
        const deltas = points.slice(1).map((end, i) => text.slice(points[i], end));
        assert.deepEqual(read(deltas), whole);
      }),
    );
  });
});
