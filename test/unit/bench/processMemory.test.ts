import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite, test } from 'node:test';
import { type Memory, processMemory, settledMemory } from '../../bench/editor/processMemory.ts';

suite('the memory of a process', { skip: process.platform !== 'linux' }, () => {
  test('is read while it runs, and is nothing when it has gone or never was', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    assert.ok(processMemory(process.pid)!.rssMb > 1);
    const { pid } = child;
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(processMemory(pid), undefined);
    assert.equal(processMemory(undefined), undefined);
  });
});

suite('memory that has settled', () => {
  const mb = (pssMb: number): Memory => ({ rssMb: pssMb, pssMb });
  const settled = (samples: readonly (Memory | undefined)[]): Promise<Memory> => {
    const left = samples.values();
    return settledMemory(
      () => left.next().value,
      async () => {},
    );
  };

  test('is that of the process which took the place of the one that ended', async () => {
    const samples = [
      mb(90),
      mb(90),
      mb(90),
      undefined,
      mb(40),
      mb(70),
      ...Array.from({ length: 5 }, () => mb(80)),
    ];
    assert.deepEqual(await settled(samples), mb(80));
  });

  test('is not waited for without end', async () => {
    await assert.rejects(settled([mb(90), mb(90)]), /did not settle/);
  });
});
