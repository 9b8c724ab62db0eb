import type { Locator, Page } from 'playwright-core';
import { eventually, insist } from './eventually.ts';

const ACTIVE_EDITOR = '.editor-group-container.active .monaco-editor';

/** The text editor of the active group. */
export function activeEditor(page: Page): Locator {
  return page.locator(ACTIVE_EDITOR).first();
}

export async function focusEditor(page: Page): Promise<void> {
  await insist(
    'focus in the editor',
    () => page.keyboard.press('Control+1'),
    () => page.evaluate((editor) => document.activeElement?.closest(editor) != null, ACTIVE_EDITOR),
  );
}

/** The visible lines, top to bottom, without ghost text. */
export function editorLines(page: Page): Promise<string[]> {
  return activeEditor(page)
    .locator('.view-lines .view-line')
    .evaluateAll((lines) =>
      lines
        .map((line) => {
          const copy = line.cloneNode(true) as HTMLElement;
          for (const ghost of copy.querySelectorAll('[class*="ghost-text"]')) ghost.remove();
          // Lines are placed absolutely, in no order; blanks are no-break spaces.
          const text = (copy.textContent ?? '').replace(/\u00a0/g, ' ').replace(/[\u200b\u200c]/g, '');
          return { top: Number.parseFloat((line as HTMLElement).style.top), text };
        })
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
}

/** All of the document, through the clipboard; the selection is lost. */
export async function editorText(page: Page): Promise<string> {
  await focusEditor(page);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** As the status bar says it: `Ln 1, Col 6 (5 selected)`. */
export async function selectionStatus(page: Page): Promise<string> {
  return (await page.locator('[id="status.editor.selection"]').textContent()) ?? '';
}

/** Selects whole lines, 1-based, the last one without its line end. */
export async function selectLines(page: Page, first: number, last: number): Promise<void> {
  await focusEditor(page);
  await page.keyboard.press('Control+Home');
  for (let line = 1; line < first; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  for (let line = first; line < last; line++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
  await eventually(
    `lines ${first} to ${last} selected`,
    () => selectionStatus(page),
    (status) => status.includes('selected'),
  );
}

/** Opens the context menu on `target` and clicks the entry that has the text. */
export async function chooseInContextMenu(page: Page, target: Locator, entry: string): Promise<void> {
  await target.click({ button: 'right' });
  const menu = page.locator('.context-view .monaco-menu');
  const item = menu.locator('.action-item:not(.disabled)', { hasText: entry }).first();
  await item.hover();
  await item.click();
  await menu.waitFor({ state: 'detached' });
}

/** As `chooseInContextMenu`, for an entry of a submenu. */
export async function chooseInSubmenu(
  page: Page,
  target: Locator,
  submenu: string,
  entry: string,
): Promise<void> {
  await target.click({ button: 'right' });
  const items = page.locator('.monaco-menu .action-item:not(.disabled)');
  const item = items.filter({ hasText: entry }).last();
  await insist(
    `the submenu “${submenu}”`,
    () => items.filter({ hasText: submenu }).first().hover(),
    () => item.isVisible(),
  );
  // A menu takes no click in the first moments after it opened.
  await insist(
    `a click on “${entry}”`,
    () => item.click({ timeout: 1000 }),
    async () => (await items.count()) === 0,
  );
}

export function codeLens(page: Page, text: string): Locator {
  return activeEditor(page).locator('.codelens-decoration a', { hasText: text });
}

/** Text that decorations show before or after the code; it is generated content of the style sheet. */
export function decorationTexts(page: Page): Promise<string[]> {
  return activeEditor(page)
    .locator('.view-lines span')
    .evaluateAll((spans) =>
      spans
        .flatMap((span) => [getComputedStyle(span, '::before'), getComputedStyle(span, '::after')])
        .map((style) => style.content)
        .filter((content) => content.startsWith('"'))
        .map((content) => content.slice(1, -1)),
    );
}
