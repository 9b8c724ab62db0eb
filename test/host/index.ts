import * as vscode from 'vscode';
import { HOST_FILTER, HOST_REPORT, type HostTestResult, writeHostReport } from './hostReport.ts';
import { testFilesFor } from './testFiles.ts';

const TEST_TIMEOUT_MS = 20_000;

/** VS Code calls this in the extension host, in the server and on the desktop; a rejection is a failed run. */
export async function run(): Promise<void> {
  // mocha is an ES module, and this file is bundled as CommonJS.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'tdd', timeout: TEST_TIMEOUT_MS, reporter: 'min' });
  const filter = process.env[HOST_FILTER] ?? '';
  const hasSeveralFolders = vscode.workspace.workspaceFile !== undefined;
  for (const file of testFilesFor(import.meta.dirname, { hasSeveralFolders, filter })) mocha.addFile(file);

  const results: HostTestResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const add = (test: Mocha.Runnable, outcome: HostTestResult['outcome'], error?: unknown): void => {
      results.push({
        title: test.fullTitle(),
        outcome,
        durationMs: test.duration ?? 0,
        ...(error !== undefined && { error: describeError(error) }),
      });
    };
    runner.on('pass', (test) => add(test, 'passed'));
    runner.on('pending', (test) => add(test, 'skipped'));
    runner.on('fail', (test, error) => add(test, 'failed', error));
  });
  const report = process.env[HOST_REPORT];
  if (report) writeHostReport(report, results);
  if (results.length === 0) throw new Error(`No test file matches “${filter}”.`);
  if (failures > 0) throw new Error(`${failures} of ${results.length} tests failed`);
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
