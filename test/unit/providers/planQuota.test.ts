import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { systemClock } from '../../../src/providers/clock.ts';
import { planQuota } from '../../../src/providers/planQuota.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { type DeferredServer, startDeferredServer } from '../../model-server/deferredServer.ts';
import { kindOf, NEVER } from './clients.ts';

const KEY = 'a1b2c3.secretsecret';

suite('the quota of a plan', () => {
  let server: DeferredServer;
  let transport: ClosableTransport;

  beforeEach(async () => {
    server = await startDeferredServer(KEY);
    transport = createDirectTransport();
  });

  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  const ask = (origin = server.url) =>
    planQuota(
      {
        transport,
        clock: systemClock,
        credential: async () => ({ provider: 'zhipu-coding', origin, value: KEY, createdAt: 0 }),
      },
      { id: 'zhipu-coding', baseUrl: `${server.url}/api/coding/paas/v4` },
      NEVER,
    );

  test('is asked for with the bare key, and read limit by limit', async () => {
    server.script('GET /api/monitor/usage/quota/limit', {
      body: {
        code: 200,
        data: {
          level: 'pro',
          limits: [
            { type: 'TOKENS_LIMIT', unit: 3, number: 5, percentage: 12.5, nextResetTime: 1_795_000_000_000 },
            { type: 'TIME_LIMIT', unit: 5, number: 1, percentage: 3, nextResetTime: 1_795_000_000 },
            { type: 'TOKENS_LIMIT', percentage: 40, nextResetTime: null },
          ],
        },
      },
    });
    assert.deepEqual(await ask(), {
      level: 'pro',
      limits: [
        {
          counts: 'tokens',
          window: { count: 5, unit: 'hour' },
          usedPercent: 12.5,
          resetsAt: 1_795_000_000_000,
        },
        {
          counts: 'tools',
          window: { count: 1, unit: 'month' },
          usedPercent: 3,
          resetsAt: 1_795_000_000_000,
        },
        { counts: 'tokens', usedPercent: 40 },
      ],
    });
  });

  for (const [what, body] of Object.entries({
    'has changed': { code: 200, data: { remaining: 7 } },
    'is gone': '<html>Not found</html>',
  }))
    test(`is unknown, and no error, when the undocumented address ${what}`, async () => {
      server.script('GET /api/monitor', { body });
      assert.equal(await ask(), undefined);
    });

  test('is not asked for with a key of another address', async () => {
    await assert.rejects(ask('https://elsewhere.example'), (error) => kindOf(error) === 'blocked-origin');
    assert.deepEqual(server.calls, []);
  });
});
