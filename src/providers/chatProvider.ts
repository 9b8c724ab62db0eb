import type { ChatRequest } from '../core/model/chatRequest.ts';
import { ProviderError, type Remedy } from '../core/model/providerError.ts';
import type { Credential } from '../core/model/providerInfo.ts';
import type { StreamEvent } from '../core/model/streamEvent.ts';
import type { Clock } from './clock.ts';
import type { Authorisation, Authorities } from './credentials/authority.ts';
import { hostOf } from './credentials/origin.ts';
import type { Fail } from './dialects/dialect.ts';
import { serverTime } from './dialects/retryAfter.ts';
import type { Endpoint } from './endpoint.ts';
import { createFail } from './fail.ts';
import type { Attempt } from './policy/admitted.ts';
import { type Allowances, allowancesIn } from './policy/allowance.ts';
import { classifyFailure } from './policy/classifyFailure.ts';
import { startWatchdog, type Watchdog, type WatchLimits, wholeAnswerLimits } from './policy/watchdog.ts';
import { readEvents } from './readEvents.ts';
import { discardBody, readText } from './transport/readText.ts';
import type { Reply, Transport } from './transport/transport.ts';

/** The key for an endpoint, or `undefined` when the user has stored none. Asked for at every request. */
export type CredentialSource = (signal: AbortSignal) => Promise<Credential | undefined>;

export interface ChatProviderDeps {
  readonly transport: Transport;
  readonly authorities: Authorities;
  readonly credential: CredentialSource;
  readonly limits: WatchLimits;
  readonly clock: Clock;
}

/**
 * One attempt at a request, straight: no retries, and nothing is recorded. Only what makes the very same request
 * acceptable is done, once for each remedy that the provider's refusal names.
 */
export function createChatProvider(deps: ChatProviderDeps, endpoint: Endpoint): Attempt {
  const { transport, authorities, clock } = deps;
  const { dialect } = endpoint;

  async function open(request: ChatRequest, door: Opening, watchdog: Watchdog): Promise<Reply> {
    const { credential, fail, secrets } = door;
    const call = { method: 'POST', url: dialect.url(endpoint.baseUrl, request) } as const;
    const authorisation = await authorities.authorise(endpoint, call, credential, watchdog.signal);
    secrets.push(...authorisation.secrets);
    door.authorisation = authorisation;
    const reply = await transport.send(
      {
        ...call,
        url: authorisation.url,
        headers: {
          accept: request.delivery === 'whole' ? 'application/json' : 'text/event-stream',
          'content-type': 'application/json',
          ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
          ...dialect.headers(request),
          ...authorisation.headers,
          ...endpoint.headers,
        },
        body: JSON.stringify(dialect.encode(request)),
      },
      watchdog.signal,
    );
    watchdog.sawHeaders();
    door.serverNow = serverTime(reply.headers);
    door.allowances = allowancesIn(reply.headers, clock.now());
    if (reply.status >= 200 && reply.status < 300 && reply.status !== 206) return reply;
    if (reply.status < 400) {
      await discardBody(reply);
      throw fail(unusable(reply));
    }
    const { status, headers } = reply;
    const body = await readText(reply, REFUSAL_CHARACTERS);
    throw fail(dialect.refusal({ status, headers, body, now: clock.now() }));
  }

  async function* attempt(
    request: ChatRequest,
    door: Opening,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StreamEvent[], void, void> {
    const { fail } = door;
    const watchdog = startWatchdog(
      {
        clock,
        limits: request.delivery === 'whole' ? wholeAnswerLimits(deps.limits) : deps.limits,
        bark: (silence) => fail({ kind: 'timeout', note: silence }),
      },
      signal,
    );
    try {
      const reply = await open(request, door, watchdog);
      const decoder = dialect.decoder(clock.now(), fail);
      yield* readEvents({ framing: dialect.framing, decoder, watchdog, fail }, reply, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof ProviderError) throw error;
      throw fail({ kind: classifyFailure(error), cause: error });
    } finally {
      watchdog.stop();
    }
  }

  /** The request as the provider will take it, after a refusal that says how. */
  function remedied(request: ChatRequest, remedy: Remedy, { credential, authorisation, serverNow }: Opening) {
    if (remedy === 'new-request-id') return { ...request, id: `${request.id}-2` };
    const isRenewed =
      credential && authorisation && authorities.renew(endpoint, credential, { authorisation, serverNow });
    return isRenewed ? request : undefined;
  }

  return {
    id: endpoint.id,
    async *stream(asked, signal) {
      const credential = await credentialFor(deps, signal);
      const secrets = [...(credential ? [credential.value] : []), ...Object.values(endpoint.headers)];
      const fail = createFail({
        provider: endpoint.id,
        host: hostOf(endpoint.baseUrl),
        modelName: asked.model.name,
        secrets,
      });
      if (!credential && endpoint.needsKey) throw fail({ kind: 'no-credential' });
      // What came along when the key was copied would otherwise look like a lost connection.
      if (credential && !/^[\x21-\x7e]+$/.test(credential.value))
        throw fail({ kind: 'invalid-credential', note: 'the key holds characters that no key has' });
      const door: Opening = { credential, fail, secrets, authorisation: undefined, serverNow: undefined, allowances: undefined };
      const remedies = new Set<Remedy>();
      for (let request: ChatRequest = asked; ; ) {
        let isVisible = false;
        try {
          for await (const events of attempt(request, door, signal)) {
            if (door.allowances) yield { type: 'limits', allowances: door.allowances };
            door.allowances = undefined;
            isVisible = true;
            yield* events;
          }
          return;
        } catch (error) {
          const remedy = error instanceof ProviderError && !isVisible ? error.details.remedy : undefined;
          if (!remedy || remedies.has(remedy)) throw error;
          remedies.add(remedy);
          const next = remedied(request, remedy, door);
          if (!next) throw error;
          request = next;
        }
      }
    },
  };
}

/** What the attempts at one request share. */
interface Opening {
  readonly credential: Credential | undefined;
  readonly fail: Fail;
  /** Never seen in what `fail` makes; it grows with the tokens that the key is exchanged for. */
  readonly secrets: string[];
  /** As the last request was sent. */
  authorisation: Authorisation | undefined;
  /** ms since 1970 UTC, as the last reply says. */
  serverNow: number | undefined;
  /** What the last reply says of the account's limits, until it is passed on. */
  allowances: Allowances | undefined;
}

/** How much of a refusal is read. */
const REFUSAL_CHARACTERS = 64 * 1024;

async function credentialFor(
  { credential }: ChatProviderDeps,
  signal: AbortSignal,
): Promise<Credential | undefined> {
  signal.throwIfAborted();
  const found = await credential(signal);
  signal.throwIfAborted();
  return found;
}

function unusable({ status, headers }: Reply): Parameters<Fail>[0] {
  const location = headers.get('location');
  return status >= 300
    ? { kind: 'redirect', status, ...(location && { note: `to ${hostOf(location)}` }) }
    : { kind: 'protocol', status };
}
