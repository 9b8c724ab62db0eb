import type { ProviderErrorKind } from '../../core/model/providerError.ts';
import type { Fail } from '../dialects/dialect.ts';
import { retryAfterMs } from '../dialects/retryAfter.ts';
import { classifyFailure } from '../policy/classifyFailure.ts';
import { readText } from '../transport/readText.ts';
import type { HttpRequest, Reply, Transport } from '../transport/transport.ts';
import type { FetchedToken } from './tokenCache.ts';

const LONGEST_CHARACTERS = 64 * 1024;

/** What an OAuth2 server says when it gives none (RFC 6749 §5.2). What is not here may pass. */
const REFUSALS: Readonly<Record<string, ProviderErrorKind>> = {
  invalid_client: 'invalid-credential',
  invalid_grant: 'invalid-credential',
  unauthorized_client: 'permission',
  access_denied: 'permission',
  invalid_scope: 'permission',
  invalid_request: 'bad-request',
  unsupported_grant_type: 'bad-request',
};

export interface TokenDeps {
  readonly transport: Transport;
  /** Takes the key's parts out of what is said. */
  readonly fail: Fail;
  /** ms since 1970 UTC. */
  readonly now: () => number;
}

/**
 * Asks a token server for a token, which `read` finds in the reply. Throws `ProviderError`, and `signal.reason` when
 * aborted.
 */
export async function requestToken(
  { transport, fail, now }: TokenDeps,
  request: HttpRequest,
  read: (body: Readonly<Record<string, unknown>>) => FetchedToken | undefined,
  signal: AbortSignal,
): Promise<FetchedToken> {
  const reply = await send();
  const body = parsed(await readText(reply, LONGEST_CHARACTERS));
  signal.throwIfAborted();
  const token = reply.status < 300 ? read(body) : undefined;
  // In a header it would look like a lost connection, and its half would be told as the reason.
  if (token && !/^[\x21-\x7e]+$/.test(token.value))
    throw fail({ kind: 'protocol', status: reply.status, note: 'the token holds what no token has' });
  if (token) return token;
  const code = textOf(body.error) ?? textOf(body.error_code) ?? textOf(body.code);
  const wait = retryAfterMs(reply.headers, now());
  throw fail({
    kind: REFUSALS[code ?? ''] ?? kindOfStatus(reply.status),
    status: reply.status,
    message: textOf(body.error_description) ?? textOf(body.message) ?? textOf(body.error_msg) ?? '',
    note: 'no token was given',
    ...(code !== undefined && { code }),
    ...(wait !== undefined && { retryAfterMs: wait }),
  });

  async function send(): Promise<Reply> {
    try {
      return await transport.send(request, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw fail({ kind: classifyFailure(cause), cause });
    }
  }
}

/** The token in a reply as RFC 6749 §5.1 has it. */
export function readOauthToken(body: Readonly<Record<string, unknown>>): FetchedToken | undefined {
  const value = textOf(body.access_token);
  const seconds = Number(body.expires_in ?? LIFETIME_S);
  return value !== undefined && seconds > 0 ? { value, lifetimeMs: seconds * 1000 } : undefined;
}

/** Of a token whose server does not say. */
const LIFETIME_S = 3600;

const STATUS_KINDS: Readonly<Record<number, ProviderErrorKind>> = {
  400: 'invalid-credential',
  401: 'invalid-credential',
  403: 'permission',
  // Of these the proxy and the server have never looked at the key.
  407: 'proxy-page',
  408: 'server',
  429: 'rate-limit',
};

/** A reply that is none of a token server's says that nobody gives tokens at this address. */
function kindOfStatus(status: number): ProviderErrorKind {
  if (status >= 300 && status < 400) return 'redirect';
  return STATUS_KINDS[status] ?? (status >= 500 ? 'server' : 'protocol');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;
}
