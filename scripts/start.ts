import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { discoverLocal } from '../src/providers/discoverLocal.ts';
import { createHostTransport } from '../src/providers/transport/hostTransport.ts';
import { startStandIn } from '../test/model-server/standIn/startStandIn.ts';
import { temporaryFolder } from '../test/vscode-server/temporaryFolder.ts';
import { packageExtension } from './package.ts';
import { chooseModel } from './start/chooseModel.ts';
import { findEditor, hasDesktop } from './start/findEditor.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../test/fixtures/sample-workspace');

const ANSWER_TIMEOUT_MS = 30_000;
const PARENT_INTERVAL_MS = 1000;

/**
 * Lets a person try Inkstone: packages it, chooses a model, finds a VS Code and opens a copy of the sample workspace in
 * it. With `--check` it opens no window: it starts everything, looks whether it is there, and says “ready”.
 */
async function start(isCheck: boolean): Promise<void> {
  const { env: environment } = process;
  const vsix = await timed('Package', async () => {
    const file = environment.INKSTONE_VSIX ?? (await packageExtension());
    return { value: file, says: path.basename(file) };
  });
  const model = await timed('Model', async () => {
    const choice = await chooseModel({
      environment,
      discoverLocal: () => discoverLocal({ transport: createHostTransport() }, AbortSignal.timeout(10_000)),
      startStandIn: () => startStandIn(environment),
    });
    return { value: choice, says: `${choice.label} – ${choice.why}` };
  });
  const editor = await timed('Editor', async () => {
    const found = await findEditor({ environment, tell });
    return { value: found, says: found.label };
  });
  await timed('Install', async () => {
    const present = await editor.install(vsix, model.settings);
    const id = `${manifest.publisher}.${manifest.name}`;
    if (!present.includes(id))
      throw new Error(`${id} is not among the installed extensions: ${present.join(', ')}`);
    return { value: undefined, says: `${id} ${manifest.version}` };
  });
  const folder = path.join(temporaryFolder('w'), 'bookshop');
  cpSync(SAMPLE, folder, { recursive: true });
  tell(`Workspace: ${folder}, a copy that you may change`);
  // A check has no one to show a window to.
  if (isCheck && editor.hasWindow) return console.log('ready');
  const { url, closed } = await timed('Window', async () => {
    const open = await editor.open(folder);
    if (open.url) await requireAnswer(open.url);
    return { value: open, says: open.url ? 'answers' : 'open' };
  });
  if (isCheck) return console.log('ready');
  if (url) {
    console.log(`\nOpen this address in a browser:\n\n  ${url}\n`);
    if (hasDesktop(environment)) spawn('xdg-open', [url], { stdio: 'ignore' }).on('error', () => {});
  }
  console.log('Ctrl+C ends it and leaves nothing behind.');
  await closed;
}

/** Does a step and says what came of it, and how long it took. */
async function timed<T>(
  name: string,
  step: () => Promise<{ readonly value: T; readonly says: string }>,
): Promise<T> {
  const startedAt = performance.now();
  const { value, says } = await step();
  tell(`${name}: ${says} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return value;
}

function tell(sentence: string): void {
  console.log(sentence);
}

async function requireAnswer(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  if (status !== 200) throw new Error(`${url} answered with ${status}.`);
}

/** Whoever started this process may be killed without a word to it. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.exit(), PARENT_INTERVAL_MS).unref();
}

// Before the tasks that end VS Code are added, so that to end it this way is no failure.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit());
endWithParent();
try {
  await start(parseArgs({ options: { check: { type: 'boolean', default: false } } }).values.check);
  process.exit();
} catch (error) {
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    console.error(cause instanceof Error ? cause.message : cause);
  process.exit(1);
}
