import assert from 'node:assert/strict';
import { applyToFile } from '../../src/applyToFile.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { openNewFile } from './openNewFile.ts';
import { openTwoModels, type TwoModels } from './twoModels.ts';

const FILE = 'function sum(values) {\n  return values.size;\n}\n';
const STALE =
  'Here:\n\n```js\n<<<<<<< SEARCH\n  return values.length;\n=======\n  return values.length + 1;\n>>>>>>> REPLACE\n```\n';
const FITTING =
  'It is a set now.\n\n```js\n<<<<<<< SEARCH\n  return values.size;\n=======\n  return values.size + 1;\n>>>>>>> REPLACE\n```\n';

suite('An edit that does not fit', () => {
  let two: TwoModels;
  let edits: PendingEdits;
  let editor: CurrentEditor;
  let dialogs: Dialogs;

  setup(async () => {
    two = await openTwoModels();
    edits = new PendingEdits(() => {});
    editor = new CurrentEditor();
    dialogs = answerDialogs();
  });
  teardown(async () => {
    dialogs.restore();
    edits.dispose();
    editor.dispose();
    await closeEditors();
    await two.close();
  });

  const apply = (): Promise<void> =>
    applyToFile(
      { edits, editor, gestures: two.gestures, journal: () => assert.fail(), onError: assert.ifError },
      { answer: STALE, line: 2, references: [] },
    );

  test('is written anew by the model, which is shown the file as it is, and becomes a pending edit', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    const [server] = two.servers;
    server.script({ text: FITTING });
    dialogs.answer('Let the Model Repair It');
    await apply();
    assert.equal(document.getText(), FILE.replace('values.size', 'values.size + 1'));
    const { messages } = server.requests.at(-1)!.body as { readonly messages: readonly WireMessage[] };
    const prompt = contentText(messages.at(-1)!);
    assert.ok(prompt.includes('return values.length + 1;'));
    assert.ok(prompt.includes(FILE.trimEnd()));
    assert.match(prompt, /does not fit/);
    assert.equal(two.chats.current.state.turns.length, 1);
    await edits.decide('rejected', document.uri, 'all');
    assert.equal(document.getText(), FILE);
  });

  test('is not asked for a third time', async () => {
    const { document } = await openNewFile(FILE, 'javascript');
    const [server] = two.servers;
    server.script({ text: STALE });
    dialogs.answer('Let the Model Repair It', 'cancel');
    await apply();
    assert.equal(server.requests.length, 1);
    assert.equal(dialogs.shown.length, 2);
    assert.equal(document.getText(), FILE);
  });
});
