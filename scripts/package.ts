import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX, listFiles, type PackageManager } from '@vscode/vsce';
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');
const MAX_BYTES = 1_000_000;

/** `PackageManager.None`: everything is bundled. The enum itself exists in vsce's declarations only. */
const NO_PACKAGES: PackageManager.None = 2;

const SHIPPED =
  /^(package(\.nls(\.[\w-]+)?)?\.json|l10n\/[\w.-]+\.json|dist\/([\w-]+\.cjs|media\/\w+\.(js|css))|media\/[\w/-]+\.(md|png|svg)|docs\/errors\.md|(CHANGELOG|README)\.md|LICENSE)$/;

/** Without any one of these the package would install and then disappoint. */
const REQUIRED = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'package.nls.zh-cn.json',
  'l10n/bundle.l10n.zh-cn.json',
  'docs/errors.md',
  'dist/extension.cjs',
  'dist/documentWorker.cjs',
  'dist/media/chat.js',
  'dist/media/chat.css',
  'dist/media/math.js',
  'dist/media/usage.js',
  'dist/media/usage.css',
];

/** What marks the model server's stand-in, which answers tests and demonstrations and no user. */
const STAND_IN = /stand-?in\b/i;

/** Builds Inkstone for production and packs it; returns the `.vsix`. Throws when it is too large or holds what no user needs. */
export async function packageExtension(): Promise<string> {
  const file = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
  // vsce runs `vscode:prepublish`, which is the production build.
  await createVSIX({ cwd: root, packagePath: file, dependencies: false });
  const files = await listFiles({ cwd: root, packageManager: NO_PACKAGES });
  const strangers = files.filter((name) => !SHIPPED.test(name));
  if (strangers.length > 0) throw new Error(`the package holds what no user needs: ${strangers.join(', ')}`);
  const missing = REQUIRED.filter((name) => !files.includes(name));
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  for (const name of files.filter((name) => name.startsWith('dist/'))) {
    if (STAND_IN.test(await readFile(path.join(root, name), 'utf8')))
      throw new Error(`${name} holds the stand-in model of the tests`);
  }
  const { size } = await stat(file);
  if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MAX_BYTES} are allowed`);
  return file;
}

if (import.meta.main) {
  const file = await packageExtension();
  console.log(`${path.basename(file)}: ${((await stat(file)).size / 1024).toFixed(0)} KiB`);
}
