import type { Clock } from '../clock.ts';

/** What the two clocks may drift apart before the machine must have slept, in ms. */
const SLEPT_MS = 30_000;

/** ms since some moment; the time that the machine slept is part of it. */
export type SteadyTime = () => number;

/**
 * Time that neither stops while the machine sleeps, as monotonic clocks may, nor goes back when its clock is set: what
 * a server asked to be waited for has passed when the lid is opened again. A clock that is set forward looks like sleep;
 * a server that is asked too early because of it says so once more.
 */
export function createSteadyTime(clock: Clock): SteadyTime {
  let sleptMs = 0;
  let apartMs = clock.now() - clock.monotonic();
  return () => {
    const monotonic = clock.monotonic();
    const driftMs = clock.now() - monotonic - apartMs;
    if (Math.abs(driftMs) > SLEPT_MS) {
      apartMs += driftMs;
      sleptMs += Math.max(0, driftMs);
    }
    return monotonic + sleptMs;
  };
}
