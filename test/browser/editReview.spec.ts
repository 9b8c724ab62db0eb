import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { activeEditor, codeLens, editorText, selectLines } from './support/editor.ts';
import { eventually, insist } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import {
  openFile,
  pick,
  quickInput,
  quickInputBox,
  quickPickRows,
  runCommand,
} from './support/quickInput.ts';

const BEFORE = `interface Item {
  readonly price: number;
  readonly count: number;
}

export function total(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.count;
  }
  return sum;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function shown(items: readonly Item[]): string {
  const debug = false;
  console.log(debug);
  return \`¥\${round(total(items))}\`;
}
`;

/** A function that moved up, a loop that is deeper, two lines that are gone. */
const AFTER = `interface Item {
  readonly price: number;
  readonly count: number;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function total(items: readonly Item[]): number {
  let sum = 0;
  if (items.length > 0) {
    for (const item of items) {
      sum += item.price * item.count;
    }
  }
  return sum;
}

export function shown(items: readonly Item[]): string {
  return \`¥\${round(total(items))}\`;
}
`;

const THEMES = ['Dark Modern', 'Dark High Contrast', 'Light Modern'];
const fenced = (code: string): string => ['```ts', code.trimEnd(), '```', ''].join('\n');

suite('An edit is looked through:', () => {
  let model: ModelServer;
  before(async () => {
    model = await startModelServer();
  });
  after(() => model.close());
  const window = inkstoneWindow(async () => ({
    files: { 'cart.ts': BEFORE, 'shop.ts': BEFORE },
    settings: {
      'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'test/test-model',
      'editor.minimap.enabled': false,
    },
    size: { width: 1280, height: 900 },
  }));

  async function optimized(file: string, code: string): Promise<void> {
    const { page } = window;
    model.script({ text: fenced(code) });
    await openFile(page, file);
    await selectLines(page, 1, BEFORE.split('\n').length);
    await runCommand(page, 'Inkstone: Optimize Code');
    await codeLens(page, 'Accept').first().waitFor();
    await page.keyboard.press('Control+Home');
  }

  test('what moved, what is deeper and what is gone, in each theme', async () => {
    const { page } = window;
    await optimized('cart.ts', AFTER);
    await codeLens(page, 'No new problems').first().waitFor();
    const inserted = await activeEditor(page).locator('.view-overlays [class*="ced-"]').count();
    assert.ok(inserted >= 8, `${inserted} marked lines`);
    for (const theme of THEMES) {
      await insist(
        'the list of themes',
        async () => {
          await page.keyboard.press('Control+K');
          await page.keyboard.press('Control+T');
        },
        () => quickPickRows(page).filter({ hasText: 'Modern' }).first().isVisible(),
      );
      await quickInputBox(page).fill(theme);
      await pick(page, theme);
      await quickInput(page).waitFor({ state: 'hidden' });
      await screenshot(page, `edit-review-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
    await runCommand(page, 'Inkstone: Reject All Changes of the Edit');
    await eventually(
      'the original',
      () => editorText(page),
      (text) => text === BEFORE,
    );
  });

  test('its new problems are those of the language server, and the model repairs them', async () => {
    const { page } = window;
    await optimized('shop.ts', AFTER.replace('let sum = 0;', "let sum = '';"));
    await codeLens(page, 'Let the Model Repair').first().waitFor();
    await screenshot(page, 'edit-review-problems');
    model.script({ text: fenced(AFTER.slice(AFTER.indexOf('function round'))) });
    await codeLens(page, 'Let the Model Repair').first().click();
    await codeLens(page, 'No new problems').first().waitFor();
    assert.match(JSON.stringify(model.requests.at(-1)?.body), /not assignable to type/);
    assert.equal(await editorText(page), AFTER);
  });
});
