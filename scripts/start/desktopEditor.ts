import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { atExit } from '../../test/vscode-server/atExit.ts';
import { QUIET_SETTINGS } from '../../test/vscode-server/server.ts';
import { temporaryFolder } from '../../test/vscode-server/temporaryFolder.ts';
import type { Editor } from './editor.ts';

const INSTALL_TIMEOUT_MS = 120_000;

/** The desktop's VS Code, by its command line, with a profile of its own that is removed at the end. */
export function createDesktopEditor(command: string, label: string): Editor {
  const data = temporaryFolder('u');
  const common = [
    ...['--user-data-dir', data, '--extensions-dir', temporaryFolder('e')],
    // Chromium refuses its sandbox to root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  return {
    label,
    hasWindow: true,
    async install(vsix, settings) {
      mkdirSync(path.join(data, 'User'), { recursive: true });
      const file = path.join(data, 'User/settings.json');
      writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
      await run(command, [...common, '--install-extension', vsix, '--force']);
      return (await run(command, [...common, '--list-extensions'])).split(/\s+/).filter(Boolean);
    },
    async open(folder) {
      const quiet = [
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        '--disable-telemetry',
      ];
      const child = start(command, [...common, ...quiet, '--new-window', '--wait', folder]);
      atExit(() => endMainProcess(data));
      await once(child, 'spawn');
      return { closed: once(child, 'exit').then(() => {}) };
    },
  };
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(quoted(command), args.map(quoted), {
    shell: isWindows,
    timeout: INSTALL_TIMEOUT_MS,
  });
  return stdout;
}

function start(command: string, args: readonly string[]): ChildProcess {
  return spawn(quoted(command), args.map(quoted), { shell: isWindows, stdio: 'ignore' });
}

/** The command is a batch file on Windows, which only a shell can run. */
const isWindows = process.platform === 'win32';
const quoted = (text: string): string => (isWindows ? `"${text}"` : text);

/** The command starts VS Code apart from itself; the process of this profile is named in its lock. */
function endMainProcess(data: string): void {
  try {
    process.kill(Number(readFileSync(path.join(data, 'code.lock'), 'utf8')));
  } catch {
    // The person has closed it.
  }
}
