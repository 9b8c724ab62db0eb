import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { failure, type Outcome, PASSED } from './outcome.ts';

const root = `${import.meta.dirname}/../..`;

/** Runs a script of package.json, which passes or fails as one; its output is kept for a failure. */
export async function runNpmScript(script: string): Promise<Outcome> {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script file on Windows.
    shell: process.platform === 'win32',
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  return code === 0 ? PASSED : failure(`${stdout}${stderr}`.trim());
}
