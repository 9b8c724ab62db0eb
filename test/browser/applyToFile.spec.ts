import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ModelServer, startModelServer } from '../model-server/modelServer.ts';
import { screenshot } from './support/artifacts.ts';
import { codeLens, editorText, selectionStatus } from './support/editor.ts';
import { eventually } from './support/eventually.ts';
import { inkstoneWindow } from './support/inkstoneWindow.ts';
import { answerNotification, notification } from './support/notifications.ts';
import { openFile } from './support/quickInput.ts';
import { showActivity, viewContent } from './support/webview.ts';

const FILE = `export function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.amount;
  }
  return sum;
}
`;

const answerWith = (search: string, replace: string): string =>
  `\`\`\`js cart.js\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`;

suite('An edit of an answer that does not fit its file', () => {
  let model: ModelServer;
  before(async () => {
    model = await startModelServer();
  });
  after(() => model.close());
  const window = inkstoneWindow(async () => ({
    files: { 'cart.js': FILE },
    settings: {
      'inkstone.endpoints': { test: { baseUrl: model.baseUrl, models: [{ name: 'test-model' }] } },
      'inkstone.model': 'test/test-model',
    },
  }));

  const chat = () => viewContent(window.page);

  test('says where the nearest text is and what differs, shows it, and is repaired by the model', async () => {
    const { page } = window;
    await openFile(page, 'cart.js');
    await showActivity(page, 'Inkstone');
    const stale = answerWith(
      '    sum += item.price * item.count;',
      '    sum += round(item.price * item.count);',
    );
    model.script({ text: `The user has renamed it since:\n\n${stale}` });
    const composer = chat().getByRole('textbox', { name: 'Ask Inkstone' });
    await composer.fill('Round it.');
    await composer.press('Enter');
    await chat().getByRole('button', { name: 'Apply to File' }).click();
    const told = 'what it changes is not as the model saw it';
    const toast = await notification(page, told);
    await toast.getByText('The nearest text is in line 4').waitFor();
    await screenshot(page, 'apply-refused');
    await answerNotification(page, told, 'Show the Place');
    await eventually(
      'the place selected',
      () => selectionStatus(page),
      (status) => status.startsWith('Ln 4') && status.includes('selected'),
    );
    const fitting = answerWith(
      '    sum += item.price * item.amount;',
      '    sum += round(item.price * item.amount);',
    );
    model.script({ text: `It fits now:\n\n${fitting}` });
    await answerNotification(page, told, 'Let the Model Repair It');
    await codeLens(page, 'Accept').waitFor();
    await screenshot(page, 'apply-repaired');
    const expected = FILE.replace('item.price * item.amount', 'round(item.price * item.amount)');
    assert.equal(await editorText(page), expected);
    assert.equal(model.requests.length, 2);
  });
});
