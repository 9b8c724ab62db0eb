import { statSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
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
    {
      what: 'Client for one endpoint, without libraries',
      value: kib(await clientBytes()),
      unit: 'KiB',
      budget: 25,
    },
  ];
}

/** Our own code, minified, that an OpenAI-compatible endpoint needs: dialect, transport and every policy. */
async function clientBytes(): Promise<number> {
  const { metafile } = await esbuild.build({
    entryPoints: [path.resolve(import.meta.dirname, '../tokens/clients/inkstone.ts')],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const isEntry = (file: string): boolean =>
    metafile.outputs[file]?.entryPoint?.endsWith('clients/inkstone.ts') ?? false;
  const loaded = new Set(Object.keys(metafile.outputs).filter(isEntry));
  let bytes = 0;
  for (const file of loaded) {
    const { inputs = {}, imports = [] } = metafile.outputs[file] ?? {};
    for (const load of imports) if (load.kind === 'import-statement') loaded.add(load.path);
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      if (input.startsWith('src/')) bytes += bytesInOutput;
  }
  return bytes;
}
