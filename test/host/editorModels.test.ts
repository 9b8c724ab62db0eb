import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelId } from '../../src/core/model/model.ts';
import { createTokenCounts } from '../../src/core/usage/tokenCounts.ts';
import { answerInEditorChat } from '../../src/editorChat.ts';
import { CurrentEditor } from '../../src/host/currentEditor.ts';
import { createEditorModels } from '../../src/host/models/createEditorModels.ts';
import { createModelOffer } from '../../src/host/models/createModelOffer.ts';
import type { OfferedPart } from '../../src/host/models/languageModelApi.ts';
import { closeEditors } from './closeEditors.ts';
import { useModelServer } from './modelInUse.ts';
import { openNewFile } from './openNewFile.ts';
import { openTwoModels, type TwoModels } from './twoModels.ts';

const { User, Assistant } = vscode.LanguageModelChatMessageRole;
const text = (value: string) => new vscode.LanguageModelTextPart(value);

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

suite('In the editor’s own chat', () => {
  let two: TwoModels;
  const counts = createTokenCounts({ read: () => ({}), write: () => {} });
  suiteSetup(async () => {
    two = await openTwoModels();
  });
  suiteTeardown(() => two.close());
  teardown(closeEditors);

  const lastBody = (): Body => two.servers[0].requests.at(-1)!.body as Body;

  suite('Inkstone’s models', () => {
    const offer = () =>
      createModelOffer({
        providers: () => two.models.providers().filter(({ id }) => id === 'one'),
        accessTo: (id) => two.models.named(id),
        counts,
      });
    const parts: OfferedPart[] = [];
    const progress = { report: (part: OfferedPart) => void parts.push(part) };
    const never = new vscode.CancellationTokenSource().token;
    setup(() => parts.splice(0));

    test('are offered with their sizes, and counted as Inkstone counts', async () => {
      const [model, ...others] = await offer().provideLanguageModelChatInformation();
      assert.deepEqual([model?.id, model?.family, others.length], ['one/m', 'm', 0]);
      assert.ok(model!.maxInputTokens > 0 && model!.maxOutputTokens > 0);
      const tokens = await offer().provideTokenCount(
        model!,
        'Nine words are in this sentence, more or less.',
      );
      assert.ok(tokens > 8 && tokens < 25, String(tokens));
    });

    test('stream what they say and call, and are told of tools and their results', async () => {
      const [model] = await offer().provideLanguageModelChatInformation();
      two.servers[0].script({
        text: 'Looking.',
        toolCalls: [{ callId: 'c1', name: 'read', argumentsText: '{"path":"a.ts"}' }],
      });
      const tools = [{ name: 'read', description: 'Reads', inputSchema: { type: 'object', properties: {} } }];
      await offer().provideLanguageModelChatResponse(
        model!,
        [
          { role: User, content: [text('What is in a.ts?')] },
          {
            role: Assistant,
            content: [new vscode.LanguageModelToolCallPart('c0', 'read', { path: 'b.ts' })],
          },
          { role: User, content: [new vscode.LanguageModelToolResultPart('c0', [text('nothing')])] },
          { role: User, content: [{ kind: 'of a newer editor' }, text('And now?')] },
        ],
        { tools },
        progress,
        never,
      );
      const said = parts.filter((part) => part instanceof vscode.LanguageModelTextPart);
      assert.equal(said.map(({ value }) => value).join(''), 'Looking.');
      const [call] = parts.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
      assert.deepEqual([call?.name, call?.input], ['read', { path: 'a.ts' }]);
      assert.deepEqual(
        lastBody().messages.map(({ role }) => role),
        ['user', 'assistant', 'tool', 'user'],
      );
      assert.equal(lastBody().tools?.[0]?.function.name, 'read');
    });

    test('stop when they are called off, and say in the editor’s words why they failed', async () => {
      const [model] = await offer().provideLanguageModelChatInformation();
      const source = new vscode.CancellationTokenSource();
      const asked = (token: vscode.CancellationToken) =>
        offer().provideLanguageModelChatResponse(
          model!,
          [{ role: User, content: [text('Hello?')] }],
          {},
          progress,
          token,
        );
      source.cancel();
      await assert.rejects(asked(source.token), vscode.CancellationError);
      two.servers[0].script({ status: 401, body: { error: { message: 'bad key' } } });
      await assert.rejects(
        asked(never),
        (error) => error instanceof vscode.LanguageModelError && error.code === 'NoPermissions',
      );
      await assert.rejects(
        offer().provideLanguageModelChatResponse(
          { ...model!, id: 'gone/m' as ModelId },
          [],
          {},
          progress,
          never,
        ),
        (error) => error instanceof vscode.LanguageModelError && error.code === 'NotFound',
      );
    });

    test('are in the editor’s list of models, where it takes offers', async function () {
      if (!('registerLanguageModelChatProvider' in vscode.lm)) return this.skip();
      const server = await useModelServer();
      try {
        const models = await vscode.lm.selectChatModels({ vendor: 'inkstone' });
        assert.ok(
          models.some(({ id }) => id === 'test/test-model'),
          models.map(({ id }) => id).join(),
        );
      } finally {
        await server.close();
      }
    });
  });

  suite('@inkstone', () => {
    const ask = async (
      request: {
        readonly prompt: string;
        readonly command?: string;
        readonly references?: readonly unknown[];
      },
      history: vscode.ChatContext['history'] = [],
    ): Promise<{ readonly said: string; readonly result: vscode.ChatResult }> => {
      let said = '';
      const editor = new CurrentEditor();
      try {
        const result = await answerInEditorChat(
          {
            editor,
            access: (purpose) => two.models.inUse(purpose)!,
            turnDeps: (transcript) => two.gestures.turnDeps(transcript),
            onError: () => {},
          },
          {
            request: {
              prompt: request.prompt,
              command: request.command,
              references: (request.references ?? []).map((value) => ({ id: 'r', value })),
            },
            context: { history },
            stream: {
              markdown: (value) => {
                said += String(value);
              },
              progress: () => {},
            },
          },
          new vscode.CancellationTokenSource().token,
        );
        return { said, result };
      } finally {
        editor.dispose();
      }
    };

    test('answers with the files that are attached', async () => {
      const { document } = await openNewFile('export const answer = 42;\n', 'typescript');
      two.servers[0].script({ text: 'It is 42.' });
      const { said, result } = await ask({ prompt: 'What is it?', references: [document.uri] });
      assert.deepEqual([said, result], ['It is 42.', {}]);
      assert.match(lastBody().messages.at(-1)!.content, /What is it\?[\s\S]*answer = 42/);
    });

    test('explains and optimizes the code in the editor', async () => {
      await openNewFile('export const twice = (n: number) => n + n;\n', 'typescript');
      two.servers[0].script({ text: 'Adds n to itself.' }, { text: 'Nothing to gain.' });
      assert.equal((await ask({ prompt: '', command: 'explain' })).said, 'Adds n to itself.');
      assert.match(lastBody().messages.at(-1)!.content, /Explain this[\s\S]*n \+ n/);
      assert.equal((await ask({ prompt: '', command: 'optimize' })).said, 'Nothing to gain.');
      assert.match(lastBody().messages.at(-1)!.content, /Optimize this[\s\S]*n \+ n/);
    });

    test('says in words what went wrong', async () => {
      two.servers[0].script({ status: 401, body: { error: { message: 'bad key' } } });
      const { result } = await ask({ prompt: 'Hello?' });
      assert.match(result.errorDetails?.message ?? '', /key/i);
    });
  });

  suite('Models of other extensions', () => {
    test('are listed without Inkstone’s own, and none is no error', async () => {
      assert.ok((await createEditorModels().list()).every(({ name }) => !name.startsWith('inkstone/')));
    });

    test('that are gone are said to be unknown', async () => {
      const { model } = two.models.inUse()!;
      const events = createEditorModels().stream(
        { id: 'r', purpose: 'chat', model: { ...model, name: 'nobody/none' }, messages: [] },
        new AbortController().signal,
      );
      const first = events[Symbol.asyncIterator]().next();
      await assert.rejects(first, (error) => (error as { kind?: string }).kind === 'unknown-model');
    });
  });
});
