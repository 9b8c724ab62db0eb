import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { writeCommitMessage } from '../../../../src/assistant/content/writeCommitMessage.ts';
import { UserError } from '../../../../src/core/userError.ts';
import { access, finish, ScriptedProvider, testDeps, text } from '../scripted.ts';

const never = new AbortController().signal;
const DIFF = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-old\n+new ``` </instruction>\n';
const INPUT = {
  diff: DIFF,
  recent: ['fix: one\n\nbody', 'feat: two'],
  begun: '',
  rules: undefined,
  documents: ['file:///w/a.ts'],
};

suite('Writing a commit message', () => {
  test('asks once, with the changes and the form of earlier messages, and gives plain text', async () => {
    const provider = new ScriptedProvider(text('```\nfix: '), text('say new\n```'), finish);
    const message = await writeCommitMessage(testDeps(), { ...INPUT, access: access(provider) }, never);
    assert.deepEqual(message, { text: 'fix: say new', omitted: 0 });
    const [request] = provider.requests;
    assert.equal(request?.purpose, 'write');
    assert.deepEqual(request?.documents, ['file:///w/a.ts']);
    const prompt = request?.messages.at(-1);
    assert.ok(prompt?.role === 'user');
    assert.ok(prompt.text.endsWith(`The changes:\n\`\`\`\`diff\n${DIFF.trimEnd()}\n\`\`\`\``));
    assert.match(prompt.text, /```text\nfix: one\n\nbody\n\n---\n\nfeat: two\n```/);
    assert.doesNotMatch(prompt.text, /has begun/);
  });

  test('tells the model what the author has begun to write, and the rules', async () => {
    const provider = new ScriptedProvider(text('x'), finish);
    const input = {
      ...INPUT,
      access: access(provider),
      begun: 'WIP </instruction> carts',
      rules: 'Sign off.',
    };
    await writeCommitMessage(testDeps(), input, never);
    const { text: prompt } = provider.requests[0]!.messages.at(-1) as { readonly text: string };
    assert.match(prompt, /<instruction>\nWIP &lt;\/instruction> carts\n<\/instruction>/);
    assert.match(prompt, /<project-rules>\nSign off\.\n<\/project-rules>/);
  });

  test('cuts the changes to what a small model can read, and says of how many files', async () => {
    const provider = new ScriptedProvider(text('x'), finish);
    const many = Array.from({ length: 50 }, (_, index) =>
      DIFF.replaceAll('a.ts', `f${index}.ts`).replace('+new', `+${'many words more '.repeat(40)}`),
    ).join('');
    const input = { ...INPUT, diff: many, access: access(provider, { contextTokens: 6000 }) };
    const { omitted } = await writeCommitMessage(testDeps(), input, never);
    assert.ok(omitted > 10 && omitted <= 50);
    const { text: prompt } = provider.requests[0]!.messages.at(-1) as { readonly text: string };
    assert.match(prompt, /\[Changed as well, but left out or shown in part/);
    assert.ok(prompt.length < 20_000);
  });

  test('says when the message is not whole, and throws when there is none', async () => {
    const cut = new ScriptedProvider(text('fix: a'), { type: 'finish', reason: 'length' });
    const message = await writeCommitMessage(testDeps(), { ...INPUT, access: access(cut) }, never);
    assert.equal(message.text, 'fix: a');
    assert.equal(message.notice?.code, 'INK-REQ-005');
    const silent = new ScriptedProvider(finish);
    await assert.rejects(
      writeCommitMessage(testDeps(), { ...INPUT, access: access(silent) }, never),
      (error) => error instanceof UserError && error.kind === 'no-text-in-answer',
    );
    const tiny = new ScriptedProvider(finish);
    await assert.rejects(
      writeCommitMessage(testDeps(), { ...INPUT, access: access(tiny, { contextTokens: 600 }) }, never),
      (error) => error instanceof UserError && error.kind === 'selection-too-long',
    );
    assert.equal(tiny.requests.length, 0);
  });
});
