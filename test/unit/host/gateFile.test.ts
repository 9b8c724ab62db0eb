import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { GateFile } from '../../../src/host/gateFile.ts';
import { createTraffic, type Traffic } from '../../../src/providers/policy/traffic.ts';
import { kindOf } from '../providers/clients.ts';
import { createManualClock, type ManualClock } from '../providers/manualClock.ts';

const PLACE = { id: 'test', baseUrl: 'https://models.example/v1', isLocal: false };
const KEY = { provider: 'test', origin: 'https://models.example', value: 'sk-secret-key', createdAt: 0 };

describe('windows that share a file of gates', () => {
  let folder: string;
  let clock: ManualClock;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'inkstone-gates-'));
    clock = createManualClock();
  });
  afterEach(() => rm(folder, { recursive: true }));

  interface Window {
    readonly traffic: Traffic;
    readonly file: GateFile;
  }

  const openWindow = (): Window => {
    const file = new GateFile(folder);
    return { file, traffic: createTraffic({ clock, random: () => 0, gates: file }) };
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
  const written = ({ file }: Window): Promise<void> =>
    file.save('last', { notBefore: 0, openUntil: 0, pauseMs: 0, savedAt: clock.now() });

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

  test('do not believe what is older than ten minutes [F80]', async () => {
    await fail(
      openWindow(),
      1,
      new ProviderError('rate-limit', 'x', { provider: 'test', retryAfterMs: 3_600_000 }),
    );
    clock.advance(600_000);
    assert.ok((await enter(openWindow())).given);
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
    const text = await readFile(path.join(folder, 'gates.json'), 'utf8');
    assert.doesNotMatch(text, /secret|models\.example/);
    assert.equal((await stat(path.join(folder, 'gates.json'))).mode & 0o077, 0);
  });

  test('take no harm from a damaged file, and replace it', async () => {
    for (const damage of [
      '',
      '{',
      'null',
      '{"version":1,"gates":{"a":{"notBefore":"x"}}}',
      '\u0000'.repeat(100),
    ]) {
      await writeFile(path.join(folder, 'gates.json'), damage);
      const window = openWindow();
      assert.ok((await enter(window)).given);
      await fail(window, 1, limited);
      clock.advance(1000);
      assert.equal((await enter(openWindow())).given, undefined, damage);
      clock.advance(600_000);
    }
  });

  test('keep working when nothing can be written', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in place of the folder');
    const window = openWindow();
    await fail(window, 1, limited);
    assert.equal((await enter(window)).given, undefined);
  });

  test('leave a whole file behind when two processes write at once', async () => {
    const writer = `
      import { GateFile } from ${JSON.stringify(path.resolve('src/host/gateFile.ts'))};
      const file = new GateFile(${JSON.stringify(folder)});
      const gate = { notBefore: 1, openUntil: 0, pauseMs: 0, savedAt: Date.now() };
      await Promise.all(Array.from({ length: 40 }, (_, index) => file.save(process.argv[1] + index, gate)));
    `;
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', writer, name]);
    await Promise.all([run('one'), run('two')]);
    const gates = await new GateFile(folder).changes();
    assert.ok(gates && gates.size >= 40, `${gates?.size} gates`);
    assert.deepEqual(await readdir(folder), ['gates.json']);
  });
});
