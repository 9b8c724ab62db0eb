import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Bundles the suite for the extension host, which loads CommonJS; returns the module whose `run` starts it. */
export async function buildHostTests(): Promise<string> {
  const outdir = path.join(root, 'out/host');
  await rm(outdir, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/host/index.ts', ...globSync('test/host/**/*.test.ts', { cwd: root })],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    outbase: 'test/host',
    outdir,
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.cjs');
}
