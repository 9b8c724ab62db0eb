import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Model } from '../../core/model/model.ts';
import { picturesOf } from '../../core/model/picturesOf.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Endpoint } from '../endpoint.ts';
import { allowed, type Chain, type Link, type Survivors } from './chain.ts';
import { promptTokens } from './promptTokens.ts';
import { isServiceFailure } from './serviceFailure.ts';

/**
 * Asks the first of a chain, and the next when the service of that one is in trouble: paused, not reached, silent or at
 * fault, after its own repetitions and before anything of an answer was shown. Limits and keys are a reason only for
 * leaving a fallback; what a filter or the request itself is to blame for is never taken to another. Who answers in
 * another's place goes on for ten minutes, and is told by a `fell-back` event.
 */
export function failover(
  chain: Chain,
  survivors: Survivors,
  open: (endpoint: Endpoint) => Provider,
): Provider {
  const [first] = chain;
  if (chain.length === 1) return open(first.endpoint);
  return {
    id: first.model.provider,
    async *stream(request, signal) {
      const leader = survivors.of(chain);
      let reason: unknown;
      for (const link of [leader, ...allowed(chain).filter((other) => other !== leader)]) {
        if (link !== first && !canTake(link, first, request)) continue;
        let isVisible = false;
        try {
          for await (const event of open(link.endpoint).stream(requestFor(link, request), signal)) {
            if (event.type === 'queued' || event.type === 'retrying') {
              yield link === first ? event : { ...event, label: link.model.label };
              continue;
            }
            if (!isVisible) {
              isVisible = true;
              survivors.pin(chain, link);
              if (link !== first) yield fellBack(link);
            }
            yield event;
          }
          return;
        } catch (error) {
          if (isVisible || signal.aborted || !(error instanceof ProviderError)) throw error;
          if (!letsStepIn(error) && (link === first || !OWN_TROUBLE.has(error.kind))) throw error;
          // What became of the model that was meant says more than what became of the others.
          if (link === first || reason === undefined) reason = error;
        }
      }
      throw reason;
    },
  };
}

/** What a fallback's key, account or limits are to blame for: the next one has its own. */
const OWN_TROUBLE: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'no-credential',
  'invalid-credential',
  'expired-credential',
  'wrong-endpoint',
  'permission',
  // Accounts that may not use a model are told that there is none.
  'unknown-model',
  'blocked-origin',
  'blocked-host',
  'no-balance',
  'quota',
  'rate-limit',
  'overloaded',
  'queue-full',
]);

function letsStepIn(error: ProviderError): boolean {
  return error.kind === 'paused' || (error.kind !== 'interrupted' && isServiceFailure(error));
}

function canTake({ model }: Link, first: Link, request: ChatRequest): boolean {
  // Only where the answer began can it be gone on with.
  if (request.continues) return false;
  if (request.tools?.length && !model.can.tools) return false;
  if (!model.can.images && picturesOf(request.messages).length > 0) return false;
  // The prompt was made to fit the model that was meant.
  return model.contextTokens >= first.model.contextTokens || fits(model, request);
}

function fits(model: Model, request: ChatRequest): boolean {
  return promptTokens(request) + (request.maxOutputTokens ?? 0) <= model.contextTokens;
}

function requestFor({ model }: Link, request: ChatRequest): ChatRequest {
  const { maxOutputTokens } = request;
  return {
    ...request,
    model,
    ...(maxOutputTokens && { maxOutputTokens: Math.min(maxOutputTokens, model.maxOutputTokens) }),
  };
}

function fellBack({ model, host }: Link): StreamEvent {
  return { type: 'fell-back', modelId: model.id, label: host ? `${model.label} (${host})` : model.label };
}
