import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { packageExtension } from '../../../scripts/package.ts';
import {
  installVsix,
  saveServerLogs,
  startVsCodeServer,
  type VsCodeServer,
  type VsCodeServerOptions,
} from '../../vscode-server/server.ts';
import { temporaryFolder } from '../../vscode-server/temporaryFolder.ts';
import {
  browserOptions,
  openWorkbench,
  persistSecrets,
  workbenchUrl,
} from '../../vscode-server/workbench.ts';
import { artifactFolder } from './artifacts.ts';

export interface InkstoneWindowOptions
  extends Pick<VsCodeServerOptions, 'settings' | 'locale' | 'workspaceTrust' | 'environment'> {
  /** Text of the workspace's files by their path in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** An existing folder to copy into the workspace, before `files`. */
  readonly copyOf?: string;
  /** In CSS pixels; 1280 × 800 when absent. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Device pixels per CSS pixel; 1 when absent, 2 for pictures of documents. */
  readonly scale?: number;
  /** The package to install, `none` for a window to compare with; packs the work tree when absent. */
  readonly vsix?: string;
}

/** A window of VS Code with the packaged Inkstone, as a user has it. */
export interface InkstoneWindow {
  readonly page: Page;
  readonly server: VsCodeServer;
  /** Absolute path of the workspace's only folder. */
  readonly folder: string;
  /** Loads the window again; settings on disk are read anew. */
  reload(): Promise<void>;
  /** Ends VS Code and browser and starts both again on the same storage, as after a restart of the computer. */
  restart(): Promise<void>;
}

/** A window that whoever opened it closes. */
export interface OpenInkstone extends InkstoneWindow {
  /** Errors that no one caught in the page. */
  readonly pageErrors: readonly string[];
  /** Leaves a picture and all logs in `artifacts`. */
  saveFailure(name: string): Promise<void>;
  close(): Promise<void>;
}

/** VS Code's own page of a webview looks at its frame 200 ms after it made it, also when that is gone again. */
const HASTY_WEBVIEW =
  /^Error: Found unexpected null\n *at assertIsDefined \(\S+\/webview\/browser\/pre\/index\.html/;

/** Packages Inkstone, unless `INKSTONE_VSIX` names a package, installs it and opens a window with it. */
export async function openInkstone(options: InkstoneWindowOptions = {}): Promise<OpenInkstone> {
  const folder = makeWorkspace(options);
  const dataFolder = temporaryFolder('d');
  const profile = temporaryFolder('c');
  const vsix = options.vsix ?? process.env.INKSTONE_VSIX ?? (await packageExtension());
  if (vsix !== 'none') await installVsix(dataFolder, vsix);
  const consoleLines: string[] = [];
  const pageErrors: string[] = [];

  let server: VsCodeServer;
  let browser: BrowserContext;
  let page: Page;
  const start = async (port: number): Promise<void> => {
    server = await startVsCodeServer({ ...options, dataFolder, port });
    browser = await chromium.launchPersistentContext(profile, {
      ...(await browserOptions()),
      viewport: options.size ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await persistSecrets(browser);
    page = browser.pages()[0] ?? (await browser.newPage());
    page.on('console', (message) => consoleLines.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', ({ stack, message }) => {
      const text = stack ?? message;
      if (!HASTY_WEBVIEW.test(text)) pageErrors.push(text);
    });
    await openWorkbench(page, workbenchUrl(server, { folder }));
  };
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  await start(0);
  return {
    folder,
    pageErrors,
    get page() {
      return page;
    },
    get server() {
      return server;
    },
    close,
    async reload() {
      await page.reload({ waitUntil: 'commit' });
      await openWorkbench(page, page.url());
    },
    async restart() {
      await close();
      await start(server.port);
    },
    async saveFailure(name) {
      const target = artifactFolder(name);
      await page.screenshot({ path: path.join(target, 'page.png') });
      writeFileSync(path.join(target, 'console.log'), consoleLines.join('\n'));
      saveServerLogs(server, target);
      console.log(`Picture and logs of the failure: ${target}`);
    },
  };
}

function makeWorkspace({ files = {}, copyOf }: InkstoneWindowOptions): string {
  const folder = path.join(temporaryFolder('w'), 'workspace');
  mkdirSync(folder);
  if (copyOf) cpSync(copyOf, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
