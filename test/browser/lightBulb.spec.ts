import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { activeEditor, codeLens, editorText, focusEditor } from './support/editor.ts';
import { eventually, insist } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { openFile } from './support/quickInput.ts';

const FILE = `const prices = [3, 5, 8];

export function total(): number {
  let sum = 0;
  for (const price of prics) sum += price;
  return sum;
}
`;
const FIXED = FILE.replace('prics', 'prices');

/** TypeScript's server may be long in coming on a busy machine. */
const SERVER_STARTS_MS = 60_000;

for (const words of [
  {
    language: 'English',
    picture: 'light-bulb-en',
    fix: 'Fix with Inkstone',
    others: ['Inkstone: Explain', 'Inkstone: Write Tests', 'Inkstone: Write Documentation'],
    accept: 'Accept',
    theme: 'Default Dark Modern',
  },
  {
    language: 'Chinese',
    locale: 'zh-cn',
    picture: 'light-bulb-zh-cn',
    fix: '用 Inkstone 修复',
    others: ['Inkstone：解释', 'Inkstone：写测试', 'Inkstone：写文档注释'],
    accept: '接受',
    theme: 'Default Light Modern',
  },
] as const)
  suite(`The light bulb at a problem (${words.language})`, () => {
    let model: ModelServer;
    before(async () => {
      model = await startModelServer();
    });
    after(() => model.close());
    const window = inkstoneWindow(() => ({
      files: { 'cart.ts': FILE },
      ...('locale' in words && { locale: words.locale }),
      settings: {
        'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
        'inkstone.model': 'test/test-model',
        'workbench.colorTheme': words.theme,
      },
    }));

    test('fixes it, by keyboard, as an edit to be reviewed', async () => {
      const { page } = window;
      await openFile(page, 'cart.ts');
      const problem = activeEditor(page).locator('.squiggly-error');
      await problem.waitFor({ timeout: SERVER_STARTS_MS });
      await focusEditor(page);
      const menu = page.locator('.action-widget');
      const entry = menu.locator('.monaco-list-row', { hasText: words.fix });
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('F8');
      await insist(
        'the menu of the light bulb',
        async () => {
          await page.keyboard.press('Escape');
          await page.keyboard.press('Control+.');
        },
        () => entry.isVisible(),
      );
      for (const other of words.others)
        assert.ok(await menu.getByText(other, { exact: true }).isVisible(), other);
      await screenshot(page, words.picture);
      model.script({
        text: `\`\`\`ts\n${FIXED.split('\n').slice(2, 7).join('\n')}\n\`\`\`\n- \`prics\` was misspelt.\n`,
      });
      await insist(
        'the entry chosen by the arrow keys',
        () => page.keyboard.press('ArrowDown'),
        async () => (await entry.getAttribute('class'))?.includes('focused') ?? false,
      );
      await page.keyboard.press('Enter');
      await codeLens(page, words.accept).waitFor();
      await screenshot(page, `${words.picture}-fixed`);
      assert.match(JSON.stringify(model.requests[0]?.body), /line 5: for \(const price of prics\)/);
      await codeLens(page, words.accept).click();
      assert.equal(
        await eventually(
          'the fix',
          () => editorText(page),
          (text) => text === FIXED,
        ),
        FIXED,
      );
    });
  });
