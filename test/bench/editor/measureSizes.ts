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
      what: 'Client: parser, checks and mapping of one API, without libraries',
      value: kib(await ownBytes(['src/providers/chatProvider.ts', 'src/providers/dialects/openaiChat.ts'])),
      unit: 'KiB',
      budget: 25,
    },
    {
      what: 'Client: every API, policy and way in, without libraries',
      value: kib(await ownBytes(['src/providers/client.ts'])),
      unit: 'KiB',
    },
  ];
}

/** Our own code, minified, that is loaded with modules; what they load on demand is not counted. */
async function ownBytes(modules: readonly string[]): Promise<number> {
  const { metafile } = await esbuild.build({
    absWorkingDir: path.resolve(import.meta.dirname, '../../..'),
    stdin: {
      contents: modules.map((module) => `export * from './${module}';`).join('\n'),
      resolveDir: path.resolve(import.meta.dirname, '../../..'),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['undici'],
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const loaded = new Set(
    Object.keys(metafile.outputs).filter((file) => metafile.outputs[file]?.entryPoint === '<stdin>'),
  );
  let bytes = 0;
  for (const file of loaded) {
    const { inputs = {}, imports = [] } = metafile.outputs[file] ?? {};
    for (const load of imports) if (load.kind === 'import-statement') loaded.add(load.path);
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      if (input.startsWith('src/')) bytes += bytesInOutput;
  }
  return bytes;
}
