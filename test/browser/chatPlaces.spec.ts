import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { editorText, selectLines } from './support/editor.ts';
import { eventually } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { openFile, pick, runCommand } from './support/quickInput.ts';
import { onlyContent, showActivity } from './support/webview.ts';

const CODE = 'export const answer = 42;';

suite('The chat keeps what it holds, wherever it is shown:', () => {
  let model: ModelServer;
  before(async () => {
    model = await startModelServer();
  });
  after(() => model.close());
  const window = inkstoneWindow(async () => ({
    files: { 'sum.ts': 'const first = 1;\n\nconst last = 3;\n' },
    settings: {
      'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'test/test-model',
    },
  }));

  test('a selection reaches the composer although the view was never open', async () => {
    const { page } = window;
    await openFile(page, 'sum.ts');
    await selectLines(page, 1, 2);
    await runCommand(page, 'Inkstone: Add Selection to Chat');
    const composer = onlyContent(page).getByRole('textbox');
    await eventually(
      'the code in the composer',
      () => composer.inputValue(),
      (text) => text.includes('const first = 1;'),
    );
    model.script({ text: `Take this:\n\n\`\`\`ts\n${CODE}\n\`\`\`\n` });
    await composer.fill('What is the answer?');
    await composer.press('Enter');
    await onlyContent(page).locator('article.turn[data-status="complete"]').waitFor();
  });

  test('a side bar that was hidden shows the answer and the unsent text again [F75]', async () => {
    const { page } = window;
    await onlyContent(page).getByRole('textbox').fill('Not sent yet');
    await showActivity(page, 'Explorer');
    await onlyContent(page).locator('body').waitFor({ state: 'detached' });
    await showActivity(page, 'Inkstone');
    await onlyContent(page).getByText('Take this:').waitFor();
    assert.equal(await onlyContent(page).getByRole('textbox').inputValue(), 'Not sent yet');
  });

  test('a selection that is added while the view is hidden is there when it is shown', async () => {
    const { page } = window;
    await showActivity(page, 'Explorer');
    await openFile(page, 'sum.ts');
    await selectLines(page, 3, 4);
    await runCommand(page, 'Inkstone: Add Selection to Chat');
    const composer = onlyContent(page).getByRole('textbox');
    await eventually(
      'both texts in the composer',
      () => composer.inputValue(),
      (text) => text.startsWith('Not sent yet\n') && text.includes('const last = 3;'),
    );
  });

  test('as a tab, its code goes into the file beside it', async () => {
    const { page } = window;
    await openFile(page, 'sum.ts');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await showActivity(page, 'Explorer');
    await runCommand(page, 'Inkstone: Open Chat in Editor');
    const chat = onlyContent(page);
    await chat.getByRole('textbox').click();
    await chat.getByRole('button', { name: 'Insert at cursor' }).click();
    await eventually(
      'the code in the file',
      () => editorText(page),
      (text) => text === `const first = 1;\n${CODE}\nconst last = 3;\n`,
    );
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  });

  test('an earlier chat is opened and shown, although the view was hidden', async () => {
    const { page } = window;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Inkstone: New Chat');
    await onlyContent(page).getByText('Take this:').waitFor({ state: 'detached' });
    // The composer takes the focus last, and would take it from the palette.
    await onlyContent(page).locator('textarea:focus').waitFor();
    await openFile(page, 'sum.ts');
    await showActivity(page, 'Explorer');
    await runCommand(page, 'Inkstone: Search Chats…');
    await pick(page, 'What is the answer?');
    await onlyContent(page).getByText('Take this:').waitFor();
  });
});
