import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ChatRequest, Purpose } from '../../src/core/model/chatRequest.ts';
import type { Provider } from '../../src/core/model/provider.ts';
import { ProviderError } from '../../src/core/model/providerError.ts';
import type { Clock } from '../../src/providers/clock.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { createCustomEndpoint } from '../../src/providers/endpoint.ts';
import { ATTEMPTS } from '../../src/providers/policy/retryRules.ts';
import { createTraffic } from '../../src/providers/policy/traffic.ts';
import { MODEL, TRANSPORTS } from '../unit/providers/clients.ts';
import { countingTransport } from './countingTransport.ts';
import { answerTo, type FaultServer, startFaultServer } from './faultServer.ts';
import { createRandom, pick } from './random.ts';

export interface SoakOptions {
  readonly seconds: number;
  readonly streams: number;
  readonly seed: number;
}

export interface SoakReport {
  readonly requests: number;
  readonly requestsOnTheWire: number;
  readonly outcomes: Readonly<Record<Ending, number>>;
  /** After garbage collection, in MiB: how much was held early on, and at the end. */
  readonly heapMiB: { readonly first: number; readonly last: number };
  /** What keeps the process alive: before the first request, and after everything was closed. */
  readonly handles: { readonly first: number; readonly last: number };
  /** What was promised and did not hold. */
  readonly violations: readonly string[];
}

type Ending = 'completed' | 'interrupted' | 'failed' | 'stopped';

/** Waits of the policies pass this much faster than in life. */
const SPEED = 50;

/** The user’s own limit in each of the clients; it is less than the streams that each has. */
const CONCURRENCY = 5;

/** How much more may be held at the end: buffers that the system keeps, and code that was compiled on the way. */
const MORE_HEAP_MIB = 12;

const LOOKS = 10;
const MIB = 1024 * 1024;
const PURPOSES: readonly Purpose[] = ['chat', 'explain', 'generate', 'probe', 'explain-files'];
const MOST_VIOLATIONS = 20;

/** Keeps many answers going against a server that fails at random, and watches what was promised. */
export async function runSoak({ seconds, streams, seed }: SoakOptions): Promise<SoakReport> {
  const violations: string[] = [];
  const violated = (what: string): void => {
    if (violations.length < MOST_VIOLATIONS) violations.push(what);
  };
  const onRejection = (reason: unknown): void => violated(`an unhandled rejection: ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  const collect = garbageCollector();
  const handlesAtFirst = process.getActiveResourcesInfo().length;

  const server = await startFaultServer(seed);
  const clock = fastClock();
  const recorded = new Map<string, number>();
  const clients = TRANSPORTS.map(({ create }) => {
    const transport = countingTransport(create());
    const traffic = createTraffic({
      clock,
      random: Math.random,
      limits: () => ({ concurrency: CONCURRENCY }),
    });
    const provider = createProvider(
      {
        transport,
        traffic,
        clock,
        record: ({ requestId }) => void recorded.set(requestId, (recorded.get(requestId) ?? 0) + 1),
      },
      { ...createCustomEndpoint('soak', { baseUrl: server.baseUrl }), isLocal: false },
      async () => undefined,
    );
    return { transport, provider };
  });

  const outcomes = { completed: 0, interrupted: 0, failed: 0, stopped: 0 };
  const endAt = performance.now() + seconds * 1000;
  const heaps: number[] = [];
  const look = async (): Promise<void> => {
    for (let next = 1; next <= LOOKS; next++) {
      await pause((seconds * 1000) / LOOKS);
      collect();
      heaps.push(process.memoryUsage().heapUsed / MIB);
    }
  };
  const keepAsking = async (stream: number): Promise<void> => {
    const random = createRandom(seed + stream);
    const provider = pick(clients, () => (stream % clients.length) / clients.length).provider;
    for (let count = 1; performance.now() < endAt; count++) {
      const question = `stream ${stream}, question ${count}`;
      const purpose = pick(PURPOSES, random);
      const ending = await askOnce({ provider, violated }, { question, purpose }, random);
      outcomes[ending]++;
      if (recorded.get(question) !== 1) violated(`${question}: ${recorded.get(question) ?? 0} records`);
      recorded.delete(question);
      checkAttempts(server, question, purpose, violated);
      // Who is told that the service is left alone does not ask on and on.
      if (ending === 'failed') await pause(20);
    }
  };
  await Promise.all([look(), ...Array.from({ length: streams }, (_, stream) => keepAsking(stream))]);

  if (recorded.size > 0) violated(`${recorded.size} records of requests that were over`);
  for (const { transport } of clients) {
    const { most, underWay } = transport.count;
    if (most > CONCURRENCY) violated(`${most} requests at once where ${CONCURRENCY} are allowed`);
    if (underWay > 0) violated(`${underWay} replies that nobody closed`);
  }
  await Promise.all(clients.map(({ transport }) => transport.close()));
  await server.close();
  await pause(100);
  collect();
  process.off('unhandledRejection', onRejection);
  const [first = 0, last = 0] = [heaps[1], process.memoryUsage().heapUsed / MIB];
  if (last > first + MORE_HEAP_MIB) violated(`the heap grew from ${first} to ${last} MiB`);
  return {
    requests: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    requestsOnTheWire: clients.reduce((sum, { transport }) => sum + transport.count.sent, 0),
    outcomes,
    heapMiB: { first, last },
    handles: { first: handlesAtFirst, last: process.getActiveResourcesInfo().length },
    violations,
  };
}

interface Asking {
  readonly provider: Provider;
  readonly violated: (what: string) => void;
}

/** Asks, now and then stops or leaves, and holds the answer against the one that it should be. */
async function askOnce(
  { provider, violated }: Asking,
  { question, purpose }: { readonly question: string; readonly purpose: Purpose },
  random: () => number,
): Promise<Ending> {
  const request: ChatRequest = {
    id: question,
    purpose,
    model: MODEL,
    messages: [{ role: 'user', text: question }],
  };
  const controller = new AbortController();
  const reason = new Error('stop');
  const patience = random();
  const stopAfterMs = patience < 0.05 ? random() * 40 : undefined;
  const stopAfterEvents = patience > 0.95 ? 1 + Math.floor(random() * 5) : undefined;
  const timer =
    stopAfterMs === undefined ? undefined : setTimeout(() => controller.abort(reason), stopAfterMs);
  const expected = answerTo(question);
  let text = '';
  let finishes = 0;
  let events = 0;
  let retries = 0;
  const told = (what: string): void => violated(`${question} (${purpose}): ${what}`);
  try {
    for await (const event of provider.stream(request, controller.signal)) {
      if (finishes > 0) told(`${event.type} after the finish`);
      if (event.type === 'finish') finishes++;
      if (event.type === 'retrying' && (++retries >= ATTEMPTS[purpose] || text !== ''))
        told('one retry too many');
      if (event.type === 'text-delta') text += event.text;
      if (++events === stopAfterEvents) break;
    }
    if (!expected.startsWith(text)) told('the text is not the one that was sent');
    if (finishes === 0) {
      if (stopAfterEvents === undefined) told('no end');
      return 'stopped';
    }
    if (text !== expected) told(`${text.length} of ${expected.length} characters`);
    return 'completed';
  } catch (error) {
    if (finishes > 0) told('an error after the finish');
    if (!expected.startsWith(text)) told('the text is not the one that was sent');
    if (error === reason) return 'stopped';
    if (!(error instanceof ProviderError)) {
      told(`threw ${String(error)}`);
      return 'failed';
    }
    if ((error.kind === 'interrupted') !== (text !== ''))
      told(`${error.kind} after ${text.length} characters`);
    return text === '' ? 'failed' : 'interrupted';
  } finally {
    clearTimeout(timer);
  }
}

function checkAttempts(
  server: FaultServer,
  question: string,
  purpose: Purpose,
  violated: (what: string) => void,
): void {
  const times = server.timesOf(question);
  if (times > ATTEMPTS[purpose]) violated(`${question}: sent ${times} times`);
}

function fastClock(): Clock {
  const startedAt = Date.now();
  const elapsedMs = (): number => performance.now() * SPEED;
  return {
    now: () => startedAt + elapsedMs(),
    monotonic: elapsedMs,
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs / SPEED);
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The engine’s own, which is hidden from programs that are not started with a flag for it. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
