import type { Locator, Page } from 'playwright-core';
import { focusEditor } from './editor.ts';
import { insist } from './eventually.ts';

/** The palette, a pick or an input box, whichever is open. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:not([style*="display: none"])');
}

export function quickInputBox(page: Page): Locator {
  return quickInput(page).locator('.quick-input-box input');
}

/** Prompt or validation message under the box. */
export function quickInputMessage(page: Page): Locator {
  return quickInput(page).locator('.quick-input-message');
}

export function quickPickRows(page: Page): Locator {
  return quickInput(page).locator('.quick-input-list .monaco-list-row');
}

/** Runs a command by its exact title in the palette, category included. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const firstLabel = () => quickPickRows(page).first().getAttribute('aria-label', { timeout: 1000 });
  await openAndType(page, 'F1', `>${title}`, async () => {
    const label = await firstLabel();
    return label?.toLowerCase().startsWith(title.toLowerCase()) ?? false;
  });
  await page.keyboard.press('Enter');
}

/** Chooses the row of an open pick that has the text. */
export async function pick(page: Page, text: string): Promise<void> {
  await quickPickRows(page).filter({ hasText: text }).first().click();
}

/** Opens a file of the workspace by its name and puts the focus into it. */
export async function openFile(page: Page, name: string): Promise<void> {
  await openAndType(page, 'Control+P', name, () =>
    quickPickRows(page).filter({ hasText: name }).first().isVisible(),
  );
  await page.keyboard.press('Enter');
  await page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`).waitFor();
  await focusEditor(page);
}

/**
 * Opens the palette or the list of files, and types into it, until it shows what is wanted. What was opened before the
 * extensions were known does not learn of their commands, and a page that takes the focus closes it: it is opened anew.
 */
async function openAndType(
  page: Page,
  key: string,
  text: string,
  isFound: () => Promise<boolean>,
): Promise<void> {
  const box = quickInputBox(page);
  await insist(
    `“${text}” after ${key}`,
    async () => {
      if (await box.isVisible()) await page.keyboard.press('Escape');
      await insist(
        `what ${key} opens`,
        () => page.keyboard.press(key),
        () => box.isVisible(),
      );
      await box.fill(text, { timeout: 1000 }).catch(() => {});
    },
    isFound,
  );
}
