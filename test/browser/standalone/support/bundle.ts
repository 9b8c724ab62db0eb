import path from 'node:path';
import * as esbuild from 'esbuild';

export type PageName = 'chat' | 'usage';

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const ROOT = path.resolve(import.meta.dirname, '../../../..');

const bundles = new Map<PageName, Promise<Bundle>>();

/** Script and style sheet of a page as they are in the work tree, made once in a process. */
export function bundleOf(name: PageName): Promise<Bundle> {
  const bundle = bundles.get(name) ?? makeBundle(name);
  bundles.set(name, bundle);
  return bundle;
}

async function makeBundle(name: PageName): Promise<Bundle> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [`media/${name}/main.ts`, `media/${name}/main.css`],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome132',
  });
  const textOf = (extension: string): string =>
    outputFiles.find((file) => path.extname(file.path) === extension)?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
