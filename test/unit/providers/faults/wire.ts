import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe } from 'node:test';
import { inspect } from 'node:util';
import type { ChatRequest } from '../../../../src/core/model/chatRequest.ts';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../../src/core/model/streamEvent.ts';
import type { ClosableTransport } from '../../../../src/providers/transport/transport.ts';
import { type ByteStep, STREAM_HEAD } from '../../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../../model-server/modelServer.ts';
import {
  ask,
  type Client,
  type ClientOptions,
  chatRequest,
  createClient,
  type Ended,
  NEVER,
  TRANSPORTS,
} from '../clients.ts';

/** Goes along with every request, and must be found in nothing that is told of it. */
export const KEY = 'sk-0123456789abcdefghijklmnop';

/** A model server and a client that speaks to it, new for each test. */
export interface Wire {
  readonly server: ModelServer;
  readonly client: Client;
  readonly transport: ClosableTransport;
  /** Takes the place of `client`. */
  connect(options?: Partial<ClientOptions>): Client;
}

/** Runs the same tests over every transport. After each of them no timer may be left. */
export function overEveryTransport(declare: (wire: Wire) => void): void {
  for (const { name, create } of TRANSPORTS) {
    describe(`over ${name}`, () => {
      let transport: ClosableTransport;
      let server: ModelServer;
      let client: Client;
      const connect = (options: Partial<ClientOptions> = {}): Client => {
        client = createClient({ transport, baseUrl: server.baseUrl, key: KEY, ...options });
        return client;
      };
      before(() => {
        transport = create();
      });
      after(() => transport.close());
      beforeEach(async () => {
        server = await startModelServer();
        connect();
      });
      afterEach(async () => {
        await server.close();
        assert.equal(client.clock.pendingTimers, 0, 'a timer was left behind');
      });
      declare({
        get server() {
          return server;
        },
        get client() {
          return client;
        },
        get transport() {
          return transport;
        },
        connect,
      });
    });
  }
}

/**
 * Asks, and holds the client to what is promised for every end: it comes once, as a finish or as a `ProviderError` that
 * tells nothing of the key, and is recorded once.
 */
export async function askOnce(
  client: Client,
  request: ChatRequest = chatRequest(),
  signal: AbortSignal = NEVER,
  onEvent: (event: StreamEvent) => void = () => {},
): Promise<Ended> {
  const before = client.records.length;
  const ended = await ask(client, request, signal, onEvent);
  const { events, error } = ended;
  const finishes = events.filter(({ type }) => type === 'finish').length;
  assert.equal(finishes, error === undefined ? 1 : 0, 'one end');
  if (error === undefined) assert.equal(events.at(-1)?.type, 'finish');
  else if (!signal.aborted) assert.ok(error instanceof ProviderError, inspect(error));
  assert.ok(!inspect(error, { depth: 10 }).includes(KEY), 'the key is in the error');
  assert.equal(client.records.length, before + 1, 'one record');
  return ended;
}

/** A streamed answer of these bytes, which ends with its connection. */
export const streamOf = (
  body: string | Uint8Array,
  splitAt: readonly number[] = [],
): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [{ write: STREAM_HEAD }, { write: body, splitAt }, 'end'],
});
