import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { EditJournal } from '../../../src/host/edit/editJournal.ts';
import { SealedFolders } from '../../../src/host/sealedFolders.ts';
import type { AcceptedFile } from '../../../src/protocol/acceptedFile.ts';
import { Secrets } from './chat/openStore.ts';

const accepted = (at: number, line = 'secret line'): AcceptedFile => ({
  version: 1,
  edit: `edit ${at}`,
  title: 'Optimize this code.',
  at,
  uri: 'file:///projects/a.ts',
  after: [line, 'b'],
  hunks: [{ startLine: 0, endLine: 1, before: ['a'] }],
});

suite('The journal of accepted edits', () => {
  let root: string;
  const secrets = new Secrets();
  const open = (limitBytes = 1e9): EditJournal =>
    new EditJournal({
      folders: new SealedFolders({ what: 'accepted edits', root, secrets, onLost: () => assert.fail() }),
      limitBytes,
    });
  const files = (): readonly string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'inkstone-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('is read by another window, the newest first', async () => {
    await Promise.all([open().append(accepted(1)), open().append(accepted(3)), open().append(accepted(2))]);
    assert.deepEqual(
      (await open().read()).map(({ at }) => at),
      [3, 2, 1],
    );
    assert.deepEqual((await open().read()).at(-1), accepted(1));
  });

  test('shows nothing of the code on disk', async () => {
    await open().append(accepted(1));
    for (const file of files()) assert.doesNotMatch(readFileSync(file, 'latin1'), /secret|a\.ts/);
  });

  test('leaves out what is damaged, and reads the rest', async () => {
    await open().append(accepted(1));
    await open().append(accepted(2));
    const [first] = files();
    const bytes = readFileSync(first!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(first!, bytes);
    assert.equal((await open().read()).length, 1);
  });

  test('lets the oldest go when it is too large', async () => {
    const large = (at: number): AcceptedFile =>
      accepted(at, crypto.getRandomValues(new Uint8Array(2000)).join());
    const journal = open(20_000);
    for (let at = 1; at <= 12; at++) await journal.append(large(at));
    const kept = (await journal.read()).map(({ at }) => at);
    assert.equal(kept[0], 12);
    assert.ok(kept.length > 1 && kept.length < 12);
    assert.deepEqual(
      kept,
      [...kept].sort((a, b) => b - a),
    );
    assert.equal(files().length, kept.length);
  });
});
