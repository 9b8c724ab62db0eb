import type { Purpose } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { addUsage, type Usage } from '../../core/model/usage.ts';
import { type Clock, linkSignal, wait } from '../clock.ts';
import { ATTEMPTS, retryDelayMs } from './retryRules.ts';

/** All attempts and waits together, in ms. */
const DEADLINE_MS: Readonly<Record<Purpose, number>> = {
  chat: 900_000,
  explain: 900_000,
  generate: 180_000,
  optimize: 180_000,
  probe: 180_000,
};

interface RetryOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Repeats a request that failed before any of its answer was passed on. From the first delta on the answer is the
 * consumer's: then a failure is `interrupted`, and what arrived stays. A wait ends at once when the signal is
 * aborted.
 */
export function retry(provider: Provider, { clock, random }: RetryOptions): Provider {
  return {
    id: provider.id,
    async *stream(request, signal) {
      const link = linkSignal(signal);
      const deadline = clock.setTimer(
        () => link.abort(timeout(provider.id, request.model.name)),
        DEADLINE_MS[request.purpose],
      );
      let spent: Usage | undefined;
      try {
        for (let attempt = 1; ; attempt++) {
          let isVisible = false;
          try {
            for await (const event of provider.stream(request, link.signal)) {
              if (event.type === 'finish') {
                spent = sum(spent, event.usage);
                if (!isVisible && isEmptyTurn(event)) throw emptyAnswer(provider.id, request.model.name);
                yield { ...event, ...(spent && { usage: spent }) };
                return;
              }
              isVisible = true;
              yield event;
            }
          } catch (error) {
            if (signal.aborted) throw signal.reason;
            if (!(error instanceof ProviderError)) throw error;
            spent = sum(spent, error.details.usage);
            if (isVisible) throw interrupted(error, spent);
            const delayMs = link.signal.aborted ? undefined : retryDelayMs(error, attempt, random);
            if (delayMs === undefined || attempt >= ATTEMPTS[request.purpose]) throw withUsage(error, spent);
            yield { type: 'retrying', attempt: attempt + 1, delayMs, because: error.kind };
            await wait(clock, delayMs, link.signal);
          }
        }
      } finally {
        deadline.cancel();
        link.unlink();
      }
    },
  };
}

/** The model stopped by itself and had nothing to say. At its limit, or filtered, it might have had. */
function isEmptyTurn({ reason }: Extract<StreamEvent, { type: 'finish' }>): boolean {
  return reason === 'stop' || reason === 'unknown';
}

function sum(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  return a && b ? addUsage(a, b) : (a ?? b);
}

function withUsage(error: ProviderError, usage: Usage | undefined): ProviderError {
  return usage ? new ProviderError(error.kind, error.message, { ...error.details, usage }) : error;
}

/** A filter that stopped the answer half-way is not a broken connection: that kind stays what it is. */
function interrupted(error: ProviderError, usage: Usage | undefined): ProviderError {
  const kind = error.kind === 'content-filter' ? error.kind : 'interrupted';
  return new ProviderError(kind, error.message, { ...error.details, ...(usage && { usage }), cause: error });
}

function timeout(provider: string, modelName: string): ProviderError {
  return new ProviderError('timeout', `${provider}: no end within the time limit`, { provider, modelName });
}

function emptyAnswer(provider: string, modelName: string): ProviderError {
  return new ProviderError('empty-answer', `${provider}: the answer is empty`, { provider, modelName });
}
