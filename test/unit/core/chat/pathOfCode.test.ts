import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { pathOfCode } from '../../../../src/core/chat/pathOfCode.ts';

const of = (info: string, code = '', lineAbove = '') => pathOfCode({ info, code, lineAbove });

suite('the file that a code block names', () => {
  test('stands in its info string', () => {
    for (const info of [
      'ts src/cart.ts',
      'ts title="src/cart.ts"',
      'ts:src/cart.ts',
      'src/cart.ts',
      'ts {filename=src/cart.ts}',
      './src/cart.ts',
    ])
      assert.equal(of(info), 'src/cart.ts', info);
    assert.equal(of('dockerfile Dockerfile'), 'Dockerfile');
  });

  test('stands in a comment on its first line', () => {
    assert.equal(of('ts', '// src/cart.ts\nconst a = 1;'), 'src/cart.ts');
    assert.equal(of('py', '# tools/标签.py'), 'tools/标签.py');
    assert.equal(of('html', '<!-- file: index.html -->\n<p>'), 'index.html');
    assert.equal(of('css', '/* main.css */'), 'main.css');
  });

  test('stands on the line above', () => {
    for (const line of [
      '**src/cart.ts**',
      '### `src/cart.ts`',
      'src/cart.ts:',
      'In `src/cart.ts`:',
      '文件：`src/cart.ts`',
    ])
      assert.equal(of('ts', 'a', line), 'src/cart.ts', line);
    assert.equal(of('ts', 'a', 'Change `a` in `src/cart.ts`:'), undefined);
    assert.equal(of('ts', 'a', 'It calls `src/cart.ts` often.'), undefined);
  });

  test('is none in words, versions, addresses and ways out of the folder', () => {
    for (const info of [
      'ts',
      'ts showLineNumbers',
      'ts 1.2',
      'ts ../secret.env',
      'ts /etc/hosts.conf',
      'ts a/../b.ts',
    ])
      assert.equal(of(info), undefined, info);
    for (const code of ['// Adds two numbers', '# ../../x.py', '// https://example.com/a.ts', '#!/bin/sh'])
      assert.equal(of('ts', code), undefined, code);
  });

  test('never leads out of its folder, whatever a model writes', () => {
    const part = fc.constantFrom('..', '.', 'a', 'b.ts', '', 'C:', '~', '\\', '`', ' ', ':', '//', '/');
    const words = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, words, words, (info, code, lineAbove) => {
        const path = pathOfCode({ info, code, lineAbove });
        if (path === undefined) return;
        assert.ok(!path.startsWith('/') && !/[\\:]/.test(path), path);
        assert.ok(
          path.split('/').every((name) => name !== '' && name !== '..' && name !== '.'),
          path,
        );
      }),
    );
  });
});
