import path from 'node:path';
import * as esbuild from 'esbuild';

/** `markdown` is a page of the tests alone, which shows markdown as the chat does. */
export type PageName = 'chat' | 'usage' | 'markdown';

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

const ROOT = path.resolve(import.meta.dirname, '../../../..');

const ENTRIES: Readonly<Record<PageName, readonly string[]>> = {
  chat: ['media/chat/main.ts', 'media/chat/main.css'],
  usage: ['media/usage/main.ts', 'media/usage/main.css'],
  markdown: ['test/browser/standalone/support/markdownProbe.ts', 'media/chat/main.css'],
};

const bundles = new Map<PageName, Promise<Bundle>>();

/** Script and style sheet of a page as they are in the work tree, made once in a process. */
export function bundleOf(name: PageName): Promise<Bundle> {
  const bundle = bundles.get(name) ?? makeBundle(name);
  bundles.set(name, bundle);
  return bundle;
}

let formulas: Promise<string> | undefined;

/** The script that pages load for formulas. */
export function formulaScript(): Promise<string> {
  formulas ??= esbuild
    .build({
      absWorkingDir: ROOT,
      entryPoints: ['media/math/main.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'chrome132',
    })
    .then(({ outputFiles: [file] }) => file?.text ?? '');
  return formulas;
}

async function makeBundle(name: PageName): Promise<Bundle> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [...ENTRIES[name]],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome132',
    alias: { 'linkify-it': path.join(ROOT, 'media/markdown/noLinkify.ts') },
  });
  const textOf = (extension: string): string =>
    outputFiles.find((file) => path.extname(file.path) === extension)?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
