import type { Browser, Page } from 'playwright-core';
import { mediaHtml } from '../../../../src/host/mediaHtml.ts';
import { bundleOf, formulaScript, type PageName } from './bundle.ts';
import { type ThemeDress, type ThemeName, themeDress } from './theme.ts';

const ORIGIN = 'http://inkstone.test';

export interface MediaPageOptions {
  readonly name: PageName;
  readonly surface: 'sidebar' | 'editor';
  readonly theme?: ThemeName;
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Device pixels per CSS pixel. */
  readonly scale?: number;
}

/** A page of the extension in a browser, with this test as its host. */
export interface MediaPage {
  readonly page: Page;
  /** Delivers a message as VS Code does; resolves when the page has taken it. */
  post(message: unknown): Promise<void>;
  /** What the page has sent since it was loaded, oldest first. */
  sent<Message>(): Promise<readonly Message[]>;
  /** Addresses asked for since the last call, beyond the page's own files. */
  takeRequests(): string[];
  /** Violations of the policy, dialogs, and errors of the console or that no one caught, since the last call. */
  takeErrors(): string[];
}

/** Opens a page with the HTML that the extension gives it, policy included, dressed as VS Code would. */
export async function openMediaPage(browser: Browser, options: MediaPageOptions): Promise<MediaPage> {
  const { name, surface, theme = 'darkModern', width = 420, height = 760, scale = 1 } = options;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  const bundle = await bundleOf(name);
  const [script, style, formulas] = [`${name}.js`, `${name}.css`, 'math.js'].map(
    (file) => `${ORIGIN}/${file}`,
  ) as [string, string, string];
  const html = mediaHtml({ title: name, language: 'en', surface, script, style, formulas, source: ORIGIN });
  const files = new Map([
    [`${ORIGIN}/`, { contentType: 'text/html', body: html }],
    [script, { contentType: 'text/javascript', body: bundle.script }],
    [style, { contentType: 'text/css', body: bundle.style }],
    [formulas, { contentType: 'text/javascript', body: await formulaScript() }],
  ]);
  await context.route('**/*', (route) => {
    const url = route.request().url();
    const file = files.get(url);
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
    return dialog.dismiss();
  });
  await page.addInitScript(actAsVsCode, themeDress(theme, surface));
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    post: (message) =>
      page.evaluate(async (posted) => {
        // The page listened first, so it has taken the message when this listener is called.
        const taken = new Promise((resolve) => {
          window.addEventListener('message', resolve, { once: true });
        });
        window.postMessage(posted, '*');
        await taken;
      }, message),
    sent: () => page.evaluate(() => (window as unknown as { sentToHost: [] }).sentToHost),
    takeRequests: () => requests.splice(0),
    takeErrors: () => errors.splice(0),
  };
}

/** Runs in the page before anything else: VS Code's API, with a state that survives a reload, and its dress. */
function actAsVsCode({ bodyClass, style }: ThemeDress): void {
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
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    document.body.className = bodyClass;
  }).observe(document, { childList: true, subtree: true });
}
