import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ChatMessage } from '../../../../src/core/model/chatRequest.ts';
import { ERNIE_CHAT } from '../../../../src/providers/dialects/ernieChat.ts';
import { ernieMessages, ernieSystem } from '../../../../src/providers/dialects/ernieMessages.ts';
import { chatRequest } from '../clients.ts';

const user = (text: string): ChatMessage => ({ role: 'user', text });
const assistant = (text: string): ChatMessage => ({ role: 'assistant', text });
const call = { callId: 'c1', name: 'read', argumentsText: '{"path":"a.ts"}' };

describe('a conversation', () => {
  test('in the right order stays as it is', () => {
    assert.deepEqual(ernieMessages([user('Hi'), assistant('Hello'), user('Bye')]), [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Bye' },
    ]);
  });

  test('has its neighbours of one role joined', () => {
    assert.deepEqual(ernieMessages([user('a'), user('b'), assistant('c'), assistant('d'), user('e')]), [
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: 'c\n\nd' },
      { role: 'user', content: 'e' },
    ]);
  });

  test('gives each call of a function and its result as a pair', () => {
    const other = { callId: 'c2', name: 'list', argumentsText: '{}' };
    const messages: readonly ChatMessage[] = [
      user('Look'),
      { role: 'assistant', text: 'I look.', toolCalls: [call, other] },
      { role: 'tool', callId: 'c1', result: 'text' },
      { role: 'tool', callId: 'c2', result: 'files' },
    ];
    assert.deepEqual(ernieMessages(messages), [
      { role: 'user', content: 'Look' },
      {
        role: 'assistant',
        content: 'I look.',
        function_call: { name: 'read', arguments: '{"path":"a.ts"}' },
      },
      { role: 'function', name: 'read', content: 'text' },
      { role: 'assistant', content: '', function_call: { name: 'list', arguments: '{}' } },
      { role: 'function', name: 'list', content: 'files' },
    ]);
  });

  const message: fc.Arbitrary<ChatMessage> = fc.oneof(
    fc.record({ role: fc.constantFrom('system', 'user'), text: fc.string() }),
    fc.record({ role: fc.constant('assistant'), text: fc.string() }),
    fc.record({ role: fc.constant('assistant'), text: fc.string(), toolCalls: fc.constant([call]) }),
    fc.record({ role: fc.constant('tool'), callId: fc.constantFrom('c1', 'c9'), result: fc.string() }),
  );

  test('of any kind alternates, is odd in number, begins and ends with the user, and loses no text', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const sent = ernieMessages(messages);
        assert.equal(sent.length % 2, 1);
        for (const [index, { role, content, ...rest }] of sent.entries()) {
          assert.equal(role === 'assistant', index % 2 === 1);
          assert.ok(content !== '' || 'function_call' in rest);
        }
        assert.notEqual(sent[0]?.role, 'function');
        const all = sent.map(({ content }) => content).join('\n');
        for (const each of messages) {
          const text = each.role === 'tool' ? each.result : each.text;
          assert.ok((each.role === 'system' ? ernieSystem(messages) : all).includes(text));
        }
      }),
    );
  });
});

describe('a request', () => {
  const encode = (overrides: Parameters<typeof chatRequest>[0]) => ERNIE_CHAT.encode(chatRequest(overrides));

  test('has what the system says apart from the messages, and names no model', () => {
    const messages: readonly ChatMessage[] = [{ role: 'system', text: 'Be brief.' }, user('Hi')];
    assert.deepEqual(encode({ messages }), {
      messages: [{ role: 'user', content: 'Hi' }],
      system: 'Be brief.',
      stream: true,
    });
  });

  test('keeps to the bounds of limit and temperature', () => {
    const bounded = ([maxOutputTokens, temperature]: readonly [number, number]) => {
      const body = encode({ maxOutputTokens, temperature });
      return [body.max_output_tokens, body.temperature];
    };
    assert.deepEqual(bounded([1, 0]), [2, 0.01]);
    assert.deepEqual(bounded([100, 0.5]), [100, 0.5]);
    assert.deepEqual(bounded([16_384, 2]), [2048, 1]);
  });

  test('offers tools as functions', () => {
    const tool = { name: 'read', description: 'Reads a file', parameters: { type: 'object' } };
    assert.deepEqual(encode({ tools: [tool] }).functions, [tool]);
  });
});
