import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { budgetOf, requireFit } from '../../../src/assistant/budget.ts';
import { packHistory } from '../../../src/assistant/history.ts';
import { newAnswer, type Turn } from '../../../src/core/chat/session.ts';
import type { ChatMessage } from '../../../src/core/model/chatRequest.ts';
import { translator } from '../../../src/core/text/translate.ts';
import { UserError } from '../../../src/core/userError.ts';
import { model } from './scripted.ts';

const user = (text: string): ChatMessage => ({ role: 'user', text });
const turn = (words: string): Turn => ({
  id: words,
  purpose: 'chat',
  question: { text: words, references: [] },
  answer: { ...newAnswer('Model'), text: words, status: 'complete' },
});
const budget = budgetOf(model, 1000);

suite('the shares of the window', () => {
  test('are the answer that is wanted, and for the question the rest but a margin', () => {
    const { inputTokens, outputTokens } = budgetOf(
      { ...model, contextTokens: 10_000, maxOutputTokens: 4000 },
      1000,
    );
    assert.deepEqual([inputTokens, outputTokens], [8500, 1000]);
  });

  test('leave at least half of the window to the question, and never promise what the model cannot write', () => {
    assert.equal(
      budgetOf({ ...model, contextTokens: 10_000, maxOutputTokens: 9000 }, 8000).outputTokens,
      5000,
    );
    assert.equal(budgetOf({ ...model, maxOutputTokens: 512 }, 8000).outputTokens, 512);
  });

  test('of whatever window are whole numbers that fit into it, and never ask for no answer at all', () => {
    const tokens = fc.integer({ min: 0, max: 2_000_000 });
    fc.assert(
      fc.property(tokens, tokens, tokens, (contextTokens, maxOutputTokens, wanted) => {
        const { inputTokens, outputTokens } = budgetOf({ ...model, contextTokens, maxOutputTokens }, wanted);
        assert.ok(Number.isInteger(inputTokens) && inputTokens >= 0);
        assert.ok(Number.isInteger(outputTokens) && outputTokens >= 1);
        assert.ok(contextTokens < 2 || inputTokens + outputTokens <= contextTokens);
      }),
    );
  });
});

suite('what must fit', () => {
  const messages = [user('word '.repeat(100)), user('word '.repeat(100))];
  const needed = Math.ceil(budget.tokensOf(messages));
  const check = (inputTokens: number): void =>
    requireFit(messages, { ...budget, inputTokens }, model, translator());

  test('fits to the last token', () => check(needed));

  test('is refused beyond it, with the figures and a way on', () => {
    assert.throws(
      () => check(needed - 1),
      (error) =>
        error instanceof UserError &&
        error.message.includes(`about ${needed} tokens`) &&
        error.message.includes(`read ${needed - 1} beside`) &&
        error.actions[0]?.id === 'select-model',
    );
  });
});

suite('of the history', () => {
  const history = ['one', 'two', 'three'].map(turn);
  const cost = budget.tokensOf([user('one'), { role: 'assistant', text: 'one' }]);
  const questions = (tokens: number, turns = history): readonly string[] =>
    packHistory(turns, budget, tokens).turns.map(({ question }) => question.text);

  test('the newest goes along, in whole exchanges, oldest first', () => {
    assert.deepEqual(questions(3 * cost), ['one', 'two', 'three']);
    assert.deepEqual(questions(3 * cost - 1), ['two', 'three']);
    assert.deepEqual(questions(cost - 1), []);
    assert.deepEqual(questions(-5), []);
  });

  test('nothing goes along from before a gap: an answer without what led to it misleads', () => {
    assert.deepEqual(questions(3 * cost, [turn('one'), turn('long '.repeat(200)), turn('three')]), ['three']);
  });
});
