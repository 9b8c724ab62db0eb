import type { ChatRequest } from '../core/model/chatRequest.ts';

/** A provider, or a policy's part of one. */
interface Streams<Event> {
  readonly id: string;
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<Event>;
}

/** One whose code is loaded by the first request that needs it. What `load` gives at once is used as it is. */
export function lazyProvider<Event>(
  id: string,
  load: () => Streams<Event> | Promise<Streams<Event>>,
): Streams<Event> {
  return {
    id,
    stream(request, signal) {
      const loaded = load();
      return loaded instanceof Promise ? later(loaded, request, signal) : loaded.stream(request, signal);
    },
  };
}

async function* later<Event>(
  loaded: Promise<Streams<Event>>,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<Event, void, void> {
  yield* (await loaded).stream(request, signal);
}
