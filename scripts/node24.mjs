// Runs its arguments with the Node, 24 or newer, that the lock file brings, or with the current one when it is new enough.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const platform = process.platform === 'win32' ? 'win' : process.platform;
const modules = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '../node_modules',
);
const bundled = ['node', 'node-bin']
  .map((name) => path.join(modules, `${name}-${platform}-${process.arch}`, 'bin'))
  .map((folder) => path.join(folder, platform === 'win' ? 'node.exe' : 'node'))
  .find(existsSync);
const isNew = Number(process.versions.node.split('.')[0]) >= 24;
const node = bundled ?? (isNew ? process.execPath : undefined);
if (!node) {
  console.error(
    `Inkstone is built with Node 24; this is ${process.version} and no Node 24 package exists for ${process.platform}-${process.arch}. Install Node 24 or newer and run the command again.`,
  );
  process.exit(1);
}
const run = spawnSync(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` },
});
process.exit(run.status ?? 1);
