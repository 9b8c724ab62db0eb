import assert from 'node:assert/strict';
import { on } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { DocumentWorkerLink } from '../../../../src/host/documents/documentWorkerLink.ts';
import { readIndexFile } from '../../../../src/host/documents/indexFile.ts';
import { type TemporaryFiles, temporaryFiles } from './temporaryFiles.ts';

const never = new AbortController().signal;
const script = path.resolve('src/host/documents/documentWorker.ts');

function linkTo(
  files: TemporaryFiles,
  more: Partial<ConstructorParameters<typeof DocumentWorkerLink>[0]> = {},
) {
  const indexFile = path.join(files.folder, 'kept', 'index.gz');
  const errors: unknown[] = [];
  const link = new DocumentWorkerLink({
    script,
    indexFile,
    idleMs: 60_000,
    onError: (error) => errors.push(error),
    ...more,
  });
  const search = (
    question: string,
    listed: readonly string[],
    signal = never,
    onProgress = (_: number) => {},
  ) =>
    link.search(
      { question, files: listed, roots: [files.folder], limitBytes: 1_000_000, maxPassages: 5 },
      onProgress,
      signal,
    );
  return { link, search, indexFile, errors };
}

suite('The worker of the documents', () => {
  test('finds passages, keeps its index, and a later one goes on with it', async () => {
    using files = temporaryFiles();
    const listed = [
      files.write('a.md', '# Vault\n\nKeys are in the vault.'),
      files.write('b.md', 'No more.'),
    ];
    const { link, search, indexFile } = linkTo(files);
    const found = await search('Where are keys?', listed);
    assert.deepEqual(found.counts, { searched: 2, leftOut: {} });
    assert.deepEqual(found.passages, [
      { file: listed[0], line: 3, endLine: 3, headings: ['Vault'], text: 'Keys are in the vault.' },
    ]);
    // A worker that is told to end writes what it knows first.
    await link.close();
    const again = linkTo(files);
    assert.deepEqual((await again.search('Where are keys?', listed)).passages, found.passages);
    await again.link.close();
    assert.deepEqual(
      (await readIndexFile(indexFile))?.documents.map(({ name }) => name),
      listed,
    );
  });

  test('answers searches in the order of their asking, and none that was called off', async () => {
    using files = temporaryFiles();
    const listed = Array.from({ length: 300 }, (_, at) => files.write(`${at}.md`, `vault number${at}`));
    const { link, search } = linkTo(files);
    const controller = new AbortController();
    const reason = new Error('enough');
    const first = search('vault', listed, controller.signal, () => controller.abort(reason));
    const second = search('number7', listed);
    await assert.rejects(first, reason);
    assert.equal((await second).passages[0]?.file, listed[7]);
    await link.close();
  });

  test('that ends by itself ends its searches with the reason, and the next search has another', async () => {
    using files = temporaryFiles();
    const listed = [files.write('a.md', 'Keys are in the vault.')];
    const broken = linkTo(files, { script: files.write('broken.mjs', 'throw new Error("broken")') });
    await assert.rejects(broken.search('keys', listed), /broken/);
    await assert.rejects(broken.search('keys', listed), /broken/);
    const silent = linkTo(files, { script: files.write('silent.mjs', 'process.exit(3)') });
    await assert.rejects(silent.search('keys', listed), /ended with 3/);
  });

  test('ends when nobody has asked for a while, after its index is on disk', async () => {
    using files = temporaryFiles();
    const listed = [files.write('a.md', 'Keys are in the vault.')];
    const { search, indexFile } = linkTo(files, { idleMs: 0 });
    for (let round = 0; round < 3; round++) assert.equal((await search('keys', listed)).passages.length, 1);
    const watcher = watch(files.folder, { recursive: true });
    const changes = on(watcher, 'change');
    while (!(await readIndexFile(indexFile))) await changes.next();
    watcher.close();
  });

  test('tells when the index cannot be written, and answers nevertheless', async () => {
    using files = temporaryFiles();
    const listed = [files.write('a.md', 'Keys are in the vault.')];
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { search, link } = linkTo(files, {
      indexFile: path.join(files.write('file', ''), 'index.gz'),
      onError: resolve,
    });
    assert.equal((await search('keys', listed)).passages.length, 1);
    assert.match(String(await promise), /ENOTDIR|EEXIST/);
    await link.close();
  });
});
