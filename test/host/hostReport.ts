import { readFileSync, writeFileSync } from 'node:fs';

export interface HostTestResult {
  /** Suites and test, as mocha joins them. */
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly error?: string;
}

/** What the suite in the extension host tells whoever started VS Code; both see the environment and the disk. */
export type HostReport = readonly HostTestResult[];

/** The variables by which the suite is told where to write its report and which test files to run. */
export const HOST_REPORT = 'INKSTONE_HOST_REPORT';
export const HOST_FILTER = 'INKSTONE_HOST_FILTER';

export function writeHostReport(file: string, report: HostReport): void {
  writeFileSync(file, JSON.stringify(report));
}

/** Throws when the suite has written none, which is when it never ended. */
export function readHostReport(file: string): HostReport {
  return JSON.parse(readFileSync(file, 'utf8')) as HostReport;
}
