import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Observation, Observers, RequestEnd } from '../../core/model/observation.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Usage } from '../../core/model/usage.ts';
import type { Clock } from '../clock.ts';

/** A provider, or a part of one, which may have events of its own. */
interface Streaming<Event> {
  readonly id: string;
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<Event>;
}

interface ObservedOptions {
  readonly observers: Observers;
  readonly clock: Clock;
  /** What a request counts that ended without a count. */
  readonly usageOf?: (request: ChatRequest) => Usage | undefined;
}

/** Tells whoever watches how each request began and ended; around `retry` that is a request, within it an attempt. */
export function observed<Event extends { readonly type: string }>(
  provider: Streaming<Event>,
  { observers, clock, usageOf }: ObservedOptions,
): Streaming<Event> {
  async function* watch(
    watching: NonNullable<ReturnType<Observers>>,
    asked: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<Event, void, void> {
    const at = clock.now();
    const startedAt = clock.monotonic();
    let request = asked;
    const observations: Observation[] = [];
    for (const observe of await watching) {
      const observation = observe(request);
      observations.push(observation);
      ({ request } = observation);
    }
    const written: string[] = [];
    let isVisible = false;
    let isOver = false;
    const settle = (
      end: Pick<RequestEnd, 'outcome' | 'error' | 'finishReason' | 'servedModel' | 'usage'>,
    ) => {
      if (isOver) return;
      isOver = true;
      const durationMs = clock.monotonic() - startedAt;
      const usage = end.usage ?? usageOf?.(request);
      for (const observation of observations)
        observation.end({ at, durationMs, text: written.join(''), ...end, ...(usage && { usage }) });
    };
    try {
      for await (const event of provider.stream(request, signal)) {
        const known = event as unknown as StreamEvent;
        if (known.type === 'finish') {
          const { reason: finishReason, usage, servedModel } = known;
          settle({
            outcome: 'completed',
            finishReason,
            ...(usage && { usage }),
            ...(servedModel !== undefined && { servedModel }),
          });
        } else if (known.type === 'text-delta') written.push(known.text);
        isVisible ||= VISIBLE.has(known.type);
        yield event;
      }
    } catch (error) {
      const outcome = signal.aborted ? 'stopped' : isVisible ? 'interrupted' : 'failed';
      const failure = error instanceof ProviderError && !signal.aborted ? error : undefined;
      const { usage } = failure?.details ?? {};
      settle({ outcome, ...(failure && { error: failure }), ...(usage && { usage }) });
      throw error;
    } finally {
      // Only an early return comes here unsettled.
      settle({ outcome: 'stopped' });
    }
  }

  return {
    id: provider.id,
    stream(request, signal) {
      const watching = observers();
      return watching === undefined ? provider.stream(request, signal) : watch(watching, request, signal);
    },
  };
}

const VISIBLE: ReadonlySet<StreamEvent['type']> = new Set([
  'text-delta',
  'reasoning-delta',
  'tool-call-start',
  'tool-call',
]);
