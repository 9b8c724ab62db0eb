import type { ChatRequest } from '../core/model/chatRequest.ts';
import { ProviderError, type Remedy } from '../core/model/providerError.ts';
import type { StreamEvent } from '../core/model/streamEvent.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Endpoint } from './endpoint.ts';
import {
  attemptError,
  type Opening,
  type OpeningDeps,
  openRequest,
  renewAccess,
  requireAnswer,
  sendCall,
} from './opening.ts';
import { type Attempt, takenWith } from './policy/admitted.ts';
import { startWatchdog, type Watchdog, type WatchLimits, wholeAnswerLimits } from './policy/watchdog.ts';
import { readEvents } from './readEvents.ts';
import type { Reply } from './transport/transport.ts';

export interface ChatProviderDeps extends OpeningDeps {
  readonly limits: WatchLimits;
}

/** In place of events, when the head of an answer has come. */
const TAKEN: readonly StreamEvent[] = [];

/**
 * One attempt at a request, straight: no retries, and nothing is recorded. Only what makes the very same request
 * acceptable is done, once for each remedy that the provider's refusal names.
 */
export function createChatProvider(deps: ChatProviderDeps, endpoint: Endpoint, dialect: Dialect): Attempt {
  const { clock } = deps;

  async function open(request: ChatRequest, door: Opening, watchdog: Watchdog): Promise<Reply> {
    const reply = await sendCall(
      deps,
      endpoint,
      door,
      {
        method: dialect.method ?? 'POST',
        url: dialect.url(endpoint.baseUrl, request),
        headers: {
          accept: request.delivery === 'whole' ? 'application/json' : 'text/event-stream',
          'content-type': 'application/json',
          ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
          ...dialect.headers(request),
        },
        body: JSON.stringify(dialect.encode(request)),
      },
      watchdog.signal,
    );
    watchdog.sawHeaders();
    return requireAnswer(deps, dialect, door, reply);
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
      yield TAKEN;
      const decoder = dialect.decoder(clock.now(), fail);
      const { framing } = dialect;
      for await (const events of readEvents({ framing, decoder, watchdog, fail }, reply, signal))
        yield events;
    } catch (error) {
      throw attemptError(error, fail, signal);
    } finally {
      watchdog.stop();
    }
  }

  /** The request as the provider will take it, after a refusal that says how. */
  function remedied(request: ChatRequest, remedy: Remedy, door: Opening): ChatRequest | undefined {
    if (remedy === 'new-request-id') return { ...request, id: `${request.id}-2` };
    return renewAccess(deps, endpoint, door) ? request : undefined;
  }

  return {
    id: endpoint.id,
    async *stream(asked, signal) {
      const door = await openRequest(deps, endpoint, asked.model.name, signal);
      const remedies = new Set<Remedy>();
      for (let request: ChatRequest = asked; ; ) {
        let isVisible = false;
        try {
          for await (const events of attempt(request, door, signal)) {
            if (events === TAKEN) yield takenWith(door.allowances);
            else {
              isVisible = true;
              // `yield*` would wrap each of them in promises of its own.
              for (const event of events) yield event;
            }
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
