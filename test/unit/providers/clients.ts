import type { ChatRequest } from '../../../src/core/model/chatRequest.ts';
import type { Provider } from '../../../src/core/model/provider.ts';
import { ProviderError, type ProviderErrorKind } from '../../../src/core/model/providerError.ts';
import type { StreamEvent } from '../../../src/core/model/streamEvent.ts';
import type { UsageRecord } from '../../../src/core/usage/usageRecord.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { createCustomEndpoint, type Endpoint } from '../../../src/providers/endpoint.ts';
import { modelOf } from '../../../src/providers/modelOf.ts';
import type { LaneLimits } from '../../../src/providers/policy/allotment.ts';
import { createTraffic } from '../../../src/providers/policy/traffic.ts';
import { createDirectTransport } from '../../../src/providers/transport/directTransport.ts';
import { createHostTransport } from '../../../src/providers/transport/hostTransport.ts';
import type { ClosableTransport } from '../../../src/providers/transport/transport.ts';
import { createManualClock, type ManualClock } from './manualClock.ts';
import { createEditorFetch } from './transport/editorNetwork.ts';

/** The ways to the network; every test of the wire runs over each. */
export const TRANSPORTS: readonly { readonly name: string; readonly create: () => ClosableTransport }[] = [
  { name: 'the host’s fetch', create: () => ({ ...createHostTransport(), close: async () => {} }) },
  {
    name: 'the host’s fetch as VS Code patches it',
    create: () => ({ ...createHostTransport(createEditorFetch()), close: async () => {} }),
  },
  { name: 'undici', create: createDirectTransport },
];

export const NEVER = new AbortController().signal;

export const MODEL = modelOf('test', {
  name: 'test-model',
  tools: true,
  reasoning: true,
  price: { currency: 'USD', inputPerMillion: 1, outputPerMillion: 2 },
});

export function chatRequest(overrides: Partial<ChatRequest> = {}): ChatRequest {
  return {
    id: 'request-1',
    purpose: 'chat',
    model: MODEL,
    messages: [{ role: 'user', text: 'What does this do?' }],
    ...overrides,
  };
}

export interface Client {
  readonly provider: Provider;
  readonly records: readonly UsageRecord[];
  readonly clock: ManualClock;
}

export interface ClientOptions {
  readonly transport: ClosableTransport;
  readonly baseUrl: string;
  readonly endpoint?: Partial<Endpoint>;
  readonly key?: string;
  /** The user’s own limits. */
  readonly limits?: LaneLimits;
}

/** The whole client as the extension has it, with a clock that stands still and no jitter. */
export function createClient({ transport, baseUrl, endpoint = {}, key, limits }: ClientOptions): Client {
  const records: UsageRecord[] = [];
  const clock = createManualClock();
  const random = (): number => 0;
  const traffic = createTraffic({ clock, random, limits: () => limits });
  const provider = createProvider(
    { transport, record: (record) => records.push(record), clock, random, traffic },
    { ...createCustomEndpoint('test', { baseUrl }), isLocal: false, ...endpoint },
    async () =>
      key === undefined
        ? undefined
        : { provider: 'test', origin: new URL(baseUrl).origin, value: key, createdAt: 0 },
  );
  return { provider, records, clock };
}

/** How a request ended: with a finish, or by throwing. */
export interface Ended {
  readonly events: readonly StreamEvent[];
  readonly text: string;
  readonly error?: unknown;
}

/** Reads to the end, waiting out retries at once. Never throws. */
export async function ask(
  { provider, clock }: Pick<Client, 'provider' | 'clock'>,
  request = chatRequest(),
  signal = NEVER,
  onEvent: (event: StreamEvent) => void = () => {},
): Promise<Ended> {
  const events: StreamEvent[] = [];
  const ended = (): Ended => ({ events, text: textOf(events) });
  try {
    for await (const event of provider.stream(request, signal)) {
      events.push(event);
      onEvent(event);
      if (event.type === 'retrying')
        void clock.timerOf(event.delayMs).then(() => clock.advance(event.delayMs));
    }
    return ended();
  } catch (error) {
    return { ...ended(), error };
  }
}

export function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

export function kindOf(error: unknown): ProviderErrorKind | undefined {
  return error instanceof ProviderError ? error.kind : undefined;
}
