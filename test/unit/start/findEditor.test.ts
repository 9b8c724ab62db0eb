import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findEditor } from '../../../scripts/start/findEditor.ts';
import { temporaryFolder } from '../../vscode-server/temporaryFolder.ts';

const onPosix = { skip: process.platform === 'win32' && 'the command is a shell script' };

/** A `code` that does what the real one does with a profile, and notes what it was told; `inside` is its folder. */
function fakeCode(inside = 'bin'): { readonly command: string; calls(): readonly string[][] } {
  const folder = path.join(temporaryFolder('f'), inside);
  mkdirSync(folder, { recursive: true });
  const command = path.join(folder, 'code');
  const log = path.join(folder, 'calls');
  writeFileSync(
    command,
    `#!${process.execPath}
const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
const given = process.argv.slice(2);
appendFileSync(${JSON.stringify(log)}, JSON.stringify(given) + '\\n');
const extensions = given[given.indexOf('--extensions-dir') + 1];
if (given.includes('--install-extension')) writeFileSync(extensions + '/installed', '');
if (given.includes('--list-extensions') && existsSync(extensions + '/installed')) console.log('inkstone.inkstone');
`,
  );
  chmodSync(command, 0o755);
  return {
    command,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
  };
}

const optionOf = (given: readonly string[], option: string): string => given[given.indexOf(option) + 1]!;

test(
  'VSCODE_PATH is taken as it is, with a profile of its own, and a folder opens in it.',
  onPosix,
  async () => {
    const { command, calls } = fakeCode();
    const editor = await findEditor({ environment: { VSCODE_PATH: command }, tell: assert.fail });
    assert.ok(editor.hasWindow);
    assert.deepEqual(await editor.install('/x.vsix', { 'inkstone.model': 'a/b' }), ['inkstone.inkstone']);
    await (await editor.open('/some/folder')).closed;
    const [install, list, open] = calls();
    assert.equal(optionOf(install!, '--install-extension'), '/x.vsix');
    assert.ok(list!.includes('--list-extensions'));
    assert.equal(open!.at(-1), '/some/folder');
    const profile = optionOf(open!, '--user-data-dir');
    assert.equal(optionOf(install!, '--user-data-dir'), profile);
    const settings = JSON.parse(readFileSync(path.join(profile, 'User/settings.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(settings['inkstone.model'], 'a/b');
    assert.equal(settings['telemetry.telemetryLevel'], 'off');
  },
);

test(
  'With a desktop, `code` on the path is found, and that of a remote terminal is not.',
  onPosix,
  async () => {
    const remote = fakeCode('remote-cli');
    const local = fakeCode();
    const editor = await findEditor({
      environment: {
        DISPLAY: ':7',
        PATH: [remote, local].map(({ command }) => path.dirname(command)).join(path.delimiter),
      },
      tell: assert.fail,
    });
    assert.ok(editor.label.includes(local.command));
  },
);

test('A VSCODE_PATH where nothing is, is told and not passed over.', async () => {
  await assert.rejects(
    findEditor({ environment: { VSCODE_PATH: '/no/such/code' }, tell: assert.fail }),
    /\/no\/such\/code/,
  );
});
