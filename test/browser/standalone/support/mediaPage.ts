import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const ORIGIN = 'http://inkstone.test';

export type ThemeName = 'darkModern' | 'lightModern' | 'highContrast' | 'highContrastLight';

export interface MediaPageOptions {
  readonly name: 'chat' | 'usage';
  readonly surface: 'sidebar' | 'editor';
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
}

/** A page of the extension in a browser of its own, with this test as its host. */
export interface MediaPage {
  readonly page: Page;
  /** Delivers a message as VS Code does. */
  post(message: unknown): Promise<void>;
  /** What the page has sent so far, oldest first. */
  sent<Message>(): Promise<readonly Message[]>;
  /** Addresses that the page asked for beyond its own files; the policy should leave none. */
  readonly requests: readonly string[];
  /** Violations of the policy, uncaught errors and errors on the console. */
  readonly errors: readonly string[];
}

/**
 * Opens a page under the policy that the extension gives it, with a theme's variables as VS Code sets them (taken from
 * VS Code 1.139). Waits for nothing but its script.
 */
export async function openMediaPage(browser: Browser, options: MediaPageOptions): Promise<MediaPage> {
  const { name, surface, theme = 'darkModern', width = 420, height = 760 } = options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  const bundle = await bundleOf(name);
  const files = new Map([
    ['/', { contentType: 'text/html', body: htmlOf(name, surface, await bodyClassOf(theme)) }],
    ['/page.js', { contentType: 'text/javascript', body: bundle.script }],
    ['/page.css', { contentType: 'text/css', body: bundle.style }],
    ['/theme.css', { contentType: 'text/css', body: await themeStyle(theme, surface) }],
  ]);
  await context.route('**/*', (route) => {
    const url = route.request().url();
    const file = url.startsWith(ORIGIN) ? files.get(url.slice(ORIGIN.length)) : undefined;
    if (file) return route.fulfill(file);
    requests.push(url);
    return route.abort();
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(installHost);
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    requests,
    errors,
    post: (message) => page.evaluate((sent) => window.postMessage(sent, '*'), message),
    sent: () => page.evaluate(() => (window as unknown as { sentToHost: [] }).sentToHost),
  };
}

/** Runs in the page, before its script: VS Code's API, with a state that survives a reload. */
function installHost(): void {
  const sentToHost: unknown[] = [];
  const api = {
    postMessage: (message: unknown) => void sentToHost.push(structuredClone(message)),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  };
  Object.assign(window, { sentToHost, acquireVsCodeApi: () => api });
  window.addEventListener('securitypolicyviolation', (event) => {
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
}

function htmlOf(title: string, surface: string, bodyClass: string): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-test'`,
    `style-src ${ORIGIN}`,
    `font-src ${ORIGIN}`,
    `img-src ${ORIGIN} data:`,
    `connect-src 'none'`,
    `frame-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/theme.css">
<link rel="stylesheet" href="/page.css">
</head>
<body class="${bodyClass}" data-surface="${surface}">
<div id="app"></div>
<script nonce="test" src="/page.js"></script>
</body>
</html>`;
}

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

async function readTheme(name: ThemeName): Promise<Theme> {
  return JSON.parse(
    await readFile(path.join(import.meta.dirname, `../themes/${name}.json`), 'utf8'),
  ) as Theme;
}

const bodyClassOf = async (name: ThemeName): Promise<string> => (await readTheme(name)).bodyClass;

/** The theme's variables, and the few of VS Code's own styles for webviews that matter here. */
async function themeStyle(name: ThemeName, surface: string): Promise<string> {
  const { variables } = await readTheme(name);
  const background = surface === 'sidebar' ? '--vscode-sideBar-background' : '--vscode-editor-background';
  return `:root { ${Object.entries(variables)
    .map(([variable, value]) => `${variable}: ${value};`)
    .join(' ')} }
html { background: var(${background}); scrollbar-color: var(--vscode-scrollbarSlider-background) var(${background}); }
@layer vscode-default {
  body { color: var(--vscode-editor-foreground); margin: 0; padding: 0 20px; }
  a { color: var(--vscode-textLink-foreground); }
  code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; }
  blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
}`;
}

const bundles = new Map<string, Promise<{ readonly script: string; readonly style: string }>>();

/** Script and style of a page, made once. */
function bundleOf(name: string): Promise<{ readonly script: string; readonly style: string }> {
  const known = bundles.get(name) ?? makeBundle(name);
  bundles.set(name, known);
  return known;
}

async function makeBundle(name: string): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [`media/${name}/main.ts`, `media/${name}/main.css`],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome132',
  });
  const textOf = (ending: string): string =>
    outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
