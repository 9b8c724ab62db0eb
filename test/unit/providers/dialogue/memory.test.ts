import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage, ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { createDialogueMemory } from '../../../../src/providers/dialogue/memory.ts';
import { chatRequest } from '../clients.ts';
import { createManualClock } from '../manualClock.ts';

/** A question after these answers. */
const after = (answers: readonly string[], turn: string, id = 'chat'): ChatRequest => {
  const earlier = answers.flatMap((text): ChatMessage[] => [
    { role: 'user', text: 'What?' },
    { role: 'assistant', text },
  ]);
  return chatRequest({
    messages: [...earlier, { role: 'user', text: 'And now?' }],
    conversation: { id, turn },
  });
};

const said = { dialogueId: 'd', contextId: 'c' };

function remembered(...answers: readonly string[]) {
  const memory = createDialogueMemory(createManualClock());
  for (const [index, text] of answers.entries()) {
    const request = after(answers.slice(0, index), `t${index}`);
    memory.keep('s', request, {
      ...memory.place('s', request),
      said: { ...said, dialogueId: `d${index}` },
      text,
    });
  }
  return memory;
}

test('a turn goes on in its context also when the oldest turns no longer fit into the request', () => {
  const memory = remembered('a', 'b', 'c');
  assert.deepEqual(memory.place('s', after(['a', 'b', 'c'], 't3')), { contextId: 'c' });
  assert.deepEqual(memory.place('s', after(['b', 'c'], 't3')), { contextId: 'c' });
  assert.deepEqual(memory.place('s', after(['c'], 't3')), { contextId: 'c' });
});

test('a turn that looks back on nothing, or on something else, belongs nowhere', () => {
  const memory = remembered('a', 'b');
  for (const answers of [[], ['a'], ['b', 'a'], ['x', 'a', 'b'], ['a', 'b', 'c']])
    assert.deepEqual(memory.place('s', after(answers, 't9')), {}, answers.join());
  assert.deepEqual(memory.place('other', after(['a', 'b'], 't2')), {});
  assert.deepEqual(memory.place('s', after(['a', 'b'], 't2', 'other')), {});
});

test('only the last turn is answered anew in its place', () => {
  const memory = remembered('a', 'b');
  assert.deepEqual(memory.place('s', after(['a'], 't1')), { contextId: 'c', amends: 'd1' });
  assert.deepEqual(memory.place('s', after([], 't0')), {});
  const request = after(['a'], 't1');
  memory.keep('s', request, { contextId: 'c', amends: 'd1', said, text: 'B' });
  assert.deepEqual(memory.place('s', after(['a', 'B'], 't2')), { contextId: 'c' });
  assert.deepEqual(memory.place('s', after(['a', 'b'], 't2')), {});
});

test('what is forgotten, and the oldest of many conversations, belong nowhere', () => {
  const memory = createDialogueMemory(createManualClock());
  for (let index = 0; index < 60; index++)
    memory.keep('s', after([], 't0', `chat-${index}`), { said, text: 'a' });
  assert.deepEqual(memory.place('s', after(['a'], 't1', 'chat-0')), {});
  assert.deepEqual(memory.place('s', after(['a'], 't1', 'chat-59')), { contextId: 'c' });
  memory.forget('s', after([], 't1', 'chat-59'));
  assert.deepEqual(memory.place('s', after(['a'], 't1', 'chat-59')), {});
});

test('an address that was missing is tried again after ten minutes', () => {
  const clock = createManualClock();
  const memory = createDialogueMemory(clock);
  memory.miss('https://x.example/async');
  assert.equal(memory.isMissing('https://x.example/async'), true);
  assert.equal(memory.isMissing('https://x.example/other'), false);
  clock.advance(600_000);
  assert.equal(memory.isMissing('https://x.example/async'), false);
});
