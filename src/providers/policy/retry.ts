import type { ChatRequest, Purpose } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { addUsage, type Usage } from '../../core/model/usage.ts';
import { type Clock, linkSignal, wait } from '../clock.ts';
import type { RetryBudget } from './retryBudget.ts';
import { ATTEMPTS, retryDelayMs } from './retryRules.ts';
import { isServiceFailure } from './serviceFailure.ts';

/**
 * Until the first of the answer comes, all attempts and waits together, in ms. An edit's three minutes count only to
 * there: whoever sees it being written knows that it is not stuck, can stop it, and would have half a file if it were cut.
 */
const FIRST_MS: Readonly<Record<Purpose, number>> = {
  chat: 900_000,
  explain: 900_000,
  generate: 180_000,
  optimize: 180_000,
  fix: 180_000,
  test: 180_000,
  document: 180_000,
  compact: 180_000,
  write: 900_000,
  summarize: 900_000,
  review: 900_000,
  translate: 180_000,
  editor: 900_000,
  'explain-files': 900_000,
  'document-files': 900_000,
  probe: 180_000,
};

/** The same for a model that may think unseen before it says anything. */
const FIRST_OF_THINKING_MS = 900_000;

/** The same for a model on this machine: twice what the watchdog lets it load and read, and time to wait between. */
const FIRST_OF_LOCAL_MS = 1_800_000;

/**
 * Until the end of the answer, in ms. A model on this machine has no such limit: it may write ten tokens a second and
 * costs nothing, silence is the watchdog's business, and the user can stop it.
 */
const WHOLE_MS = 900_000;

/** Both for a request that is left with the provider, which answers in its own time. */
const DEFERRED_MS = 86_400_000;

interface RetryOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The model runs on this machine or in the local network. */
  readonly isLocal: boolean;
  /** What all requests to the provider may spend on repetitions. */
  readonly budget: RetryBudget;
}

/**
 * Repeats a request that failed before any of its answer was passed on. From the first delta on the answer is the
 * consumer's: then a failure is `interrupted`, or `deadline` when it is our own limit, and what arrived stays. A wait
 * ends at once when the signal is aborted.
 */
export function retry(provider: Provider, { clock, random, isLocal, budget }: RetryOptions): Provider {
  return {
    id: provider.id,
    async *stream(request, signal) {
      const link = linkSignal(signal);
      const modelName = request.model.name;
      const first = clock.setTimer(
        () => link.abort(timeout(provider.id, modelName)),
        firstLimitMs(request, isLocal),
      );
      const wholeMs = request.delivery === 'deferred' ? DEFERRED_MS : WHOLE_MS;
      const whole = isLocal
        ? undefined
        : clock.setTimer(() => link.abort(deadline(provider.id, modelName, wholeMs)), wholeMs);
      let spent: Usage | undefined;
      try {
        for (let attempt = 1; ; attempt++) {
          let isVisible = false;
          try {
            for await (const event of provider.stream(request, link.signal)) {
              if (event.type === 'finish') {
                spent = sum(spent, event.usage);
                if (!isVisible && !request.continues && isEmptyTurn(event))
                  throw emptyAnswer(provider.id, modelName);
                budget.succeeded();
                yield { ...event, ...(spent && { usage: spent }) };
                return;
              }
              if (event.type !== 'queued' && event.type !== 'left-with-provider') {
                isVisible = true;
                first.cancel();
              }
              yield event;
            }
          } catch (error) {
            if (signal.aborted) throw signal.reason;
            if (!(error instanceof ProviderError)) throw error;
            spent = sum(spent, error.details.usage);
            if (isVisible) throw interrupted(error, spent);
            if (link.signal.aborted) throw withUsage(error, spent);
            // What a limit refused is held back by its gate, and makes nothing worse.
            const costs = isServiceFailure(error);
            if (costs) budget.failed();
            const delayMs = retryDelayMs(error, attempt, random);
            const mayRepeat = attempt < ATTEMPTS[request.purpose] && (!costs || budget.allowsRetry);
            if (delayMs === undefined || !mayRepeat) throw withUsage(error, spent);
            yield { type: 'retrying', attempt: attempt + 1, delayMs, because: error.kind };
            await wait(clock, delayMs, link.signal);
          }
        }
      } finally {
        first.cancel();
        whole?.cancel();
        link.unlink();
      }
    },
  };
}

function firstLimitMs({ purpose, model, reasoning, delivery }: ChatRequest, isLocal: boolean): number {
  if (delivery === 'deferred') return DEFERRED_MS;
  if (isLocal) return FIRST_OF_LOCAL_MS;
  return model.can.reasoning && reasoning !== 'off' ? FIRST_OF_THINKING_MS : FIRST_MS[purpose];
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

/** A filter that stopped the answer half-way, or our own limit, is not a broken connection: it stays what it is. */
function interrupted(error: ProviderError, usage: Usage | undefined): ProviderError {
  const kind = error.kind === 'content-filter' || error.kind === 'deadline' ? error.kind : 'interrupted';
  return new ProviderError(kind, error.message, { ...error.details, ...(usage && { usage }), cause: error });
}

function timeout(provider: string, modelName: string): ProviderError {
  return new ProviderError('timeout', `${provider}: no answer within the time limit`, {
    provider,
    modelName,
  });
}

function deadline(provider: string, modelName: string, limitMs: number): ProviderError {
  const details = { provider, modelName, limitMs };
  return new ProviderError('deadline', `${provider}: no end within the time limit`, details);
}

function emptyAnswer(provider: string, modelName: string): ProviderError {
  return new ProviderError('empty-answer', `${provider}: the answer is empty`, { provider, modelName });
}
