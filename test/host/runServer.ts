import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { build } from '../../scripts/build.ts';
import type { Release } from '../vscode-server/install.ts';
import {
  installVsix,
  saveServerLogs,
  startVsCodeServer,
  type VsCodeServer,
} from '../vscode-server/server.ts';
import { temporaryFolder } from '../vscode-server/temporaryFolder.ts';
import { launchBrowser, workbenchUrl } from '../vscode-server/workbench.ts';
import { workspaceFile } from '../vscode-server/workspaceFile.ts';
import { buildHostTests } from './buildHostTests.ts';
import {
  HOST_FILTER,
  HOST_REPORT,
  type HostReport,
  type HostTestResult,
  readHostReport,
} from './hostReport.ts';
import { SEVERAL_FOLDERS, testFilesFor } from './testFiles.ts';

const root = path.resolve(import.meta.dirname, '../..');
const RUN_TIMEOUT_MS = 300_000;

export interface HostRun {
  /** The package to test; the built work tree when absent. */
  readonly vsix?: string;
  /** Only test files whose path has this in it. */
  readonly filter?: string;
  /** `current` when absent. */
  readonly release?: Release;
}

/**
 * Runs the mocha suite in the extension host of a VS Code server. Throws when it did not come to its end; a failed
 * test is in the report.
 */
export async function runHostTests({ vsix, filter = '', release = 'current' }: HostRun): Promise<HostReport> {
  const tests = await buildHostTests();
  const dataFolder = temporaryFolder('d');
  const report = path.join(dataFolder, 'report.json');
  if (vsix) await installVsix(dataFolder, vsix, release);
  const server = await startVsCodeServer({
    release,
    dataFolder,
    driver: true,
    environment: { [HOST_REPORT]: report, [HOST_FILTER]: filter },
  });
  const browser = await launchBrowser();
  try {
    const results: HostTestResult[] = [];
    for (const hasSeveralFolders of [false, true]) {
      if (testFilesFor(path.dirname(tests), { hasSeveralFolders, filter }).length === 0) continue;
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const ended = suiteEnd(page);
      const url = workbenchUrl(server, {
        folder: hasSeveralFolders ? workspaceFile(...SEVERAL_FOLDERS) : temporaryFolder('w'),
        extension: vsix ? path.join(import.meta.dirname, 'emptyExtension') : root,
        tests,
      });
      await page.goto(url, { waitUntil: 'commit' });
      await ended;
      if (!existsSync(report))
        throw new Error(`The suite ended without a report; see ${await saveFailure(server, page)}`);
      results.push(...readHostReport(report));
      rmSync(report);
      await page.close();
    }
    if (results.length === 0) throw new Error(`No test file matches “${filter}”.`);
    return results;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Resolves when the workbench says that the extension host has run the suite. */
function suiteEnd(page: Page): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The suite did not end within ${RUN_TIMEOUT_MS} ms`)),
      RUN_TIMEOUT_MS,
    );
    page
      .exposeFunction('codeAutomationExit', () => {
        clearTimeout(timer);
        resolve();
      })
      .catch(reject);
  });
}

async function saveFailure(server: VsCodeServer, page: Page): Promise<string> {
  const folder = path.join(root, 'artifacts/host');
  saveServerLogs(server, folder);
  await page.screenshot({ path: path.join(folder, 'page.png') });
  return folder;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { vsix: { type: 'string' }, oldest: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (!values.vsix) await build({ production: false, watch: false });
  const report = await runHostTests({
    ...(values.vsix && { vsix: path.resolve(values.vsix) }),
    ...(positionals[0] && { filter: positionals[0] }),
    release: values.oldest ? 'oldest' : 'current',
  });
  for (const { title, outcome, durationMs, error } of report)
    console.log(`${outcome}  ${title} (${durationMs} ms)${error ? `\n${error}` : ''}`);
  const failed = report.filter(({ outcome }) => outcome === 'failed').length;
  console.log(`${report.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
