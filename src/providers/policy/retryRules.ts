import type { Purpose } from '../../core/model/chatRequest.ts';
import type { ProviderError, ProviderErrorKind } from '../../core/model/providerError.ts';
import { hasCode, isAbort } from './classifyFailure.ts';

/** Attempts at one request, the first included. */
export const ATTEMPTS: Readonly<Record<Purpose, number>> = {
  chat: 3,
  explain: 3,
  generate: 2,
  optimize: 2,
  fix: 2,
  test: 2,
  document: 2,
  compact: 2,
  write: 3,
  summarize: 3,
  review: 3,
  translate: 2,
  editor: 3,
  'explain-files': 5,
  'document-files': 5,
  probe: 1,
};

interface RetryRule {
  /** Where it is fewer than the attempts that the request's purpose has. */
  readonly retries?: number;
  /** The longest that jitter makes of the first wait; each later one is twice as long. */
  readonly baseMs: number;
  /** Waits that long in any case, and jitter comes on top. */
  readonly patient?: boolean;
  /** The first repetition does not wait: a kept-alive connection may just have been stale. */
  readonly immediate?: boolean;
}

/** Kinds that are not here are never repeated: another attempt would end in the same way, or cost more. */
const RULES: Partial<Readonly<Record<ProviderErrorKind, RetryRule>>> = {
  dns: { baseMs: 500 },
  unreachable: { baseMs: 500 },
  'connection-lost': { baseMs: 500, immediate: true },
  timeout: { retries: 1, baseMs: 0 },
  'empty-answer': { retries: 2, baseMs: 250 },
  protocol: { retries: 1, baseMs: 500 },
  server: { baseMs: 500 },
  overloaded: { baseMs: 1000, patient: true },
  'rate-limit': { baseMs: 1000, patient: true },
};

/** What the provider may overrule by its own word. */
const OVERRULED: ReadonlySet<ProviderErrorKind> = new Set([
  'server',
  'overloaded',
  'rate-limit',
  'quota',
  'no-balance',
  'bad-request',
]);

const LONGEST_BACKOFF_MS = 20_000;

/** The longest wait that the provider may ask for and get: beyond it, the user is better served by the error. */
export const LONGEST_REQUESTED_MS = 60_000;

/**
 * How long to wait, in ms, before repeating a request whose attempt number `attempt` (from 1) has failed before
 * anything was shown, or `undefined` when it is not to be repeated, whatever `ATTEMPTS` are left. Never earlier than the
 * provider allows.
 * `random` gives numbers from 0 up to 1.
 */
export function retryDelayMs(
  error: ProviderError,
  attempt: number,
  random: () => number,
): number | undefined {
  const { kind, details } = error;
  if (isAbort(error)) return undefined;
  const told = OVERRULED.has(kind) ? details.retryable : undefined;
  if (told === false) return undefined;
  const rule = RULES[kind] ?? (told ? RULES.server : undefined);
  if (!rule || (rule.retries !== undefined && attempt > rule.retries)) return undefined;
  // An answer that was not understood may have been garbled on its way; a refusal was not.
  if (kind === 'protocol' && details.status !== undefined) return undefined;
  // The name does not exist; a resolver that is only out of reach says `EAI_AGAIN`.
  if (attempt > 1 && hasCode(details.cause, 'ENOTFOUND')) return undefined;
  const backoffMs = Math.min(LONGEST_BACKOFF_MS, rule.baseMs * 2 ** (attempt - 1));
  const floorMs = details.retryAfterMs ?? (rule.patient ? backoffMs : 0);
  if (floorMs > LONGEST_REQUESTED_MS) return undefined;
  return attempt === 1 && rule.immediate ? floorMs : floorMs + random() * backoffMs;
}
