import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** VS Code 1.100, the oldest that `engines.vscode` allows, is Electron 34: Node 20 and Chromium 132. */
const HOST_TARGET = 'node20';
const PAGE_TARGET = 'chrome132';

const PAGES = ['chat', 'usage'] as const;

/** What a bundle must not hold, and why. */
const FORBIDDEN: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  {
    pattern: /undici\.globalDispatcher/,
    because:
      'the main entry of undici replaces the dispatcher of the host’s own fetch; import undici/lib/… instead',
  },
  { pattern: /\beval\(/, because: 'the webviews’ content security policy forbids it' },
  { pattern: /\bnew Function\b/, because: 'the webviews’ content security policy forbids it' },
];

export interface BuildOptions {
  /** Minified and without source maps, as it is packaged. */
  readonly production: boolean;
  /** Resolves after the first build and goes on until the process ends. */
  readonly watch: boolean;
}

/** A file of `dist`, with what it is made of, the largest part first. Sizes are in bytes. */
export interface BundleSize {
  readonly file: string;
  readonly bytes: number;
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Bundles the extension and its pages into `dist`; throws when the code does not build or a gate refuses it. */
export async function build(options: BuildOptions): Promise<readonly BundleSize[]> {
  await rm(dist, { recursive: true, force: true });
  const bundles = [hostBundle(options), workerBundle(options), pageBundle(options), formulaBundle(options)];
  if (options.watch) {
    const contexts = await Promise.all(bundles.map((bundle) => esbuild.context(bundle)));
    await Promise.all(contexts.map((context) => context.watch()));
    return [];
  }
  const results = await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
  return results.flatMap((result) => sizesOf(result.metafile));
}

type Bundle = esbuild.BuildOptions & { readonly metafile: true };

function common({ production }: BuildOptions): Bundle {
  return {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'inline',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    outdir: dist,
    write: false,
  };
}

/**
 * What is behind a dynamic `import()` of one of our files becomes a file of its own, loaded when it is first needed.
 * esbuild splits only ES modules while VS Code loads CommonJS: so the split is made first and each piece converted
 * after. Thus a module exists once, whichever pieces use it, and `instanceof` holds across them. The pieces that are
 * loaded at the start, some thirty, are one file when packaged: VS Code takes about a millisecond to find a file.
 */
function hostBundle(options: BuildOptions): Bundle {
  return {
    ...common(options),
    entryPoints: ['src/extension.ts'],
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: HOST_TARGET,
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
    chunkNames: '[name]-[hash]',
    plugins: [
      output(async (files, metafile) => {
        const pieces = await Promise.all(files.map((file) => convert(file, options)));
        return options.production ? mergeStart(pieces, piecesOfStart(metafile)) : pieces;
      }),
    ],
  };
}

/** What runs in a thread of its own shares no module with the rest. */
function workerBundle(options: BuildOptions): Bundle {
  return {
    ...common(options),
    entryPoints: ['src/host/documents/documentWorker.ts'],
    format: 'cjs',
    platform: 'node',
    target: HOST_TARGET,
    outExtension: { '.js': '.cjs' },
    plugins: [output(async (files) => files.map(({ path: file, text }) => ({ path: file, code: text })))],
  };
}

/** A file as it is written. */
interface Written {
  readonly path: string;
  readonly code: string;
}

async function convert(
  { path: file, text }: esbuild.OutputFile,
  { production }: BuildOptions,
): Promise<Written> {
  const result = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: HOST_TARGET,
    minify: production,
    sourcemap: production ? false : 'inline',
    sourcefile: path.basename(file),
    // `require` is what VS Code intercepts to provide `vscode`; a file loaded by `import()` may pass it by.
    supported: { 'dynamic-import': false },
  });
  // Copying the editor's hundreds of names, as is done with what may be no ES module, would be done by every piece.
  // Looked for from the beginning of a name only: a source map is one word of a million letters.
  const code = result.code.replace(/(?<![\w$])[\w$]+\((require\("vscode"\))\)/g, '$1');
  return { path: file, code };
}

const START = 'extension.cjs';

/** The names of the files without which the extension cannot be loaded. */
function piecesOfStart({ outputs }: esbuild.Metafile): ReadonlySet<string> {
  const found = new Set([`dist/${START}`]);
  for (const file of found)
    for (const { path: imported, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement') found.add(imported);
  return new Set([...found].filter((file) => outputs[file]).map((file) => path.basename(file)));
}

/** Puts pieces into the file that is loaded first, each as a function that is run when it is first required. */
function mergeStart(pieces: readonly Written[], start: ReadonlySet<string>): readonly Written[] {
  const linked = ({ path: file, code }: Written): Written => {
    const way = start.has(path.basename(file)) ? '__piece' : `require("./${START}").__piece`;
    return {
      path: file,
      code: code.replace(/\brequire\("\.\/([\w-]+\.cjs)"\)/g, (call, name: string) =>
        start.has(name) ? `${way}("${name}")` : call,
      ),
    };
  };
  const [first, later] = [true, false].map((isFirst) =>
    pieces.filter((piece) => start.has(path.basename(piece.path)) === isFirst).map(linked),
  );
  const parts = first!.map(
    ({ path: file, code }) => `"${path.basename(file)}":(function(module,exports){${code}})`,
  );
  const code = `"use strict";
const made={},pieces={${parts.join(',\n')}};
function __piece(name){const known=made[name];if(known)return known.exports;const piece=made[name]={exports:{}};pieces[name](piece,piece.exports);return piece.exports}
module.exports=__piece("${START}");
Object.defineProperty(module.exports,"__piece",{value:__piece});
`;
  return [{ path: path.join(dist, START), code }, ...later!];
}

function pageBundle(options: BuildOptions): Bundle {
  const parts = PAGES.flatMap((page) =>
    ['ts', 'css'].map((extension) => ({ in: `media/${page}/main.${extension}`, out: `media/${page}` })),
  );
  return {
    ...common(options),
    entryPoints: parts.filter((part) => existsSync(path.join(root, part.in))),
    format: 'iife',
    platform: 'browser',
    target: PAGE_TARGET,
    // markdown-it makes one whether it is used or not; addresses are found by a rule of ours.
    alias: { 'linkify-it': path.join(root, 'media/markdown/noLinkify.ts') },
    plugins: [output(async (files) => files.map(({ path: file, text }) => ({ path: file, code: text })))],
  };
}

/** What makes formulas, as a module of its own that the chat page imports with the first one. */
function formulaBundle(options: BuildOptions): Bundle {
  return {
    ...pageBundle(options),
    entryPoints: [{ in: 'media/math/main.ts', out: 'media/math' }],
    format: 'esm',
  };
}

/** Writes what was built, as `finish` makes it, unless a gate refuses it. */
function output(
  finish: (files: readonly esbuild.OutputFile[], metafile: esbuild.Metafile) => Promise<readonly Written[]>,
): esbuild.Plugin {
  return {
    name: 'output',
    setup(bundle) {
      bundle.onEnd(async ({ outputFiles = [], metafile }) => {
        const errors = outputFiles.flatMap(({ path: file, text }) =>
          FORBIDDEN.filter(({ pattern }) => pattern.test(text)).map(({ pattern, because }) => ({
            text: `${path.relative(root, file)} holds ${pattern.source}: ${because}`,
          })),
        );
        if (errors.length > 0) return { errors };
        for (const { path: file, code } of metafile ? await finish(outputFiles, metafile) : []) {
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, code);
        }
        return {};
      });
    },
  };
}

function sizesOf(metafile: esbuild.Metafile): BundleSize[] {
  const start = piecesOfStart(metafile);
  const files = Map.groupBy(Object.entries(metafile.outputs), ([file]) =>
    existsSync(path.join(root, file)) || !start.has(path.basename(file)) ? file : `dist/${START}`,
  );
  return [...files].map(([file, pieces]) => {
    const inputs = pieces.flatMap(([, piece]) => Object.entries(piece.inputs));
    const parts = Map.groupBy(inputs, ([input]) => partOf(input));
    return {
      file,
      bytes: statSync(path.join(root, file)).size,
      parts: [...parts]
        .map(([name, group]) => ({
          name,
          bytes: group.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
        }))
        .sort((a, b) => b.bytes - a.bytes),
    };
  });
}

/** The package that a source file belongs to, or our own folder: `undici`, `src/core`. */
function partOf(input: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return inPackage ?? input.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** One line a file: its size and its largest parts, in KiB. */
export function describeSizes(sizes: readonly BundleSize[]): string {
  const kib = (bytes: number): string => (bytes / 1024).toFixed(1);
  return [...sizes]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ file, bytes, parts }) => {
      const largest = parts.slice(0, 4).map((part) => `${part.name} ${kib(part.bytes)}`);
      return `${kib(bytes).padStart(8)} KiB  ${file}  ${largest.join(', ')}`.trimEnd();
    })
    .join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { watch: { type: 'boolean', default: false } } });
  const sizes = await build({ production: !values.watch, watch: values.watch });
  console.log(values.watch ? 'Built for development; watching for changes.' : describeSizes(sizes));
}
