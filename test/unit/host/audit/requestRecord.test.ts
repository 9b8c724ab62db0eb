import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import { sha256 } from '../../../../src/host/audit/auditChain.ts';
import { requestRecord } from '../../../../src/host/audit/requestRecord.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { chatRequest } from '../../providers/clients.ts';

const endpoint = createCustomEndpoint('mine', {
  baseUrl: 'https://models.example/v1/canary-path',
  headers: { 'x-api-key': 'canary-key' },
});

const about = {
  user: 'ada',
  window: 'w1',
  endpoint,
  withContent: false,
  pathOf: (uri: string) => uri.replace('file:///project/', ''),
};

const request = chatRequest({
  messages: [{ role: 'user', text: 'canary prompt' }],
  documents: ['file:///project/b.ts', 'file:///project/a.ts', 'file:///project/b.ts'],
});

const end = { at: 0, durationMs: 12.4, outcome: 'completed', text: 'canary answer' } as const;

test('a record tells who asked whom about which files, with content as hashes only', () => {
  const usage = {
    inputTokens: 3,
    outputTokens: 4,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    estimated: true,
  };
  const record = requestRecord(request, { ...end, usage }, about);
  assert.deepEqual(record, {
    user: 'ada',
    window: 'w1',
    requestId: 'request-1',
    provider: 'mine',
    origin: 'https://models.example',
    model: 'test-model',
    purpose: 'chat',
    files: ['a.ts', 'b.ts'],
    inputTokens: 3,
    outputTokens: 4,
    estimated: true,
    outcome: 'completed',
    durationMs: 12,
    promptHash: sha256(JSON.stringify(request.messages)),
    answerHash: sha256('canary answer'),
  });
  assert.doesNotMatch(JSON.stringify(record), /canary/);
});

test('a record holds the content when the user wants it, and the code of a failure', () => {
  const error = new ProviderError('quota', 'x', { provider: 'mine' });
  const record = requestRecord(
    request,
    { ...end, outcome: 'failed', error },
    { ...about, withContent: true },
  );
  assert.equal(record.errorCode, 'INK-QUOTA-002');
  assert.deepEqual([record.prompt, record.answer], [JSON.stringify(request.messages), 'canary answer']);
});

test('of a picture the hash is written down, whatever else is', () => {
  const picture = { mediaType: 'image/png', data: 'canary picture', width: 3, height: 4 } as const;
  const seen = chatRequest({ messages: [{ role: 'user', text: 'What?', pictures: [picture] }] });
  const { prompt, promptHash } = requestRecord(seen, end, { ...about, withContent: true });
  const { data, ...rest } = picture;
  const pictures = [{ ...rest, sha256: sha256(data) }];
  assert.equal(prompt, JSON.stringify([{ role: 'user', text: 'What?', pictures }]));
  assert.equal(promptHash, sha256(prompt));
});
