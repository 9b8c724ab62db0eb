import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { batchReport } from '../../../../src/assistant/batch/batchReport.ts';
import type { ItemState } from '../../../../src/core/batch/batchJob.ts';
import { translator } from '../../../../src/core/text/translate.ts';
import { batchItem, batchJob } from '../../core/batch/arbitraryBatch.ts';
import { readRepositoryFile } from '../../support/sourceFiles.ts';

const done = (answer: string): ItemState => ({ status: 'done', answer, sourceHash: '' });

suite('the report of a batch', () => {
  const job = batchJob({
    items: [
      batchItem('a_b', { state: done('# What it does\n\n```sh\n# not a heading\n```\n\n## More') }),
      batchItem('c', { state: { status: 'failed', code: 'INK-NET-002', what: 'No | answer <b>' } }),
      batchItem('d', { state: { status: 'skipped', reason: 'too-large' } }),
      batchItem('e', { region: { startLine: 3, endLine: 9 } }),
    ],
  });
  const report = batchReport(job, translator());

  test('has a row a file and a section an answer, whose headings stay below the file’s', () => {
    assert.match(report, /^# Explanation: src\n/);
    assert.match(report, /1 of 3 files are done · 1 failed · 1 wait · 1 left out$/m);
    assert.match(report, /^## a\\_b\.ts\n\n### What it does\n\n```sh\n# not a heading\n```\n\n#### More$/m);
    assert.match(report, /^\| d\.ts \| left out: too large \| {2}\|$/m);
    assert.match(report, /^\| e\.ts:4-9 \| waits \| {2}\|$/m);
  });

  test('says which files need no comments', () => {
    const state: ItemState = { status: 'done', answer: '', sourceHash: '', addedLines: 0 };
    const documented = batchJob({ kind: 'document', items: [batchItem('a', { state })] });
    assert.match(batchReport(documented, translator()), /^\| a\.ts \| nothing to add \|/m);
  });

  test('lets no message be more than words', () => {
    assert.match(report, /^\| c\.ts \| No \\\| answer \\<b\\> \(INK-NET-002\) \| {2}\|$/m);
  });

  test('is in the user’s language', () => {
    const table = JSON.parse(readRepositoryFile('l10n/bundle.l10n.zh-cn.json')) as Record<string, string>;
    const chinese = batchReport(job, translator(table));
    assert.match(chinese, /^# 解释：src\n/);
    assert.match(chinese, /略过：太大/);
  });
});
