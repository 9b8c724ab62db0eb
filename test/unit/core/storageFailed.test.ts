import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { noticeFor } from '../../../src/core/noticeFor.ts';
import { type StorageTask, storageCause, storageFailed } from '../../../src/core/storageFailed.ts';
import { translator } from '../../../src/core/text/translate.ts';

const t = translator();
const failure = (code: string): Error =>
  Object.assign(new Error(`${code}: in vain, open '/a/b'`), { code, syscall: 'open' });
const noticeOf = (error: unknown, task: StorageTask = 'save-chat') =>
  noticeFor(storageFailed(error, task, t), t);

test('what a file system throws is said as what it is, with what helps [F69]', () => {
  for (const [code, next] of [
    ['ENOSPC', /Free some disk space/],
    ['EACCES', /can be read and written/],
    ['EROFS', /can be read and written/],
    ['EIO', /Check the disk/],
  ] as const) {
    const notice = noticeOf(failure(code));
    assert.equal(notice.code, 'INK-STORE-002');
    assert.match(notice.what, new RegExp(`^The chat could not be saved \\(${code}\\)`));
    assert.match(notice.next, next);
  }
});

test('each task says what has become of its data, and none that nothing happened', () => {
  const tasks: readonly StorageTask[] = ['save-chat', 'save-usage', 'read-usage', 'reset-usage'];
  const said = tasks.map((task) => noticeOf(failure('EIO'), task).what);
  assert.equal(new Set(said).size, tasks.length);
  for (const what of said) assert.match(what, /could not be/);
});

test('the error of the real file system is known as one, and kept for the log', async () => {
  const error = await readFile(import.meta.dirname).catch((thrown: unknown) => thrown);
  const failed = storageFailed(error, 'read-usage', t) as Error;
  assert.equal(noticeFor(failed, t).code, 'INK-STORE-002');
  assert.equal(failed.cause, error);
  assert.equal(storageCause(error), 'EISDIR');
});

test('a fault of the program stays one', () => {
  const error = new TypeError('x is undefined');
  assert.equal(storageFailed(error, 'save-chat', t), error);
  assert.equal(noticeOf(error).code, 'INK-BUG-001');
  assert.equal(storageCause(error), 'TypeError');
});
