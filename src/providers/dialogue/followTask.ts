import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { ChatProviderDeps } from '../chatProvider.ts';
import { attemptError, openRequest } from '../opening.ts';
import { type TakenEvent, takenWith } from '../policy/admitted.ts';
import { startWatchdog } from '../policy/watchdog.ts';
import { createDialogueDecoder, type DialogueDecoder } from './dialogueDecoder.ts';
import type { Place } from './dialogueDialect.ts';
import { listen } from './listen.ts';
import type { DialogueMemory } from './memory.ts';
import { passOn } from './passOn.ts';
import { poll } from './poll.ts';
import { addressOf } from './service.ts';
import { createServiceCalls, type DialogueEndpoint, type ServiceDeps } from './serviceCalls.ts';

export interface TaskDeps extends ChatProviderDeps, ServiceDeps {
  readonly memory: DialogueMemory;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** What is asked of a service, and who is told of it. */
export interface Turn {
  readonly request: ChatRequest;
  readonly place: Place;
  /** Given what reads the answer, for what it says beside the text. */
  readonly onDecoder: (decoder: DialogueDecoder) => void;
  /** The service has taken the request. */
  readonly onBegun: () => void;
}

/**
 * An answer as a task of the service's: its events over a socket, or its record as it grows. A task that nobody waits for
 * any more is given up.
 */
export async function* followTask(
  deps: TaskDeps,
  { endpoint, turn }: { readonly endpoint: DialogueEndpoint; readonly turn: Turn },
  signal: AbortSignal,
): AsyncGenerator<StreamEvent | TakenEvent, void, void> {
  const { clock, random, memory, limits } = deps;
  const { baseUrl } = endpoint;
  const { service } = endpoint.dialect;
  const { request, place } = turn;
  const opening = await openRequest(deps, endpoint, request.model.name, signal);
  const { fail } = opening;
  const calls = createServiceCalls(deps, endpoint, opening);
  const watchdog = startWatchdog(
    { clock, limits, bark: (silence) => fail({ kind: 'timeout', note: silence }) },
    signal,
  );
  const decoder = createDialogueDecoder(service, clock.now(), fail);
  turn.onDecoder(decoder);
  const isOver = (): boolean => decoder.progress === 'done';
  let id = place.amends;
  try {
    const begun = await calls.begin(request, place, watchdog.signal);
    turn.onBegun();
    watchdog.sawHeaders();
    yield takenWith(opening.allowances);
    for await (const events of passOn(watchdog, (emit) => decoder.record(begun, emit))) yield* events;
    id = decoder.said.dialogueId ?? id;
    if (!isOver() && id === undefined)
      throw fail({ kind: 'protocol', note: `no field ${service.fields.dialogueId}` });
    const task = id ?? '';
    const followed = { clock, random, decoder, watchdog };
    const socketUrl = addressOf(baseUrl, service.paths.socket);
    if (!isOver() && service.paths.socket !== '' && !memory.isMissing(socketUrl))
      for await (const events of listen({
        ...followed,
        service,
        fail,
        open: (after) => calls.listen(task, after, watchdog.signal),
        renew: calls.renew,
        onRefused: () => memory.miss(socketUrl),
      }))
        yield* events;
    for await (const events of poll({ ...followed, read: () => calls.look(task, watchdog.signal) }))
      yield* events;
    for await (const events of passOn(watchdog, (emit) => decoder.end(emit))) yield* events;
  } catch (error) {
    throw attemptError(error, fail, signal);
  } finally {
    watchdog.stop();
    if (id !== undefined && !isOver()) void calls.giveUp(id);
  }
}
