import type { ProviderErrorKind } from '../../core/model/providerError.ts';

const KINDS_BY_CODE: Readonly<Record<string, ProviderErrorKind>> = {
  INKSTONE_HOST_NOT_ALLOWED: 'blocked-host',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  ECONNRESET: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  EPIPE: 'connection-lost',
  ETIMEDOUT: 'connection-lost',
  UND_ERR_SOCKET: 'connection-lost',
  UND_ERR_CLOSED: 'connection-lost',
  UND_ERR_DESTROYED: 'connection-lost',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection-lost',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'protocol',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  EPROTO: 'tls',
  Z_BUF_ERROR: 'connection-lost',
  Z_DATA_ERROR: 'protocol',
};

/** Errors without a code. */
const KINDS_BY_NAME: Readonly<Record<string, ProviderErrorKind>> = {
  TimeoutError: 'timeout',
  // What answered does not speak HTTP at all.
  HTTPParserError: 'protocol',
};

/** Families of codes, for what the table does not name. */
const KINDS_BY_PREFIX: readonly (readonly [string, ProviderErrorKind])[] = [
  ['CERT_', 'tls'],
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['HPE_', 'protocol'],
];

/** How undici, and VS Code after it, says that a proxy has answered `CONNECT` with another status than 200. */
const PROXY_REFUSAL = /^Proxy response \(\d{3}\)/;

/**
 * What a transport's error means. `fetch` hides the reason in a chain of causes, and the innermost that says
 * anything is the most exact; one that says nothing is a lost connection.
 */
export function classifyFailure(error: unknown): ProviderErrorKind {
  for (const link of causes(error).toReversed()) {
    if (PROXY_REFUSAL.test(String((link as { message?: unknown }).message))) return 'proxy-refused';
    const code = String((link as { code?: unknown }).code ?? '');
    const kind = KINDS_BY_CODE[code] ?? KINDS_BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
    if (kind) return kind;
    const name = String((link as { name?: unknown }).name ?? '');
    if (KINDS_BY_NAME[name]) return KINDS_BY_NAME[name];
  }
  return 'connection-lost';
}

/** Whether anything in the chain of causes is an abort: such a failure was wanted, and is not repeated. */
export function isAbort(error: unknown): boolean {
  return causes(error).some((link) => (link as { name?: unknown }).name === 'AbortError');
}

/** Whether anything in the chain of causes carries this code. */
export function hasCode(error: unknown, code: string): boolean {
  return causes(error).some((link) => (link as { code?: unknown }).code === code);
}

/** An error and its causes, outermost first; of several causes at one level all. */
function causes(error: unknown): readonly object[] {
  const chain = new Set<object>();
  const visit = (link: unknown): void => {
    if (typeof link !== 'object' || link === null || chain.has(link)) return;
    chain.add(link);
    visit((link as { cause?: unknown }).cause);
    const { errors } = link as { errors?: unknown };
    if (Array.isArray(errors)) for (const each of errors) visit(each);
  };
  visit(error);
  return [...chain];
}
