import path from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { runHostTests } from '../test/host/runServer.ts';
import { build } from './build.ts';
import { runNodeTests } from './test/nodeTests.ts';
import { runNpmScript } from './test/npmScript.ts';
import { failure, type Outcome } from './test/outcome.ts';

interface Step {
  readonly name: string;
  /** What a developer runs to see this step alone. */
  readonly command: string;
  /** Throws when the step cannot be carried out at all. */
  run(): Promise<Outcome>;
}

const MINUTE_MS = 60_000;
const MAX_FAILURE_LINES = 80;

/** Makes the package once, for the step that is about it and for those that test it. */
function createPackage(): { outcome(): Promise<Outcome>; vsix(): Promise<string> } {
  let packaged: Promise<Outcome> | undefined;
  const outcome = (): Promise<Outcome> => {
    packaged ??= runNpmScript('package');
    return packaged;
  };
  return {
    outcome,
    async vsix() {
      const { failed } = await outcome();
      if (failed > 0) throw new Error('There is no package to test; to see why, run: npm run package');
      return path.resolve(import.meta.dirname, `../${manifest.name}-${manifest.version}.vsix`);
    },
  };
}

/** Groups of steps: those of one group run side by side, the groups one after the other. */
function allSteps(): readonly (readonly Step[])[] {
  const extension = createPackage();
  const light: Step[] = [
    { name: 'check', command: 'npm run check', run: () => runNpmScript('check') },
    { name: 'lint', command: 'npm run lint', run: () => runNpmScript('lint') },
    { name: 'package', command: 'npm run package', run: extension.outcome },
  ];
  const unit: Step = {
    name: 'unit',
    command: 'npm run test:unit',
    run: () => runNodeTests({ glob: 'test/unit/**/*.test.ts', concurrency: 2, timeoutMs: 2 * MINUTE_MS }),
  };
  const soak: Step = {
    name: 'soak',
    command: 'npm run soak -- --seconds 15',
    run: () => runNodeTests({ glob: 'test/soak/*.test.ts', concurrency: 1, timeoutMs: 2 * MINUTE_MS }),
  };
  const host: Step = {
    name: 'host',
    command: 'npm run test:host (or npm run test:electron, in the desktop’s VS Code)',
    async run() {
      await build({ production: true, watch: false });
      return hostOutcome({});
    },
  };
  const packaged: Step = {
    name: 'packaged',
    command: 'npm test packaged',
    run: async () => hostOutcome({ vsix: await extension.vsix(), filter: 'smoke' }),
  };
  const oldest: Step = {
    name: 'oldest',
    command: 'npm test oldest',
    run: async () => hostOutcome({ vsix: await extension.vsix(), release: 'oldest' }),
  };
  const browser: Step = {
    name: 'browser',
    command: 'npm run test:browser',
    run: async () =>
      runNodeTests({
        glob: 'test/browser/**/*.spec.ts',
        concurrency: 1,
        timeoutMs: 15 * MINUTE_MS,
        environment: { INKSTONE_VSIX: await extension.vsix() },
      }),
  };
  return [light, [unit], [soak], [host], [packaged], [oldest], [browser]];
}

async function hostOutcome(options: Parameters<typeof runHostTests>[0]): Promise<Outcome> {
  const report = await runHostTests(options);
  const failed = report.filter(({ outcome }) => outcome === 'failed');
  return {
    passed: report.filter(({ outcome }) => outcome === 'passed').length,
    failed: failed.length,
    failures: failed.map(({ title, error }) => `${title}\n${error}`),
  };
}

async function runStep(step: Step): Promise<Outcome> {
  const start = performance.now();
  const outcome = await step.run().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(`This step could not run. ${reason}\nRun it alone with: ${step.command}`);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const mark = outcome.failed === 0 ? '✔' : '✖';
  const counts = `${outcome.passed} passed, ${outcome.failed} failed`;
  console.log(`${mark} ${step.name.padEnd(9)} ${counts.padEnd(24)} ${seconds.padStart(6)} s`);
  for (const text of outcome.failures) console.log(indented(text));
  return outcome;
}

function indented(text: string): string {
  const lines = text.split('\n');
  const shown = lines.slice(0, MAX_FAILURE_LINES);
  if (shown.length < lines.length) shown.push(`… and ${lines.length - shown.length} lines more`);
  return shown.map((line) => `    ${line}`).join('\n');
}

/** Runs all steps, or those named; the closing line says how many passed and failed in all. */
async function runSteps(names: readonly string[]): Promise<boolean> {
  const groups = allSteps();
  const known = groups.flat().map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such step: ${unknown.join(', ')}. There are: ${known.join(', ')}`);
  const outcomes: Outcome[] = [];
  for (const group of groups) {
    const chosen = group.filter(({ name }) => names.length === 0 || names.includes(name));
    outcomes.push(...(await Promise.all(chosen.map(runStep))));
  }
  const sum = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const failed = sum((outcome) => outcome.failed);
  console.log(`${sum((outcome) => outcome.passed)} passed, ${failed} failed`);
  return failed === 0;
}

const { positionals } = parseArgs({ allowPositionals: true });
process.exitCode = (await runSteps(positionals)) ? 0 : 1;
