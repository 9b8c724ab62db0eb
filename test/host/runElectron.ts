import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from '../../scripts/build.ts';
import { temporaryFolder } from '../vscode-server/temporaryFolder.ts';
import { workspaceFile } from '../vscode-server/workspaceFile.ts';
import { buildHostTests } from './buildHostTests.ts';
import { SEVERAL_FOLDERS } from './testFiles.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs the same suite in the desktop's VS Code, which it downloads; `INKSTONE_VSCODE` names a version or an executable. */
async function runInElectron(): Promise<void> {
  const wanted = process.env.INKSTONE_VSCODE ?? 'stable';
  const vscodeExecutablePath = path.isAbsolute(wanted) ? wanted : await download(wanted);
  await build({ production: false, watch: false });
  const extensionTestsPath = await buildHostTests();
  for (const folder of [temporaryFolder('w'), workspaceFile(...SEVERAL_FOLDERS)])
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath,
      launchArgs: [
        folder,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
      ],
    });
}

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode(version);
  } catch (cause) {
    throw new Error(
      `VS Code (${version}) could not be downloaded. With a VS Code at hand, run: ` +
        'INKSTONE_VSCODE=/path/to/its/executable npm run test:electron',
      { cause },
    );
  }
}

try {
  await runInElectron();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
