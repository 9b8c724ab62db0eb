import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RequestEnd } from '../../../../src/core/model/observation.ts';
import type { UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { createProvider } from '../../../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../../../src/providers/endpoint.ts';
import { createDirectTransport } from '../../../../src/providers/transport/directTransport.ts';
import { type ByteStep, STREAM_HEAD, textFrame } from '../../../model-server/byteScript.ts';
import { startModelServer } from '../../../model-server/modelServer.ts';
import { chatRequest } from '../clients.ts';

/** How an answer that begins so is told to whoever watches, and recorded, when its reader does that with it. */
async function watched(
  steps: readonly ByteStep[],
  onText: 'reads on' | 'stops' | 'leaves',
): Promise<{ readonly end: RequestEnd; readonly record: UsageRecord }> {
  const server = await startModelServer();
  server.script({ bytes: steps });
  const transport = createDirectTransport();
  const ends: RequestEnd[] = [];
  const records: UsageRecord[] = [];
  try {
    const provider = createProvider(
      {
        transport,
        record: (record) => records.push(record),
        watch: (scope) => async () =>
          scope === 'request' ? [(request) => ({ request, end: (end) => ends.push(end) })] : [],
      },
      createCustomEndpoint('test', { baseUrl: server.baseUrl }),
      async () => undefined,
    );
    const controller = new AbortController();
    try {
      for await (const { type } of provider.stream(chatRequest(), controller.signal)) {
        if (type !== 'text-delta') continue;
        if (onText === 'leaves') break;
        if (onText === 'stops') controller.abort(new Error('stopped'));
      }
    } catch {
      // What is thrown is not what this is about.
    }
  } finally {
    await transport.close();
    await server.close();
  }
  const [[end], [record]] = [ends, records];
  assert.ok(end && record && ends.length === 1 && records.length === 1);
  return { end, record };
}

const BEGUN: readonly ByteStep[] = [{ write: STREAM_HEAD + textFrame('It adds two numbers.') }];

describe('Whoever watches a request is told what it counts', () => {
  for (const [what, steps, onText, outcome] of [
    ['breaks off', [...BEGUN, 'end'], 'reads on', 'interrupted'],
    ['the user stops', [...BEGUN, 'hang'], 'stops', 'stopped'],
    ['nobody reads on', [...BEGUN, 'hang'], 'leaves', 'stopped'],
  ] as const)
    test(`of an answer that ${what}, although the provider did not`, async () => {
      const { end, record } = await watched(steps, onText);
      assert.equal(end.outcome, outcome);
      assert.ok(record.usage.estimated && record.usage.outputTokens > 0);
      assert.deepEqual(end.usage, record.usage);
    });
});
