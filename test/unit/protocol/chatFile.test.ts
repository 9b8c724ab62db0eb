import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SessionState } from '../../../src/core/chat/session.ts';
import { parseChatFile, serializeChat } from '../../../src/protocol/chatFile.ts';

/** One of everything that a chat may hold. */
const SESSION: SessionState = {
  id: 's',
  title: '为什么？ 🤔',
  createdAt: 1_795_000_000_000,
  turns: [
    {
      id: 't',
      purpose: 'explain',
      question: {
        text: 'Explain `f`.',
        prompt: 'line one\n\u2028"quoted" \\ back',
        about: '`a.ts`, lines 1–3:\n```ts\na\n```',
        references: [{ label: 'a.ts:1-3', uri: 'file:///w/a.ts', startLine: 1, endLine: 3 }],
        pictures: [
          {
            label: '图.png',
            thumbnail: '/9j/',
            picture: { mediaType: 'image/png', data: 'iVBORw0K', width: 3, height: 4 },
          },
        ],
        sent: [{ kind: 'picture', label: '图.png' }],
      },
      answer: {
        text: 'It adds.\n\n```ts\na + b\n```',
        whole: '```ts\nb + a\n```\nIt adds.\n\n```ts\na + b\n```',
        seams: [{ at: 8 }],
        reasoning: '想',
        status: 'interrupted',
        modelLabel: 'GLM-5.2',
        modelId: 'zhipu/glm-5.2',
        figures: {
          usage: {
            inputTokens: 100,
            outputTokens: 20,
            cachedInputTokens: 40,
            reasoningTokens: 5,
            estimated: true,
          },
          cost: { amount: 0.0123, currency: 'CNY' },
          timeToFirstTokenMs: 340.5,
          reasoningMs: 1200,
          durationMs: 4000,
          requests: 2,
        },
        notice: {
          severity: 'warning',
          code: 'INK-NET-007',
          what: 'w',
          side: 'network',
          next: 'n',
          actions: [{ id: 'use-suggested-provider', label: 'l', argument: 'zai' }],
        },
      },
    },
    {
      id: 'u',
      parentId: 't',
      purpose: 'chat',
      question: { text: 'And?', references: [] },
      answer: { text: '', reasoning: '', status: 'waiting', modelLabel: 'GLM-5.2' },
    },
    {
      id: 'v',
      parentId: 't',
      purpose: 'chat',
      question: { text: 'And then?', references: [] },
      answer: { text: 'Then', reasoning: '', status: 'complete', modelLabel: 'GLM-5.2' },
    },
  ],
  preferred: ['u'],
  queue: [{ id: 'w', question: { text: 'Next', references: [] } }],
  isPinned: true,
  modelId: 'zhipu/glm-5.2',
};

const FILE = serializeChat(SESSION);

/** The file with a part of its text replaced. */
function edited(from: string, to: string): string {
  assert.ok(FILE.includes(from), from);
  return FILE.replace(from, () => to);
}

suite('a chat on disk', () => {
  test('comes back with everything that it had', () => {
    assert.deepEqual(parseChatFile(FILE), SESSION);
  });

  test('from before there were branches is one line', () => {
    const { preferred: _, queue: __, ...linear } = SESSION;
    const turns = SESSION.turns.map(({ parentId: ___, ...turn }) => turn);
    const old = parseChatFile(JSON.stringify({ version: 1, session: { ...linear, turns } }));
    assert.ok(typeof old === 'object');
    assert.deepEqual(
      old.turns.map(({ parentId }) => parentId),
      [undefined, 't', 'u'],
    );
    assert.deepEqual([old.preferred, old.queue], [[], []]);
  });

  test('whose turn follows none that is there still shows it', () => {
    const read = parseChatFile(FILE.replaceAll('"parentId":"t"', '"parentId":"lost"'));
    assert.ok(typeof read === 'object');
    assert.deepEqual(
      read.turns.map(({ id, parentId }) => [id, parentId]),
      [
        ['t', undefined],
        ['u', undefined],
        ['v', undefined],
      ],
    );
  });

  test('of a newer Inkstone is told from a damaged one, whatever it holds [F70]', () => {
    assert.equal(parseChatFile('{"version":3,"chats":[]}'), 'newer');
    assert.equal(parseChatFile(edited('"version":2', '"version":3')), 'newer');
  });

  test('keeps its turns when it holds fields that this Inkstone does not know', () => {
    assert.deepEqual(parseChatFile(edited('"title"', '"rating":5,"title"')), SESSION);
    assert.deepEqual(parseChatFile(edited('"modelLabel"', '"rating":5,"modelLabel"')), SESSION);
  });

  for (const [name, text] of Object.entries({
    'nothing at all': '',
    'the zeros that a power cut leaves': '\0'.repeat(64),
    'a cut file': FILE.slice(0, -40),
    'a bare null': 'null',
    'a list': '[]',
    'no version': edited('"version":2,', ''),
    'a version in words': edited('"version":2', '"version":"2"'),
    'a version that never was': edited('"version":2', '"version":0'),
    'no session': '{"version":2}',
    'turns that are no list': edited('"turns":[', '"turns":{},"other":['),
    'a status that is none': edited('"status":"interrupted"', '"status":"paused"'),
    'a text that is a number': edited('"reasoning":"想"', '"reasoning":7'),
    'a count below zero': edited('"inputTokens":100', '"inputTokens":-1'),
    'a reference without a place': edited('"uri":"file:///w/a.ts",', ''),
  })) {
    test(`that is ${name} is damaged`, () => assert.equal(parseChatFile(text), 'damaged'));
  }

  test('cannot bring its own prototype [F83]', () => {
    assert.deepEqual(parseChatFile(edited('"title"', '"__proto__":{"polluted":1},"title"')), SESSION);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});
