import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { atExit } from './atExit.ts';

let base: string | undefined;

/**
 * Makes an empty folder that is removed when the process ends, unless `INKSTONE_KEEP` is set. Its path is short,
 * because those of the sockets that VS Code opens in it may have 107 bytes.
 */
export function temporaryFolder(prefix = ''): string {
  if (base === undefined) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ink-'));
    if (process.env.INKSTONE_KEEP) console.log(`Keeping ${folder}`);
    else atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    base = folder;
  }
  return mkdtempSync(path.join(base, prefix));
}
