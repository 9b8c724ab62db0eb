import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { DocumentIndex } from '../../../../src/host/documents/documentIndex.ts';
import { readIndexFile, writeIndexFile } from '../../../../src/host/documents/indexFile.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const never = new AbortController().signal;
const limitBytes = 1_000_000;
const nobody = (): void => {};

suite('The index of the documents', () => {
  test('after any changes, saves and restarts is what one made anew would be', async () => {
    const names = ['a.md', 'b.md', 'deep/c.txt', 'd.html'] as const;
    const change = fc.record({
      name: fc.constantFrom(...names),
      content: fc.option(
        fc.constantFrom(
          '# Keys\nKeys are stored in the vault.',
          'The vault stores keys.\n\nProxies are slow.',
          '<h1>Proxy</h1><p>Use a proxy for keys',
          '密钥保存在保险库中',
          'proxy '.repeat(2000),
          '\0binary',
        ),
        { nil: undefined },
      ),
      followedBy: fc.constantFrom('update', 'restart', 'nothing'),
      limitBytes: fc.constantFrom(limitBytes, 700, 2000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        using files = temporaryFiles();
        const stored = path.join(files.folder, 'index.gz');
        const listed = names.map((name) => path.join(files.folder, name));
        let index = new DocumentIndex();
        for (const { name, content, followedBy, limitBytes } of changes) {
          if (content === undefined) rmSync(path.join(files.folder, name), { force: true });
          else files.write(name, content);
          if (followedBy === 'nothing') continue;
          const there = { files: listed, roots: [files.folder], limitBytes };
          const counts = await index.update(there, nobody, never);
          const anew = new DocumentIndex();
          assert.deepEqual(counts, await anew.update(there, nobody, never));
          for (const question of ['Where are keys stored?', 'proxy', '密钥'])
            assert.deepEqual(await index.search(question, 9), await anew.search(question, 9));
          if (followedBy !== 'restart') continue;
          await writeIndexFile(stored, index.stored());
          assert.ok(statSync(stored).size <= limitBytes);
          index = new DocumentIndex(await readIndexFile(stored));
          assert.equal(index.hasChanged, false);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('reads only what has changed', async () => {
    using files = temporaryFiles();
    const listed = ['a.md', 'b.md'].map((name) => files.write(name, `# ${name}\nThe vault of ${name}`));
    const there = { files: listed, roots: [files.folder], limitBytes };
    const index = new DocumentIndex();
    await index.update(there, nobody, never);
    assert.equal(index.hasChanged, true);
    index.stored();
    await index.update(there, nobody, never);
    assert.equal(index.hasChanged, false);
    files.write('a.md', 'Another vault');
    await index.update(there, nobody, never);
    assert.equal(index.hasChanged, true);
  });

  test('takes no more than it may on disk, whatever the words are, the first files first', async () => {
    using files = temporaryFiles();
    const word = (at: number): string => `w${Math.imul(at, 2_654_435_761).toString(36).replace('-', 'x')}`;
    const listed = Array.from({ length: 60 }, (_, file) =>
      files.write(`${file}.txt`, Array.from({ length: 400 }, (_, at) => word(file * 400 + at)).join(' ')),
    );
    const index = new DocumentIndex();
    const limit = 200_000;
    const counts = await index.update(
      { files: listed, roots: [files.folder], limitBytes: limit },
      nobody,
      never,
    );
    assert.ok(counts.searched > 5);
    assert.equal(counts.searched + counts.leftOut['index-full']!, listed.length);
    const stored = path.join(files.folder, 'index.gz');
    await writeIndexFile(stored, index.stored());
    assert.ok(statSync(stored).size <= limit);
    // What did not fit is no change the next time.
    const again = { files: listed, roots: [files.folder], limitBytes: limit };
    assert.deepEqual(await index.update(again, nobody, never), counts);
    assert.equal(index.hasChanged, false);
    assert.equal((await index.search(word(3), 3))[0]?.file, listed[0]);
    assert.deepEqual(await index.search(word(59 * 400), 3), []);
  });

  test('leaves out what is too large, no text, gone, or leads out of the folders', async () => {
    using files = temporaryFiles();
    using outside = temporaryFiles();
    outside.write('secret.md', 'The vault is open.');
    symlinkSync(path.join(outside.folder, 'secret.md'), path.join(files.folder, 'link.md'));
    const inside = files.write('inside.md', 'The vault is shut.');
    symlinkSync(inside, path.join(files.folder, 'second.md'));
    const listed = [
      ...['link.md', 'second.md', 'gone.md'].map((name) => path.join(files.folder, name)),
      files.write('large.md', 'vault '.repeat(400_000)),
      files.write('binary.md', 'vault\0'),
    ];
    const index = new DocumentIndex();
    const counts = await index.update({ files: listed, roots: [files.folder], limitBytes }, nobody, never);
    assert.deepEqual(counts, {
      searched: 1,
      leftOut: { outside: 1, unreadable: 1, 'too-large': 1, binary: 1 },
    });
    const found = await index.search('Where is the vault?', 9);
    assert.deepEqual(
      found.map(({ file, text }) => [path.basename(file), text]),
      [['second.md', 'The vault is shut.']],
    );
  });

  test('reads UTF-16 and what older Chinese editors wrote', async () => {
    using files = temporaryFiles();
    const listed = [
      files.write('utf16.txt', Buffer.from('\ufeff密钥保存在保险库中', 'utf16le')),
      // 密钥在抽屉里 in GB 18030.
      files.write('gbk.txt', Buffer.from('c3dcd4bfd4dab3e9ccebc0ef', 'hex')),
    ];
    const index = new DocumentIndex();
    await index.update({ files: listed, roots: [files.folder], limitBytes }, nobody, never);
    assert.equal((await index.search('保险库', 1))[0]?.file, listed[0]);
    assert.equal((await index.search('抽屉', 1))[0]?.text, '密钥在抽屉里');
  });

  test('gives no passage of a file that was written to after it was found', async () => {
    using files = temporaryFiles();
    const file = files.write('a.md', '# A\n\nThe vault.');
    const index = new DocumentIndex();
    await index.update({ files: [file], roots: [files.folder], limitBytes }, nobody, never);
    files.write('a.md', 'no');
    assert.deepEqual(await index.search('vault', 1), []);
  });

  test('stops between two files when it is told to', async () => {
    using files = temporaryFiles();
    const listed = Array.from({ length: 100 }, (_, at) => files.write(`${at}.md`, 'vault'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const stop = (done: number): void => {
      if (done > 0) controller.abort(reason);
    };
    const index = new DocumentIndex();
    const there = { files: listed, roots: [files.folder], limitBytes };
    await assert.rejects(index.update(there, stop, controller.signal), reason);
    assert.ok(index.stored().documents.length < 100);
  });
});

suite('The file of the index', () => {
  test('that is damaged or missing is no index, and the next one takes its place', async () => {
    using files = temporaryFiles();
    const stored = path.join(files.folder, 'index.gz');
    assert.equal(await readIndexFile(stored), undefined);
    const index = new DocumentIndex();
    const file = files.write('a.md', 'The vault.');
    await index.update({ files: [file], roots: [files.folder], limitBytes }, nobody, never);
    await writeIndexFile(stored, index.stored());
    const whole = readFileSync(stored);
    for (let at = 0; at < whole.length; at++) {
      files.write('index.gz', whole.subarray(0, at));
      assert.equal(await readIndexFile(stored), undefined);
      const flipped = Uint8Array.from(whole);
      flipped[at]! ^= 0x10;
      files.write('index.gz', flipped);
      const read = await readIndexFile(stored);
      // Some bytes of the head of gzip, such as its time, say nothing of the content.
      if (read)
        assert.deepEqual(
          read.documents.map(({ name }) => name),
          [file],
        );
    }
    await writeIndexFile(stored, index.stored());
    assert.equal((await readIndexFile(stored))?.documents.length, 1);
  });

  test('is whole whenever two windows write it at the same time', async () => {
    using files = temporaryFiles();
    const stored = path.join(files.folder, 'folder', 'index.gz');
    const windows = await Promise.all(
      [1, 2].map(async (count) => {
        const index = new DocumentIndex();
        const listed = Array.from({ length: count * 5 }, (_, at) =>
          files.write(`${count}-${at}.md`, `vault ${at}`),
        );
        await index.update({ files: listed, roots: [files.folder], limitBytes }, nobody, never);
        return index.stored();
      }),
    );
    for (let round = 0; round < 20; round++) {
      const writes = windows.map((index) => writeIndexFile(stored, index));
      await writes[round % 2];
      assert.ok([5, 10].includes((await readIndexFile(stored))!.documents.length));
      await Promise.all(writes);
    }
    const left = readdirSync(path.dirname(stored));
    assert.deepEqual(left, ['index.gz']);
  });
});
