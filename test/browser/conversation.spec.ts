import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { END_FRAMES, STREAM_HEAD, textFrame } from '../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { codeLens, editorText } from './support/editor.ts';
import { eventually } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { answerNotification, dialog, notification, statusBarItem } from './support/notifications.ts';
import { openFile, pick, quickInputBox, runCommand } from './support/quickInput.ts';
import { showActivity, viewContent } from './support/webview.ts';

const CODE = 'function sum(values) {\n  return 1;\n}';

suite('A conversation is gone back to and gone on with:', () => {
  let model: ModelServer;
  before(async () => {
    model = await startModelServer();
  });
  after(() => model.close());
  const window = inkstoneWindow(async () => ({
    files: { 'sum.js': 'function sum(values) {\n  return 0;\n}\n' },
    settings: {
      'inkstone.endpoints': {
        test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }, { name: 'other-model' }] },
      },
      'inkstone.model': 'test/test-model',
    },
  }));

  const chat = () => viewContent(window.page);
  const composer = () => chat().getByRole('textbox', { name: 'Ask Inkstone' });
  const questions = (): Promise<readonly string[]> =>
    chat().locator('.turn .question-text').allTextContents();
  const shows = (...wanted: readonly string[]): Promise<unknown> =>
    eventually('the questions', questions, (shown) => shown.join() === wanted.join());
  const settled = (): Promise<unknown> =>
    eventually(
      'the end of all answers',
      () =>
        chat()
          .locator('.turn')
          .evaluateAll((turns) => turns.map(({ dataset }) => dataset.status)),
      (states) => !states.some((state) => state === 'waiting' || state === 'streaming'),
    );

  test('an earlier question is asked otherwise, and both versions stay', async () => {
    const { page } = window;
    await showActivity(page, 'Inkstone');
    model.script({ text: 'The first answer.' }, { text: 'The second answer.' });
    await composer().fill('One?');
    await composer().press('Enter');
    await chat().locator('.turn').getByText('The first answer.').waitFor();
    await settled();
    await chat().getByRole('button', { name: 'Edit Question' }).press('Enter');
    await page.keyboard.type(' Or two?');
    await page.keyboard.press('Enter');
    await chat().locator('.turn').getByText('The second answer.').waitFor();
    await settled();
    await shows('One? Or two?');
    await chat().getByRole('button', { name: 'Previous Version' }).click();
    await shows('One?');
    await window.reload();
    await showActivity(page, 'Inkstone');
    await shows('One?');
    await chat().getByRole('button', { name: 'Branches of this chat' }).click();
    await chat()
      .getByRole('treeitem', { name: /Or two/ })
      .click();
    await shows('One? Or two?');
    await screenshot(page, 'conversation-branches');
  });

  test('a chat is given a name and pinned, from its menu', async () => {
    const { page } = window;
    const choose = async (entry: string): Promise<void> => {
      await chat().getByRole('button', { name: 'More' }).press('Enter');
      await chat().getByRole('menuitem', { name: entry }).press('Enter');
    };
    await choose('Rename the Chat…');
    await quickInputBox(page).fill('Counting');
    await quickInputBox(page).press('Enter');
    await chat().getByRole('heading', { name: 'Counting' }).waitFor();
    await choose('Pin the Chat');
    await chat().getByRole('img', { name: 'Pinned' }).waitFor();
  });

  test('the context meter counts a question while it is written', async () => {
    const fullness = async () => Number(await chat().getByRole('meter').getAttribute('aria-valuenow'));
    const before = await fullness();
    await composer().fill('word '.repeat(6000));
    await eventually('a fuller meter', fullness, (percent) => percent >= before + 10);
    await composer().fill('');
    await eventually('the meter as before', fullness, (percent) => percent === before);
  });

  test('a question that was queued is there after the window was loaded again, and is sent on', async () => {
    const { page } = window;
    let goOn = (): void => {};
    const until = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = textFrame('It takes');
    model.script({ bytes: [{ write: STREAM_HEAD + slow }, { until }, { write: END_FRAMES }, 'end'] });
    await composer().fill('Slow?');
    await composer().press('Enter');
    await chat().locator('.turn').getByText('It takes').waitFor();
    await composer().fill('Next?');
    await composer().press('Enter');
    const queue = chat().getByRole('region', { name: 'Questions that wait' });
    await queue.getByText('Next?').waitFor();
    await screenshot(page, 'conversation-queue');
    await window.reload();
    goOn();
    await showActivity(page, 'Inkstone');
    model.script({ text: 'At last.' });
    await queue.getByRole('button', { name: 'Send Now' }).click();
    await chat().locator('.turn').getByText('At last.').waitFor();
    await shows('One? Or two?', 'Slow?', 'Next?');
    await settled();
  });

  test('a question is deleted with what follows it, and brought back with all of that', async () => {
    const { page } = window;
    const remove = async (): Promise<void> => {
      const button = chat().locator('.turn').nth(1).getByRole('button', { name: 'Delete from Here' });
      await button.press('Enter');
      await shows('One? Or two?');
    };
    const told = 'The question “Slow?” was deleted with all that followed: 2 answers.';
    await remove();
    await notification(page, told);
    await screenshot(page, 'conversation-delete');
    await answerNotification(page, told, 'Undo');
    await shows('One? Or two?', 'Slow?', 'Next?');
    await chat().locator('.turn').getByText('At last.').waitFor();
    await remove();
  });

  test('a chat is deleted when the user has confirmed it, and brought back', async () => {
    const { page } = window;
    await runCommand(page, 'Inkstone: Delete Chat…');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await shows();
    await answerNotification(page, 'The chat “Counting” was deleted.', 'Undo');
    await shows('One? Or two?');
    await chat().getByRole('heading', { name: 'Counting' }).waitFor();
    await chat().getByRole('img', { name: 'Pinned' }).waitFor();
  });

  test('a chat keeps the model that was chosen for it, and shows the formulas of its answer', async () => {
    const { page } = window;
    await chat().locator('.model-button').click();
    await quickInputBox(page).waitFor();
    await pick(page, 'other-model');
    await eventually(
      'the model in the strip',
      () => chat().locator('.model-button').innerText(),
      (text) => text.includes('other-model'),
    );
    await eventually(
      'the model in the status bar',
      () => statusBarItem(page, 'inkstone.usage').innerText(),
      (text) => text.includes('other-model'),
    );
    model.script({
      text: `Run\n\n\`\`\`bash\n$ npm test\n$ npm run lint\n\`\`\`\n\nafter $\\sqrt{2}$\n\n\`\`\`js sum.js\n${CODE}\n\`\`\`\n`,
    });
    await composer().fill('How?');
    await composer().press('Enter');
    await chat().locator('.turn').getByText('after').waitFor();
    await settled();
    const { body } = model.requests.at(-1)!;
    assert.equal((body as { model?: string }).model, 'other-model');
    // Typeset by a script that the page loads for the first formula.
    await chat().locator('.turn math msqrt').waitFor();
  });

  test('a command is shown as it is before it runs', async () => {
    const { page } = window;
    await chat().getByRole('button', { name: 'Run in Terminal…' }).click();
    await dialog(page).getByText('npm run lint').waitFor();
    await screenshot(page, 'conversation-run');
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.locator('.terminal-wrapper').count(), 0);
  });

  test('code is applied to the file that it names, as an edit to be reviewed', async () => {
    const { page } = window;
    await chat().getByRole('button', { name: 'Apply to File' }).last().click();
    await codeLens(page, 'Accept').waitFor();
    await openFile(page, 'sum.js');
    assert.equal(await editorText(page), `${CODE}\n`);
    await screenshot(page, 'conversation-apply');
  });
});
