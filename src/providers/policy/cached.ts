import type { AnswerCache, KnownAnswer } from '../../core/model/answerCache.ts';
import type { ChatRequest, Purpose } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { NO_USAGE } from '../../core/model/usage.ts';
import type { UsageRecord } from '../../core/usage/usageRecord.ts';
import type { Clock } from '../clock.ts';

/** Longer answers are not worth their place. */
const LONGEST_CHARACTERS = 1024 * 1024;

interface CacheOptions {
  readonly cache: AnswerCache;
  /** Whether answers of this purpose are to be kept and given again. */
  readonly isOn: (purpose: Purpose) => boolean;
  readonly keyOf: (request: ChatRequest, signal: AbortSignal) => Promise<string>;
  readonly record: (record: UsageRecord) => void;
  readonly clock: Clock;
}

/**
 * Gives the answer to a request that was answered before, and sends nothing. Only whole answers are kept: text, and a
 * model that stopped by itself, without tools, chance or anything else that makes an answer good for once only.
 */
export function cached(provider: Provider, options: CacheOptions): Provider {
  const { cache, isOn, keyOf, record, clock } = options;
  return {
    id: provider.id,
    async *stream(request, signal) {
      if (!isOn(request.purpose) || !isRepeatable(request)) return yield* provider.stream(request, signal);
      const at = clock.now();
      const startedAt = clock.monotonic();
      const key = await keyOf(request, signal);
      const known = request.fresh ? undefined : await cache.get(key);
      signal.throwIfAborted();
      if (!known) return yield* kept(provider.stream(request, signal), (answer) => cache.put(key, answer));
      record({
        at,
        requestId: request.id,
        purpose: request.purpose,
        modelId: request.model.id,
        usage: NO_USAGE,
        durationMs: clock.monotonic() - startedAt,
        outcome: 'completed',
        fromCache: true,
      });
      yield* replay(known);
    },
  };
}

function isRepeatable({ tools = [], temperature = 0 }: ChatRequest): boolean {
  return tools.length === 0 && temperature === 0;
}

async function* kept(
  events: AsyncIterable<StreamEvent>,
  keep: (answer: KnownAnswer) => void,
): AsyncGenerator<StreamEvent, void, void> {
  let text = '';
  let reasoning = '';
  let isPlain = true;
  for await (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'reasoning-delta') reasoning += event.text;
    else if (event.type === 'finish') {
      const isWhole = isPlain && event.reason === 'stop' && text.trim() !== '';
      if (isWhole && text.length + reasoning.length <= LONGEST_CHARACTERS)
        keep({ text, reasoning, servedModel: event.servedModel });
    } else if (!UNKEPT.has(event.type)) isPlain = false;
    yield event;
  }
}

/** How an answer came says nothing of what it is. */
const UNKEPT: ReadonlySet<StreamEvent['type']> = new Set(['retrying', 'queued', 'left-with-provider']);

function* replay({ text, reasoning, servedModel }: KnownAnswer): Generator<StreamEvent, void, void> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
  yield { type: 'text-delta', text };
  yield {
    type: 'finish',
    reason: 'stop',
    usage: NO_USAGE,
    ...(servedModel !== undefined && { servedModel }),
    fromCache: true,
  };
}
