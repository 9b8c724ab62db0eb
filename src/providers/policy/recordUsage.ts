import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { NO_USAGE, type Usage } from '../../core/model/usage.ts';
import { estimateTokens } from '../../core/usage/estimateTokens.ts';
import { costOf, type RequestOutcome, type UsageRecord } from '../../core/usage/usageRecord.ts';
import type { Clock } from '../clock.ts';
import { promptTokens } from './promptTokens.ts';

interface RecordOptions {
  readonly record: (record: UsageRecord, request: ChatRequest) => void;
  readonly clock: Clock;
}

/**
 * Records each request once, whatever its end, before the consumer sees that end. Where the provider did not count,
 * the texts are estimated, in the finish too; a request of which nothing came back counts as nothing.
 */
export function recordUsage(provider: Provider, { record, clock }: RecordOptions): Provider {
  return {
    id: provider.id,
    async *stream(request, signal) {
      const at = clock.now();
      const startedAt = clock.monotonic();
      const written: string[] = [];
      let firstAt: number | undefined;
      let isRecorded = false;
      const settle = (outcome: RequestOutcome, counted?: Usage, errorKind?: ProviderErrorKind): Usage => {
        const usage = counted ?? (firstAt === undefined ? NO_USAGE : estimatedUsage(request, written));
        if (isRecorded) return usage;
        isRecorded = true;
        const { price } = request.model;
        const row: UsageRecord = {
          at,
          requestId: request.id,
          purpose: request.purpose,
          modelId: request.model.id,
          usage,
          ...(price && { cost: costOf(usage, price) }),
          ...(firstAt !== undefined && { timeToFirstTokenMs: firstAt - startedAt }),
          durationMs: clock.monotonic() - startedAt,
          outcome,
          ...(errorKind && { errorKind }),
        };
        record(row, request);
        return usage;
      };
      try {
        for await (const event of provider.stream(request, signal)) {
          if (event.type === 'finish') {
            yield { ...event, usage: settle('completed', event.usage) };
            return;
          }
          if (!UNSAID.has(event.type)) firstAt ??= clock.monotonic();
          if (event.type === 'text-delta' || event.type === 'reasoning-delta') written.push(event.text);
          else if (event.type === 'tool-call') written.push(event.name, event.argumentsText);
          yield event;
        }
      } catch (error) {
        const outcome = signal.aborted ? 'stopped' : firstAt === undefined ? 'failed' : 'interrupted';
        if (error instanceof ProviderError && !signal.aborted)
          settle(outcome, error.details.usage, error.kind);
        else settle(outcome);
        throw error;
      } finally {
        // Only an early return comes here unsettled.
        settle('stopped');
      }
    },
  };
}

/** Of these nothing is the model's. */
const UNSAID: ReadonlySet<StreamEvent['type']> = new Set(['retrying', 'queued', 'left-with-provider']);

function estimatedUsage(request: ChatRequest, written: readonly string[]): Usage {
  const inputTokens = promptTokens(request);
  return { ...NO_USAGE, inputTokens, outputTokens: estimateTokens(written.join('')), estimated: true };
}
