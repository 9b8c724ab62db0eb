import path from 'node:path';
import { run } from 'node:test';
import { failure, type Outcome } from './outcome.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface NodeTests {
  /** Which files to run, relative to the repository. */
  readonly glob: string;
  /** Files at a time, each in a process of its own. */
  readonly concurrency: number;
  /** For one file. */
  readonly timeoutMs: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs files of `node:test` and counts by the runner's own events. That no test ran is a failure. */
export async function runNodeTests(tests: NodeTests): Promise<Outcome> {
  const failures: string[] = [];
  const failedFiles = new Set<string>();
  const output = new Map<string, string>();
  let passed = 0;
  let failed = 0;
  const stream = run({
    cwd: root,
    globPatterns: [tests.glob],
    concurrency: tests.concurrency,
    timeout: tests.timeoutMs,
    env: { ...process.env, ...tests.environment },
  });
  stream.on('test:fail', ({ name, file, details: { error } }) => {
    // A parent fails with its children, which have told why.
    if (isFailureOfChildren(error)) return;
    failures.push(`${relative(file)}: ${name}\n${describe(error)}`);
    failedFiles.add(relative(file));
  });
  for (const event of ['test:stdout', 'test:stderr'] as const)
    stream.on(event, ({ file, message }) =>
      output.set(relative(file), (output.get(relative(file)) ?? '') + message),
    );
  stream.on('test:summary', ({ file, counts, success }) => {
    if (file !== undefined) return;
    passed = counts.passed;
    failed = counts.tests - counts.passed - counts.skipped - counts.todo;
    if (!success && failed === 0) failed = 1;
  });
  await stream.resume().toArray();
  if (passed + failed === 0) return failure(`No test ran: ${tests.glob}`);
  for (const file of failedFiles)
    if (output.has(file)) failures.push(`${file} printed:\n${output.get(file)}`);
  return { passed, failed, failures };
}

function isFailureOfChildren(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function describe(error: Error): string {
  const cause = error.cause ?? error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

function relative(file: string | undefined): string {
  return file ? path.relative(root, path.resolve(root, file)) : '';
}
