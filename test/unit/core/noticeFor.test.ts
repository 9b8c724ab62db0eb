import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  PROVIDER_ERRORS,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
} from '../../../src/core/model/providerError.ts';
import { type Notice, noticeLine } from '../../../src/core/notice.ts';
import { noticeFor, queuedNotice } from '../../../src/core/noticeFor.ts';
import { translator } from '../../../src/core/text/translate.ts';
import { USER_ERRORS, UserError } from '../../../src/core/userError.ts';

const t = translator();
/** A quarter past three in the afternoon, wherever this runs. */
const NOW = new Date(2026, 10, 21, 15, 15).getTime();
const MINUTE_MS = 60_000;
const KINDS = Object.keys(PROVIDER_ERRORS) as ProviderErrorKind[];

const notice = (kind: ProviderErrorKind, details: Partial<ProviderErrorDetails> = {}): Notice =>
  noticeFor(
    new ProviderError(kind, 'technical words', {
      provider: 'zhipu',
      host: 'api.example.com',
      modelName: 'glm-5.2',
      ...details,
    }),
    t,
    NOW,
  );
const actionsOf = ({ actions }: Notice): readonly string[] => actions.map(({ id }) => id);

suite('the notice of a provider’s failure', () => {
  for (const kind of KINDS) {
    test(`${kind} says what happened and what to do, in whole sentences, with its code and side`, () => {
      const { what, next, code, side, actions } = notice(kind);
      for (const words of [what, next]) assert.match(words, /^\S.{10,}\.$/);
      assert.doesNotMatch(what + next, /technical words|undefined|\{\d\}/);
      assert.deepEqual({ code, side }, PROVIDER_ERRORS[kind]);
      assert.equal(actions.at(-1)?.id, 'show-log');
      assert.equal(new Set(actions.map(({ id }) => id)).size, actions.length);
    });
  }

  test('speaks of the provider where the host is not known', () => {
    const error = new ProviderError('unreachable', 'x', { provider: 'ollama' });
    assert.match(noticeFor(error, t).what, /^ollama /);
  });

  test('offers to try again only where that can help', () => {
    const hopeless = KINDS.filter((kind) => !actionsOf(notice(kind)).includes('retry'));
    assert.deepEqual(hopeless, [
      'no-credential',
      'invalid-credential',
      'expired-credential',
      'wrong-endpoint',
      'permission',
      'blocked-origin',
      'blocked-host',
      'no-balance',
      'quota',
      'paused',
      'unknown-model',
      'bad-request',
      'context-too-long',
      'content-filter',
      'output-filter',
      'protocol',
      'redirect',
      'tls',
      'proxy-page',
      'deadline',
    ]);
  });

  test('quotes the provider where its words help, and is whole without them', () => {
    const said = { providerMessage: '余额不足' };
    const quoting = KINDS.filter((kind) => notice(kind, said).what.includes('余额不足'));
    assert.deepEqual(quoting, [
      'permission',
      'no-balance',
      'quota',
      'bad-request',
      'content-filter',
      'server',
      'interrupted',
    ]);
    assert.doesNotMatch(notice('server').what, /said/);
  });

  test('says when a limit ends: soon in seconds that are not too few, later by the clock', () => {
    assert.match(notice('rate-limit', { retryAfterMs: 61_001 }).next, /\b62 seconds/);
    assert.match(notice('rate-limit', { retryAfterMs: 90_000 }).next, /\b90 seconds/);
    assert.match(notice('rate-limit', { retryAfterMs: 90_001 }).next, /again at 15:17\./);
    assert.match(notice('rate-limit').next, /moment/);
  });

  test('lets the user end a wait that is Inkstone’s own and no other, and says how long it would last', () => {
    assert.ok(!actionsOf(notice('rate-limit', { retryAfterMs: 3_600_000 })).includes('try-now'));
    const paused = notice('paused', { retryAfterMs: 15_000 });
    assert.match(paused.what, /for 15 seconds\./);
    assert.match(notice('paused', { retryAfterMs: 2 * MINUTE_MS }).what, /until 15:17\./);
    assert.deepEqual(actionsOf(paused), ['try-now', 'select-model', 'show-log']);
    assert.equal(paused.actions[0]?.argument, 'zhipu');
  });

  test('says what a request waits for before it goes out, and how long', () => {
    const what = (because: 'turn' | 'limit' | 'own-limit', waitMs?: number): string =>
      queuedNotice({ because, ...(waitMs && { waitMs }) }, 'GLM-5.2', t, NOW).what;
    assert.match(what('turn'), /its turn: GLM-5.2 is busy/);
    assert.match(what('limit', 1200), /for 2 seconds: GLM-5.2 limits/);
    assert.match(what('limit', 600_000), /until 15:25: GLM-5.2 limits/);
    assert.match(what('own-limit'), /its turn: your setting inkstone\.limits/);
    assert.match(what('own-limit', 1200), /for 2 seconds: your setting inkstone\.limits/);
    assert.match(what('own-limit', 600_000), /until 15:25: your setting inkstone\.limits/);
  });

  test('leads to the setting from a wait that the user’s own limit asks for, and only from that', () => {
    const actions = (because: 'turn' | 'limit' | 'own-limit') =>
      queuedNotice({ because, waitMs: 1200 }, 'GLM-5.2', t, NOW).actions;
    assert.deepEqual([actions('turn'), actions('limit')], [[], []]);
    assert.deepEqual(
      actions('own-limit').map(({ id, argument }) => [id, argument]),
      [['open-settings', 'inkstone.limits']],
    );
  });

  test('says when a plan’s limit is reset, with the date when that is not today', () => {
    const next = (retryAfterMs: number): string => notice('quota', { retryAfterMs }).next;
    assert.match(next(0), /again at 15:15\./);
    assert.match(next(45 * MINUTE_MS), /again at 16:00\./);
    assert.match(next(45 * MINUTE_MS + 1), /again at 16:01\./, 'never earlier than it is');
    assert.match(next(8 * 60 * MINUTE_MS + 45 * MINUTE_MS), /again at 2026-11-22 00:00\./);
    assert.match(next(60 * 24 * 60 * MINUTE_MS), /again at 2027-01-20 15:15\./);
    assert.match(notice('quota').next, /until it is reset/);
  });

  test('sends whoever has a bad address to the settings, and only a key of another address to a new key', () => {
    const ways = (['unreadable', 'holds-login', 'unencrypted', 'key-of-another-address'] as const).map(
      (block) => notice('blocked-origin', { block }),
    );
    assert.equal(new Set(ways.map(({ what }) => what)).size, 4);
    assert.deepEqual(
      ways.map((each) => actionsOf(each)[0]),
      ['open-settings', 'open-settings', 'open-settings', 'add-key'],
    );
    for (const { what, next } of ways) for (const words of [what, next]) assert.match(words, /^\S.{10,}\.$/);
    assert.match(ways[2]!.next, /https/);
  });

  test('of our own time limit says how long it was, and does not blame the network', () => {
    const { what, side, severity } = notice('deadline', { limitMs: 900_000 });
    assert.match(what, /15 minutes, so Inkstone/);
    assert.deepEqual([side, severity], ['inkstone', 'warning']);
    assert.doesNotMatch(what + notice('interrupted').what, /network/);
  });

  test('of a model that can be fetched says the command that does it', () => {
    const { next } = notice('unknown-model', { modelName: 'qwen3:8b', command: 'ollama pull qwen3:8b' });
    assert.match(next, /ollama pull qwen3:8b/);
    assert.doesNotMatch(notice('unknown-model').next, /terminal/);
  });

  test('leads a plan’s key to its own endpoint when that is known', () => {
    const known = notice('wrong-endpoint', { suggestedProvider: 'zhipu-coding' });
    assert.deepEqual(
      known.actions.find(({ id }) => id === 'use-suggested-provider')?.argument,
      'zhipu-coding',
    );
    assert.ok(!actionsOf(notice('wrong-endpoint')).includes('use-suggested-provider'));
  });

  test('of a cut answer is a warning: what arrived is there', () => {
    assert.equal(notice('interrupted').severity, 'warning');
    assert.equal(notice('server').severity, 'error');
  });

  test('is in the user’s language, the buttons too', () => {
    const german = noticeFor(
      new ProviderError('dns', 'x', { provider: 'p', host: 'h' }),
      translator({
        'The address of {0} could not be found.': 'Die Adresse von {0} gibt es nicht.',
        'Try Again': 'Noch einmal',
      }),
    );
    assert.equal(german.what, 'Die Adresse von h gibt es nicht.');
    assert.equal(german.actions[0]?.label, 'Noch einmal');
  });
});

suite('the notice of anything else', () => {
  test('that the user can put right repeats what was said of it', () => {
    const retry = { id: 'retry', label: 'Again' } as const;
    assert.deepEqual(noticeFor(new UserError('no-model', 'No model.', 'Choose one.', [retry]), t), {
      severity: 'warning',
      code: USER_ERRORS['no-model'],
      what: 'No model.',
      side: 'user',
      next: 'Choose one.',
      actions: [retry],
    });
  });

  test('is a fault of ours, and tells nothing of what was thrown', () => {
    for (const thrown of [new TypeError('x is not a function'), 'oops', undefined]) {
      const { code, side, what, next, actions } = noticeFor(thrown, t);
      assert.deepEqual([code, side, actions.map(({ id }) => id)], ['INK-BUG-001', 'inkstone', ['show-log']]);
      assert.doesNotMatch(what + next, /function|oops|undefined/);
    }
  });
});

test('no two errors share a code', () => {
  const codes = [...Object.values(PROVIDER_ERRORS).map(({ code }) => code), ...Object.values(USER_ERRORS)];
  assert.equal(new Set(codes).size, codes.length);
});

test('a notice in one line leaves out what it does not have', () => {
  assert.equal(noticeLine({ ...notice('quota'), what: 'A.', next: '', code: 'C' }), 'A. (C)');
  assert.equal(noticeLine({ ...notice('quota'), what: 'A.', next: 'B.', code: '' }), 'A. B.');
});
