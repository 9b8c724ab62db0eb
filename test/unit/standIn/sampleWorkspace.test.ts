import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { optimizeCode } from '../../model-server/standIn/optimize/optimizeCode.ts';
import { languageNamed } from '../../model-server/standIn/syntax/languageNamed.ts';
import { outlineOf } from '../../model-server/standIn/syntax/outline.ts';
import { parseSource } from '../../model-server/standIn/syntax/sourceCode.ts';

const sample = path.resolve(import.meta.dirname, '../../fixtures/sample-workspace');

/** As an editor that guesses the encoding reads it. */
function textOf(file: string): string {
  const bytes = readFileSync(path.join(sample, file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gbk', { fatal: true }).decode(bytes);
  }
}

const sources = readdirSync(sample, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(ts|py|go|c)$/.test(file),
);

test('The sample workspace has something to explain in four languages.', () => {
  for (const file of sources) {
    const source = parseSource(languageNamed(file)!, textOf(file));
    assert.deepEqual(source.faults, [], file);
    assert.ok(outlineOf(source).functions.length > 0, file);
  }
  assert.deepEqual([...new Set(sources.map((file) => path.extname(file)))].sort(), [
    '.c',
    '.go',
    '.py',
    '.ts',
  ]);
});

test('The sample workspace has something to optimize in four languages.', () => {
  const changed = sources.filter(
    (file) => optimizeCode(languageNamed(file)!, textOf(file)).changes.length > 0,
  );
  assert.deepEqual([...new Set(changed.map((file) => path.extname(file)))].sort(), [
    '.c',
    '.go',
    '.py',
    '.ts',
  ]);
});

test('Its legacy files are GBK and not UTF-8, and the functions its README names are there.', () => {
  for (const file of ['legacy/标签.c', 'legacy/说明.txt']) {
    const bytes = readFileSync(path.join(sample, file));
    assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
    assert.match(new TextDecoder('gbk', { fatal: true }).decode(bytes), /标签/);
  }
  assert.match(textOf('src/cart.ts'), /function findDuplicates/);
});
