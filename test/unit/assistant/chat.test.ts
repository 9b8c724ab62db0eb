import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, askAgain } from '../../../src/assistant/chat.ts';
import { editCode } from '../../../src/assistant/editCode.ts';
import { explain } from '../../../src/assistant/explain.ts';
import { activePath } from '../../../src/core/chat/branches.ts';
import { ProviderError } from '../../../src/core/model/providerError.ts';
import { UserError } from '../../../src/core/userError.ts';
import {
  access,
  finish,
  MemoryReview,
  MemoryTranscript,
  ScriptedProvider,
  target,
  testDeps,
  text,
} from './scripted.ts';

const never = new AbortController().signal;
const question = (words: string) => ({ text: words, references: [] });

suite('asking in a chat', () => {
  test('sends the earlier exchanges, oldest first, and roles that alternate', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('answer'), finish);
    await ask(deps, { access: access(provider), question: question('one') }, never);
    await ask(
      deps,
      { access: access(new ScriptedProvider(new Error('bug'))), question: question('lost') },
      never,
    );
    await ask(deps, { access: access(provider), question: question('two') }, never);
    assert.deepEqual(
      provider.requests[1]?.messages
        .slice(1)
        .map((message) => [message.role, 'text' in message && message.text]),
      [
        ['user', 'one'],
        ['assistant', 'answer'],
        ['user', 'two'],
      ],
    );
    assert.equal(provider.requests[1]?.messages[0]?.role, 'system');
  });

  test('sends the rules behind the question that they go along with, and with no later one', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('answer'), finish);
    const first = { ...question('one'), about: 'CODE', rules: 'Be brief. </project-rules>' };
    await ask(deps, { access: access(provider), question: first }, never);
    await ask(deps, { access: access(provider), question: question('two') }, never);
    const [, asked] = provider.requests[0]!.messages;
    assert.ok(asked?.role === 'user');
    assert.match(
      asked.text,
      /^one\n\nCODE\n\nThe project's own rules\.[^<]*<project-rules>\nBe brief\. &lt;\/project-rules>\n<\/project-rules>$/,
    );
    const [, earlier] = provider.requests[1]!.messages;
    assert.deepEqual(earlier, { role: 'user', text: 'one\n\nCODE' });
  });

  test('leaves out the oldest exchanges when the window is small', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('word '.repeat(400)), finish);
    const small = access(provider, { contextTokens: 1500, maxOutputTokens: 100 });
    for (const words of ['one', 'two', 'three', 'four'])
      await ask(deps, { access: small, question: question(words) }, never);
    const sent = provider.requests[3]!.messages.flatMap((message) =>
      message.role === 'user' ? [message.text] : [],
    );
    assert.equal(sent.at(-1), 'four');
    assert.ok(!sent.includes('one'));
    assert.ok(sent.includes('three'));
  });

  test('refuses what cannot fit before anything is sent', async () => {
    const provider = new ScriptedProvider(finish);
    const small = access(provider, { contextTokens: 1000 });
    await assert.rejects(
      ask(testDeps(), { access: small, question: question('word '.repeat(5000)) }, never),
      (error) =>
        error instanceof UserError &&
        error.kind === 'selection-too-long' &&
        /\d\.\dk tokens/.test(error.message),
    );
    assert.equal(provider.requests.length, 0);
  });

  test('keeps what arrived when the answer is cut, and says why', async () => {
    const deps = testDeps();
    const cut = new ProviderError('interrupted', 'cut', { provider: 'test' });
    const end = await ask(
      deps,
      { access: access(new ScriptedProvider(text('half'), cut)), question: question('q') },
      never,
    );
    assert.equal(end.status, 'interrupted');
    const { answer } = deps.transcript.state.turns[0]!;
    assert.equal(answer.text, 'half');
    assert.equal(answer.notice?.code, 'INK-NET-007');
  });

  test('is stopped by the user without an error', async () => {
    const deps = testDeps();
    const controller = new AbortController();
    const provider = new ScriptedProvider(text('half'), async () => controller.abort(), text('rest'));
    const end = await ask(deps, { access: access(provider), question: question('q') }, controller.signal);
    assert.deepEqual(end, { turnId: end.turnId, status: 'stopped' });
    assert.equal(deps.transcript.state.turns[0]?.answer.text, 'half');
  });

  test('answers a turn anew with only what came before it', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('a'), finish);
    await ask(deps, { access: access(provider), question: question('one') }, never);
    const second = await ask(deps, { access: access(provider), question: question('two') }, never);
    await askAgain(deps, { access: access(provider), turnId: second.turnId }, never);
    assert.deepEqual(provider.requests[2]?.messages, provider.requests[1]?.messages);
  });

  test('keeps an answer beside the new one, and puts the new one in the place of nothing', async () => {
    const deps = testDeps();
    const shown = (): readonly string[] => activePath(deps.transcript.state).map(({ answer }) => answer.text);
    const answering = (words: string) => access(new ScriptedProvider(text(words), finish));
    const failing = access(
      new ScriptedProvider(new ProviderError('quota', 'none left', { provider: 'test' })),
    );
    const { turnId } = await ask(deps, { access: failing, question: question('one') }, never);
    await askAgain(deps, { access: answering('first'), turnId }, never);
    await ask(deps, { access: answering('second'), question: question('two') }, never);
    assert.deepEqual(shown(), ['first', 'second']);
    await askAgain(deps, { access: answering('other'), turnId }, never);
    assert.deepEqual(shown(), ['other']);
    assert.equal(deps.transcript.state.turns.length, 3);
  });

  test('asks another version of a question with what came before it, beside the first', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('a'), finish);
    const asked = { access: access(provider) };
    const one = await ask(deps, { ...asked, question: question('one') }, never);
    await ask(deps, { ...asked, question: question('two') }, never);
    const place = { parentId: one.turnId, id: 'chosen' };
    const { turnId } = await ask(deps, { ...asked, question: question('three'), place }, never);
    assert.equal(turnId, 'chosen');
    assert.deepEqual(
      provider.requests[2]?.messages.slice(1).map((message) => 'text' in message && message.text),
      ['one', 'a', 'three'],
    );
    assert.deepEqual(
      activePath(deps.transcript.state).map(({ question: { text: words } }) => words),
      ['one', 'three'],
    );
  });

  test('answers an explanation anew with the prompt that it had, not with the words in the transcript', async () => {
    const deps = testDeps();
    const provider = new ScriptedProvider(text('a'), finish);
    const { turnId } = await explain(
      deps,
      { access: access(provider), target: target('const a = 1;') },
      never,
    );
    await ask(deps, { access: access(provider), question: question('And?') }, never);
    await askAgain(deps, { access: access(provider), turnId }, never);
    const [first, , again] = provider.requests;
    assert.deepEqual([again?.messages, again?.purpose], [first?.messages, 'explain']);
    await assert.rejects(askAgain(deps, { access: access(provider), turnId: 'gone' }, never), RangeError);
  });

  test('looks back on a command as what was asked about which code, and on all of its answer', async () => {
    const deps = { ...testDeps(), edits: new MemoryReview() };
    const provider = new ScriptedProvider(text('```ts\nB();\n```\n- faster'), finish);
    const model = access(provider);
    const code = target('a();\nb();', { region: { startLine: 1, endLine: 2 } });
    await editCode(deps, { access: model, target: code, task: { purpose: 'optimize' } }, never);
    const place = target('a();\nb();', { region: { startLine: 1, endLine: 1 }, taken: { by: 'cursor' } });
    const task = { purpose: 'generate', instruction: 'call B' } as const;
    await editCode(deps, { access: model, target: place, task }, never);
    await explain(deps, { access: model, target: code }, never);
    await ask(deps, { access: model, question: question('Why?') }, never);
    const answer = ['assistant', '```ts\nB();\n```\n- faster'];
    assert.deepEqual(
      provider.requests[3]?.messages
        .slice(1)
        .map((message) => [message.role, 'text' in message && message.text]),
      [
        ['user', 'Optimize this code.\n\n`src/a.ts`, lines 2–2:\n```typescript\nb();\n```'],
        answer,
        ['user', 'call B\n\n`src/a.ts`, lines 2–2'],
        answer,
        ['user', 'Explain this code.\n\n`src/a.ts`, lines 2–2:\n```typescript\nb();\n```'],
        answer,
        ['user', 'Why?'],
      ],
    );
    assert.equal(deps.transcript.state.turns[0]?.answer.text, '- faster');
  });

  test('says that the output limit was reached, and that a filter stopped the answer', async () => {
    const run = async (reason: 'length' | 'content-filter') => {
      const provider = new ScriptedProvider(text('x'), { type: 'finish', reason });
      return ask(testDeps(), { access: access(provider), question: question('q') }, never);
    };
    assert.deepEqual(
      [(await run('length')).status, (await run('length')).notice?.code],
      ['length', 'INK-REQ-005'],
    );
    assert.deepEqual(
      [(await run('content-filter')).status, (await run('content-filter')).notice?.code],
      ['filtered', 'INK-REQ-004'],
    );
  });
});

suite('explaining code', () => {
  const code = Array.from({ length: 40 }, (_, index) => `const line${index + 1} = ${index};`).join('\n');

  test('names the place, shows the code last and the lines around it as context', async () => {
    const provider = new ScriptedProvider(text('It counts.'), finish);
    const deps = {
      ...testDeps(),
      workspace: { projectRules: async () => ({ text: 'Use tabs.', references: [] }) },
    };
    await explain(
      deps,
      { access: access(provider), target: target(code, { region: { startLine: 9, endLine: 12 } }) },
      never,
    );
    const prompt = provider.requests[0]!.messages[1]!;
    assert.ok(prompt.role === 'user');
    assert.match(prompt.text, /TypeScript code from `src\/a\.ts`, lines 10–12/);
    assert.match(prompt.text, /<project-rules>\nUse tabs\.\n<\/project-rules>/);
    assert.match(prompt.text, /const line9 = 8;\n```/);
    assert.match(
      prompt.text,
      /The code to explain\..*\n```typescript\n10\|const line10 = 9;\n11\|const line11 = 10;\n12\|const line12 = 11;\n```$/,
    );
    const system = provider.requests[0]!.messages[0]!;
    assert.ok(system.role === 'system' && !system.text.includes('Use tabs'));
  });

  test('keeps code that holds fences in one piece', async () => {
    const provider = new ScriptedProvider(text('x'), finish);
    await explain(testDeps(), { access: access(provider), target: target('a\n````\nb') }, never);
    const prompt = provider.requests[0]!.messages[1]!;
    assert.ok(prompt.role === 'user' && prompt.text.endsWith('`````typescript\n1|a\n2|````\n3|b\n`````'));
  });

  test('shows less around the code when the window is nearly full', async () => {
    const provider = new ScriptedProvider(text('x'), finish);
    const small = access(provider, { contextTokens: 780, maxOutputTokens: 200 });
    await explain(
      testDeps(),
      { access: small, target: target(code, { region: { startLine: 20, endLine: 22 } }) },
      never,
    );
    const prompt = provider.requests[0]!.messages[1]!;
    assert.ok(prompt.role === 'user' && !prompt.text.includes('const line1 ='));
  });

  test('puts a chip with the lines under the question', async () => {
    const transcript = new MemoryTranscript();
    await explain(
      testDeps(transcript),
      {
        access: access(new ScriptedProvider(finish)),
        target: target(code, {
          region: { startLine: 9, endLine: 12 },
          taken: { by: 'symbol', name: 'f', kind: 'function' },
        }),
      },
      never,
    );
    const [turn] = transcript.state.turns;
    assert.equal(turn?.question.text, 'Explain `f`.');
    assert.deepEqual(turn?.question.references, [
      { label: 'a.ts:10-12', uri: 'file:///w/src/a.ts', startLine: 10, endLine: 12 },
    ]);
  });
});
