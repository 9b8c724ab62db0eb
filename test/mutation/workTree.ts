import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** A copy of what the unit tests need, so that nobody meets a mutant in the real one. */
export interface WorkTree {
  write(file: string, text: string): void;
  /** Whether all tests of these files pass, in time. */
  passes(tests: readonly string[], timeoutMs: number): Promise<boolean>;
  remove(): void;
}

export function createWorkTree(): WorkTree {
  const folder = mkdtempSync(path.join(tmpdir(), 'inkstone-mutation-'));
  for (const part of ['src', 'media', 'scripts', 'docs', 'l10n', 'package.json', 'tsconfig.json'])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  for (const part of ['unit', 'model-server', 'fixtures', 'reliability'])
    cpSync(path.join(root, 'test', part), path.join(folder, 'test', part), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return {
    write: (file, text) => writeFileSync(path.join(folder, file), text),
    passes: (tests, timeoutMs) => passes(folder, tests, timeoutMs),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** All files in one process, which is ended by the first test that fails. */
function passes(folder: string, tests: readonly string[], timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--test', '--test-isolation=none', '--test-reporter=tap', ...tests],
      { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    let tail = '';
    child.stdout.on('data', (piece: Buffer) => {
      tail = (tail + piece.toString()).slice(-4096);
      if (/^\s*not ok /m.test(tail)) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
