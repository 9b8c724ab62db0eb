import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { run } from './run.ts';

/** Unpacks the browser and the font out of the packages in `folder`, which is going to be moved to `place`. */
export async function prepareChromium(folder: string, place: string): Promise<void> {
  const packages = path.join(folder, 'packages');
  const browser = path.join(folder, 'chromium');
  await mkdir(browser);
  const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()";
  run(process.execPath, ['--input-type=module', '--eval', unpack], packages, { TMPDIR: browser });
  await convertFont(packages, path.join(folder, 'fonts'));
  await writeFile(
    path.join(folder, 'fonts/fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${place}/fonts</dir>
  <cachedir>${place}/fonts/cache</cachedir>
</fontconfig>
`,
  );
  await rm(packages, { recursive: true });
  run(path.join(browser, 'chromium'), ['--version'], folder);
}

/** Noto Sans SC, cut into a hundred files for the web. Chromium takes TrueType from the system, not WOFF2. */
async function convertFont(packages: string, target: string): Promise<void> {
  const source = path.join(packages, 'node_modules/@fontsource-variable/noto-sans-sc/files');
  const { decompress } = createRequire(path.join(packages, 'package.json'))('wawoff2') as {
    decompress(woff2: Buffer): Promise<Uint8Array>;
  };
  await mkdir(target);
  for (const name of await readdir(source)) {
    if (!name.endsWith('-wght-normal.woff2')) continue;
    const font = await decompress(await readFile(path.join(source, name)));
    await writeFile(path.join(target, name.replace(/woff2$/, 'ttf')), font);
  }
}
