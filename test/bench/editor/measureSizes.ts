import { statSync } from 'node:fs';
import path from 'node:path';
import { build } from '../../../scripts/build.ts';
import type { Row } from '../row.ts';

/** What is downloaded, and what is loaded at the start. */
export async function measureSizes(vsix: string): Promise<readonly Row[]> {
  const bundles = await build({ production: true, watch: false });
  const kib = (bytes: number): number => bytes / 1024;
  const sizeOf = (name: string): number =>
    kib(bundles.find(({ file }) => file === name)?.bytes ?? Number.NaN);
  return [
    {
      what: 'Package',
      value: kib(statSync(vsix).size),
      unit: 'KiB',
      budget: 1000,
      note: path.basename(vsix),
    },
    {
      what: 'Bundle that is loaded at the start',
      value: sizeOf('dist/extension.cjs'),
      unit: 'KiB',
      budget: 300,
    },
    { what: 'Bundle of the chat view', value: sizeOf('dist/media/chat.js'), unit: 'KiB', budget: 300 },
  ];
}
