import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { budgetOf } from '../../../src/assistant/budget.ts';
import { ask } from '../../../src/assistant/chat.ts';
import { compactChat } from '../../../src/assistant/compact.ts';
import { contextUse } from '../../../src/assistant/contextUse.ts';
import { fullness, isNearlyFull, withQuestion } from '../../../src/core/chat/contextUse.ts';
import { newAnswer, type Turn } from '../../../src/core/chat/session.ts';
import { promptShares } from '../../../src/core/usage/promptShares.ts';
import { ESTIMATES } from '../../../src/core/usage/tokenCounts.ts';
import { UserError } from '../../../src/core/userError.ts';
import { access, finish, MemoryTranscript, model, ScriptedProvider, testDeps, text } from './scripted.ts';

const never = new AbortController().signal;
const SMALL = { contextTokens: 2000, maxOutputTokens: 200 } as const;
const words = (count: number, word = 'word'): string => `${word} `.repeat(count);

function chatOf(sizes: readonly number[], more: Partial<Turn> = {}): MemoryTranscript {
  const transcript = new MemoryTranscript();
  sizes.forEach((size, index) => {
    transcript.dispatch({
      type: 'turn-started',
      turn: {
        id: `t${index}`,
        ...(index > 0 && { parentId: `t${index - 1}` }),
        purpose: 'chat',
        question: {
          text: `question ${index}`,
          references: [{ label: `f${index}.ts:1-9`, uri: `file:///f${index}.ts`, startLine: 1, endLine: 9 }],
        },
        answer: { ...newAnswer('Model'), text: `answer ${index} ${words(size)}`, status: 'complete' },
        ...more,
      },
    });
  });
  return transcript;
}

function setUp(sizes: readonly number[], summary: ScriptedProvider | undefined) {
  const transcript = chatOf(sizes);
  const provider = new ScriptedProvider(text('fine'), finish);
  const small = access(provider, SMALL);
  const deps = {
    ...testDeps(transcript),
    maxOutputTokens: 200,
    ...(summary && { summarizer: () => access(summary, { label: 'Small' }) }),
  };
  const send = (question = 'next?') =>
    ask(deps, { access: small, question: { text: question, references: [] } }, never);
  return { transcript, provider, small, deps, send };
}

const sentTexts = (provider: ScriptedProvider, at = 0): readonly string[] =>
  provider.requests[at]!.messages.map((message) => ('text' in message ? message.text : ''));

suite('a chat that no longer fits', () => {
  test('is answered with a summary of its earlier part, and says so where that part ends', async () => {
    const summary = new ScriptedProvider(text('- the user wants X'), finish);
    const { transcript, provider, send } = setUp([700, 700, 700, 100], summary);
    const end = await send();
    assert.equal(end.status, 'complete');
    const { compaction } = transcript.state.turns[2]!;
    assert.deepEqual(
      [compaction?.summary, compaction?.summarized, compaction?.leftOut, compaction?.modelLabel],
      ['- the user wants X', 3, 0, 'Small'],
    );
    const [, first, , last] = sentTexts(provider);
    assert.match(first!, /the user wants X[\s\S]*f0\.ts:1-9[\s\S]*f2\.ts:1-9[\s\S]*question 3$/);
    assert.equal(last, 'next?');
    assert.deepEqual(
      provider.requests[0]!.messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.equal(transcript.state.turns.at(-1)!.answer.leftOut, undefined);
    const [asked] = summary.requests;
    assert.deepEqual([asked?.purpose, asked?.reasoning], ['compact', 'off']);
    assert.match(sentTexts(summary)[1]!, /question 0[\s\S]*answer 2/);
  });

  test('goes on from the summary, which the next one takes in', async () => {
    const summary = new ScriptedProvider(text('- notes'), finish);
    const { transcript, provider, small, deps, send } = setUp([700, 700, 700, 100], summary);
    await send();
    await send('and now?');
    assert.equal(summary.requests.length, 1);
    assert.match(sentTexts(provider, 1)[1]!, /- notes/);
    await compactChat(deps, { access: small }, never);
    assert.match(sentTexts(summary, 1)[1]!, /- notes[\s\S]*question 3/);
    const { compaction } = transcript.state.turns.findLast((turn) => turn.compaction)!;
    assert.deepEqual([compaction?.summarized, compaction?.references.length], [5, 4]);
  });

  test('leaves the oldest out when the user prefers that, or there is no summary to be had, and says how many', async () => {
    for (const summary of [undefined, new ScriptedProvider(new Error('no such model'))]) {
      const { transcript, provider, send } = setUp([700, 700, 700, 100], summary);
      const end = await send();
      assert.equal(end.status, 'complete');
      assert.equal(transcript.state.turns.at(-1)!.answer.leftOut, 2);
      assert.ok(!sentTexts(provider).join().includes('question 0'));
      assert.ok(transcript.state.turns.every(({ compaction }) => !compaction));
    }
  });

  test('is not kept waiting when the user stops it while it is summed up', async () => {
    const controller = new AbortController();
    const summary = new ScriptedProvider(async () => controller.abort(new Error('stopped')));
    const { transcript, provider, small, deps } = setUp([700, 700, 700, 100], summary);
    const question = { text: 'next?', references: [] };
    const end = await ask(deps, { access: small, question }, controller.signal);
    assert.deepEqual([end.status, transcript.state.turns.length], ['stopped', 5]);
    assert.ok(transcript.state.turns.every(({ compaction }) => !compaction));
    assert.equal(provider.requests.length, 1);
  });

  test('is packed anew after a switch to a smaller model, which cannot read the summary either', async () => {
    const summary = new ScriptedProvider(text(words(150, 'note')), finish);
    const { transcript, deps, send } = setUp([700, 700, 700, 100], summary);
    await send();
    assert.equal(transcript.state.turns[2]!.compaction?.summarized, 3);
    const tiny = new ScriptedProvider(text('ok'), finish);
    const { summarizer: _, ...dropping } = deps;
    const input = { access: access(tiny, { contextTokens: 620 }), question: { text: 'q', references: [] } };
    await ask(dropping, input, never);
    assert.ok(!sentTexts(tiny).join().includes('note note'));
    assert.equal(transcript.state.turns.at(-1)!.answer.leftOut, 3);
  });
});

suite('compacting', () => {
  test('never tells a model more than before, whatever the chat and whatever is said of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 900 }),
        fc.boolean(),
        async (sizes, summaryWords, isDropping) => {
          const provider = new ScriptedProvider(text(words(summaryWords, 'note')), finish);
          const { transcript, deps, small } = setUp(sizes, isDropping ? undefined : provider);
          const told = () => contextUse(deps, small.model).conversationTokens;
          const before = told();
          const turns = transcript.state.turns;
          try {
            await compactChat(deps, { access: small }, never);
            assert.ok(told() < before, `${told()} after ${before}`);
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
            assert.equal(told(), before);
          }
          assert.deepEqual(
            transcript.state.turns.map(({ compaction: _, ...turn }) => turn),
            turns,
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('never asks for more than fits, beside the answer, whatever the window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 600 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 900, max: 8000 }),
        fc.integer({ min: 900, max: 8000 }),
        async (sizes, window, summarizerWindow) => {
          const summary = new ScriptedProvider(text('- notes'), finish);
          const answering = new ScriptedProvider(text('fine'), finish);
          const deps = {
            ...testDeps(chatOf(sizes)),
            maxOutputTokens: 200,
            summarizer: () => access(summary, { contextTokens: summarizerWindow }),
          };
          const to = access(answering, { contextTokens: window });
          await ask(deps, { access: to, question: { text: 'next?', references: [] } }, never);
          for (const { model: asked, messages, maxOutputTokens } of [
            ...summary.requests,
            ...answering.requests,
          ]) {
            const prompt = ESTIMATES.part(asked.id, promptShares({ messages }));
            assert.ok(
              prompt + maxOutputTokens! <= asked.contextTokens,
              `${prompt} of ${asked.contextTokens}`,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is refused where there is nothing to be won', async () => {
    const summary = new ScriptedProvider(text('- notes'), finish);
    const { deps, small } = setUp([], summary);
    await assert.rejects(compactChat(deps, { access: small }, never), UserError);
    assert.equal(summary.requests.length, 0);
  });

  test('reads the beginning of an exchange that is too long for the model that sums up', async () => {
    const summary = new ScriptedProvider(text('- notes'), finish);
    const { deps } = setUp([9000, 10], summary);
    const big = access(new ScriptedProvider(finish), { contextTokens: 20_000 });
    const compaction = await compactChat(
      { ...deps, summarizer: () => access(summary, { contextTokens: 4000 }) },
      { access: big },
      never,
    );
    assert.equal(compaction.summarized, 1);
    assert.match(sentTexts(summary)[1]!, /question 0/);
  });
});

suite('the meter', () => {
  test('shows the conversation, the instructions and what is kept for the answer', () => {
    const { deps, small } = setUp([300], undefined);
    const use = withQuestion(contextUse(deps, small.model), undefined, 0);
    assert.deepEqual([use.windowTokens, use.reservedTokens, use.canCompact], [2000, 200, false]);
    assert.ok(use.conversationTokens > 290 && use.conversationTokens < 330, String(use.conversationTokens));
    assert.ok(use.instructionTokens > 100);
    assert.ok(fullness(use) > 0.3 && fullness(use) < 0.6);
  });

  test('is near the end before anything has to be left out', () => {
    for (const sizes of [[100, 100], [300, 300, 300], [400, 400, 400, 400], [4000]]) {
      const { transcript, deps, small } = setUp(sizes, undefined);
      const use = withQuestion(contextUse(deps, small.model), undefined, 0);
      const budget = budgetOf({ ...model, ...SMALL }, 200, deps.counts);
      const isOver = use.instructionTokens + use.conversationTokens > budget.inputTokens;
      assert.ok(!isOver || isNearlyFull(use), `${transcript.state.turns.length}`);
      assert.ok(fullness(use) <= 1);
    }
  });
});
