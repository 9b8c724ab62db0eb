import type { ChatRequest } from '../../core/model/chatRequest.ts';
import type { Model } from '../../core/model/model.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { promptTokens } from './promptTokens.ts';
import { isServiceFailure } from './serviceFailure.ts';
import type { SteadyTime } from './steadyTime.ts';

/** How long a fallback goes on answering before the model that was meant is tried again, in ms. */
const PINNED_MS = 600_000;

/** A model of the user's chain and a way to it. */
export interface Link {
  readonly model: Model;
  /** It runs on this machine or in the local network. */
  readonly isLocal: boolean;
  /** Set where this is another address of a model that is in the chain already. */
  readonly host?: string;
  /** Made when it is needed. */
  readonly open: () => Provider;
}

export type Chain = readonly [Link, ...Link[]];

/** Which fallback answers for now, for each model that is meant. */
export interface Survivors {
  /** The link that answers first. */
  of(chain: Chain): Link;
  pin(chain: Chain, link: Link): void;
}

export function createSurvivors(time: SteadyTime): Survivors {
  const pins = new Map<string, { readonly link: string; readonly until: number }>();
  return {
    of(chain) {
      const pin = pins.get(nameOf(chain[0]));
      const pinned = pin && time() < pin.until ? pin.link : undefined;
      return allowed(chain).find((link) => nameOf(link) === pinned) ?? chain[0];
    },
    pin(chain, link) {
      const [first] = chain;
      if (link === first) pins.delete(nameOf(first));
      else if (this.of(chain) !== link)
        pins.set(nameOf(first), { link: nameOf(link), until: time() + PINNED_MS });
    },
  };
}

const nameOf = ({ model, host = '' }: Link): string => `${model.id}@${host}`;

/** What was meant to stay on this machine or network does so. */
const allowed = (chain: Chain): Chain =>
  chain[0].isLocal ? [chain[0], ...chain.slice(1).filter(({ isLocal }) => isLocal)] : chain;

/** The next model that may answer in the place of the one that is meant. */
export const nextModel = (chain: Chain): Model | undefined =>
  allowed(chain).find(({ model }) => model.id !== chain[0].model.id)?.model;

/**
 * Asks the first of a chain, and the next when the service of that one is in trouble: paused, not reached, silent or at
 * fault, after its own repetitions and before anything of an answer was shown. Limits and keys are a reason only for
 * leaving a fallback; what a filter or the request itself is to blame for is never taken to another. Who answers in
 * another's place goes on for ten minutes, and is told by a `fell-back` event.
 */
export function failover(chain: Chain, survivors: Survivors): Provider {
  const [first] = chain;
  if (chain.length === 1) return first.open();
  return {
    id: first.model.provider,
    async *stream(request, signal) {
      const leader = survivors.of(chain);
      let reason: unknown;
      for (const link of [leader, ...allowed(chain).filter((other) => other !== leader)]) {
        if (link !== first && !canTake(link, first, request)) continue;
        let isVisible = false;
        try {
          for await (const event of link.open().stream(requestFor(link, request), signal)) {
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
