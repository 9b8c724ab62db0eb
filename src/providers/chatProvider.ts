import type { ChatRequest } from '../core/model/chatRequest.ts';
import type { Provider } from '../core/model/provider.ts';
import { ProviderError } from '../core/model/providerError.ts';
import type { Credential } from '../core/model/providerInfo.ts';
import type { Clock } from './clock.ts';
import { authorise } from './credentials/credential.ts';
import { hostOf } from './credentials/origin.ts';
import type { ZhipuTokens } from './credentials/zhipuToken.ts';
import type { Dialect, Fail, Remedy } from './dialects/dialect.ts';
import { serverTime } from './dialects/retryAfter.ts';
import type { Endpoint } from './endpoint.ts';
import { createFail } from './fail.ts';
import { classifyFailure } from './policy/classifyFailure.ts';
import { startWatchdog, type Watchdog, type WatchLimits, wholeAnswerLimits } from './policy/watchdog.ts';
import { readEvents } from './readEvents.ts';
import { discardBody, readText } from './transport/readText.ts';
import type { Reply, Transport } from './transport/transport.ts';

/** The key for an endpoint, or `undefined` when the user has stored none. Asked for at every request. */
export type CredentialSource = (signal: AbortSignal) => Promise<Credential | undefined>;

export interface ChatProviderDeps {
  readonly transport: Transport;
  readonly dialect: Dialect;
  readonly credential: CredentialSource;
  readonly limits: WatchLimits;
  readonly clock: Clock;
  readonly tokens: ZhipuTokens;
}

/** One attempt at a request, straight: no retries, and nothing is recorded. */
export function createChatProvider(deps: ChatProviderDeps, endpoint: Endpoint): Provider {
  const { transport, dialect, clock } = deps;
  const url = `${endpoint.baseUrl}${dialect.path}`;
  const tokens = endpoint.traits.tokens === 'zhipu' ? deps.tokens : undefined;

  /** Sends the request, and once more for each remedy that the provider's refusal names. */
  async function open(
    request: ChatRequest,
    credential: Credential | undefined,
    fail: Fail,
    watchdog: Watchdog,
  ): Promise<Reply> {
    const remedies = new Set<Remedy>();
    for (let id = request.id; ; ) {
      const token = credential && tokens?.tokenFor(credential.value);
      const reply = await transport.send(
        {
          method: 'POST',
          url,
          headers: {
            accept: request.delivery === 'whole' ? 'application/json' : 'text/event-stream',
            'content-type': 'application/json',
            ...(endpoint.traits.requestId === 'header' && { 'x-client-request-id': id }),
            ...authorise(endpoint.id, url, credential, token),
            ...endpoint.headers,
          },
          body: JSON.stringify(dialect.encode({ ...request, id })),
        },
        watchdog.signal,
      );
      watchdog.sawHeaders();
      if (reply.status >= 200 && reply.status < 300 && reply.status !== 206) return reply;
      if (reply.status < 400) {
        await discardBody(reply);
        throw fail(unusable(reply));
      }
      const { status, headers } = reply;
      const body = await readText(reply, REFUSAL_CHARACTERS);
      const refusal = dialect.refusal({ status, headers, body, now: clock.now() });
      if (!refusal.remedy || remedies.has(refusal.remedy)) throw fail(refusal);
      remedies.add(refusal.remedy);
      if (refusal.remedy === 'new-request-id') id = `${request.id}-${remedies.size}`;
      else if (!tokens || !credential) throw fail(refusal);
      else tokens.renew(credential.value, serverTime(headers));
    }
  }

  return {
    id: endpoint.id,
    async *stream(request, signal) {
      const credential = await credentialFor(deps, signal);
      const fail = createFail({
        provider: endpoint.id,
        host: hostOf(url),
        modelName: request.model.name,
        secrets: [...(credential ? [credential.value] : []), ...Object.values(endpoint.headers)],
      });
      if (!credential && endpoint.needsKey) throw fail({ kind: 'no-credential' });
      // What came along when the key was copied would otherwise look like a lost connection.
      if (credential && !/^[\x21-\x7e]+$/.test(credential.value))
        throw fail({ kind: 'invalid-credential', note: 'the key holds characters that no key has' });
      const watchdog = startWatchdog(
        {
          clock,
          limits: request.delivery === 'whole' ? wholeAnswerLimits(deps.limits) : deps.limits,
          bark: (silence) => fail({ kind: 'timeout', note: silence }),
        },
        signal,
      );
      try {
        const reply = await open(request, credential, fail, watchdog);
        const decoder = dialect.decoder(clock.now(), fail);
        for await (const events of readEvents({ decoder, watchdog, fail }, reply, signal)) yield* events;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof ProviderError) throw error;
        throw fail({ kind: classifyFailure(error), cause: error });
      } finally {
        watchdog.stop();
      }
    },
  };
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
