import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCodeHighlighter } from '../../../../media/code/codeHighlighter.ts';

const SCSS = `@use "sass:math";
$gap: 4px; // a gap
.card {
  padding: math.div($gap, 2) auto;
  &:hover { color: #fff; }
  @include flex(center);
}
`;

describe('createCodeHighlighter', () => {
  const highlighter = createCodeHighlighter();

  it('knows what SCSS adds to CSS', () => {
    const { runs, endsNeutral } = highlighter.highlight('scss', SCSS);
    const has = (text: string, scope: string): boolean =>
      runs.some((run) => run.text.trim() === text && run.scope === scope);
    assert.equal(runs.map(({ text }) => text).join(''), SCSS);
    assert.ok(has('@use', 'keyword') && has('@include', 'keyword'));
    assert.ok(has('"sass:math"', 'string'));
    assert.ok(has('$gap', 'property'));
    assert.ok(has('// a gap', 'comment'));
    assert.ok(has('.card', 'type') && has('padding', 'property') && has('#fff', 'number'));
    assert.ok(endsNeutral);
  });

  it('gives code of a language that it does not know back as it is', () => {
    assert.deepEqual(highlighter.highlight('nothing', 'a = "b"').runs, [
      { text: 'a = "b"', scope: undefined },
    ]);
    assert.equal(highlighter.label('nothing'), 'nothing');
  });
});
