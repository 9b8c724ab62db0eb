import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createUnsentContext, type UnsentSecrets } from '../../../src/host/context/unsentContext.ts';
import type { Unsent } from '../../../src/protocol/unsentFile.ts';

const UNSENT: Unsent = {
  sources: [
    {
      kind: 'selection',
      key: 'selection 1',
      label: 'a.ts:1-2',
      detail: '',
      attachment: { title: 'a.ts', language: 'ts', text: 'canary code', references: [] },
    },
    { kind: 'file', key: 'file:///a.ts', label: 'a.ts', detail: 'src', uri: 'file:///a.ts' },
  ],
  pictures: [
    {
      label: '图.png',
      thumbnail: '/9j/',
      picture: { mediaType: 'image/png', data: 'canarypicture', width: 3, height: 4 },
    },
  ],
  isWithoutEarlier: true,
};

function secrets(): UnsentSecrets {
  const kept = new Map<string, string>();
  return {
    get: async (name) => kept.get(name),
    store: async (name, value) => {
      kept.set(name, value);
    },
  };
}

suite('what goes along with an unsent question, on disk', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'inkstone-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('is read again after a restart, and no clear text of it is there', async () => {
    const own = secrets();
    const inside = path.join(folder, 'new/folder');
    await createUnsentContext(inside, own).write(UNSENT);
    assert.deepEqual(await createUnsentContext(inside, own).read(), UNSENT);
    const [name, ...others] = await readdir(inside);
    assert.deepEqual(others, []);
    assert.doesNotMatch(await readFile(path.join(inside, name!), 'latin1'), /canary/);
  });

  test('is what was written last, and nothing when that was nothing', async () => {
    const unsent = createUnsentContext(folder, secrets());
    const writes = [1, 2, 3, 4].map((count) =>
      unsent.write({ ...UNSENT, pictures: UNSENT.pictures.slice(count % 2) }),
    );
    await Promise.all(writes);
    assert.deepEqual(await unsent.read(), UNSENT);
    await unsent.write(undefined);
    await unsent.write(undefined);
    assert.equal(await unsent.read(), undefined);
  });

  test('is nothing where the key is another one or the file is damaged', async () => {
    await createUnsentContext(folder, secrets()).write(UNSENT);
    assert.equal(await createUnsentContext(folder, secrets()).read(), undefined);
    await writeFile(path.join(folder, 'unsent'), 'not sealed');
    assert.equal(await createUnsentContext(folder, secrets()).read(), undefined);
  });
});
