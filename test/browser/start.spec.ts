import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';

const main = path.resolve(import.meta.dirname, '../../scripts/start.ts');

test('`npm start` gets as far as a window that answers on a machine without a desktop.', async () => {
  const environment = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', VSCODE_PATH: '' };
  const child = spawn(process.execPath, [main, '--check'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, output);
  assert.match(output, /^Model: .+/m);
  assert.match(output, /^Install: inkstone\.inkstone /m);
  assert.match(output, /^Window: answers/m);
  assert.match(output, /^ready$/m);
});
