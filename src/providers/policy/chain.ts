import type { Model } from '../../core/model/model.ts';
import type { Endpoint } from '../endpoint.ts';
import type { SteadyTime } from './steadyTime.ts';

/** How long a fallback goes on answering before the model that was meant is tried again, in ms. */
const PINNED_MS = 600_000;

/** A model of the user's chain and a way to it. */
export interface Link {
  readonly model: Model;
  readonly endpoint: Endpoint;
  /** Set where this is another address of a model that is in the chain already. */
  readonly host?: string;
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
export const allowed = (chain: Chain): Chain =>
  chain[0].endpoint.isLocal
    ? [chain[0], ...chain.slice(1).filter(({ endpoint }) => endpoint.isLocal)]
    : chain;

/** The next model that may answer in the place of the one that is meant. */
export const nextModel = (chain: Chain): Model | undefined =>
  allowed(chain).find(({ model }) => model.id !== chain[0].model.id)?.model;
