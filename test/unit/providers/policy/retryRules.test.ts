import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  PROVIDER_ERRORS,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../../../../src/core/model/providerError.ts';
import { retryDelayMs } from '../../../../src/providers/policy/retryRules.ts';

const error = (kind: ProviderErrorKind, details: Partial<ProviderErrorDetails> = {}): ProviderError =>
  new ProviderError(kind, kind, { provider: 'test', ...details });

const shortest = (kind: ProviderErrorKind, details?: Partial<ProviderErrorDetails>): readonly unknown[] =>
  [1, 2, 3, 4].map((attempt) => retryDelayMs(error(kind, details), attempt, () => 0));
const longest = (kind: ProviderErrorKind, details?: Partial<ProviderErrorDetails>): readonly unknown[] =>
  [1, 2, 3, 4].map((attempt) => retryDelayMs(error(kind, details), attempt, () => 1));

const NEVER_AGAIN = [undefined, undefined, undefined];

/** Kind, shortest and longest wait after each of the first four attempts, in ms. */
const TABLE: readonly (readonly [ProviderErrorKind, readonly unknown[], readonly unknown[]])[] = [
  ['dns', [0, 0, 0, 0], [500, 1000, 2000, 4000]],
  ['unreachable', [0, 0, 0, 0], [500, 1000, 2000, 4000]],
  ['connection-lost', [0, 0, 0, 0], [0, 1000, 2000, 4000]],
  ['timeout', [0, ...NEVER_AGAIN], [0, ...NEVER_AGAIN]],
  ['empty-answer', [0, 0, undefined, undefined], [250, 500, undefined, undefined]],
  ['protocol', [0, ...NEVER_AGAIN], [500, ...NEVER_AGAIN]],
  ['server', [0, 0, 0, 0], [500, 1000, 2000, 4000]],
  ['overloaded', [1000, 2000, 4000, 8000], [2000, 4000, 8000, 16_000]],
  ['rate-limit', [1000, 2000, 4000, 8000], [2000, 4000, 8000, 16_000]],
];

describe('before anything was shown', () => {
  for (const [kind, least, most] of TABLE) {
    test(`${kind} is repeated after ${least} to ${most} ms`, () => {
      assert.deepEqual(shortest(kind), least);
      assert.deepEqual(longest(kind), most);
    });
  }

  const repeated = new Set<string>(TABLE.map(([kind]) => kind));
  for (const kind of Object.keys(PROVIDER_ERRORS).filter((each) => !repeated.has(each))) {
    test(`${kind} is not repeated`, () => {
      assert.deepEqual(shortest(kind as ProviderErrorKind), [undefined, ...NEVER_AGAIN]);
    });
  }

  test('a name that does not exist is looked up once more, one that could not be looked up each time [F51]', () => {
    const cause = (code: string): object => ({ cause: { cause: Object.assign(new Error(code), { code }) } });
    assert.deepEqual(shortest('dns', cause('ENOTFOUND')), [0, ...NEVER_AGAIN]);
    assert.deepEqual(shortest('dns', cause('EAI_AGAIN')), [0, 0, 0, 0]);
  });

  test('an answer that was not understood is asked for once more, a refusal that was not is final', () => {
    assert.deepEqual(shortest('protocol'), [0, ...NEVER_AGAIN]);
    assert.deepEqual(shortest('protocol', { status: 404 }), [undefined, ...NEVER_AGAIN]);
  });

  test('nothing is repeated with an abort among its causes', () => {
    const cause = new TypeError('fetch failed', { cause: new DOMException('x', 'AbortError') });
    assert.deepEqual(shortest('connection-lost', { cause }), [undefined, ...NEVER_AGAIN]);
  });
});

describe('what the provider says', () => {
  test('is the least that is waited', () => {
    assert.equal(
      retryDelayMs(error('rate-limit', { retryAfterMs: 7000 }), 1, () => 0),
      7000,
    );
    assert.equal(
      retryDelayMs(error('server', { retryAfterMs: 7000 }), 1, () => 1),
      7500,
    );
    assert.equal(
      retryDelayMs(error('connection-lost', { retryAfterMs: 7000 }), 1, () => 1),
      7000,
    );
  });

  test('may be “at once”', () => {
    assert.equal(
      retryDelayMs(error('rate-limit', { retryAfterMs: 0 }), 1, () => 0),
      0,
    );
  });

  test('ends the attempts when it is more than anyone should wait for', () => {
    assert.equal(
      retryDelayMs(error('rate-limit', { retryAfterMs: 60_001 }), 1, () => 0),
      undefined,
    );
    assert.equal(
      retryDelayMs(error('rate-limit', { retryAfterMs: 60_000 }), 1, () => 0),
      60_000,
    );
  });

  test('may forbid an attempt, or ask for one that would not be made', () => {
    assert.deepEqual(shortest('server', { retryable: false }), [undefined, ...NEVER_AGAIN]);
    assert.deepEqual(shortest('bad-request', { retryable: true }), [0, 0, 0, 0]);
    for (const kind of [
      'server',
      'overloaded',
      'rate-limit',
      'quota',
      'no-balance',
      'bad-request',
    ] as const) {
      assert.equal(shortest(kind, { retryable: false })[0], undefined, kind);
      assert.notEqual(shortest(kind, { retryable: true })[0], undefined, kind);
    }
  });

  test('does not make a wrong key right', () => {
    assert.deepEqual(shortest('invalid-credential', { retryable: true }), [undefined, ...NEVER_AGAIN]);
  });
});

test('no wait is shorter than the provider asks for, or longer than that and the back-off [F49]', () => {
  const kinds = fc.constantFrom(...(Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[]));
  fc.assert(
    fc.property(
      kinds,
      fc.integer({ min: 1, max: 10 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
      (kind, attempt, jitter, retryAfterMs) => {
        const details = retryAfterMs === undefined ? {} : { retryAfterMs };
        const delayMs = retryDelayMs(error(kind, details), attempt, () => jitter);
        if (delayMs === undefined) return true;
        const floorMs = retryAfterMs ?? 0;
        return delayMs >= floorMs && delayMs <= floorMs + 40_000;
      },
    ),
  );
});
