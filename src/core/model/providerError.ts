import type { Usage } from './usage.ts';

/** Whose side a fault is on; it decides the tone and the next step of a notice. */
export type FaultSide = 'user' | 'account' | 'network' | 'provider' | 'inkstone';

/**
 * Every way in which a request to a model can fail, with its stable code. The codes are public: users search
 * for them, so one is never reused or renumbered.
 */
export const PROVIDER_ERRORS = {
  'no-credential': { code: 'INK-AUTH-001', side: 'user' },
  'invalid-credential': { code: 'INK-AUTH-002', side: 'user' },
  'expired-credential': { code: 'INK-AUTH-003', side: 'user' },
  'wrong-endpoint': { code: 'INK-AUTH-004', side: 'user' },
  permission: { code: 'INK-AUTH-005', side: 'account' },
  'blocked-origin': { code: 'INK-AUTH-006', side: 'user' },
  /** The user's list of hosts, or the company's, does not name this one. */
  'blocked-host': { code: 'INK-AUTH-007', side: 'user' },
  'no-balance': { code: 'INK-QUOTA-001', side: 'account' },
  quota: { code: 'INK-QUOTA-002', side: 'account' },
  'rate-limit': { code: 'INK-RATE-001', side: 'provider' },
  overloaded: { code: 'INK-RATE-002', side: 'provider' },
  /** The service failed so often that Inkstone leaves it alone for a while; nothing was sent. */
  paused: { code: 'INK-RATE-003', side: 'provider' },
  /** More requests wait for their turn than will ever get it; nothing was sent. */
  'queue-full': { code: 'INK-RATE-004', side: 'inkstone' },
  'unknown-model': { code: 'INK-REQ-001', side: 'user' },
  'bad-request': { code: 'INK-REQ-002', side: 'inkstone' },
  'context-too-long': { code: 'INK-REQ-003', side: 'user' },
  'content-filter': { code: 'INK-REQ-004', side: 'provider' },
  /** A filter of the user's own stopped the answer; what it let pass is kept. */
  'output-filter': { code: 'INK-REQ-006', side: 'user' },
  server: { code: 'INK-SRV-001', side: 'provider' },
  'empty-answer': { code: 'INK-SRV-002', side: 'provider' },
  protocol: { code: 'INK-SRV-003', side: 'provider' },
  redirect: { code: 'INK-SRV-004', side: 'user' },
  dns: { code: 'INK-NET-001', side: 'network' },
  unreachable: { code: 'INK-NET-002', side: 'network' },
  'connection-lost': { code: 'INK-NET-003', side: 'network' },
  tls: { code: 'INK-NET-004', side: 'network' },
  'proxy-page': { code: 'INK-NET-005', side: 'network' },
  timeout: { code: 'INK-NET-006', side: 'network' },
  /** The answer was cut after some of it had been shown; what arrived is kept. */
  interrupted: { code: 'INK-NET-007', side: 'network' },
  /** Inkstone's own time limit ended an answer that was still being written; what arrived is kept. */
  deadline: { code: 'INK-NET-008', side: 'inkstone' },
  /** The proxy let nothing through to the host. */
  'proxy-refused': { code: 'INK-NET-009', side: 'network' },
} as const satisfies Record<string, { code: string; side: FaultSide }>;

export type ProviderErrorKind = keyof typeof PROVIDER_ERRORS;

/** What makes the very same request acceptable. */
export type Remedy = 'new-token' | 'new-request-id';

/** Why nothing may be sent to an address. */
export type OriginBlock = 'unreadable' | 'holds-login' | 'unencrypted' | 'key-of-another-address';

export interface ProviderErrorDetails {
  readonly provider: string;
  /** The host that was spoken to, without path, query or credentials. */
  readonly host?: string;
  readonly status?: number;
  /** The provider's own code, for example Zhipu's `1113`. */
  readonly providerCode?: string;
  /** The provider's own words, redacted and at most 500 characters. */
  readonly providerMessage?: string;
  /** Earliest time for another attempt, from now, in ms. */
  readonly retryAfterMs?: number;
  /** `paused`: in which way the service failed last. */
  readonly because?: ProviderErrorKind;
  readonly requestId?: string;
  readonly modelName?: string;
  /** `wrong-endpoint`: the catalogue id of the provider that the key belongs to. */
  readonly suggestedProvider?: string;
  /** `content-filter`: something in the conversation is held unsafe, so that nothing more will be answered in it. */
  readonly endsChat?: boolean;
  /** `unknown-model`: what the user can run in a terminal to get it. */
  readonly command?: string;
  /** `blocked-origin`: what is wrong with the address or the key. */
  readonly block?: OriginBlock;
  /** `output-filter`: what the user calls the filter. */
  readonly filter?: string;
  /** `deadline`: the time that the whole answer had, in ms. */
  readonly limitMs?: number;
  /** The provider's own word on whether another attempt can help. */
  readonly retryable?: boolean;
  readonly remedy?: Remedy;
  /** The provider still has the request that was left with it, and can be asked for the answer later. */
  readonly isLeft?: boolean;
  /** What was spent before the failure, attempts included that nobody saw. */
  readonly usage?: Usage;
  readonly cause?: unknown;
}

/** A request to a model failed. `message` is English and technical; `noticeFor` writes what the user reads. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;
  readonly details: ProviderErrorDetails;

  constructor(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.details = details;
  }

  get code(): string {
    return PROVIDER_ERRORS[this.kind].code;
  }
}
