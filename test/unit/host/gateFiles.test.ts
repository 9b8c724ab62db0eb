import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { GateFiles } from '../../../src/host/gateFiles.ts';
import type { SharedGate } from '../../../src/providers/policy/sharedGates.ts';
import { createTraffic, type Traffic } from '../../../src/providers/policy/traffic.ts';
import { kindOf } from '../providers/clients.ts';
import { createManualClock, type ManualClock } from '../providers/manualClock.ts';

const PLACE = { id: 'test', baseUrl: 'https://models.example/v1', isLocal: false };
const KEY = { provider: 'test', origin: 'https://models.example', value: 'sk-secret-key', createdAt: 0 };

const LAST = 'f'.repeat(32);

const gateAt = ({ now }: Pick<ManualClock, 'now'>, waitMs = 0): SharedGate => ({
  notBefore: now() + waitMs,
  openUntil: 0,
  pauseMs: 0,
  savedAt: now(),
});

describe('windows that share a folder of gates', () => {
  let folder: string;
  let clock: ManualClock;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'inkstone-gates-'));
    clock = createManualClock();
  });
  afterEach(() => rm(folder, { recursive: true }));

  interface Window {
    readonly traffic: Traffic;
    readonly files: GateFiles;
  }

  const openWindow = (): Window => {
    const files = new GateFiles(folder, clock.now);
    return { files, traffic: createTraffic({ clock, random: () => 0, gates: files }) };
  };

  const enter = async ({ traffic }: Window, key = KEY) => {
    const ticket = (await traffic.lane(PLACE, key)).enter({ priority: 0, modelName: 'm', tokens: () => 1 });
    ticket.pass.catch(() => {});
    return ticket;
  };

  async function fail(window: Window, times: number, error: ProviderError): Promise<void> {
    for (let failure = 0; failure < times; failure++) (await enter(window)).given!.leave(error);
    await written(window);
  }

  /** Saves go one after the other, so that one more comes after those that were set going. */
  const written = ({ files }: Window): Promise<void> => files.save(LAST, gateAt(clock));

  const limited = new ProviderError('rate-limit', 'x', { provider: 'test', retryAfterMs: 5000 });
  const broken = new ProviderError('server', 'x', { provider: 'test' });

  test('wait together for the time that one was told, though they had begun before', async () => {
    const [one, two] = [openWindow(), openWindow()];
    (await enter(two)).given!.leave('finished');
    await fail(one, 1, limited);
    clock.advance(1000);
    const waiting = await enter(two);
    assert.deepEqual(waiting.obstacle, { because: 'limit', waitMs: 4000 });
    clock.advance(4000);
    assert.ok(waiting.given);
  });

  test('leave a service alone together, also one that was opened after, and all try it again', async () => {
    const one = openWindow();
    await fail(one, 5, broken);
    const two = openWindow();
    const refused = await enter(two);
    assert.equal(kindOf(await refused.pass.catch((error: unknown) => error)), 'paused');
    clock.advance(15_000);
    assert.ok((await enter(two)).given);
  });

  test('keep the time that a server named until it has come, also one opened long after [F49]', async () => {
    const retryAfterMs = 3_600_000;
    await fail(openWindow(), 1, new ProviderError('rate-limit', 'x', { provider: 'test', retryAfterMs }));
    clock.advance(retryAfterMs - 50_000);
    const early = await enter(openWindow());
    assert.deepEqual(early.obstacle, { because: 'limit', waitMs: 50_000 });
    clock.advance(50_000);
    assert.ok((await enter(openWindow())).given);
  });

  test('lose nothing that two of them write at the same time [F50]', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(32, '0'));
    const [one, two] = [openWindow(), openWindow()];
    await Promise.all(
      ids.flatMap((id, index) => [
        one.files.save(id, gateAt(clock, index % 2 ? 60_000 : 1000)),
        two.files.save(id, gateAt(clock, index % 2 ? 1000 : 60_000)),
        two.files.save(`e${id.slice(1)}`, gateAt(clock)),
      ]),
    );
    const known = await openWindow().files.changes();
    assert.equal(known?.size, 2 * ids.length);
    for (const id of ids) assert.equal(known?.get(id)?.notBefore, clock.now() + 60_000, id);
  });

  test('wait for the longer of two times that they were told, whoever was told first [F50]', async () => {
    const told = (retryAfterMs: number) =>
      new ProviderError('rate-limit', 'x', { provider: 'test', retryAfterMs });
    const [one, two] = [openWindow(), openWindow()];
    const [long, short] = [await enter(one), await enter(two)];
    long.given!.leave(told(50_000));
    short.given!.leave(told(1000));
    await Promise.all([written(one), written(two)]);
    clock.advance(1000);
    for (const window of [one, two, openWindow()])
      assert.deepEqual((await enter(window)).obstacle, { because: 'limit', waitMs: 49_000 });
  });

  test('read nothing again while nothing has changed', async () => {
    const [one, two] = [openWindow(), openWindow()];
    await written(one);
    assert.equal((await two.files.changes())?.size, 1);
    assert.equal(await two.files.changes(), undefined);
    await written(one);
    assert.equal((await two.files.changes())?.size, 1);
  });

  test('sweep up what is over, and what another left half-written when it was killed', async () => {
    const window = openWindow();
    const stale = openWindow();
    await stale.files.save('a'.repeat(32), gateAt(clock));
    await stale.files.save('b'.repeat(32), gateAt(clock, 700_000));
    const [name = ''] = await readdir(folder);
    const left = [`${name}.draft`, name.replace(/^./, 'c')];
    for (const file of [...left, 'notes.txt']) await writeFile(path.join(folder, file), '{');
    await written(window);
    assert.equal((await readdir(folder)).length, 6);
    for (const file of [...left, 'notes.txt'])
      await utimes(path.join(folder, file), clock.now() / 1000, clock.now() / 1000);
    clock.advance(600_001);
    await written(window);
    const kept = (await readdir(folder)).map((file) => file[0]).sort();
    assert.deepEqual(kept, ['b', 'f', 'n']);
  });

  test('with another key have nothing to do with each other', async () => {
    await fail(openWindow(), 1, limited);
    assert.ok((await enter(openWindow(), { ...KEY, value: 'sk-another' })).given);
  });

  test('write nothing before a limit is met, and never the key', async () => {
    const window = openWindow();
    for (const end of ['finished', 'abandoned', broken] as const) (await enter(window)).given!.leave(end);
    assert.deepEqual(await readdir(folder), []);
    await fail(window, 1, limited);
    const names = await readdir(folder);
    assert.equal(names.length, 2);
    for (const name of names) {
      const text = await readFile(path.join(folder, name), 'utf8');
      assert.doesNotMatch(name + text, /secret|models\.example/);
      assert.equal((await stat(path.join(folder, name))).mode & 0o077, 0);
    }
  });

  test('take no harm from damaged files', async () => {
    const window = openWindow();
    await fail(window, 1, limited);
    const [id = ''] = (await readdir(folder))
      .map((name) => name.slice(0, 32))
      .filter((each) => each !== LAST);
    const anotherFile = (): string => path.join(folder, `${id}.${randomUUID()}.json`);
    await mkdir(anotherFile());
    for (const damage of ['', '{', 'null', '{"version":1,"notBefore":"x"}', '\u0000'.repeat(100)])
      await writeFile(anotherFile(), damage);
    const next = await enter(openWindow());
    assert.deepEqual(next.obstacle, { because: 'limit', waitMs: 5000 });
  });

  test('keep working when nothing can be written', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in place of the folder');
    const window = openWindow();
    await fail(window, 1, limited);
    assert.equal((await enter(window)).given, undefined);
  });

  test('lose nothing as two processes either, and leave no drafts behind [F50]', async () => {
    const writer = `
      import { GateFiles } from ${JSON.stringify(path.resolve('src/host/gateFiles.ts'))};
      const files = new GateFiles(${JSON.stringify(folder)}, Date.now);
      const gate = { notBefore: 1, openUntil: 0, pauseMs: 0, savedAt: Date.now() };
      const ids = Array.from({ length: 40 }, (_, index) => process.argv[1].repeat(30) + (index + 10));
      await Promise.all(ids.map((id) => files.save(id, gate)));
    `;
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', writer, name]);
    await Promise.all([run('a'), run('b')]);
    assert.equal((await new GateFiles(folder, Date.now).changes())?.size, 80);
    const names = await readdir(folder);
    assert.deepEqual(
      names.filter((name) => !name.endsWith('.json')),
      [],
    );
    assert.equal(names.length, 80);
  });
});
