import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder that is gone at the end of the test. */
export interface TemporaryFiles extends Disposable {
  readonly folder: string;
  /** Writes a file, with a time of its own for each call; returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

export function temporaryFiles(): TemporaryFiles {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'inkstone-documents-')));
  let time = 1_000_000;
  return {
    folder,
    write(name, content) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      time++;
      utimesSync(file, time, time);
      return file;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
