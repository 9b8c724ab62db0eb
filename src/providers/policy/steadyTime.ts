import { uptime } from 'node:os';
import type { Clock } from '../clock.ts';

/** What two clocks may drift apart before something must have happened to one of them, in ms. */
const DRIFT_MS = 30_000;

/** ms since some moment; the time that the machine slept is part of it. */
export type SteadyTime = () => number;

/**
 * Time that neither stops while the machine sleeps, as monotonic clocks may, nor jumps when its clock is set: what a
 * server asked to be waited for has passed when the lid is opened again. `sinceBoot` gives the ms since the machine
 * started, sleep included; it is asked only when the other clocks have drifted apart.
 */
export function createSteadyTime(clock: Clock, sinceBoot: () => number = () => uptime() * 1000): SteadyTime {
  let sleptMs = 0;
  let wallApartMs = clock.now() - clock.monotonic();
  let bootApartMs = sinceBoot() - clock.monotonic();
  return () => {
    const monotonic = clock.monotonic();
    const wallDriftMs = clock.now() - monotonic - wallApartMs;
    if (Math.abs(wallDriftMs) > DRIFT_MS) {
      wallApartMs += wallDriftMs;
      const bootDriftMs = sinceBoot() - monotonic - bootApartMs;
      bootApartMs += bootDriftMs;
      if (bootDriftMs > DRIFT_MS) sleptMs += bootDriftMs;
    }
    return monotonic + sleptMs;
  };
}
