import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { createReplyBody } from '../../../../src/providers/transport/replyBody.ts';

/** A connection that brings these pieces, one a turn, and none while it is paused. */
function connected(pieces: readonly string[], failure?: Error) {
  const waiting = [...pieces];
  let isPaused = false;
  let abortedFor: Error | undefined;
  const body = createReplyBody({
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
    },
    abort(reason) {
      abortedFor = reason;
    },
  });
  /** How many pieces have been brought. */
  const bring = (): void => {
    if (isPaused) return;
    const piece = waiting.shift();
    if (piece !== undefined) body.put(Buffer.from(piece));
    else if (failure) body.fail(failure);
    else body.end();
  };
  return {
    body,
    bring,
    get left() {
      return waiting.length;
    },
    get abortedFor() {
      return abortedFor;
    },
  };
}

suite('the body of a reply', () => {
  test('is whole and in order, however its pieces come and are asked for, and what went wrong comes last', async () => {
    const steps = fc.array(fc.constantFrom('ask', 'bring', 'bring both'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1 })),
        steps,
        fc.boolean(),
        async (pieces, script, fails) => {
          const failure = fails ? new Error('cut') : undefined;
          const connection = connected(pieces, failure);
          const chunks = connection.body.chunks[Symbol.asyncIterator]();
          let text = '';
          let thrown: unknown;
          let isOver = false;
          let isAsking = false;
          const ask = async (): Promise<void> => {
            if (isAsking) return;
            isAsking = true;
            try {
              const { done, value } = await chunks.next();
              if (done) isOver = true;
              else text += Buffer.from(value).toString();
            } catch (error) {
              isOver = true;
              thrown = error;
            }
            isAsking = false;
          };
          for (const step of script) {
            if (isOver) break;
            if (step === 'ask') void ask();
            else connection.bring();
            if (step === 'bring both') connection.bring();
            else await new Promise((resolve) => setImmediate(resolve));
          }
          while (!isOver) {
            void ask();
            connection.bring();
            await new Promise((resolve) => setImmediate(resolve));
          }
          assert.equal(text, pieces.join(''));
          assert.equal(thrown, failure);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('leaves in the connection what nobody asks for', async () => {
    const connection = connected(['a', 'b', 'c', 'd']);
    const chunks = connection.body.chunks[Symbol.asyncIterator]();
    for (let turn = 0; turn < 4; turn++) connection.bring();
    assert.equal(connection.left, 3, 'more was read than it takes to know that there is more');
    assert.equal(Buffer.from((await chunks.next()).value ?? '').toString(), 'a');
    const next = chunks.next();
    connection.bring();
    connection.bring();
    assert.equal(Buffer.from((await next).value ?? '').toString(), 'bc', 'what comes together is one piece');
  });

  test('that is left ends for who still waits, and closes the connection', async () => {
    const connection = connected([]);
    const chunks = connection.body.chunks[Symbol.asyncIterator]();
    const waiting = chunks.next();
    await chunks.return?.();
    assert.equal((await waiting).done, true);
    assert.ok(connection.abortedFor);
  });

  test('that was read to its end is not closed by who leaves it', async () => {
    const connection = connected([]);
    const chunks = connection.body.chunks[Symbol.asyncIterator]();
    connection.bring();
    assert.equal((await chunks.next()).done, true);
    await chunks.return?.();
    assert.equal(connection.abortedFor, undefined);
  });
});
