import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { installChromium } from './install.ts';
import type { VsCodeServer } from './server.ts';

export interface WorkbenchOptions {
  /** Absolute path of a folder, or of a `.code-workspace` file; an empty window when absent. */
  readonly folder?: string;
  /** Absolute path of a file to open. With the server's `driver` only. */
  readonly openFile?: string;
  /** Absolute path of an extension under development. With the server's `driver` only. */
  readonly extension?: string;
  /** Absolute path of the module whose `run` is called in the extension host. With `driver` and `extension` only. */
  readonly tests?: string;
}

const OPEN_TIMEOUT_MS = 90_000;

/** The address that opens VS Code's window. */
export function workbenchUrl(server: VsCodeServer, options: WorkbenchOptions = {}): string {
  // The workbench replaces the authority `remote` by that of the server.
  const remote = (file: string): string => `vscode-remote://remote${file}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...(options.openFile ? [['openFile', remote(options.openFile)]] : []),
    ...(options.extension ? [['extensionDevelopmentPath', remote(options.extension)]] : []),
    ...(options.tests ? [['extensionTestsPath', remote(options.tests)]] : []),
  ];
  const query = new URLSearchParams(shownBy(options.folder));
  query.set('payload', JSON.stringify(payload));
  return `${server.url}/?${query}`;
}

function shownBy(folder: string | undefined): Readonly<Record<string, string>> {
  if (folder === undefined) return { ew: 'true' };
  return folder.endsWith('.code-workspace') ? { workspace: folder } : { folder };
}

/** What to start Chromium with; it is headless, and its fonts have Chinese. */
export async function browserOptions(): Promise<LaunchOptions> {
  const { executable, fontsConfig } = await installChromium();
  return {
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
    ],
    env: { ...process.env, FONTCONFIG_FILE: fontsConfig },
  };
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await browserOptions());
}

/**
 * Goes to the address, unless the page is there already, and waits until the window has brought back what it showed
 * before: a click on a view container that comes back by itself a moment later would hide it.
 */
export async function openWorkbench(page: Page, url: string): Promise<void> {
  const timeout = OPEN_TIMEOUT_MS;
  if (page.url() !== url) await page.goto(url, { waitUntil: 'commit', timeout });
  await page.locator('.monaco-workbench').waitFor({ timeout });
  await page.locator('.statusbar-item').first().waitFor({ timeout });
  await page.waitForFunction(
    () => performance.getEntriesByName('code/didStartWorkbench').length > 0,
    undefined,
    { timeout },
  );
}

/**
 * Keeps secrets in the browser's profile. VS Code's web workbench encrypts them with a key of which the server gives
 * one half at `/mint-key`; this server build has no such route, and without it secrets live as long as the page.
 */
export async function persistSecrets(context: BrowserContext): Promise<void> {
  await context.route('**/mint-key', (route) =>
    route.fulfill({ status: 200, contentType: 'application/octet-stream', body: Buffer.alloc(32, 7) }),
  );
}
