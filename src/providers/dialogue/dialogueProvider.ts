import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { createChatProvider } from '../chatProvider.ts';
import type { Attempt, TakenEvent } from '../policy/admitted.ts';
import type { DialogueDecoder } from './dialogueDecoder.ts';
import { createDialogueDialect, type Place } from './dialogueDialect.ts';
import { followTask, type TaskDeps } from './followTask.ts';
import { addressOf } from './service.ts';
import type { DialogueEndpoint } from './serviceCalls.ts';

type Statuses = ReadonlySet<number | undefined>;

/** What a service answers at an address that it does not serve. */
const NOT_SERVED: Statuses = new Set([404, 405, 501]);

/** What it answers when it knows the dialogue, but not the method. */
const NOT_AMENDABLE: Statuses = new Set([405, 501]);

/** What it answers about a context or dialogue that it no longer has, or that has grown too long. */
const MISPLACED: Statuses = new Set([400, 404, 405, 409, 410, 413, 422, 501]);

/**
 * One attempt at a request to a dialogue service. Where the service offers it, the answer is a task of the service's
 * that outlives a lost connection; otherwise it comes in one piece. A turn goes into the conversation that the service
 * keeps, as far as that is the user's own: one that the service does not take there is told anew, once.
 */
export function createDialogueProvider(deps: TaskDeps, endpoint: DialogueEndpoint): Attempt {
  const { memory } = deps;
  const { baseUrl } = endpoint;
  const { service } = endpoint.dialect;
  const name = `${endpoint.id} ${baseUrl}`;
  const asyncUrl = addressOf(baseUrl, service.paths.async);
  const amendUrl = `PUT ${addressOf(baseUrl, service.paths.read)}`;

  function placeOf(request: ChatRequest): Place {
    const place = memory.place(name, request);
    const canAmend = service.canAmend && !memory.isMissing(amendUrl);
    return place.amends === undefined || canAmend ? place : {};
  }

  /** The answer by the best way that the service offers. */
  async function* attempt(
    request: ChatRequest,
    place: Place,
    onDecoder: (decoder: DialogueDecoder) => void,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent | TakenEvent, void, void> {
    if (service.mode !== 'sync' && !memory.isMissing(asyncUrl)) {
      let hasBegun = false;
      const onBegun = (): void => {
        hasBegun = true;
      };
      try {
        yield* followTask(deps, { endpoint, turn: { request, place, onDecoder, onBegun } }, signal);
        return;
      } catch (error) {
        const hasTasks = hasBegun || service.mode === 'async' || !isRefusal(error, NOT_SERVED);
        if (hasTasks || isPlaced(place)) throw error;
        memory.miss(asyncUrl);
      }
    }
    const dialect = createDialogueDialect(service, place, onDecoder);
    const whole: ChatRequest = { ...request, delivery: 'whole' };
    yield* createChatProvider(deps, endpoint, dialect).stream(whole, signal);
  }

  return {
    id: endpoint.id,
    async *stream(request, signal) {
      for (let place = placeOf(request); ; place = {}) {
        let decoder: DialogueDecoder | undefined;
        let text = '';
        let isKept = false;
        const onDecoder = (used: DialogueDecoder): void => {
          decoder = used;
        };
        try {
          for await (const event of attempt(request, place, onDecoder, signal)) {
            if (event.type === 'text-delta') text += event.text;
            if (event.type === 'finish') {
              isKept = true;
              memory.keep(name, request, { ...place, said: decoder?.said ?? {}, text });
            }
            yield event;
          }
          return;
        } catch (error) {
          if (!isPlaced(place) || text !== '' || !isRefusal(error, MISPLACED)) throw error;
          if (place.amends !== undefined && isRefusal(error, NOT_AMENDABLE)) memory.miss(amendUrl);
        } finally {
          // What the service has of the turn now is not what the user has.
          if (!isKept) memory.forget(name, request);
        }
      }
    },
  };
}

const isPlaced = (place: Place): boolean => place.contextId !== undefined;

const isRefusal = (error: unknown, statuses: Statuses): boolean =>
  error instanceof ProviderError && statuses.has(error.details.status);
