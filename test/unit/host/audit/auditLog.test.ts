import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import {
  type AuditFile,
  chainLine,
  headAfter,
  type NamedHead,
  NO_LINE,
  type RequestRecord,
  verifyAudit,
} from '../../../../src/host/audit/auditChain.ts';
import { type AuditLimits, AuditLog, type AuditMemory } from '../../../../src/host/audit/auditLog.ts';

const AT = Date.UTC(2026, 10, 21, 10);

function request(id: string): RequestRecord {
  return {
    user: 'ada',
    window: 'w',
    requestId: id,
    provider: 'zhipu',
    origin: 'https://open.bigmodel.cn',
    model: 'glm-5.2',
    purpose: 'chat',
    files: ['src/价格.ts'],
    outcome: 'completed',
    durationMs: 12,
    promptHash: 'a'.repeat(64),
    answerHash: 'b'.repeat(64),
  };
}

interface Desk {
  readonly folder: string;
  readonly memory: AuditMemory & { heads: readonly NamedHead[] };
  /** Another window. Time passes with every look at the clock. */
  open(limits?: AuditLimits): AuditLog;
}

async function desk(context: TestContext): Promise<Desk> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'inkstone-audit-'));
  context.after(() => fs.rm(folder, { recursive: true, force: true }));
  const memory = {
    heads: [] as readonly NamedHead[],
    read: async () => memory.heads,
    async write(heads: readonly NamedHead[]) {
      memory.heads = heads;
    },
  };
  let seconds = 0;
  return {
    folder,
    memory,
    open(limits) {
      return new AuditLog({
        folder,
        memory,
        now: () => AT + 1000 * seconds++,
        onForgotten: (error) => assert.fail(String(error)),
        ...(limits && { limits }),
      });
    },
  };
}

async function filesIn(folder: string): Promise<AuditFile[]> {
  const names = (await fs.readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await fs.readFile(path.join(folder, name), 'utf8') })),
  );
}

const problemsOf = async (log: AuditLog) => (await log.verify()).problems;

describe('The audit log', () => {
  test('writes one line a request, each with the hash of the line before, in files that only their owner can read', async (context) => {
    const { folder, open } = await desk(context);
    const log = open();
    await Promise.all([log.append(AT, request('1')), log.append(AT, request('2'))]);
    const [file, ...others] = await filesIn(folder);
    assert.ok(file && others.length === 0);
    const lines = file.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ type, seq, requestId }) => [type, seq, requestId]),
      [
        ['begin', 1, undefined],
        ['request', 2, '1'],
        ['request', 3, '2'],
      ],
    );
    assert.deepEqual(lines[1].files, ['src/价格.ts']);
    assert.equal(lines[1].at, '2026-11-21T10:00:00.000Z');
    if (process.platform !== 'win32')
      assert.equal((await fs.stat(path.join(folder, file.name))).mode & 0o777, 0o600);
    assert.deepEqual(await log.verify(), { files: 1, requests: 2, healed: 0, problems: [] });
  });

  test('of two windows that write at once is two chains, both whole', async (context) => {
    const { folder, open } = await desk(context);
    const [a, b] = [open(), open()];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? a : b).append(AT, request(`${index}`))),
    );
    assert.equal((await filesIn(folder)).length, 2);
    assert.deepEqual(await a.verify(), { files: 2, requests: 40, healed: 0, problems: [] });
  });

  test('is whole although another window writes while it is verified', async (context) => {
    const { memory, open } = await desk(context);
    const [a, b] = [open(), open()];
    await b.append(AT, request('1'));
    const { read } = memory;
    memory.read = async () => {
      memory.read = read;
      await b.append(AT, request('2'));
      return read();
    };
    assert.deepEqual(await a.verify(), { files: 1, requests: 2, healed: 0, problems: [] });
  });

  test('goes on in the next file when one is full, and removes the oldest, all of it told', async (context) => {
    const { folder, open } = await desk(context);
    const limits = { fileBytes: 2000, totalBytes: 9000 };
    const first = open(limits);
    for (let index = 0; index < 30; index++) await first.append(AT, request(`a${index}`));
    const second = open(limits);
    for (let index = 0; index < 30; index++) await second.append(AT, request(`b${index}`));
    const files = await filesIn(folder);
    assert.ok(files.reduce((sum, { text }) => sum + text.length, 0) <= 9000 + 2000);
    assert.ok(files.some(({ text }) => text.includes('"retired"')));
    assert.deepEqual(await problemsOf(second), []);
    // The first window finds its file gone and begins anew.
    await first.append(AT, request('again'));
    assert.deepEqual(await problemsOf(first), []);
  });

  test('tells a write that broke off, and goes on after it without taking anything away', async (context) => {
    const { folder, open } = await desk(context);
    const log = open();
    await log.append(AT, request('1'));
    const [file] = await filesIn(folder);
    const name = path.join(folder, file!.name);
    await fs.appendFile(name, '{"v":1,"seq":3,"previous":"half a');
    assert.deepEqual(await problemsOf(log), [{ kind: 'torn', file: file!.name, line: 3 }]);
    await log.append(AT, request('2'));
    assert.deepEqual(await log.verify(), { files: 1, requests: 2, healed: 1, problems: [] });
    assert.match(await fs.readFile(name, 'utf8'), /half a/);
    // What was torn is part of what is verified.
    await fs.writeFile(name, (await fs.readFile(name, 'utf8')).replace('half a', 'half b'));
    assert.ok((await problemsOf(log)).length > 0);
  });

  test('takes a line for written that reached the disk although the write failed', () => {
    const start = { seq: 0, hash: NO_LINE };
    const first = chainLine({ type: 'request', at: '', ...request('1') }, start);
    const second = chainLine({ type: 'request', at: '', ...request('2') }, first.head);
    assert.deepEqual(headAfter(start, `${first.line}\n`), { head: first.head, rest: '' });
    assert.deepEqual(headAfter(start, `${first.line}\n${second.line}`), {
      head: first.head,
      rest: second.line,
    });
    // A line that does not go on from the last is somebody else's.
    assert.deepEqual(headAfter(start, `${second.line}\n`), { head: start, rest: '' });
  });

  test('fails a write without a word lost, and succeeds when the disk is back', async (context) => {
    const { folder, open } = await desk(context);
    const log = open();
    await fs.rm(folder, { recursive: true });
    await fs.writeFile(folder, 'a file where the folder should be');
    await assert.rejects(log.append(AT, request('1')), { code: 'EEXIST' });
    await fs.rm(folder);
    await log.append(AT, request('2'));
    assert.deepEqual(await log.verify(), { files: 1, requests: 1, healed: 0, problems: [] });
  });

  test('is written although the editor cannot remember its end', async (context) => {
    const { folder } = await desk(context);
    const forgotten: unknown[] = [];
    const memory: AuditMemory = { read: async () => [], write: () => Promise.reject(new Error('locked')) };
    const log = new AuditLog({
      folder,
      memory,
      now: () => AT,
      onForgotten: (error) => forgotten.push(error),
    });
    await log.append(AT, request('1'));
    assert.equal(forgotten.length, 1);
    assert.equal((await log.verify()).requests, 1);
  });
});

describe('What was done to the log', () => {
  async function written(context: TestContext): Promise<{ files: AuditFile[]; seen: readonly NamedHead[] }> {
    const { folder, memory, open } = await desk(context);
    for (let window = 0; window < 3; window++) {
      const log = open({ fileBytes: 1800, totalBytes: 1_000_000 });
      for (let index = 0; index < 5; index++) await log.append(AT, request(`${window}-${index}`));
    }
    return { files: await filesIn(folder), seen: memory.heads };
  }

  const withLines = (file: AuditFile, change: (lines: string[]) => string[]): AuditFile => ({
    ...file,
    text: change(file.text.trimEnd().split('\n'))
      .map((line) => `${line}\n`)
      .join(''),
  });

  test('is named: what was changed, taken out, put in, cut, and which file is gone', async (context) => {
    const { files, seen } = await written(context);
    const [first, ...rest] = files as [AuditFile, ...AuditFile[]];
    const last = files.at(-1)!;
    const verify = (...changed: AuditFile[]) => verifyAudit(changed, seen).problems;
    assert.deepEqual(verify(...files), []);
    const { name: file } = first;

    const changed = withLines(first, (lines) => lines.with(1, lines[1]!.replace('"ada"', '"eve"')));
    assert.deepEqual(verify(changed, ...rest), [{ kind: 'changed', file, line: 2 }]);
    const unreadable = withLines(first, (lines) => lines.with(1, 'nonsense'));
    assert.deepEqual(verify(unreadable, ...rest), [{ kind: 'changed', file, line: 2 }]);
    const shorter = withLines(first, (lines) => lines.toSpliced(1, 1));
    assert.deepEqual(verify(shorter, ...rest), [{ kind: 'missing-lines', file, line: 2, from: 2, to: 2 }]);
    const doubled = withLines(first, (lines) => lines.toSpliced(2, 0, lines[1]!));
    assert.ok(verify(doubled, ...rest).some((problem) => problem.kind === 'inserted' && problem.line === 3));
    assert.deepEqual(verify(...rest).at(-1), { kind: 'missing-file', file });

    const cut = withLines(last, (lines) => lines.slice(0, -1));
    const end = seen.find((head) => head.file === last.name)!;
    assert.deepEqual(verify(...files.slice(0, -1), cut), [
      { kind: 'shortened', file: last.name, from: end.seq, to: end.seq },
    ]);
    assert.deepEqual(verify(...files.slice(0, -1)), [{ kind: 'missing-file', file: last.name }]);
    const copy = { ...first, name: first.name.replace('.0000.', '-copy.0000.') };
    assert.deepEqual(verify(...files, copy), [{ kind: 'inserted', file: copy.name, line: 1 }]);
  });

  test('is always found: any change, removal, copy, swap or cut of lines, and any removal of a file', async (context) => {
    const { files, seen } = await written(context);
    type Change = (files: readonly AuditFile[], a: number, b: number) => readonly AuditFile[];
    const ofFile =
      (change: (lines: string[], a: number, b: number) => string[]): Change =>
      (all, a, b) => {
        const index = a % all.length;
        return all.with(
          index,
          withLines(all[index]!, (lines) => change(lines, b % lines.length, a % lines.length)),
        );
      };
    const changes: Readonly<Record<string, Change>> = {
      'a line taken out': ofFile((lines, a) => lines.toSpliced(a, 1)),
      'lines taken out to the end': ofFile((lines, a) => lines.slice(0, a)),
      'a line copied': ofFile((lines, a, b) => lines.toSpliced(b, 0, lines[a]!)),
      'lines swapped': ofFile((lines, a, b) => lines.with(a, lines[b]!).with(b, lines[a]!)),
      'a file taken out': (all, a) => all.toSpliced(a % all.length, 1),
      'a file emptied': (all, a) => all.with(a % all.length, { ...all[a % all.length]!, text: '' }),
      'a file cut': (all, a, b) => {
        const file = all[a % all.length]!;
        return all.with(a % all.length, { ...file, text: file.text.slice(0, b % file.text.length) });
      },
      'a character changed': (all, a, b) => {
        const file = all[a % all.length]!;
        const at = b % file.text.length;
        const other = file.text[at] === 'x' ? 'y' : 'x';
        const text = file.text.slice(0, at) + other + file.text.slice(at + 1);
        return all.with(a % all.length, { ...file, text });
      },
      'a line moved to another file': (all, a, b) => {
        const [from, to] = [a % all.length, b % all.length];
        const line = all[from]!.text.split('\n')[0]!;
        return all
          .with(
            from,
            withLines(all[from]!, (lines) => lines.slice(1)),
          )
          .with(
            to,
            withLines(to === from ? all[from]! : all[to]!, (lines) => [...lines, line]),
          );
      },
    };
    const whole = JSON.stringify(files);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(changes)), fc.nat(10_000), fc.nat(10_000), (name, a, b) => {
        const changed = changes[name]!(files, a, b);
        if (JSON.stringify(changed) === whole) return;
        assert.ok(verifyAudit(changed, seen).problems.length > 0, name);
      }),
      { numRuns: 2000 },
    );
  });
});
