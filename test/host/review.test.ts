import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { PendingEdits } from '../../src/host/edit/pendingEdits.ts';
import { UserSettings } from '../../src/host/userSettings.ts';
import { ReviewCommands } from '../../src/reviewCommands.ts';
import { contentText, type WireMessage } from '../model-server/answer.ts';
import { answerDialogs, type Dialogs } from './answerDialogs.ts';
import { closeEditors } from './closeEditors.ts';
import { createRepository, type TestRepository } from './gitRepository.ts';
import { openTwoModels, type TwoModels } from './twoModels.ts';

const COMMITTED = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';
const CHANGED = COMMITTED.replace('two', '  second').replace('nine', 'ninth');

/** One for each test, since the editor is slow to see what git does to a file that it has open. */
const FILES = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'];

const comment = (path: string, line: string, severity: string, words: string, replacement?: string): string =>
  `<comment path="${path}" line="${line}" severity="${severity}">\n${words}\n${
    replacement === undefined ? '' : `<replace>\n${replacement}\n</replace>\n`
  }</comment>\n`;

suite('A review of changes', () => {
  let window: TwoModels;
  let repo: TestRepository;
  let dialogs: Dialogs;
  let edits: PendingEdits;
  let editor: CurrentEditor;
  let settings: UserSettings;
  let commands: ReviewCommands;
  let threads: vscode.CommentThread[];
  let next = 0;
  let file: string;
  let restore: () => void;

  suiteSetup(async () => {
    repo = await createRepository('reviewed');
    for (const name of FILES) await repo.write(name, COMMITTED);
    await repo.write('.inkstoneignore', 'secret.txt\n');
    repo.git('add', '.');
    repo.git('commit', '-m', 'feat: begin');
  });
  suiteTeardown(() => repo.remove());
  setup(async () => {
    // What is made is what is looked at: the editor lists no threads.
    threads = [];
    file = FILES[next++]!;
    const { createCommentController } = vscode.comments;
    vscode.comments.createCommentController = (id, label) => {
      const controller = createCommentController(id, label);
      const createCommentThread: typeof controller.createCommentThread = (uri, range, comments) => {
        const thread = controller.createCommentThread(uri, range, comments);
        threads.push(thread);
        return thread;
      };
      // The controller itself is frozen.
      return { id, label, createCommentThread, dispose: () => controller.dispose() };
    };
    restore = () => {
      vscode.comments.createCommentController = createCommentController;
    };
    window = await openTwoModels();
    dialogs = answerDialogs();
    edits = new PendingEdits(() => {});
    editor = new CurrentEditor();
    settings = new UserSettings();
    const { gestures, access } = window;
    const onError = (error: unknown): never => assert.fail(String(error));
    commands = new ReviewCommands({ gestures, editor, settings, edits, access, onError });
  });
  teardown(async () => {
    restore();
    dialogs.restore();
    for (const part of [commands, edits, editor, settings]) part.dispose();
    await window.close();
    await closeEditors();
    repo.git('reset', '--hard', 'main');
    await repo.repository.status();
  });

  const control = (): unknown => ({ rootUri: repo.repository.rootUri });
  const prompt = (): string => {
    const { messages } = window.servers[0].requests.at(-1)!.body as {
      readonly messages: readonly WireMessage[];
    };
    return contentText(messages.at(-1)!);
  };
  const answer = (): string => window.chats.current.state.turns.at(-1)!.answer.text;
  const words = ({ comments: [first] }: vscode.CommentThread): string =>
    (first!.body as vscode.MarkdownString).value;
  const uri = (): vscode.Uri => vscode.Uri.joinPath(repo.repository.rootUri, file);
  const text = async (): Promise<string> => (await vscode.workspace.openTextDocument(uri())).getText();

  async function review(...answers: readonly string[]): Promise<void> {
    await repo.write(file, CHANGED);
    await repo.write('secret.txt', 'kept from models\n');
    window.servers[0].script({ text: answers.join('') });
    dialogs.answer('not staged');
    await commands.review(control());
  }

  test('shows comments at their lines, at the nearest change, or in the summary', async () => {
    await review(
      'It counts otherwise.\n\n',
      comment(file, '2', 'error', 'Wrong.', '  zwei'),
      comment(file, '500', 'suggestion', 'Far away.'),
      comment('no.txt', '1', 'warning', 'Elsewhere.'),
    );
    assert.match(prompt(), /\n-\|two\n\+2\| {2}second\n/);
    assert.doesNotMatch(prompt(), /kept from models/);
    const [first, second] = threads as [vscode.CommentThread, vscode.CommentThread];
    assert.equal(threads.length, 2);
    assert.equal(first.uri.toString(), uri().toString());
    assert.deepEqual([first.range!.start.line, first.contextValue, first.label], [1, 'suggestion', 'Error']);
    assert.match(words(first), /^Wrong\.[\s\S]*```plaintext\n {2}zwei\n```/);
    assert.deepEqual([second.range!.start.line, second.contextValue], [8, 'comment']);
    assert.match(words(second), /Far away\.[\s\S]*Meant for line 500/);
    assert.match(
      answer(),
      /^It counts otherwise\.\s+- `no\.txt:1`: Elsewhere\.\s+Comments in the editor: 2$/,
    );
  });

  test('lets a suggestion become a pending edit where its lines are now, and only there', async () => {
    await review(comment(file, '2', 'error', 'Wrong.', 'zwei'));
    const shown = await vscode.window.showTextDocument(uri());
    await shown.edit((builder) => builder.insert(new vscode.Position(0, 0), 'zero\nhalf\n'));
    await commands.apply(threads[0]);
    assert.ok(edits.find(uri()));
    await edits.decide('accepted', uri(), 'all');
    assert.equal(await text(), `zero\nhalf\n${CHANGED.replace('  second', '  zwei')}`);
    assert.deepEqual(
      [threads[0]!.state, threads[0]!.contextValue],
      [vscode.CommentThreadState.Resolved, 'resolved'],
    );
    commands.reopen(threads[0]);
    assert.equal(threads[0]!.contextValue, 'suggestion');
    await assert.rejects(async () => commands.apply(threads[0]), /have changed/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('lets a comment be asked about in the chat, and deleted', async () => {
    await review(comment(file, '2-3', 'warning', 'First.\nSecond.'));
    assert.equal(
      await commands.quotation(threads[0]),
      `\`reviewed/${file}:2-3\`\n\`\`\`plaintext\n  second\nthree\n\`\`\`\n> First.\n> Second.\n\n`,
    );
    assert.equal(await commands.quotation({ range: threads[0]!.range }), undefined);
    commands.delete({ thread: threads[0] });
    assert.equal(await commands.quotation(threads[0]), undefined);
  });

  test('is of what is staged alone, and clear when there is nothing', async () => {
    await assert.rejects(async () => commands.review('staged'), /nothing that has changed/);
    await repo.write(file, CHANGED);
    repo.git('add', file);
    await repo.write(file, CHANGED.replace('ten', 'not staged'));
    window.servers[0].script({ text: 'Good.' });
    dialogs.answer('Staged changes');
    await commands.review(control());
    assert.match(prompt(), /Review what is staged[\s\S]*\+9\|ninth/);
    assert.doesNotMatch(prompt(), /not staged/);
    assert.match(answer(), /^Good\.\s+No comments\.$/);
  });

  test('is of a range of commits, with comments where their lines are today', async () => {
    repo.git('checkout', '-q', '-b', 'more');
    for (const [subject, content] of [
      ['fix: two', CHANGED],
      ['feat: begin with zero', `zero\n${CHANGED}`],
    ] as const) {
      await repo.write(file, content);
      repo.git('commit', '-qam', subject);
    }
    try {
      await repo.repository.status();
      window.servers[0].script({ text: comment(file, '9', 'warning', 'Ninth?') });
      dialogs.answer('Commits', 'fix: two', 'fix: two');
      await commands.review(control());
      assert.match(prompt(), /```text\nfix: two\n```/);
      assert.doesNotMatch(prompt(), /zero/);
      assert.equal(threads[0]!.range!.start.line, 9);
      const { id } = window.chats.current.state.turns[0]!;
      window.servers[0].script({ text: 'Good after all.' });
      await window.gestures.retry(id);
      assert.equal(window.chats.current.state.turns.length, 2);
      assert.match(answer(), /^Good after all\./);
      commands.clear();
      assert.equal(await commands.quotation(threads[0]), undefined);
    } finally {
      repo.git('checkout', '-q', 'main');
    }
  });
});
