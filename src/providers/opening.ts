import { hostOf } from '../core/model/origin.ts';
import { ProviderError } from '../core/model/providerError.ts';
import type { Credential } from '../core/model/providerInfo.ts';
import type { Clock } from './clock.ts';
import type { Authorities } from './credentials/authorities.ts';
import type { Authorisation, Call } from './credentials/authority.ts';
import type { Dialect, Fail, HttpRefusal, Refusal } from './dialects/dialect.ts';
import { serverTime } from './dialects/retryAfter.ts';
import type { Endpoint } from './endpoint.ts';
import { createFail } from './fail.ts';
import { type Allowances, allowancesIn } from './policy/allowance.ts';
import { classifyFailure } from './policy/classifyFailure.ts';
import { discardBody, readText } from './transport/readText.ts';
import type { HttpRequest, Reply, Transport } from './transport/transport.ts';

/** The key for an endpoint, or `undefined` when the user has stored none. Asked for at every request. */
export type CredentialSource = (signal: AbortSignal) => Promise<Credential | undefined>;

export interface OpeningDeps {
  readonly transport: Transport;
  readonly authorities: Authorities;
  readonly credential: CredentialSource;
  readonly clock: Clock;
}

/** What all calls for one request share. */
export interface Opening {
  readonly credential: Credential | undefined;
  readonly fail: Fail;
  /** Never seen in what `fail` makes; it grows with the tokens that the key is exchanged for. */
  readonly secrets: string[];
  /** As the last call was sent. */
  authorisation: Authorisation | undefined;
  /** ms since 1970 UTC, as the last reply says. */
  serverNow: number | undefined;
  /** What the last reply says of the account's limits, until it is passed on. */
  allowances: Allowances | undefined;
}

/** Throws `ProviderError` when there is no key that can be sent, and `signal.reason` when aborted. */
export async function openRequest(
  deps: OpeningDeps,
  endpoint: Endpoint,
  modelName: string,
  signal: AbortSignal,
): Promise<Opening> {
  signal.throwIfAborted();
  const credential = await deps.credential(signal);
  signal.throwIfAborted();
  const secrets = [...(credential ? [credential.value] : []), ...Object.values(endpoint.headers)];
  const fail = createFail({ provider: endpoint.id, host: hostOf(endpoint.baseUrl), modelName, secrets });
  if (!credential && endpoint.needsKey) throw fail({ kind: 'no-credential' });
  // What came along when the key was copied would otherwise look like a lost connection.
  if (credential && !/^[\x21-\x7e]+$/.test(credential.value))
    throw fail({ kind: 'invalid-credential', note: 'the key holds characters that no key has' });
  return {
    credential,
    fail,
    secrets,
    authorisation: undefined,
    serverNow: undefined,
    allowances: undefined,
  };
}

/** Lets one call in. Throws as `Authorities.authorise` does. */
export async function letIn(
  { authorities }: Pick<OpeningDeps, 'authorities'>,
  endpoint: Endpoint,
  opening: Opening,
  call: Call,
  signal: AbortSignal,
): Promise<Authorisation> {
  const authorisation = await authorities.authorise(endpoint, call, opening.credential, signal);
  opening.secrets.push(...authorisation.secrets);
  opening.authorisation = authorisation;
  return authorisation;
}

/** Sends one call and gives whatever comes back. Throws as `letIn` and the transport do. */
export async function sendCall(
  deps: OpeningDeps,
  endpoint: Endpoint,
  opening: Opening,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const { headers, url } = await letIn(deps, endpoint, opening, request, signal);
  const reply = await deps.transport.send(
    { ...request, url, headers: { ...request.headers, ...headers, ...endpoint.headers } },
    signal,
  );
  opening.serverNow = serverTime(reply.headers);
  opening.allowances = allowancesIn(reply.headers, deps.clock.now());
  return reply;
}

/** Gives a reply that has an answer, and throws what any other one says. */
export async function requireAnswer(
  { clock }: Pick<OpeningDeps, 'clock'>,
  dialect: Dialect,
  { fail }: Opening,
  reply: Reply,
): Promise<Reply> {
  const { status, headers } = reply;
  if (status >= 200 && status < 300 && status !== 206) return reply;
  if (status < 400) {
    await discardBody(reply);
    throw fail(unusable(reply));
  }
  const body = await readText(reply, REFUSAL_CHARACTERS);
  const refusal: HttpRefusal = { status, headers, body, now: clock.now() };
  throw fail(dialect.refusal(refusal));
}

/** Drops what the last call was let in with; false when there is nothing to get anew. */
export function renewAccess(
  { authorities }: Pick<OpeningDeps, 'authorities'>,
  endpoint: Endpoint,
  { credential, authorisation, serverNow }: Opening,
): boolean {
  if (!credential || !authorisation) return false;
  return authorities.renew(endpoint, credential, { authorisation, serverNow });
}

/** What was thrown in an attempt, as those see it who asked. */
export function attemptError(error: unknown, fail: Fail, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof ProviderError ? error : fail({ kind: classifyFailure(error), cause: error });
}

/** How much of a refusal is read. */
const REFUSAL_CHARACTERS = 64 * 1024;

function unusable({ status, headers }: Reply): Refusal {
  const location = headers.get('location');
  return status >= 300
    ? { kind: 'redirect', status, ...(location && { note: `to ${hostOf(location)}` }) }
    : { kind: 'protocol', status };
}
