import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProviderErrorKind } from '../../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../../src/providers/catalog.ts';
import { dialectOf } from '../../../../src/providers/dialectOf.ts';
import type { Refusal } from '../../../../src/providers/dialects/dialect.ts';

const NOW = Date.UTC(2026, 10, 21, 4);

function refusal(
  provider: string,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const { dialect } = CATALOG.find(({ id }) => id === provider)!;
  return dialectOf(dialect).refusal({
    status,
    headers: new Headers(headers),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    now: NOW,
  });
}

const zhipu = (status: number, code: string, message = 'x'): Refusal =>
  refusal('zhipu', status, { error: { code, message } });

/** The table of BigModel's error page, by hand: what a user has to do about each code. */
const ZHIPU_KINDS: Readonly<Record<string, readonly [number, ProviderErrorKind]>> = {
  1000: [401, 'invalid-credential'],
  1001: [401, 'invalid-credential'],
  1002: [401, 'invalid-credential'],
  1003: [401, 'expired-credential'],
  1004: [401, 'invalid-credential'],
  1005: [401, 'permission'],
  1112: [403, 'permission'],
  1113: [429, 'no-balance'],
  1121: [403, 'permission'],
  1200: [500, 'server'],
  1210: [400, 'bad-request'],
  1211: [400, 'unknown-model'],
  1214: [400, 'bad-request'],
  1220: [403, 'permission'],
  1222: [400, 'bad-request'],
  1230: [500, 'server'],
  1234: [500, 'server'],
  1261: [400, 'context-too-long'],
  1300: [400, 'content-filter'],
  1301: [400, 'content-filter'],
  1302: [429, 'rate-limit'],
  1303: [429, 'rate-limit'],
  1304: [429, 'quota'],
  1305: [429, 'overloaded'],
  1308: [429, 'quota'],
  1309: [429, 'permission'],
  1310: [429, 'quota'],
  1311: [429, 'permission'],
  1312: [429, 'overloaded'],
  1313: [429, 'quota'],
  1315: [429, 'permission'],
  1316: [429, 'quota'],
  1321: [429, 'quota'],
};

describe('Zhipu', () => {
  for (const [code, [status, kind]] of Object.entries(ZHIPU_KINDS)) {
    test(`code ${code} under HTTP ${status} is ${kind} [F48]`, () => {
      assert.deepEqual(zhipu(status, code), { kind, status, code, message: 'x', ...remedyOf(code) });
    });
  }

  test('an error without a code is judged by its status', () => {
    assert.equal(refusal('zhipu', 500, { error: { message: 'internal' } }).kind, 'server');
  });

  test('a limit that names its reset waits until then', () => {
    const message = '已达到 5 小时的使用上限。您的限额将在 2026-11-21 14:30:00 重置。';
    assert.equal(zhipu(429, '1308', message).retryAfterMs, 2.5 * 3_600_000);
  });

  test('an empty balance on the general endpoint that speaks of a plan is the wrong endpoint', () => {
    const message = 'Your Coding Plan cannot be used at this endpoint';
    const { kind, suggestedProvider } = zhipu(429, '1113', message);
    assert.deepEqual([kind, suggestedProvider], ['wrong-endpoint', 'zhipu-coding']);
    const plan = refusal('zhipu-coding', 429, { error: { code: '1113', message } });
    assert.equal(plan.kind, 'no-balance');
  });
});

function remedyOf(code: string): object {
  return code === '1003' ? { remedy: 'new-token' } : {};
}

test('a request id that Zhipu has seen before is mended by a new one', () => {
  assert.equal(zhipu(400, '1231').remedy, 'new-request-id');
});

/** One error of each provider, as its documentation or a recorded trace shows it. */
const OTHERS: readonly (readonly [string, number, unknown, ProviderErrorKind])[] = [
  [
    'openai',
    401,
    { error: { message: 'x', type: 'invalid_request_error', code: 'invalid_api_key' } },
    'invalid-credential',
  ],
  ['openai', 429, { error: { message: 'x', type: 'requests', code: 'rate_limit_exceeded' } }, 'rate-limit'],
  [
    'openai',
    429,
    { error: { message: 'x', type: 'insufficient_quota', code: 'insufficient_quota' } },
    'no-balance',
  ],
  ['openai', 400, { error: { message: 'x', code: 'context_length_exceeded' } }, 'context-too-long'],
  ['openai', 404, { error: { message: 'x', code: 'model_not_found' } }, 'unknown-model'],
  ['openai', 503, { error: { message: 'x', code: 'slow_down' } }, 'overloaded'],
  ['openai', 403, { error: { message: 'Country not supported' } }, 'permission'],
  ['deepseek', 402, { error: { message: 'Insufficient Balance', type: 'unknown_error' } }, 'no-balance'],
  ['deepseek', 422, { error: { message: 'x', code: 'invalid_request_error' } }, 'bad-request'],
  ['moonshot', 401, { error: { type: 'invalid_authentication_error', message: 'x' } }, 'invalid-credential'],
  ['moonshot', 429, { error: { type: 'exceeded_current_quota_error', message: 'x' } }, 'no-balance'],
  ['moonshot', 429, { error: { type: 'engine_overloaded_error', message: 'x' } }, 'overloaded'],
  ['moonshot', 429, { error: { type: 'rate_limit_reached_error', message: 'x' } }, 'rate-limit'],
  ['moonshot', 400, { error: { type: 'content_filter', message: 'x' } }, 'content-filter'],
  [
    'moonshot',
    400,
    { error: { type: 'invalid_request_error', message: 'Your request exceeded model token limit : 8192' } },
    'context-too-long',
  ],
  ['dashscope', 400, { error: { code: 'Arrearage', message: 'x' } }, 'no-balance'],
  [
    'dashscope',
    400,
    { error: { code: 'InvalidParameter', message: 'Range of input length should be [1, 30720]' } },
    'context-too-long',
  ],
  ['dashscope', 400, { error: { code: 'data_inspection_failed', message: 'x' } }, 'content-filter'],
  ['dashscope', 429, { error: { code: 'limit_requests', message: 'x' } }, 'rate-limit'],
  ['siliconflow', 400, { code: 20012, message: 'Model does not exist', data: null }, 'unknown-model'],
  ['siliconflow', 401, 'Invalid token', 'invalid-credential'],
  ['openrouter', 402, { error: { code: 402, message: 'Insufficient credits' } }, 'no-balance'],
  ['openrouter', 403, { error: { code: 403, message: 'Key limit exceeded' } }, 'permission'],
  [
    'openrouter',
    502,
    { error: { code: 502, message: 'Provider returned error', metadata: { raw: 'x' } } },
    'server',
  ],
  ['qianfan', 401, { error: { code: 'invalid_iam_token', message: 'x' }, id: 'as-1' }, 'invalid-credential'],
  ['qianfan', 401, { error: { code: 'invalid_model', message: 'x' } }, 'unknown-model'],
  ['qianfan', 400, { error: { code: 'tokens_too_long', message: 'x' } }, 'context-too-long'],
  ['qianfan', 429, { error: { code: 'tpm_rate_limit_exceeded', message: 'x' } }, 'rate-limit'],
  ['qianfan', 500, { error: { code: 'internal_error', message: 'x' } }, 'server'],
  [
    'vllm',
    400,
    { object: 'error', message: 'maximum context length is 4096', code: 400 },
    'context-too-long',
  ],
  ['ollama', 404, { error: "model 'nope' not found" }, 'unknown-model'],
  ['ollama', 503, { error: 'server busy' }, 'overloaded'],
  ['lmstudio', 400, { error: 'bad' }, 'bad-request'],
  [
    'llamacpp',
    503,
    { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    'overloaded',
  ],
  [
    'llamacpp',
    400,
    { error: { code: 400, message: 'x', type: 'exceed_context_size_error' } },
    'context-too-long',
  ],
];

describe('other providers [F48]', () => {
  for (const [provider, status, body, kind] of OTHERS) {
    const shown = typeof body === 'string' ? body : JSON.stringify(body);
    test(`${provider}: HTTP ${status} ${shown.slice(0, 70)} is ${kind}`, () => {
      assert.equal(refusal(provider, status, body).kind, kind);
    });
  }
});

describe('a refusal without a code [F48]', () => {
  for (const [status, kind] of [
    [400, 'bad-request'],
    [401, 'invalid-credential'],
    [402, 'no-balance'],
    [403, 'permission'],
    [404, 'protocol'],
    [405, 'protocol'],
    [408, 'server'],
    [409, 'bad-request'],
    [413, 'context-too-long'],
    [422, 'bad-request'],
    [429, 'rate-limit'],
    [500, 'server'],
    [502, 'server'],
    [503, 'overloaded'],
    [504, 'server'],
    [520, 'server'],
    [529, 'overloaded'],
  ] as const) {
    test(`HTTP ${status} is ${kind}`, () => {
      assert.equal(refusal('openai', status, { error: { message: 'x' } }).kind, kind);
      assert.equal(refusal('openai', status, '').kind, kind);
    });
  }

  test('HTTP 409 that speaks of a lock passes', () => {
    assert.equal(refusal('openai', 409, { error: { message: 'resource is locked' } }).kind, 'server');
  });
});

describe('a web page in place of an answer [F20]', () => {
  const PAGE = '<!doctype html><html><head><title>\n Sign in to\n the network </title></head></html>';

  test('is a proxy’s, and its title is all that is told of it', () => {
    for (const status of [401, 403, 404, 407]) {
      assert.deepEqual(refusal('openai', status, PAGE), {
        kind: 'proxy-page',
        message: 'Sign in to the network',
        status,
      });
    }
  });

  test('is the server’s own trouble when a gateway says so', () => {
    for (const status of [502, 504, 522]) assert.equal(refusal('openai', status, PAGE).kind, 'server');
    assert.equal(refusal('openai', 503, PAGE).kind, 'overloaded');
  });
});

test('the headers add when to come back, whether to, and the request’s id', () => {
  const told = refusal(
    'openai',
    503,
    { error: { message: 'x' } },
    {
      'retry-after': '7',
      'x-should-retry': 'false',
      'x-request-id': 'req-1',
    },
  );
  assert.deepEqual([told.retryAfterMs, told.retryable, told.requestId], [7000, false, 'req-1']);
});

test('words that the provider does not say are not made up', () => {
  assert.equal(refusal('openai', 500, {}).message, '{}');
  assert.equal(refusal('openai', 500, '').message, '');
});
