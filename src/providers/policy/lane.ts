import { ProviderError, type ProviderErrorDetails } from '../../core/model/providerError.ts';
import type { Clock, Timer } from '../clock.ts';
import { createAllotment, type LaneLimits } from './allotment.ts';
import type { Allowances } from './allowance.ts';
import { createBreaker } from './breaker.ts';
import { createConcurrency } from './concurrency.ts';
import { createRateGate, SPREAD_MS } from './rateGate.ts';
import { LONGEST_REQUESTED_MS } from './retryRules.ts';
import { isServiceFailure } from './serviceFailure.ts';
import { FUTURE_MS, LONGEST_PAUSE_MS, LONGEST_WAIT_MS, type SharedGate } from './sharedGates.ts';
import type { SteadyTime } from './steadyTime.ts';

/** More than anyone waits for: what comes on top is refused at once. */
const LONGEST_QUEUE = 5000;

/** 0 is what the user watches, 3 what nobody waits for. */
export type Priority = 0 | 1 | 2 | typeof BACKGROUND;

/** What nobody waits for goes last. */
export const BACKGROUND = 3;

/** A request that wants to go out. */
export interface Traveller {
  readonly priority: Priority;
  readonly modelName: string;
  /** About how many tokens the prompt has; asked for only where tokens are limited. */
  readonly tokens: () => number;
}

/** The right to send one request, until it is left. */
export interface Pass {
  /** The provider told of its limits. */
  heard(allowances: Allowances): void;
  /** The provider took the request. */
  taken(): void;
  /** The request is over: well, for an error, or because nobody wants it any more. Only the first call counts. */
  leave(end: 'finished' | 'abandoned' | ProviderError): void;
}

/**
 * What keeps a request from going out at once, and for how long, as far as that is known: others' turn, a limit of the
 * provider's, or one that the user set.
 */
export interface Obstacle {
  readonly because: 'turn' | 'limit' | 'own-limit';
  readonly waitMs?: number;
}

export interface Ticket {
  /**
   * Rejects with a `ProviderError`: `paused` while the breaker is open, `rate-limit` when the wait would be longer than
   * a minute, `queue-full`; or with what `cancel` was given.
   */
  readonly pass: Promise<Pass>;
  /** The same, once it is given. */
  readonly given: Pass | undefined;
  /** At once; a pass that was given but not yet taken is given back. */
  cancel(reason: unknown): void;
  readonly obstacle: Obstacle;
}

/** The way to one provider with one key, which all requests share: who goes when, and whether at all. */
export interface Lane {
  enter(traveller: Traveller): Ticket;
  /** The user will not wait: ends the pauses that Inkstone makes by itself, not those that the provider asked for. */
  tryNow(): void;
  /** Another window ran into a limit. `now` is in ms since 1970 UTC. */
  adopt(gate: SharedGate, now: number): void;
  /** As the user's settings are now. */
  limit(limits: LaneLimits): void;
}

interface LaneDeps {
  readonly clock: Clock;
  readonly time: SteadyTime;
  readonly random: () => number;
  /** Tells the other windows. */
  readonly share: (gate: SharedGate) => void;
}

interface LaneNames {
  readonly provider: string;
  readonly host: string;
  /** One on this machine fails at once and costs nothing: it is asked each time. */
  readonly isLocal: boolean;
}

interface Waiter extends Traveller {
  readonly admit: () => void;
  readonly refuse: (error: ProviderError) => void;
}

export function createLane(deps: LaneDeps, names: LaneNames): Lane {
  const { clock, time, random, share } = deps;
  const { isLocal, ...place } = names;
  const queues: readonly Set<Waiter>[] = [new Set(), new Set(), new Set(), new Set()];
  const breaker = createBreaker();
  const gate = createRateGate(random);
  const allotment = createAllotment();
  let limits: LaneLimits = {};
  let concurrency = createConcurrency();
  let underWay = 0;
  /** A kept-alive connection may have been stale: the first that is lost after all was well proves nothing. */
  let wasWell = true;
  let lastFailure: ProviderError | undefined;
  /** What the windows know already, in ms since 1970 UTC. */
  let knownNotBefore = 0;
  let knownOpenUntil = 0;
  let timer: Timer | undefined;

  const first = (): Waiter | undefined =>
    queues
      .find((queue) => queue.size > 0)
      ?.values()
      .next().value;
  const waiting = (): number => queues.reduce((sum, queue) => sum + queue.size, 0);
  const fail = (
    kind: 'paused' | 'rate-limit' | 'queue-full',
    modelName: string,
    rest: Partial<ProviderErrorDetails>,
  ): ProviderError => new ProviderError(kind, `${place.host}: ${kind}`, { ...place, modelName, ...rest });

  /** Lets out whoever may go, and sleeps until the next may. */
  function pump(): void {
    timer?.cancel();
    timer = undefined;
    for (let waiter = first(); waiter; waiter = first()) {
      const now = time();
      const state = breaker.state(now);
      if (state === 'open') {
        turnAway(waiter, paused(waiter, now));
        continue;
      }
      if (state === 'trying' || !gate.hasRoom || underWay >= concurrency.limit) return;
      const gateMs = gate.waitMs(now);
      if (gateMs > LONGEST_REQUESTED_MS + SPREAD_MS) {
        turnAway(waiter, fail('rate-limit', waiter.modelName, { retryAfterMs: gateMs }));
        continue;
      }
      const waitMs = Math.max(gateMs, allotment.waitMs(waiter.tokens, now));
      if (waitMs > 0) {
        timer = clock.setTimer(pump, waitMs);
        return;
      }
      queues[waiter.priority]?.delete(waiter);
      waiter.admit();
    }
  }

  function turnAway(waiter: Waiter, error: ProviderError): void {
    queues[waiter.priority]?.delete(waiter);
    waiter.refuse(error);
  }

  function paused({ modelName }: Traveller, now: number): ProviderError {
    return fail('paused', modelName, {
      retryAfterMs: Math.max(1, breaker.waitMs(now)),
      ...(lastFailure && { because: lastFailure.kind, cause: lastFailure }),
    });
  }

  function createPass(traveller: Traveller): Pass {
    const startedAt = time();
    const isTrial = breaker.state(startedAt) === 'ready';
    const round = concurrency.round;
    let isTaken = false;
    let isLeft = false;
    const isProof = gate.pass();
    if (isTrial) breaker.try();
    allotment.take(traveller.tokens, startedAt);
    underWay++;

    function failed(error: ProviderError): void {
      const { kind, details } = error;
      const now = time();
      const isStale = kind === 'connection-lost' && !isTaken && wasWell;
      if (kind === 'rate-limit' || kind === 'overloaded') {
        concurrency.refused(round, underWay);
        const isAsked = kind === 'rate-limit' || details.retryAfterMs !== undefined;
        if (isAsked && gate.close(details.retryAfterMs, now)) tellOthers();
      }
      if (!isServiceFailure(error) || isStale || isLocal) {
        // Whatever it said, it is there.
        if (isTrial && details.status !== undefined) breaker.succeeded(now);
        else if (isTrial) breaker.giveUp();
      } else {
        lastFailure = error;
        if (breaker.failed(now, isTrial)) tellOthers();
      }
      wasWell = false;
    }

    function taken(): void {
      if (isTaken) return;
      isTaken = true;
      concurrency.accepted(round, underWay);
      if (isProof) gate.proven(true);
      if (isTrial) breaker.succeeded(time());
      pump();
    }

    return {
      heard: (allowances) => allotment.heard(allowances, underWay - 1, time()),
      taken,
      leave(end) {
        if (isLeft) return;
        isLeft = true;
        if (end === 'finished') taken();
        if (isProof && !isTaken) gate.proven(false);
        if (end === 'finished') {
          breaker.succeeded(time());
          wasWell = true;
        } else if (end === 'abandoned') {
          if (isTrial && !isTaken) breaker.giveUp();
        } else failed(end);
        underWay--;
        pump();
      },
    };
  }

  function tellOthers(): void {
    if (isLocal) return;
    const now = time();
    const wallNow = clock.now();
    const notBefore = Math.round(wallNow + gate.waitMs(now));
    const openUntil = breaker.state(now) === 'open' ? Math.round(wallNow + breaker.waitMs(now)) : 0;
    knownNotBefore = Math.max(knownNotBefore, notBefore);
    knownOpenUntil = Math.max(knownOpenUntil, openUntil);
    share({ notBefore, openUntil, pauseMs: breaker.pauseMs, savedAt: wallNow });
  }

  return {
    enter(traveller) {
      let resolve!: (pass: Pass) => void;
      let reject!: (reason: unknown) => void;
      const pass = new Promise<Pass>((...settle) => {
        [resolve, reject] = settle;
      });
      let given: Pass | undefined;
      const waiter: Waiter = {
        ...traveller,
        admit() {
          given = createPass(traveller);
          resolve(given);
        },
        refuse: reject,
      };
      if (waiting() >= LONGEST_QUEUE) reject(fail('queue-full', traveller.modelName, {}));
      else {
        queues[traveller.priority]?.add(waiter);
        pump();
      }
      return {
        pass,
        get given() {
          return given;
        },
        cancel(reason) {
          given?.leave('abandoned');
          if (!queues[traveller.priority]?.delete(waiter)) return;
          reject(reason);
          pump();
        },
        get obstacle(): Obstacle {
          const now = time();
          const waitMs = Math.max(gate.waitMs(now), allotment.waitMs(traveller.tokens, now));
          if (waitMs > 0) {
            const isOwn = waitMs === allotment.ownWaitMs(traveller.tokens, now);
            return { because: isOwn ? 'own-limit' : 'limit', waitMs };
          }
          const { concurrency: most = Number.POSITIVE_INFINITY } = limits;
          return { because: underWay >= most ? 'own-limit' : 'turn' };
        },
      };
    },
    tryNow() {
      breaker.tryNow();
      gate.giveUpOwn();
      pump();
    },
    adopt({ notBefore, openUntil, pauseMs, savedAt }, wallNow) {
      if (isLocal || savedAt >= wallNow + FUTURE_MS) return;
      const ahead = time() - wallNow;
      const closedUntil = Math.min(notBefore, savedAt + LONGEST_WAIT_MS);
      if (closedUntil > Math.max(wallNow, knownNotBefore)) {
        knownNotBefore = closedUntil;
        gate.closeUntil(closedUntil + ahead);
      }
      const pausedUntil = Math.min(openUntil, savedAt + LONGEST_PAUSE_MS);
      if (pausedUntil > Math.max(wallNow, knownOpenUntil)) {
        knownOpenUntil = pausedUntil;
        breaker.adopt(pausedUntil + ahead, pauseMs);
      }
      pump();
    },
    limit(next) {
      if (isSame(limits, next)) return;
      if (limits.concurrency !== next.concurrency) concurrency = createConcurrency(next.concurrency);
      limits = next;
      allotment.limit(next, time());
      pump();
    },
  };
}

function isSame(a: LaneLimits, b: LaneLimits): boolean {
  return (
    a.requestsPerMinute === b.requestsPerMinute &&
    a.tokensPerMinute === b.tokensPerMinute &&
    a.minIntervalMs === b.minIntervalMs &&
    a.concurrency === b.concurrency
  );
}
