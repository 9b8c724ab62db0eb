import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { ReviewAnswer, type ReviewComment } from '../../../../src/core/review/reviewAnswer.ts';

interface Read {
  readonly summary: string;
  readonly comments: readonly ReviewComment[];
  readonly refused: number;
}

function read(...deltas: readonly string[]): Read {
  const comments: ReviewComment[] = [];
  let refused = 0;
  const answer = new ReviewAnswer({
    comment: (comment) => comments.push(comment),
    refused: () => refused++,
  });
  const parts = deltas.map((delta) => answer.push(delta));
  return { summary: parts.join('') + answer.end(), comments, refused };
}

const HEAD = '<comment path="src/cart.ts" line="18-19" severity="error">';
const COMMENT: ReviewComment = {
  path: 'src/cart.ts',
  startLine: 18,
  endLine: 19,
  severity: 'error',
  text: 'It is **wrong**.\n\nAnd more.',
};

const written = ({ path, startLine, endLine, severity, text, replacement }: ReviewComment): string =>
  [
    `<comment path="${path}" line="${startLine === endLine ? startLine : `${startLine}-${endLine}`}" severity="${severity}">`,
    text,
    ...(replacement ? ['<replace>', ...replacement, '</replace>'] : []),
    '</comment>',
  ].join('\n');

describe('the answer to a request for a review', () => {
  it('is a summary and comments', () => {
    const text = `It adds a discount.\n\n${HEAD}\nIt is **wrong**.\n\nAnd more.\n</comment>\n`;
    assert.deepEqual(read(text), {
      summary: 'It adds a discount.\n\n',
      comments: [COMMENT],
      refused: 0,
    });
  });

  it('has replacements byte by byte, without a fence around them', () => {
    const code = ['  if (a < b) {', '', '\treturn "</comment>";', '  }'];
    for (const lines of [code, ['```ts', ...code, '```']]) {
      const { comments, refused } = read(
        `${HEAD}\nWrong.\n<replace>\n${lines.join('\n')}\n</replace>\n</comment>`,
      );
      assert.deepEqual(comments, [{ ...COMMENT, text: 'Wrong.', replacement: code }]);
      assert.equal(refused, 0);
    }
    assert.deepEqual(read(`${HEAD}\nGone.\n<replace>\n</replace>\n</comment>`).comments[0]?.replacement, []);
  });

  it('may have a comment on one line, and fences around the comments', () => {
    const line = `${HEAD}Wrong. <replace>x</replace></comment>`;
    assert.equal(read(line).comments.length, 1);
    const fenced = read(
      `Fine.\n\n\`\`\`xml\n\n${HEAD}\nWrong.\n</comment>\n\n${HEAD}\nToo.\n</comment>\n\`\`\`\nBye.`,
    );
    assert.deepEqual([fenced.summary, fenced.comments.length], ['Fine.\n\nBye.', 2]);
    const code = 'Like\n```text\nthis\n```\n';
    assert.equal(read(code).summary, code);
  });

  for (const [why, text] of [
    ['no line', '<comment path="a.ts" severity="error">\nx\n</comment>'],
    ['line 0', '<comment path="a.ts" line="0" severity="error">\nx\n</comment>'],
    ['lines backwards', '<comment path="a.ts" line="9-3" severity="error">\nx\n</comment>'],
    ['another severity', '<comment path="a.ts" line="1" severity="fatal">\nx\n</comment>'],
    ['no words', '<comment path="a.ts" line="1" severity="error">\n\n</comment>'],
    ['no end', '<comment path="a.ts" line="1" severity="error">\nx'],
    [
      'a replacement without end',
      '<comment path="a.ts" line="1" severity="error">\nx\n<replace>\ny\n</comment>',
    ],
    ['words behind its head', '<comment> line 3 is wrong </comment>'],
  ] as const)
    it(`refuses a comment with ${why}, and shows nothing of it`, () => {
      assert.deepEqual(read(`Fine.\n${text}\n`), { summary: 'Fine.\n', comments: [], refused: 1 });
      const next = read(`${text}\n${HEAD}\nWrong.\n</comment>`);
      assert.deepEqual([next.comments.length, next.refused], [1, 1]);
    });

  const arbitraryComment: fc.Arbitrary<ReviewComment> = fc
    .record({
      path: fc.constantFrom('a.ts', 'src/购物车.py', 'a b/c.go'),
      startLine: fc.integer({ min: 1, max: 9999 }),
      length: fc.integer({ min: 0, max: 9 }),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'suggestion' as const),
      text: fc.constantFrom('Wrong.', '`a` is\n\nnot b', '错误：`x`', '- one\n- two'),
      replacement: fc.option(fc.array(fc.constantFrom('', '  x();', '\ty', '<a>', '</comment>', '// 好'))),
    })
    .map(({ length, replacement, ...rest }) => ({
      ...rest,
      endLine: rest.startLine + length,
      ...(replacement && { replacement }),
    }));

  it('gives back what was written, however it is cut', () => {
    void fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom('', 'Some words.\n', '```\ncode\n```\n', '<b>\n'), arbitraryComment),
        ),
        fc.array(fc.nat(), { maxLength: 8 }),
        (parts, cuts) => {
          const text = parts.map(([words, comment]) => `${words}${written(comment)}\n`).join('');
          const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
          const pieces = [0, ...places].map((from, index) => text.slice(from, places[index]));
          const { summary, comments, refused } = read(...pieces);
          assert.deepEqual(
            comments,
            parts.map(([, comment]) => comment),
          );
          assert.equal(summary, parts.map(([words]) => words).join(''));
          assert.equal(refused, 0);
        },
      ),
    );
  });

  it('never throws, and loses no line that is in no comment', () => {
    const line = fc.constantFrom(
      HEAD,
      'words',
      '</comment>',
      '<replace>',
      '</replace>',
      '```',
      '<comment',
      '',
    );
    void fc.assert(
      fc.property(fc.array(line), (lines) => {
        read(lines.join('\n'));
      }),
    );
    void fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '<', '`', '\n', ' ', 'comment', '>') }), (text) => {
        if (!/^\s*(<comment|`{3})/m.test(text)) assert.equal(read(text).summary, text);
      }),
    );
  });
});
