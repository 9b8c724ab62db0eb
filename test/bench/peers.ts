import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** What Inkstone is compared with. It is no dependency of the project: the benchmark installs it when it runs. */
const PEERS = {
  openai: '7.55.0',
  ai: '7.0.173',
  '@ai-sdk/openai-compatible': '3.0.92',
  zod: '4.6.7',
  'fast-myers-diff': '3.2.0',
};

function peerFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const versions = createHash('sha256').update(JSON.stringify(PEERS)).digest('hex').slice(0, 12);
  return path.join(cache, 'inkstone', `bench-peers-${versions}`);
}

/** Installs the peers into a cache folder outside the repository, once. */
export function installPeers(): void {
  const folder = peerFolder();
  if (existsSync(folder)) return;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }));
  const { status, error } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    { cwd: partial, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (error) throw error;
  if (status !== 0) throw new Error('The peers of the benchmark could not be installed; see above.');
  renameSync(partial, folder);
}

/** Throws unless `installPeers` has run. */
export function loadPeer<T>(name: keyof typeof PEERS): T {
  return createRequire(path.join(peerFolder(), 'package.json'))(name) as T;
}
