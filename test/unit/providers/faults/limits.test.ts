import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ByteStep, frame, responseHead, STREAM_HEAD } from '../../../model-server/byteScript.ts';
import { chatRequest, kindOf, NEVER } from '../clients.ts';
import { askOnce, overEveryTransport } from './wire.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** How much more memory the process, its server included, may take while it refuses a gigabyte: half of it. */
const MORE_MEMORY = GIB / 2;

/** Of the machine's own time, however busy it is. */
const REAL_DEADLINE_MS = 60_000;

const piece = Buffer.alloc(MIB, 'x');

/** A gigabyte, as fast as it is read. */
const GIGABYTE: readonly ByteStep[] = Array<ByteStep>(GIB / MIB).fill({ write: piece });

/** The same in a thousandth of the bytes. */
const BOMB: readonly ByteStep[] = Array<ByteStep>(16).fill({ write: gzipSync(Buffer.alloc(64 * MIB, 'x')) });

const endless = (head: string): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [{ write: head }, ...GIGABYTE, 'hang'],
});
const bomb = (status: number, begin: string): { readonly bytes: readonly ByteStep[] } => ({
  bytes: [
    { write: responseHead(status, { 'content-encoding': 'gzip', connection: 'close' }) },
    { write: gzipSync(begin) },
    ...BOMB,
    'end',
  ],
});

const call = { index: 0, id: 'a', function: { name: 'f', arguments: 'x'.repeat(1000) } };
const toolEvents = Buffer.from(frame({ choices: [{ delta: { tool_calls: [call] } }] }).repeat(1000));

const manyHeaders = Array.from({ length: 100_000 }, (_, index) => `x-${index}: 1\r\n`).join('');

const HOSTILE: readonly (readonly [
  what: string,
  reply: { readonly bytes: readonly ByteStep[] },
  kind: string,
])[] = [
  ['a line without an end [F10]', endless(`${STREAM_HEAD}data: `), 'protocol'],
  ['a gigabyte of JSON [F56]', endless(`${responseHead(200, { 'content-length': GIB })}{`), 'protocol'],
  ['a web page of a gigabyte [F56]', endless(`${STREAM_HEAD}<html>`), 'proxy-page'],
  ['a refusal of a gigabyte [F56][F90]', endless(responseHead(400, {})), 'bad-request'],
  ['an event that unpacks to a gigabyte [F81]', bomb(200, 'data: '), 'protocol'],
  ['a refusal that unpacks to a gigabyte [F81]', bomb(400, '{'), 'bad-request'],
  [
    'a gigabyte of a tool’s arguments [F93]',
    { bytes: [{ write: STREAM_HEAD }, ...Array<ByteStep>(2000).fill({ write: toolEvents }), 'hang'] },
    'interrupted',
  ],
  [
    'a hundred thousand headers [F82]',
    { bytes: [{ write: `HTTP/1.1 200 OK\r\n${manyHeaders}\r\n` }, 'hang'] },
    'protocol',
  ],
  [
    'a header of a hundred kilobytes [F82]',
    { bytes: [{ write: responseHead(200, { 'x-long': 'x'.repeat(100_000) }) }, 'hang'] },
    'protocol',
  ],
];

/** How much more the process held at most while something was done. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 5);
  look();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return peak - before;
}

describe('a hostile server', () => {
  overEveryTransport((wire) => {
    for (const [what, reply, kind] of HOSTILE) {
      test(`that sends ${what} gets one error in time and in bounded memory, and the client works on`, async () => {
        const { client, server } = wire;
        server.script(reply, { text: 'Still here.' });
        const startedAt = performance.now();
        const growth = await growthOf(async () => {
          let error: unknown;
          // What the answer holds is the consumer’s to keep, or not.
          try {
            for await (const _ of client.provider.stream(chatRequest({ purpose: 'probe' }), NEVER));
          } catch (thrown) {
            error = thrown;
          }
          assert.equal(kindOf(error), kind);
          assert.equal(client.records.length, 1);
        });
        assert.ok(performance.now() - startedAt < REAL_DEADLINE_MS);
        assert.ok(growth < MORE_MEMORY, `${Math.round(growth / MIB)} MiB`);
        await server.requests[0]?.closed;
        assert.equal((await askOnce(client)).text, 'Still here.');
        assert.equal(server.requests.length, 2);
      });
    }
  });
});
