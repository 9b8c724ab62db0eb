import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import {
  type ByteStep,
  END_FRAMES,
  frame,
  playBytes,
  responseHead,
  STREAM_HEAD,
  textFrame,
} from '../model-server/byteScript.ts';
import { realAnswers } from '../unit/support/realAnswers.ts';
import { createRandom, pick } from './random.ts';

export interface FaultServer {
  readonly baseUrl: string;
  /** How often a question has arrived, which is then forgotten. */
  timesOf(question: string): number;
  close(): Promise<void>;
}

/** What a question is answered with, whichever attempt it is: so that a lost or doubled character is found. */
export function answerTo(question: string): string {
  const random = createRandom(hashOf(question));
  const { text } = pick(realAnswers, random);
  return `${question}\n${text.slice(0, 200 + Math.floor(random() * 3000))}`;
}

/** Cuts a text into deltas, emojis in halves included, and writes each as an event. */
function eventsOf(text: string, random: () => number): readonly string[] {
  const events: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + Math.floor(random() * 24);
    events.push(textFrame(text.slice(at, end)));
    if (random() < 0.05) events.push(': keep-alive\n\n');
    at = end;
  }
  return events;
}

const CHUNKED = responseHead(200, { 'transfer-encoding': 'chunked', 'content-type': 'text/event-stream' });
const chunk = (bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const plain = (
  status: number,
  body: string,
  headers: Record<string, string | number> = {},
): readonly ByteStep[] => [
  { write: responseHead(status, { 'content-length': Buffer.byteLength(body), ...headers }) + body },
];
const refusal = (status: number, code: string, headers: Record<string, string | number> = {}) =>
  plain(status, JSON.stringify({ error: { message: 'x', code } }), headers);

/** The whole answer, its bytes cut anywhere, over a connection that is kept or not. */
function wellSent(events: readonly string[], random: () => number): readonly ByteStep[] {
  const bytes = Buffer.from(events.join('') + END_FRAMES);
  const cuts = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * bytes.length));
  const bounds = [0, ...cuts.sort((a, b) => a - b), bytes.length];
  const pieces = bounds
    .slice(1)
    .map((end, index) => bytes.subarray(bounds[index], end))
    .filter(({ length }) => length > 0);
  if (random() < 0.3) return [{ write: STREAM_HEAD }, ...pieces.map((write) => ({ write })), 'end'];
  return [{ write: CHUNKED }, ...pieces.map((write) => ({ write: chunk(write) })), { write: '0\r\n\r\n' }];
}

type Fault = (events: readonly string[], random: () => number) => readonly ByteStep[];

/** A beginning of the answer with at least one event. */
const begun = (events: readonly string[], random: () => number): string =>
  events.slice(0, 1 + Math.floor(random() * events.length)).join('');

const FAULTS: readonly Fault[] = [
  () => ['reset'],
  () => ['end'],
  () => ['hang'],
  () => [{ write: STREAM_HEAD }, 'end'],
  () => [{ write: STREAM_HEAD }, 'reset'],
  () => [{ write: STREAM_HEAD }, 'hang'],
  () => [{ write: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'end'],
  (events, random) => [{ write: STREAM_HEAD + begun(events, random) }, 'reset'],
  (events, random) => [{ write: STREAM_HEAD + begun(events, random) }, 'end'],
  (events, random) => [{ write: STREAM_HEAD + begun(events, random) }, 'hang'],
  (events, random) => [{ write: STREAM_HEAD + begun(events, random).slice(0, -9) }, 'end'],
  (events, random) => [
    { write: STREAM_HEAD + begun(events, random) + frame({ error: { message: 'x', code: 500 } }) },
    'end',
  ],
  (events, random) => [
    { write: `${STREAM_HEAD}${begun(events, random)}data: {"broken\n\ndata: {"again\n\n` },
    'end',
  ],
  (events, random) => [
    { write: responseHead(200, { 'content-length': 1_000_000 }) + begun(events, random) },
    'end',
  ],
  (events, random) => [
    { write: CHUNKED },
    { write: chunk(Buffer.from(begun(events, random))) },
    { write: 'oops\r\n' },
    'end',
  ],
  (events) => {
    const packed = gzipSync(events.join('') + END_FRAMES);
    return [
      { write: responseHead(200, { 'content-encoding': 'gzip', connection: 'close' }) },
      { write: packed.subarray(0, packed.length / 2) },
      'end',
    ];
  },
  () => [
    { write: `${responseHead(200, { 'content-encoding': 'gzip', connection: 'close' })}nonsense` },
    'end',
  ],
  () => plain(200, ''),
  () => plain(200, '<html><title>Sign in</title></html>', { 'content-type': 'text/html' }),
  () => refusal(400, 'x'),
  () => refusal(401, 'x'),
  () => refusal(429, 'rate_limit_exceeded', { 'retry-after-ms': 500 }),
  () => refusal(500, 'x'),
  () => refusal(503, 'x', { 'retry-after': 1 }),
  () => plain(307, '', { location: 'http://127.0.0.1:9/' }),
];

/** How many requests end badly. */
const FAULTY = 0.3;

/** A model API that picks what becomes of a request by the seed, the question, and how often it was asked. */
export async function startFaultServer(seed: number): Promise<FaultServer> {
  const arrived = new Map<string, number>();

  async function serve(incoming: IncomingMessage): Promise<void> {
    const body = (await json(incoming)) as { readonly messages: readonly { readonly content: string }[] };
    const question = body.messages.at(-1)?.content ?? '';
    const times = (arrived.get(question) ?? 0) + 1;
    arrived.set(question, times);
    const random = createRandom(seed ^ hashOf(`${question} ${times}`));
    const events = eventsOf(answerTo(question), random);
    const steps = random() < FAULTY ? pick(FAULTS, random)(events, random) : wellSent(events, random);
    await playBytes(incoming.socket, steps);
  }

  const server = createServer((incoming) => {
    // A client that leaves while it asks is part of the game.
    serve(incoming).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    timesOf(question) {
      const times = arrived.get(question) ?? 0;
      arrived.delete(question);
      return times;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
