import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type ContextUse,
  fullness,
  isNearlyFull,
  usedTokens,
  withQuestion,
} from '../../../../src/core/chat/contextUse.ts';
import type { Receipt } from '../../../../src/core/chat/receipt.ts';

const USE: ContextUse = {
  windowTokens: 10_000,
  instructionTokens: 200,
  conversationTokens: 3000,
  reservedTokens: 1000,
  canCompact: true,
  tokensPerShare: [1, 1, 1, 1, 1, 1],
};

const RECEIPT: Receipt = {
  parts: [
    { kind: 'instructions', label: 'Instructions', tokens: 190 },
    { kind: 'earlier', id: 'earlier', label: 'Earlier', tokens: 2900 },
    { kind: 'docs', label: 'Passages', tokens: 500 },
    { kind: 'rules', id: 'r', label: 'AGENTS.md', tokens: 300 },
    { kind: 'file', id: 'f', label: 'cart.ts', tokens: 700 },
  ],
  isWithoutEarlier: false,
  hidden: [],
  maxTokens: 9000,
};

suite('the use of the window by the next question', () => {
  test('counts the question and what goes along, and nothing twice', () => {
    const use = withQuestion(USE, RECEIPT, 40);
    assert.equal(use.questionTokens, 500 + 700 + 40);
    assert.equal(use.instructionTokens, 200 + 300);
    assert.equal(use.conversationTokens, 3000);
    assert.equal(usedTokens(use), 3000 + 500 + 1240 + 1000);
    assert.equal(fullness(use), 0.574);
  });

  test('is that of the chat while nothing is known to go along', () => {
    const { questionTokens, ...use } = withQuestion(USE, undefined, 0);
    assert.deepEqual(use, USE);
    assert.equal(questionTokens, 0);
  });

  test('is without the earlier messages where they stay behind, and then there is nothing to compact', () => {
    const use = withQuestion(USE, { ...RECEIPT, isWithoutEarlier: true }, 0);
    assert.equal(use.conversationTokens, 0);
    assert.equal(use.canCompact, false);
  });

  test('comes near its end by the question alone, and is never more than full', () => {
    assert.equal(isNearlyFull(withQuestion(USE, undefined, 3790)), false);
    assert.equal(isNearlyFull(withQuestion(USE, undefined, 3800)), true);
    assert.equal(fullness(withQuestion(USE, undefined, 1_000_000)), 1);
  });
});
