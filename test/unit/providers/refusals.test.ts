import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ProviderError, type ProviderErrorDetails } from '../../../src/core/model/providerError.ts';
import { CATALOG } from '../../../src/providers/catalog.ts';
import { createChatProvider } from '../../../src/providers/chatProvider.ts';
import { createAuthorities } from '../../../src/providers/credentials/authorities.ts';
import { dialectOf } from '../../../src/providers/dialectOf.ts';
import { REMOTE_LIMITS } from '../../../src/providers/policy/watchdog.ts';
import { type ModelServer, type PlainReply, startModelServer } from '../../model-server/modelServer.ts';
import { chatRequest, NEVER, TRANSPORTS } from './clients.ts';
import { createManualClock } from './manualClock.ts';

type Row = readonly [reply: PlainReply, kind: ProviderError['kind'], details?: Partial<ProviderErrorDetails>];

const anthropic = (
  status: number,
  type: string,
  message = 'x',
  headers: Readonly<Record<string, string>> = {},
): PlainReply => ({
  status,
  body: { type: 'error', error: { type, message }, request_id: 'req_1' },
  headers: { 'request-id': 'req_1', ...headers },
});
const coded = (status: number, code: string | number, message = 'x', more: object = {}): PlainReply => ({
  status,
  body: { error: { code, message, ...more } },
});
const typed = (status: number, type: string, message = 'x'): PlainReply => ({
  status,
  body: { error: { type, message } },
});
const flat = (status: number, body: object): PlainReply => ({ status, body });
const stream = (...frames: readonly object[]): PlainReply => ({
  status: 200,
  body: frames.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''),
  headers: { 'content-type': 'text/event-stream' },
});

/** What each provider's errors mean, as its documents or recorded traces show them. */
const TABLES: Readonly<Record<string, readonly Row[]>> = {
  anthropic: [
    [anthropic(400, 'invalid_request_error'), 'bad-request', { requestId: 'req_1', status: 400 }],
    [
      anthropic(400, 'invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'),
      'context-too-long',
    ],
    [
      anthropic(
        400,
        'invalid_request_error',
        'input length and `max_tokens` exceed context limit: 1 + 2 > 2',
      ),
      'context-too-long',
    ],
    [
      anthropic(400, 'invalid_request_error', 'Your credit balance is too low to access the API.'),
      'no-balance',
    ],
    [anthropic(400, 'invalid_request_error', 'You have reached your specified API usage limits.'), 'quota'],
    [anthropic(401, 'authentication_error', 'invalid x-api-key'), 'invalid-credential'],
    [anthropic(402, 'billing_error'), 'no-balance'],
    [anthropic(403, 'permission_error'), 'permission'],
    [anthropic(404, 'not_found_error', 'model: claude-nope'), 'unknown-model'],
    [anthropic(404, 'not_found_error', 'Not found'), 'protocol'],
    [anthropic(409, 'conflict_error', 'conflict'), 'server'],
    [anthropic(413, 'request_too_large'), 'context-too-long'],
    [anthropic(429, 'rate_limit_error', 'x', { 'retry-after': '7' }), 'rate-limit', { retryAfterMs: 7000 }],
    [anthropic(429, 'rate_limit_error', 'spend cap'), 'quota'],
    [anthropic(500, 'api_error'), 'server'],
    [anthropic(504, 'timeout_error'), 'server'],
    [anthropic(529, 'overloaded_error'), 'overloaded'],
    [{ ...anthropic(200, 'overloaded_error'), headers: {} }, 'overloaded', { requestId: 'req_1' }],
    [
      stream(
        { type: 'message_start', message: { usage: { input_tokens: 1 } } },
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      ),
      'overloaded',
    ],
  ],
  'zhipu-anthropic': [
    [coded(429, '1113', '余额不足'), 'no-balance', { providerCode: '1113' }],
    [coded(429, '1302'), 'rate-limit'],
    [coded(429, '1308', '您的限额将在 2026-11-21 14:30:00 重置。'), 'quota'],
    [typed(429, 'rate_limit_error'), 'rate-limit'],
    [coded(401, '1000'), 'invalid-credential'],
    [flat(200, { code: 1305, msg: 'busy', success: false }), 'overloaded'],
  ],
  ollama: [
    [
      flat(404, { error: "model 'qwen3:8b' not found" }),
      'unknown-model',
      { command: 'ollama pull qwen3:8b' },
    ],
    [
      flat(404, { error: 'model "llama3" not found, try pulling it first' }),
      'unknown-model',
      { command: 'ollama pull llama3' },
    ],
    [flat(400, { error: '"gemma:2b" does not support tools' }), 'bad-request'],
    [flat(400, { error: 'the input length exceeds the context length' }), 'context-too-long'],
    [
      flat(500, { error: 'model requires more system memory (9.1 GiB) than is available (6.5 GiB)' }),
      'bad-request',
    ],
    [flat(500, { error: 'llama runner process has terminated' }), 'server'],
    [flat(503, { error: 'server busy, please try again. maximum pending requests exceeded' }), 'overloaded'],
    [flat(429, { error: 'too many requests' }), 'rate-limit'],
    [{ status: 200, body: '{"error":"an error was encountered while running the model"}\n' }, 'server'],
    [{ status: 200, body: '{"error":"the input length exceeds the context length"}\n' }, 'context-too-long'],
  ],
  deepseek: [
    [typed(402, 'unknown_error', 'Insufficient Balance'), 'no-balance'],
    [
      typed(400, 'invalid_request_error', 'The reasoning_content in the thinking mode must be passed back'),
      'bad-request',
    ],
    [typed(422, 'invalid_request_error'), 'bad-request'],
    [typed(429, 'rate_limit'), 'rate-limit'],
    [typed(503, 'server_overloaded'), 'overloaded'],
    [
      stream({ choices: [{ index: 0, delta: {}, finish_reason: 'insufficient_system_resource' }] }),
      'overloaded',
    ],
  ],
  moonshot: [
    [typed(401, 'invalid_authentication_error'), 'invalid-credential'],
    [typed(429, 'exceeded_current_quota_error'), 'no-balance'],
    [typed(429, 'engine_overloaded_error'), 'overloaded'],
    [typed(429, 'rate_limit_reached_error'), 'rate-limit'],
    [typed(400, 'content_filter'), 'content-filter'],
    [
      typed(400, 'invalid_request_error', 'Your request exceeded model token limit : 8192'),
      'context-too-long',
    ],
    [
      typed(404, 'resource_not_found_error', 'Not found the model kimi-x or Permission denied'),
      'unknown-model',
    ],
  ],
  dashscope: [
    [coded(400, 'Arrearage'), 'no-balance'],
    [coded(400, 'InvalidParameter', 'Range of input length should be [1, 30720]'), 'context-too-long'],
    [coded(400, 'data_inspection_failed'), 'content-filter'],
    [coded(429, 'Throttling'), 'rate-limit'],
    [coded(429, 'Throttling.RateQuota'), 'rate-limit'],
    [coded(429, 'Throttling.BurstRate'), 'rate-limit'],
    [coded(429, 'limit_requests'), 'rate-limit'],
    [coded(429, 'insufficient_quota'), 'no-balance'],
    [coded(404, 'model_not_found', 'The model `x` does not exist'), 'unknown-model'],
    [coded(401, 'invalid_api_key'), 'invalid-credential'],
  ],
  siliconflow: [
    [flat(400, { code: 20012, message: 'Model does not exist', data: null }), 'unknown-model'],
    [flat(403, { code: 30001, message: 'Sorry, your account balance is insufficient' }), 'no-balance'],
    [flat(403, { code: 20000, message: 'real-name authentication is required' }), 'permission'],
    [flat(503, { code: 50505, message: 'Model service overloaded' }), 'overloaded'],
    [{ status: 401, body: 'Invalid token' }, 'invalid-credential'],
    [flat(429, { message: 'Request was rejected due to rate limiting' }), 'rate-limit'],
    [{ status: 504, body: 'gateway timeout' }, 'server'],
  ],
  openrouter: [
    [coded(402, 402, 'Insufficient credits'), 'no-balance'],
    [coded(403, 403, 'Your input was flagged', { metadata: { reasons: ['violence'] } }), 'content-filter'],
    [coded(403, 403, 'Key limit exceeded'), 'permission'],
    [coded(408, 408), 'server'],
    [coded(429, 429), 'rate-limit'],
    [coded(502, 502, 'Provider returned error', { metadata: { raw: 'x' } }), 'server'],
    [coded(200, 402, 'Insufficient credits'), 'no-balance'],
    [
      stream({ error: { code: 429, message: 'x' }, choices: [{ delta: {}, finish_reason: 'error' }] }),
      'rate-limit',
    ],
    [coded(404, 404, 'No endpoints found; model x is not available'), 'unknown-model'],
  ],
  openai: [
    [coded(401, 'invalid_api_key'), 'invalid-credential'],
    [coded(429, 'rate_limit_exceeded'), 'rate-limit'],
    [coded(429, 'insufficient_quota'), 'no-balance'],
    [coded(429, 'credit_balance_exhausted'), 'no-balance'],
    [coded(503, 'slow_down'), 'overloaded'],
    [coded(400, 'context_length_exceeded'), 'context-too-long'],
    [coded(404, 'model_not_found'), 'unknown-model'],
    [coded(403, 'unsupported_country_region_territory'), 'permission'],
    [stream({ error: { message: 'x', type: 'server_error' } }), 'server'],
  ],
  vllm: [
    [
      flat(400, { object: 'error', message: "This model's maximum context length is 4096", code: 400 }),
      'context-too-long',
    ],
    [
      flat(404, {
        error: { message: 'The model `x` does not exist.', type: 'NotFoundError', param: 'model', code: 404 },
      }),
      'unknown-model',
    ],
    [flat(401, { error: 'Unauthorized' }), 'invalid-credential'],
    [stream({ object: 'error', message: 'boom', type: 'InternalServerError', code: 500 }), 'server'],
  ],
  lmstudio: [
    [flat(400, { error: 'bad' }), 'bad-request'],
    [flat(404, { error: { message: 'No models loaded. Please load a model.' } }), 'unknown-model'],
    [
      flat(400, {
        error: 'The number of tokens to keep from the initial prompt is greater than the context length',
      }),
      'context-too-long',
    ],
  ],
  llamacpp: [
    [coded(503, 503, 'Loading model', { type: 'unavailable_error' }), 'overloaded'],
    [
      coded(400, 400, 'request (5000 tokens) exceeds the available context size (4096 tokens)', {
        type: 'exceed_context_size_error',
        n_prompt_tokens: 5000,
        n_ctx: 4096,
      }),
      'context-too-long',
    ],
    [stream({ error: { code: 500, message: 'x', type: 'server_error' } }), 'server'],
  ],
};

describe('an error of', () => {
  const transport = TRANSPORTS[0]!.create();
  let server: ModelServer;
  before(async () => {
    server = await startModelServer();
  });
  after(async () => {
    await transport.close();
    await server.close();
  });

  /** What one attempt at a scripted reply ends in. */
  async function refusalOf(id: string, reply: PlainReply): Promise<ProviderError> {
    const known = CATALOG.find((endpoint) => endpoint.id === id)!;
    const clock = createManualClock();
    const provider = createChatProvider(
      {
        transport,
        authorities: createAuthorities({ transport, clock }),
        credential: async () => undefined,
        limits: REMOTE_LIMITS,
        clock,
      },
      { ...known, baseUrl: server.baseUrl, needsKey: false },
      dialectOf(known.dialect),
    );
    server.script(reply);
    try {
      for await (const _ of provider.stream(chatRequest(), NEVER));
    } catch (error) {
      if (error instanceof ProviderError) return error;
      throw error;
    }
    return assert.fail('nothing was thrown');
  }

  for (const [id, rows] of Object.entries(TABLES))
    for (const [reply, kind, details = {}] of rows) {
      const shown = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
      test(`${id}: HTTP ${reply.status} ${shown.slice(0, 90).trim()} is ${kind}`, async () => {
        const error = await refusalOf(id, reply);
        assert.equal(error.kind, kind);
        assert.deepEqual({ ...error.details, ...details }, error.details);
      });
    }
});
