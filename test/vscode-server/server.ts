import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { atExit } from './atExit.ts';
import { installVsCodeServer, type Release, type VsCodeServerPaths } from './install.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export type Settings = Readonly<Record<string, unknown>>;

export interface VsCodeServerOptions {
  /** `current` when absent. */
  readonly release?: Release;
  /** Holds the user's settings, extensions, logs and storage; a new temporary folder when absent. */
  readonly dataFolder?: string;
  /** 0, any free port, when absent. Storage belongs to the origin, so a restart that keeps it keeps the port. */
  readonly port?: number;
  /** Over `QUIET_SETTINGS`; for a new data folder only. */
  readonly settings?: Settings;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of VS Code and `vscode.l10n`; VS Code's own texts stay English. */
  readonly locale?: 'zh-cn';
  /** `ask`: a folder opens in Restricted Mode until it is trusted. `off` when absent: everything is trusted. */
  readonly workspaceTrust?: 'ask' | 'off';
  /**
   * True for tests inside the extension host: VS Code then takes an extension and tests from the page's address, but
   * shows no notification pop-up. False when absent: what a user sees.
   */
  readonly driver?: boolean;
}

/** A VS Code server on a port of 127.0.0.1, with its extension hosts and other children. */
export interface VsCodeServer {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** What the server wrote to its console. */
  log(): string;
  /** Absolute paths of the log files whose path matches, the extension's own channel among them. */
  logFiles(pattern: RegExp): readonly string[];
  /** Process ids of the extension hosts started so far, the latest last. */
  extensionHostPids(): readonly number[];
  /** Changes the user's settings; VS Code's web workbench reads them when the page loads. */
  changeSettings(changes: Settings): void;
  stop(): Promise<void>;
}

/** Make a fresh VS Code quiet, still and the same at each start. */
export const QUIET_SETTINGS: Settings = {
  'chat.commandCenter.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  // A test's own servers would each raise "Your application running on port … is available".
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // Else some editors open as a modal that swallows F1.
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  // VS Code's own chat takes the focus at the start.
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

const LISTEN_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Starts VS Code; resolves when it listens, and throws with its output when it does not. */
export async function startVsCodeServer(options: VsCodeServerOptions = {}): Promise<VsCodeServer> {
  const paths = await installVsCodeServer(options.release);
  const dataFolder = options.dataFolder ?? temporaryFolder('d');
  const settingsFile = prepareDataFolder(dataFolder, options);
  const child = spawn(paths.node, serverArguments(paths, dataFolder, options), {
    cwd: paths.vscode,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // VS Code reads ~/.gitconfig and the settings of other assistants.
      HOME: path.join(dataFolder, 'home'),
      XDG_RUNTIME_DIR: dataFolder,
      EXTENSIONS_GALLERY: '{}',
      ...options.environment,
    },
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  atExit(() => {
    if (isRunning()) killGroup(child, 'SIGKILL');
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  const port = await listeningPort(child, () => log);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataFolder,
    log: () => log,
    logFiles(pattern) {
      const folder = path.join(dataFolder, 'data/logs');
      if (!existsSync(folder)) return [];
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return files.filter((file) => pattern.test(file)).map((file) => path.join(folder, file));
    },
    extensionHostPids: () =>
      [...log.matchAll(/<(\d+)> Launched Extension Host Process/g)].map((match) => Number(match[1])),
    changeSettings: (changes) => writeSettings(settingsFile, changes),
    async stop() {
      if (!isRunning()) return;
      killGroup(child, 'SIGTERM');
      await once(child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) }).catch(() => {});
      killGroup(child, 'SIGKILL');
    },
  };
}

/** Installs a packaged extension as a user would; throws with VS Code's words when it refuses. */
export async function installVsix(dataFolder: string, vsix: string, release?: Release): Promise<void> {
  const paths = await installVsCodeServer(release);
  const { stdout } = await promisify(execFile)(
    paths.node,
    [
      path.join(paths.vscode, 'out/server-main.js'),
      '--accept-server-license-terms',
      ...['--server-data-dir', dataFolder],
      ...['--install-extension', vsix, '--force'],
    ],
    { env: { ...process.env, EXTENSIONS_GALLERY: '{}' } },
  );
  if (!stdout.includes('was successfully installed')) throw new Error(stdout);
}

function prepareDataFolder(dataFolder: string, { settings, locale }: VsCodeServerOptions): string {
  const userFolder = path.join(dataFolder, 'data/User');
  mkdirSync(userFolder, { recursive: true });
  mkdirSync(path.join(dataFolder, 'home'), { recursive: true });
  const settingsFile = path.join(userFolder, 'settings.json');
  // A server that starts again finds what the user has set meanwhile.
  if (!existsSync(settingsFile)) writeSettings(settingsFile, { ...QUIET_SETTINGS, ...settings });
  if (locale) {
    // VS Code takes a language only when a language pack is listed; the pack's translations may be empty.
    const translations = path.join(dataFolder, 'main.i18n.json');
    writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
    const pack = {
      hash: locale,
      label: locale,
      extensions: [{ extensionIdentifier: { id: 'test.language-pack' }, version: '1.0.0' }],
      translations: { vscode: translations },
    };
    writeFileSync(path.join(dataFolder, 'data/languagepacks.json'), JSON.stringify({ [locale]: pack }));
  }
  return settingsFile;
}

function writeSettings(file: string, changes: Settings): void {
  const present = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Settings) : {};
  writeFileSync(file, JSON.stringify({ ...present, ...changes }, null, 2));
}

function serverArguments(
  paths: VsCodeServerPaths,
  dataFolder: string,
  options: VsCodeServerOptions,
): string[] {
  return [
    path.join(paths.vscode, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', dataFolder, '--builtin-extensions-dir', paths.builtInExtensions],
    ...(options.driver ? ['--enable-smoke-test-driver'] : []),
    ...(options.workspaceTrust === 'ask' ? [] : ['--disable-workspace-trust']),
    ...(options.locale ? ['--locale', options.locale] : []),
  ];
}

/** Throws with all output when the server ends, or does not say within a minute where it listens. */
async function listeningPort(child: ServerProcess, log: () => string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const fail = (reason: string): void => reject(new Error(`The VS Code server ${reason}\n${log()}`));
  const timer = setTimeout(() => fail(`did not listen within ${LISTEN_TIMEOUT_MS} ms`), LISTEN_TIMEOUT_MS);
  child.once('error', reject);
  child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  child.stdout.on('data', () => {
    const port = /Extension host agent listening on (\d+)/.exec(log())?.[1];
    if (port) resolve(Number(port));
  });
  return promise.finally(() => clearTimeout(timer));
}

/** The server leads a process group of extension hosts, watchers and terminals. */
function killGroup({ pid }: ServerProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of the group is gone.
  }
}

/** Copies every log of a server into `folder`, for someone who looks into a failure. */
export function saveServerLogs(server: VsCodeServer, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'server.log'), server.log());
  for (const file of server.logFiles(/\.log$/)) copyFileSync(file, path.join(folder, path.basename(file)));
}
