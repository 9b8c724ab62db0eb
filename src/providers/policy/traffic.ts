import { createHash } from 'node:crypto';
import { hostOf } from '../../core/model/origin.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import type { Clock } from '../clock.ts';
import type { LaneLimits } from './allotment.ts';
import { createLane, type Lane } from './lane.ts';
import { createRetryBudget, type RetryBudget } from './retryBudget.ts';
import type { SharedGates } from './sharedGates.ts';
import { createSteadyTime, type SteadyTime } from './steadyTime.ts';

/** What other windows have run into is looked up this often at most, in ms. */
const LOOK_MS = 1000;

/** Whose traffic it is. */
export interface Destination {
  readonly id: string;
  readonly baseUrl: string;
  readonly isLocal: boolean;
}

/** Everything that requests to one provider share, whichever command they come from. */
export interface Traffic {
  readonly time: SteadyTime;
  /** The lane of a provider, its origin and a key, up to date with the other windows and the user's limits. */
  lane(destination: Destination, credential: Credential | undefined): Promise<Lane>;
  /** What may be spent on repetitions at a provider and origin. */
  budget(destination: Destination): RetryBudget;
  /** The user will not wait for this provider and origin: see `Lane.tryNow`. */
  tryNow(destination: Destination): void;
}

export interface TrafficDeps {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The user's own, for a provider's id. */
  readonly limits?: (provider: string) => LaneLimits | undefined;
  /** This process is alone when absent. */
  readonly gates?: SharedGates;
}

export function createTraffic({ clock, random, limits, gates }: TrafficDeps): Traffic {
  const time = createSteadyTime(clock);
  const lanes = new Map<string, Lane>();
  const placeOf = new Map<Lane, string>();
  const budgets = new Map<string, RetryBudget>();
  let known: Awaited<ReturnType<SharedGates['changes']>>;
  let look: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function lookAround(from: SharedGates): Promise<void> {
    known = (await from.changes()) ?? known;
    for (const [id, gate] of known ?? []) lanes.get(id)?.adopt(gate, clock.now());
  }

  return {
    time,
    async lane(destination, credential) {
      const { id, baseUrl, isLocal } = destination;
      const key = laneId(destination, credential);
      let lane = lanes.get(key);
      if (!lane) {
        const share = (gate: Parameters<SharedGates['save']>[1]): void => void gates?.save(key, gate);
        lane = createLane({ clock, time, random, share }, { provider: id, host: hostOf(baseUrl), isLocal });
        lanes.set(key, lane);
        placeOf.set(lane, placeName(destination));
        const gate = known?.get(key);
        if (gate) lane.adopt(gate, clock.now());
      }
      lane.limit(limits?.(id) ?? {});
      if (gates && !isLocal) {
        if (time() - lookedAt >= LOOK_MS) {
          lookedAt = time();
          look = lookAround(gates);
        }
        await look;
      }
      return lane;
    },
    budget(destination) {
      const key = placeName(destination);
      const budget = budgets.get(key) ?? createRetryBudget(time);
      budgets.set(key, budget);
      return budget;
    },
    tryNow(destination) {
      for (const [lane, place] of placeOf) if (place === placeName(destination)) lane.tryNow();
    },
  };
}

/** Stands for a key without giving it away: other windows make the same of it. */
function laneId({ id, baseUrl }: Destination, credential: Credential | undefined): string {
  const parts = ['inkstone lane', id, originIn(baseUrl), credential?.value ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

const placeName = ({ id, baseUrl }: Destination): string => `${id} ${originIn(baseUrl)}`;

/** An address that cannot be read is refused further on. */
const originIn = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
