import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliPathFromVSCodeExecutablePath,
  SilentReporter,
} from '@vscode/test-electron';
import { createDesktopEditor } from './desktopEditor.ts';
import type { Editor } from './editor.ts';
import { createServerEditor } from './serverEditor.ts';

/** Without a byte for so long, a download has failed. */
const DOWNLOAD_TIMEOUT_MS = 10_000;

export interface FindEditorDeps {
  readonly environment: NodeJS.ProcessEnv;
  /** Tells a person what was tried, one sentence at a time. */
  tell(sentence: string): void;
}

/**
 * A VS Code: that of `VSCODE_PATH`, else `code` on the path, else one that is downloaded, where there is a desktop to
 * show it on; else the server from npm. Throws, with what to do, when none can be had.
 */
export async function findEditor({ environment, tell }: FindEditorDeps): Promise<Editor> {
  const given = environment.VSCODE_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`VSCODE_PATH is ${given}, and there is nothing.`);
    return createDesktopEditor(commandOf(given), `VS Code at ${given}, as VSCODE_PATH says`);
  }
  if (!hasDesktop(environment)) {
    tell('There is no desktop here to show a window on.');
    return serverEditor(environment);
  }
  const found = onPath('code', environment);
  if (found) return createDesktopEditor(found, `VS Code at ${found}`);
  tell('There is no `code` on the path; trying to download VS Code.');
  try {
    const executable = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: path.join(
        environment.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'),
        'inkstone/vscode',
      ),
      timeout: DOWNLOAD_TIMEOUT_MS,
      reporter: new SilentReporter(),
    });
    return createDesktopEditor(commandOf(executable), `VS Code, downloaded to ${path.dirname(executable)}`);
  } catch (error) {
    tell(`It could not be downloaded (${error instanceof Error ? error.message : error}).`);
    return serverEditor(environment);
  }
}

async function serverEditor(environment: NodeJS.ProcessEnv): Promise<Editor> {
  try {
    return await createServerEditor(environment);
  } catch (cause) {
    throw new Error(
      'There is no VS Code to open: set VSCODE_PATH to one, or put its `code` command on the path. ' +
        'The server from npm, which needs neither, could not be had either.',
      { cause },
    );
  }
}

export function hasDesktop(environment: NodeJS.ProcessEnv): boolean {
  const isX = process.platform === 'linux' || process.platform === 'freebsd';
  return !isX || !!(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** The command line of VS Code, for the command itself, its window's executable, or the folder that holds it. */
function commandOf(given: string): string {
  const names =
    process.platform === 'win32'
      ? ['bin/code.cmd', 'Code.exe']
      : ['bin/code', 'code', 'Contents/MacOS/Electron'];
  const inside = statSync(given).isDirectory()
    ? names.map((name) => path.join(given, name)).find(existsSync)
    : given;
  if (!inside) throw new Error(`There is no VS Code in ${given}.`);
  const isWindow =
    /\.app\/Contents\/MacOS\//.test(inside) || existsSync(path.join(path.dirname(inside), 'resources/app'));
  return isWindow ? resolveCliPathFromVSCodeExecutablePath(inside) : inside;
}

/** An executable on the path; not the `code` of a remote terminal, which only talks to a window elsewhere. */
function onPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const files = (environment.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, process.platform === 'win32' ? `${name}.cmd` : name));
  return files.find((file) => isExecutable(file) && !realpathSync(file).includes('remote-cli'));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
