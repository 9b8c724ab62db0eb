import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ProviderError } from '../../../../src/core/model/providerError.ts';
import { describeError } from '../../../../src/core/text/describeError.ts';

suite('an error in the log', () => {
  test('comes with its code, its stack and its causes down to the first', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const failed = new TypeError('fetch failed', { cause: reset });
    const text = describeError(
      new ProviderError('connection-lost', 'lost', { provider: 'p', cause: failed }),
    );
    assert.match(text, /^INK-NET-003 ProviderError: lost\n\s+at /);
    assert.match(text, /\ncaused by TypeError: fetch failed\n\s+at /);
    assert.match(text, /\ncaused by ECONNRESET Error: read ECONNRESET\n\s+at /);
  });

  test('names each of several causes that came together', () => {
    const refused = ['::1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}:11434`));
    const text = describeError(new TypeError('fetch failed', { cause: new AggregateError(refused) }));
    for (const { message } of refused) assert.ok(text.includes(message), text);
  });

  test('has no secrets, wherever in the chain they stand', () => {
    const cause = new Error('GET https://x.example/?api_key=hunter2hunter2 failed');
    const text = describeError(new Error('sent Bearer abcdefgh12345678', { cause }));
    assert.doesNotMatch(text, /hunter2|abcdefgh/);
  });

  test('has an end although its chain of causes has none', () => {
    const [a, b] = [new Error('a'), new Error('b')] as [Error & { cause?: unknown }, Error];
    a.cause = b;
    (b as { cause?: unknown }).cause = a;
    assert.match(describeError(a), /Error: a\n.*\ncaused by Error: b\n/s);
  });

  test('may be something that is no error', () => {
    assert.equal(describeError('out of cheese'), 'out of cheese');
    assert.equal(describeError(undefined), 'undefined');
    assert.match(describeError(new Error('x', { cause: 'a string' })), /caused by a string$/);
  });
});
