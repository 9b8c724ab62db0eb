import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { END_FRAMES, frame, responseHead, STREAM_HEAD, textFrame } from '../../model-server/byteScript.ts';
import { type ModelServer, startModelServer } from '../../model-server/modelServer.ts';
import { ask, type Client, chatRequest, createClient, kindOf, TRANSPORTS } from './clients.ts';

/** Any text that a model may write: scripts, emoji of several characters, line ends, control and odd characters. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '\n\n',
        '\u2028',
        '\ufeff',
        '你好，世界',
        '👩‍👩‍👧‍👦',
        '🏳️‍🌈',
        'e\u0301',
        'data: ',
        ': ',
        '[DONE]',
        '\\n',
      ),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((pieces) => pieces.join('') || 'x');

const usage = fc.record({
  prompt_tokens: fc.nat(1_000_000),
  completion_tokens: fc.nat(100_000),
  prompt_tokens_details: fc.record({ cached_tokens: fc.nat(10_000) }),
});

/** Places at which something is cut, as shares of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

/** The places in order, as indexes between two units. */
const indexes = (shares: readonly number[], length: number): readonly number[] =>
  shares.map((share) => Math.round(share * length)).sort((a, b) => a - b);

/** One frame a delta; a delta may end between the halves of an emoji. */
function frames(answer: string, at: readonly number[]): string {
  const bounds = [0, ...indexes(at, answer.length), answer.length];
  return bounds
    .slice(1)
    .map((end, index) => textFrame(answer.slice(bounds[index], end)))
    .join('');
}

/** How servers write what ends a line, and what they put between events. */
const framing = fc.constantFrom<(body: string) => string>(
  (body) => body,
  (body) => body.replaceAll('\n', '\r\n'),
  (body) => body.replaceAll('\n\n', '\n\n: keep-alive\n\n'),
  (body) => `\ufeff${body}`,
);

for (const { name, create } of TRANSPORTS) {
  describe(`over ${name}`, () => {
    const transport = create();
    let server: ModelServer;
    let client: Client;
    before(async () => {
      server = await startModelServer();
      client = createClient({ transport, baseUrl: server.baseUrl });
    });
    after(async () => {
      await transport.close();
      await server.close();
    });

    test('any text arrives as it was written, with its counts, however it and its bytes are cut [F01][F12]', async () => {
      await fc.assert(
        fc.asyncProperty(text, usage, cuts, cuts, framing, async (answer, counts, deltas, at, framed) => {
          const body = Buffer.from(
            framed(frames(answer, deltas) + frame({ choices: [], usage: counts }) + END_FRAMES),
          );
          server.script({
            bytes: [{ write: STREAM_HEAD }, { write: body, splitAt: indexes(at, body.length) }, 'end'],
          });
          const ended = await ask(client);
          assert.equal(ended.error, undefined);
          assert.equal(ended.text, answer);
          const finish = ended.events.at(-1);
          assert.ok(finish?.type === 'finish');
          assert.deepEqual(finish.usage, {
            inputTokens: counts.prompt_tokens,
            outputTokens: counts.completion_tokens,
            cachedInputTokens: Math.min(counts.prompt_tokens, counts.prompt_tokens_details.cached_tokens),
            reasoningTokens: 0,
            estimated: false,
          });
        }),
        { numRuns: 60 },
      );
    });

    test('any text in one piece arrives as it was written, wherever its bytes are cut [F19]', async () => {
      await fc.assert(
        fc.asyncProperty(text, usage, cuts, async (content, counts, at) => {
          const choices = [{ message: { content }, finish_reason: 'stop' }];
          const body = Buffer.from(JSON.stringify({ choices, usage: counts }));
          const head = responseHead(200, { 'content-length': body.length, connection: 'close' });
          server.script({
            bytes: [{ write: head }, { write: body, splitAt: indexes(at, body.length) }, 'end'],
          });
          const ended = await ask(client, chatRequest({ delivery: 'whole' }));
          assert.equal(ended.error, undefined);
          assert.equal(ended.text, content);
          assert.equal(client.records.at(-1)?.usage.outputTokens, counts.completion_tokens);
        }),
        { numRuns: 20 },
      );
    });

    test('an answer that ends anywhere before its end mark is interrupted, with a true part of its text [F40][F28]', async () => {
      await fc.assert(
        fc.asyncProperty(
          text,
          cuts,
          fc.double({ min: 0, max: 1, noNaN: true }),
          async (answer, deltas, end) => {
            const first = textFrame('First: ');
            const rest = Buffer.from(frames(answer, deltas));
            const kept = rest.subarray(0, Math.round(end * rest.length));
            server.script({ bytes: [{ write: STREAM_HEAD + first }, { write: kept }, 'end'] });
            // One that was cut so often would be left alone for a while.
            const ended = await ask(createClient({ transport, baseUrl: server.baseUrl }));
            assert.equal(kindOf(ended.error), 'interrupted');
            assert.ok(ended.text.startsWith('First: ') && `First: ${answer}`.startsWith(ended.text));
          },
        ),
        { numRuns: 30 },
      );
    });
  });
}
