import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { answerAsStandIn } from '../model-server/standIn/answerAsStandIn.ts';
import { codeLens, selectLines } from './support/editor.ts';
import { eventually } from './support/eventually.ts';
import { type OpenInkstone, openInkstone } from './support/openInkstone.ts';
import { openFile, runCommand } from './support/quickInput.ts';
import { editorContent, showActivity, viewContent } from './support/webview.ts';

const IMAGES = path.resolve(import.meta.dirname, '../../docs/images');
const SAMPLE = path.resolve(import.meta.dirname, '../fixtures/sample-workspace');

/** Takes the README's pictures: the packaged Inkstone on the sample workspace, with the stand-in model. */
async function takePictures(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const model = await startModelServer({ answer: answerAsStandIn, tokensPerSecond: 400 });
  try {
    await inWindow(model, { theme: 'Default Dark Modern' }, async ({ page }) => {
      await optimize(page, 'Inkstone: Optimize Code', 'Accept All');
      await take(page, 'edit-dark');
      await selectLines(page, 13, 19);
      await runCommand(page, 'Inkstone: Explain Code');
      await finished(page, 2);
      await runCommand(page, 'Inkstone: Show Usage');
      await editorContent(page).locator('.totals').first().waitFor();
      await take(page, 'usage-dark');
    });
    await inWindow(model, { theme: 'Default Light Modern' }, async ({ page }) => {
      await explain(page, 'Inkstone: Explain Code');
      await take(page, 'explain-light');
    });
    await inWindow(model, { theme: 'Default High Contrast' }, async ({ page }) => {
      await optimize(page, 'Inkstone: Optimize Code', 'Accept All');
      await take(page, 'edit-high-contrast');
    });
    await inWindow(model, { theme: 'Default Dark Modern', locale: 'zh-cn' }, async ({ page }) => {
      await explain(page, 'Inkstone: 解释代码');
      await take(page, 'explain-zh-cn');
    });
  } finally {
    await model.close();
  }
}

async function inWindow(
  model: ModelServer,
  { theme, locale }: { readonly theme: string; readonly locale?: 'zh-cn' },
  work: (window: OpenInkstone) => Promise<void>,
): Promise<void> {
  const window = await openInkstone({
    copyOf: SAMPLE,
    ...(locale && { locale }),
    size: { width: 1200, height: 760 },
    settings: {
      'workbench.colorTheme': theme,
      'inkstone.model': 'stand-in/stand-in',
      // It costs nothing; a price shows where costs stand.
      'inkstone.prices': {
        'stand-in/stand-in': { currency: 'CNY', inputPerMillion: 4, outputPerMillion: 16 },
      },
      'inkstone.endpoints': {
        'stand-in': {
          label: 'Stand-in model',
          baseUrl: model.baseUrl,
          models: [{ name: 'stand-in', label: 'stand-in model', contextTokens: 32_768 }],
        },
      },
    },
  });
  try {
    await showActivity(window.page, 'Inkstone');
    await viewContent(window.page).getByRole('textbox').waitFor();
    await openFile(window.page, 'cart.ts');
    await work(window);
  } finally {
    await window.close();
  }
}

async function optimize(page: Page, command: string, acceptAll: string): Promise<void> {
  await selectLines(page, 4, 36);
  await runCommand(page, command);
  await codeLens(page, acceptAll).first().waitFor();
  await finished(page, 1);
  await page.keyboard.press('Control+Home');
}

async function explain(page: Page, command: string): Promise<void> {
  await selectLines(page, 24, 36);
  await runCommand(page, command);
  await finished(page, 1);
}

async function finished(page: Page, count: number): Promise<void> {
  await eventually(
    `${count} finished answers`,
    () => viewContent(page).locator('article.turn[data-status="complete"]').count(),
    (found) => found === count,
  );
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`) });
}

await takePictures();
