import type { HttpRefusal, Refusal } from '../dialects/dialect.ts';
import { type ErrorObject, errorIn, refusalFromError, refusalOf } from '../dialects/openaiErrors.ts';

/** Words that services of this kind use besides those that all share. */
const TRAITS = {
  errors: {
    invalid_token: { kind: 'invalid-credential', remedy: 'new-token' },
    token_expired: { kind: 'expired-credential', remedy: 'new-token' },
    insufficient_scope: { kind: 'permission' },
    invalid_scope: { kind: 'permission' },
    quota_exceeded: { kind: 'quota' },
    too_many_requests: { kind: 'rate-limit' },
    service_unavailable: { kind: 'overloaded' },
    content_blocked: { kind: 'content-filter' },
    input_too_long: { kind: 'context-too-long' },
  },
} as const;

/** Why the service refuses a call: a token that is no longer good is worth another. */
export function refusalOfReply(reply: HttpRefusal): Refusal {
  const refusal = refusalOf(TRAITS, reply);
  return reply.status === 401 && !refusal.remedy ? { ...refusal, remedy: 'new-token' } : refusal;
}

/** Why an answer failed, as an event or the record of the dialogue says it. */
export function refusalIn(body: unknown, now: number): Refusal {
  const error: ErrorObject = errorIn(body) ?? { codes: [], message: '' };
  return refusalFromError(TRAITS, error, undefined, now);
}
