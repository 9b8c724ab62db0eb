import type { ProviderError } from '../model/providerError.ts';

/** What the doctor looks at, in this order. */
export const CHECKS = [
  'settings',
  'address',
  'hosts',
  'proxy',
  'dns',
  'tls',
  'reach',
  'clock',
  'key',
  'login',
  'model',
  'stream',
  'limit',
  'tools',
] as const;

export type Check = (typeof CHECKS)[number];

export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped';

/** What was found. Times are in ms, moments in ms since 1970 UTC. */
export type Fact =
  | { readonly is: 'settings-read' }
  | { readonly is: 'settings-bad'; readonly names: readonly string[] }
  | { readonly is: 'address-fine'; readonly origin: string }
  | { readonly is: 'any-host' }
  | { readonly is: 'host-allowed'; readonly host: string }
  | { readonly is: 'no-proxy'; readonly because: 'local' | 'direct' | 'off' | 'excluded' }
  | { readonly is: 'proxy-of-system' }
  | { readonly is: 'proxy'; readonly host: string; readonly from: 'setting' | 'environment' }
  | { readonly is: 'left-to-proxy' }
  | { readonly is: 'addresses'; readonly addresses: readonly string[]; readonly timeMs: number }
  | { readonly is: 'no-name' }
  | { readonly is: 'no-tls' }
  | { readonly is: 'certificate'; readonly issuer: string; readonly until: number; readonly protocol: string }
  | { readonly is: 'certificate-ends'; readonly until: number }
  | { readonly is: 'certificate-ended'; readonly until: number }
  | { readonly is: 'certificate-not-begun'; readonly from: number }
  | { readonly is: 'certificate-of-others'; readonly names: string }
  | { readonly is: 'certificate-unknown'; readonly issuer: string; readonly reason: string }
  | { readonly is: 'replied'; readonly status: number; readonly timeMs: number }
  | { readonly is: 'clock-right'; readonly skewMs: number }
  | { readonly is: 'clock-wrong'; readonly skewMs: number }
  | { readonly is: 'no-date' }
  | { readonly is: 'key-there' }
  | { readonly is: 'key-in-headers' }
  | { readonly is: 'no-key-needed' }
  | { readonly is: 'key-odd'; readonly form: string }
  | { readonly is: 'key-with-blanks' }
  | { readonly is: 'let-in'; readonly model: string; readonly timeMs: number }
  | { readonly is: 'model-listed' }
  | { readonly is: 'model-not-listed'; readonly some: readonly string[] }
  | { readonly is: 'no-list' }
  | { readonly is: 'no-model' }
  | { readonly is: 'streamed'; readonly firstMs: number; readonly wholeMs: number; readonly pieces: number }
  | { readonly is: 'in-one-piece'; readonly wholeMs: number }
  | { readonly is: 'limit-taken'; readonly tokens: number }
  | { readonly is: 'limit-refused'; readonly tokens: number }
  | { readonly is: 'tool-called' }
  | { readonly is: 'tool-ignored' }
  | { readonly is: 'tool-garbled' }
  | { readonly is: 'no-tools' }
  /** Without that check's success, this one would say nothing. */
  | { readonly is: 'depends'; readonly on: Check }
  | { readonly is: 'error'; readonly error: ProviderError };

/** One line of the doctor's report. It holds no key, no header and no path of an address. */
export interface Finding {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly fact: Fact;
}

/** Calls to the model that an examination makes at most, and the tokens that they cost together, about. */
export const MOST_CALLS = 4;
export const ABOUT_TOKENS = 400;
