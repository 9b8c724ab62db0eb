import type { ProviderErrorKind } from '../../core/model/providerError.ts';
import type { HttpRefusal, Refusal } from './dialect.ts';
import type { ErrorRule } from './errorRule.ts';
import { isObject, parseJson } from './json.ts';
import { retryAfterMs } from './retryAfter.ts';
import { resetAfterMs } from './zhipuErrors.ts';

/**
 * What the codes and types of the OpenAI family mean: OpenAI's, Moonshot's, DashScope's, Qianfan's, llama.cpp's. One name
 * means the same wherever it is used, so they share a table.
 */
const SHARED_CODES: Readonly<Partial<Record<ProviderErrorKind, readonly string[]>>> = {
  'invalid-credential': [
    'invalid_api_key',
    'authentication_error',
    'invalid_authentication_error',
    'invalid_appid',
  ],
  'unknown-model': ['model_not_found', 'resource_not_found_error', 'invalid_model'],
  'context-too-long': [
    'context_length_exceeded',
    'characters_too_long',
    'tokens_too_long',
    'exceed_context_size_error',
  ],
  'rate-limit': [
    'rate_limit_exceeded',
    'rate_limit_error',
    'rate_limit_reached_error',
    'limit_requests',
    'Throttling',
    'Throttling.RateQuota',
    'Throttling.AllocationQuota',
    'Throttling.BurstRate',
    'limit_burst_rate',
    'rpm_rate_limit_exceeded',
    'tpm_rate_limit_exceeded',
    'input_tpm_rate_limit_exceeded',
    'output_tpm_rate_limit_exceeded',
    'preemptible_rate_limit_exceeded',
    'user_rate_limit_exceeded',
  ],
  overloaded: [
    'slow_down',
    'overloaded_error',
    'engine_overloaded_error',
    'cluster_rate_limit_exceeded',
    'unavailable_error',
  ],
  'no-balance': [
    'insufficient_quota',
    'credit_balance_exhausted',
    'exceeded_current_quota_error',
    'Arrearage',
  ],
  quota: ['billing_hard_limit_reached'],
  'content-filter': [
    'content_filter',
    'content_policy_violation',
    'data_inspection_failed',
    'DataInspectionFailed',
    'unsafe_request',
    'system_unsafe',
    'user_setting_unsafe',
    'functions_unsafe',
  ],
  server: ['server_error', 'api_error', 'internal_error', 'dispatch_internal_error'],
  permission: ['permission_error', 'no_parameter_permission'],
};

const SHARED_ERRORS: ReadonlyMap<string, ErrorRule> = new Map<string, ErrorRule>([
  ...Object.entries(SHARED_CODES).flatMap(([kind, codes]) =>
    codes.map((code) => [code, { kind: kind as ProviderErrorKind }] as const),
  ),
  ['invalid_iam_token', { kind: 'invalid-credential', remedy: 'new-token' }],
]);

const STATUS_KINDS: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'invalid-credential',
  402: 'no-balance',
  403: 'permission',
  // No such path: this is not the API that the endpoint was taken for.
  404: 'protocol',
  405: 'protocol',
  406: 'protocol',
  407: 'proxy-page',
  408: 'server',
  413: 'context-too-long',
  429: 'rate-limit',
  451: 'permission',
  503: 'overloaded',
  529: 'overloaded',
};

/** Headers under which replies are known to those who sent them. */
const REQUEST_IDS = ['x-request-id', 'request-id', 'x-generation-id'];

/** Providers that give no code of their own say it in words; some put it under a code that fits everything. */
const WORDS: readonly (readonly [RegExp, ProviderErrorKind])[] = [
  [
    /context (?:length|limit|size|window)|maximum context|model token limit|range of input length|prompt is too long|n_ctx/i,
    'context-too-long',
  ],
  [
    /model\b.{0,120}?(?:not exist|not found|not available|no such)|^model: \S+$|^no models? (?:is |are )?loaded|模型不存在/is,
    'unknown-model',
  ],
  [
    /(?:insufficient|not enough) (?:account )?balance|balance is (?:insufficient|too low)|余额不足/i,
    'no-balance',
  ],
  [/reached your specified api usage limits/i, 'quota'],
  [/\bmoderation\b|\bflagged\b/i, 'content-filter'],
];

/** What is particular to one provider's errors. */
export interface ErrorTraits {
  /** What the provider's own codes and types mean, before those that all share. */
  readonly errors: Readonly<Record<string, ErrorRule>>;
  /** The sibling that a plan's keys belong to, when this endpoint bills by the token. */
  readonly planProvider?: string;
}

/** What the body of a reply, or an object inside of a stream, says of an error. */
export interface ErrorObject {
  /** Code and type, as far as there are any, the more telling one first. */
  readonly codes: readonly string[];
  readonly message: string;
  readonly requestId?: string;
}

/**
 * Finds the error in any of its spellings: `{error:{…}}`, `{error:"…"}`, flat `{code, message}`,
 * `{error_code, error_msg}` and `{detail}`. `undefined` when the object holds none.
 */
export function errorIn(body: unknown): ErrorObject | undefined {
  if (!isObject(body)) return undefined;
  const requestId = textOf(body.request_id) ?? textOf(body.id);
  const found = (codes: readonly unknown[], message: unknown): ErrorObject => ({
    codes: codes.map(textOf).filter((code) => code !== undefined),
    message: textOf(message) ?? '',
    ...(requestId !== undefined && { requestId }),
  });
  const { error } = body;
  if (typeof error === 'string') return found([body.code, body.type], error);
  if (isObject(error)) {
    const upstream = isObject(error.metadata) ? textOf(error.metadata.raw) : undefined;
    return found([error.code, error.type], [error.message, upstream].filter(Boolean).join(' '));
  }
  if ('choices' in body) return undefined;
  if (body.error_code !== undefined) return found([body.error_code], body.error_msg);
  const isFlat = body.object === 'error' || (body.code !== undefined && body.code !== null);
  if (isFlat && (body.message ?? body.msg) !== undefined)
    return found([body.code, body.type], body.message ?? body.msg);
  if (body.detail !== undefined) return found([], textOf(body.detail) ?? JSON.stringify(body.detail));
  return undefined;
}

/** Reads a reply that is not an answer: any status from 400 up. */
export function refusalOf(traits: ErrorTraits, reply: HttpRefusal): Refusal {
  const { status, headers, now } = reply;
  const json = parseJson(reply.body);
  const error = errorIn(json) ?? { codes: [], message: json === undefined ? '' : reply.body };
  const wait = retryAfterMs(headers, now);
  const should = headers.get('x-should-retry');
  const requestId = REQUEST_IDS.map((name) => headers.get(name)).find((id) => id !== null);
  const refusal = refusalFromError(traits, error, status, now);
  return {
    ...refusal,
    ...(json === undefined && pageRefusal(reply)),
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...((should === 'true' || should === 'false') && { retryable: should === 'true' }),
    ...(requestId !== undefined && { requestId }),
    status,
  };
}

/** Classifies by the provider's own code, then by its words, then by the HTTP status, which says least. */
export function refusalFromError(
  traits: ErrorTraits,
  error: ErrorObject,
  status: number | undefined,
  now: number,
): Refusal {
  const { codes, message } = error;
  const rule = codes.map((code) => traits.errors[code] ?? SHARED_ERRORS.get(code)).find((known) => known);
  const kind =
    rule?.kind ??
    WORDS.find(([words]) => words.test(message))?.[1] ??
    kindOfStatus(status ?? codes.map(Number).find((code) => code >= 400 && code < 600), message);
  const isPlanKey = rule?.plan && traits.planProvider && /coding\s?plan|套餐/i.test(message);
  const reset = rule?.resets ? resetAfterMs(message, now) : undefined;
  return {
    kind: isPlanKey ? 'wrong-endpoint' : kind,
    message,
    ...(codes[0] !== undefined && { code: codes[0] }),
    ...(error.requestId !== undefined && { requestId: error.requestId }),
    ...(rule?.remedy && { remedy: rule.remedy }),
    ...(reset !== undefined && { retryAfterMs: reset }),
    ...(isPlanKey && traits.planProvider && { suggestedProvider: traits.planProvider }),
  };
}

function kindOfStatus(status: number | undefined, message: string): ProviderErrorKind {
  if (status === undefined) return 'server';
  if (status === 409) return /conflict|lock/i.test(message) ? 'server' : 'bad-request';
  return STATUS_KINDS[status] ?? (status >= 500 ? 'server' : 'bad-request');
}

/** A web page in place of an answer comes from something in between, unless a gateway speaks for its server. */
function pageRefusal({ status, body, headers }: HttpRefusal): Partial<Refusal> {
  const isPage = /^\s*</.test(body) || (headers.get('content-type') ?? '').includes('text/html');
  if (!isPage) return { message: body.trim() };
  const message = pageTitle(body);
  return status === 502 || status === 503 || status === 504 || status >= 520
    ? { message }
    : { kind: 'proxy-page', message };
}

/** The title of a web page as plain text; empty when it has none. */
export function pageTitle(html: string): string {
  const title = /<title[^>]*>([^<]{0,200})/i.exec(html)?.[1] ?? '';
  return title.replace(/\s+/g, ' ').trim();
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}
