import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  LOCAL_LIMITS,
  REMOTE_LIMITS,
  startWatchdog,
  type Watchdog,
  type WatchLimits,
  wholeAnswerLimits,
} from '../../../../src/providers/policy/watchdog.ts';
import { NEVER } from '../clients.ts';
import { createManualClock, type ManualClock } from '../manualClock.ts';

interface Watched {
  readonly clock: ManualClock;
  readonly watchdog: Watchdog;
}

function watch(limits: WatchLimits = REMOTE_LIMITS, outer: AbortSignal = NEVER): Watched {
  const clock = createManualClock();
  return { clock, watchdog: startWatchdog({ clock, limits, bark: (silence) => silence }, outer) };
}

/** Asserts that it barks after exactly this long, and not a millisecond before. */
function barksAfter({ clock, watchdog }: Watched, ms: number): void {
  clock.advance(ms - 1);
  assert.equal(watchdog.signal.aborted, false);
  clock.advance(1);
  assert.equal(watchdog.signal.aborted, true);
}

/** Every so often something happens. */
function every({ clock }: Watched, ms: number, times: number, happen: () => void): void {
  for (let count = 0; count < times; count++) {
    clock.advance(ms);
    happen();
  }
}

for (const [name, limits] of Object.entries({ remote: REMOTE_LIMITS, local: LOCAL_LIMITS })) {
  describe(`with the ${name} limits`, () => {
    test('it waits so long for the headers', () => barksAfter(watch(limits), limits.headersMs));

    test('it waits so long for the first content while nothing comes', () => {
      const watched = watch(limits);
      watched.clock.advance(1000);
      watched.watchdog.sawHeaders();
      barksAfter(watched, limits.firstContentMs);
    });

    test('it waits so long between bytes once there was content', () => {
      const watched = watch(limits);
      watched.watchdog.sawHeaders();
      watched.watchdog.sawBytes();
      watched.watchdog.sawContent();
      every(watched, limits.idleMs - 1, 3, () => {
        watched.watchdog.sawBytes();
        watched.watchdog.sawContent();
      });
      barksAfter(watched, limits.idleMs);
    });

    test('it waits so long for content although bytes keep coming [F42]', () => {
      const watched = watch(limits);
      watched.watchdog.sawHeaders();
      const stepMs = limits.contentGapMs / 12;
      every(watched, stepMs, 11, watched.watchdog.sawBytes);
      barksAfter(watched, stepMs);
    });
  });
}

test('every remote limit stays under the 300 s at which the host gives up [F41]', () => {
  for (const limits of [REMOTE_LIMITS, wholeAnswerLimits(REMOTE_LIMITS)]) {
    for (const ms of Object.values(limits)) assert.ok(ms < 300_000);
  }
});

test('a slow but steady answer is never barked at [F14]', () => {
  const watched = watch();
  watched.watchdog.sawHeaders();
  every(watched, 1000, 3000, () => {
    watched.watchdog.sawBytes();
    watched.watchdog.sawContent();
  });
  assert.equal(watched.watchdog.signal.aborted, false);
});

test('after the finish it waits five seconds for the counts, and then 200 ms for the end', () => {
  const finished = watch();
  finished.watchdog.sawHeaders();
  finished.watchdog.expectEnd('finished');
  barksAfter(finished, 5000);
  const done = watch();
  done.watchdog.sawHeaders();
  done.watchdog.expectEnd('finished');
  done.watchdog.expectEnd('done');
  barksAfter(done, 200);
});

test('the consumer’s time is not the provider’s', () => {
  const watched = watch();
  watched.watchdog.sawHeaders();
  watched.watchdog.sawBytes();
  watched.watchdog.sawContent();
  watched.clock.advance(50_000);
  watched.watchdog.pause();
  watched.clock.advance(3_600_000);
  watched.watchdog.resume();
  barksAfter(watched, 10_000);
});

test('a process that was blocked or asleep gets two seconds to read what has arrived meanwhile [F72][F54]', () => {
  const watched = watch();
  watched.clock.advance(60_000, 30_000);
  assert.equal(watched.watchdog.signal.aborted, false);
  barksAfter(watched, 2000);
});

test('what arrives within the grace calls it off [F72]', () => {
  const watched = watch();
  watched.watchdog.sawHeaders();
  watched.watchdog.sawBytes();
  watched.watchdog.sawContent();
  watched.clock.advance(60_000, 30_000);
  watched.watchdog.sawBytes();
  watched.watchdog.sawContent();
  barksAfter(watched, 60_000);
});

test('it gets them each time anew [F72]', () => {
  const watched = watch();
  watched.watchdog.sawHeaders();
  watched.watchdog.sawBytes();
  watched.watchdog.sawContent();
  for (let nap = 0; nap < 3; nap++) {
    watched.clock.advance(60_000, 30_000);
    assert.equal(watched.watchdog.signal.aborted, false);
    watched.watchdog.sawBytes();
    watched.watchdog.sawContent();
    watched.clock.advance(2000);
  }
});

test('it passes on an abort from outside with its reason, also one that came before', () => {
  const controller = new AbortController();
  const { watchdog } = watch(REMOTE_LIMITS, controller.signal);
  controller.abort('enough');
  assert.equal(watchdog.signal.reason, 'enough');
  assert.equal(watch(REMOTE_LIMITS, AbortSignal.abort('before')).watchdog.signal.reason, 'before');
});

test('it sets one timer, however much happens, and leaves none behind', () => {
  const watched = watch();
  watched.watchdog.sawHeaders();
  every(watched, 1, 1000, () => {
    watched.watchdog.sawBytes();
    watched.watchdog.sawContent();
    watched.watchdog.pause();
    watched.watchdog.resume();
  });
  assert.equal(watched.clock.pendingTimers, 1);
  watched.watchdog.stop();
  assert.equal(watched.clock.pendingTimers, 0);
});

test('once stopped it hears nothing from outside', () => {
  const controller = new AbortController();
  const { watchdog } = watch(REMOTE_LIMITS, controller.signal);
  watchdog.stop();
  controller.abort();
  assert.equal(watchdog.signal.aborted, false);
});
