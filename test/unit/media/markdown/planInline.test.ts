import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMarkdownParser } from '../../../../media/markdown/markdownParser.ts';
import type { PlanNode } from '../../../../media/markdown/markdownPlan.ts';
import { planInline } from '../../../../media/markdown/planInline.ts';

const parser = createMarkdownParser();
const plan = (source: string): readonly PlanNode[] =>
  planInline(parser.inline(source, { references: {}, isWhole: true }));
const code = (text: string): PlanNode => ({
  kind: 'element',
  tag: 'code',
  children: [{ kind: 'text', text }],
});

describe('inline code that names a place in a file', () => {
  for (const place of [
    'src/cart.ts:18',
    'cart.ts:18',
    './cart.ts:18-20',
    'src/cart.ts:18:5',
    'bin/run:3',
    '源码/购物车.ts:7',
    'app/[id]/page.tsx:1',
    '.github/workflows/ci.yml:2',
  ])
    it(`is a link that looks like code: ${place}`, () => {
      assert.deepEqual(plan(`\`${place}\``), [
        { kind: 'link', target: place, title: '', children: [code(place)] },
      ]);
    });

  for (const text of [
    'cart.ts',
    'src/cart.ts',
    'src/cart.ts:',
    'src/cart.ts:x',
    'see src/cart.ts:18',
    '10:30',
    'a:1',
    '127.0.0.1:8080',
    'localhost:8080',
    'api.example.com:443',
    'http://localhost:8080',
    'std::vector:3',
    '/etc/passwd:1',
    '//evil.example/a.ts:1',
    'src/../../a.ts:1',
    'src/:1',
    '%2e%2e/a.ts:1',
    'C:\\a.ts:1',
    'a.ts?x:1',
  ])
    it(`is code alone where it is none: ${text}`, () => {
      assert.deepEqual(plan(`\`${text}\``), [code(text)]);
    });

  it('stays code inside of a link, and becomes one again after it', () => {
    const [outer, space, own] = plan('[see `a.ts:1`](b.ts:2) `c.ts:3`');
    assert.deepEqual(outer, {
      kind: 'link',
      target: 'b.ts:2',
      title: '',
      children: [{ kind: 'text', text: 'see ' }, code('a.ts:1')],
    });
    assert.deepEqual(space, { kind: 'text', text: ' ' });
    assert.ok(own?.kind === 'link' && own.target === 'c.ts:3');
  });
});

describe('a mark that names a source', () => {
  const mark = (name: string): PlanNode => ({ kind: 'source-mark', mark: name });
  const text = (words: string): PlanNode => ({ kind: 'text', text: words });

  it('stands by itself in the text', () => {
    assert.deepEqual(plan('如此[ref_1][ref_12]。'), [
      text('如此'),
      mark('ref_1'),
      mark('ref_12'),
      text('。'),
    ]);
    const [strong] = plan('**so [ref_3]**');
    assert.deepEqual(strong?.kind === 'element' && strong.children, [text('so '), mark('ref_3')]);
  });

  for (const other of ['[ref_]', '[ref_1234]', '[ref 1]', 'ref_1', '[ref_1', '`[ref_1]`'])
    it(`is not ${other}`, () => {
      assert.ok(!JSON.stringify(plan(other)).includes('source-mark'));
    });

  it('is not the text of a link', () => {
    assert.ok(!JSON.stringify(plan('[a [ref_1]](https://x.example)')).includes('source-mark'));
  });
});
