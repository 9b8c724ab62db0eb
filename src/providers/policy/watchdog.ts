import { type Clock, linkSignal, type Timer } from '../clock.ts';

/** How long each kind of silence is borne, in ms. All stay under the 300 s after which a host's `fetch` gives up. */
export interface WatchLimits {
  readonly headersMs: number;
  /** From the headers to the first content, while no bytes come at all. */
  readonly firstContentMs: number;
  /** Between bytes, once there was content. Comments count as bytes. */
  readonly idleMs: number;
  /** Between contents, although bytes keep coming. */
  readonly contentGapMs: number;
}

export const REMOTE_LIMITS: WatchLimits = {
  headersMs: 60_000,
  firstContentMs: 120_000,
  idleMs: 60_000,
  contentGapMs: 240_000,
};

/** A model on this machine may have to be loaded, and may take minutes to read a long prompt. */
export const LOCAL_LIMITS: WatchLimits = {
  headersMs: 600_000,
  firstContentMs: 600_000,
  idleMs: 60_000,
  contentGapMs: 600_000,
};

/** An answer in one piece sends nothing until it is written. */
export const wholeAnswerLimits = (limits: WatchLimits): WatchLimits => ({
  ...limits,
  headersMs: Math.max(limits.headersMs, 290_000),
  firstContentMs: Math.max(limits.firstContentMs, 290_000),
});

/** After the model has stopped: how long the counts may take, and how long the body may take to end. */
const TAIL_MS = { finished: 5000, done: 200 } as const;

/** A timer that is this late has seen a busy or sleeping process, and bytes may wait to be read. */
const LATE_MS = 200;
const GRACE_MS = 2000;

export interface Watchdog {
  /** Aborted for the outer signal's reason, or for that which `bark` makes. */
  readonly signal: AbortSignal;
  sawHeaders(): void;
  sawBytes(): void;
  sawContent(): void;
  /** The answer is complete but for its tail. */
  expectEnd(progress: 'finished' | 'done'): void;
  /** The consumer has the word; its time is not the provider's. */
  pause(): void;
  resume(): void;
  stop(): void;
}

interface WatchdogDeps {
  readonly clock: Clock;
  readonly limits: WatchLimits;
  /** Makes the reason for the abort. */
  readonly bark: (silence: string) => unknown;
}

type Phase = 'headers' | 'first-content' | 'content' | 'finished' | 'done';

/**
 * Watches one attempt. Moments are only noted: one timer sleeps until the nearest deadline, and looks at them when
 * it wakes.
 */
export function startWatchdog({ clock, limits, bark }: WatchdogDeps, outer: AbortSignal): Watchdog {
  const link = linkSignal(outer);
  let phase: Phase = 'headers';
  let bytesAt = clock.monotonic();
  let contentAt = bytesAt;
  let pausedAt: number | undefined;
  let timer: Timer | undefined;
  let hadGrace = false;

  function deadline(): number {
    switch (phase) {
      case 'headers':
        return bytesAt + limits.headersMs;
      case 'first-content':
        return Math.min(bytesAt + limits.firstContentMs, contentAt + limits.contentGapMs);
      case 'content':
        return Math.min(bytesAt + limits.idleMs, contentAt + limits.contentGapMs);
      case 'finished':
      case 'done':
        return bytesAt + TAIL_MS[phase];
    }
  }

  function sleep(): void {
    timer?.cancel();
    const wakeAt = deadline();
    timer = clock.setTimer(() => look(wakeAt), Math.max(0, wakeAt - clock.monotonic()));
  }

  function look(wakeAt: number): void {
    timer = undefined;
    if (pausedAt !== undefined) return;
    const now = clock.monotonic();
    const due = deadline();
    if (now < due) {
      sleep();
    } else if (now - wakeAt > LATE_MS && !hadGrace) {
      hadGrace = true;
      timer = clock.setTimer(() => look(now + GRACE_MS), GRACE_MS);
    } else {
      link.abort(bark(SILENCES[phase]));
    }
  }

  function enter(next: Phase): void {
    phase = next;
    bytesAt = clock.monotonic();
    sleep();
  }

  sleep();
  return {
    signal: link.signal,
    sawHeaders() {
      contentAt = clock.monotonic();
      enter('first-content');
    },
    sawBytes() {
      bytesAt = clock.monotonic();
      hadGrace = false;
    },
    sawContent() {
      contentAt = bytesAt;
      if (phase === 'first-content') enter('content');
    },
    expectEnd(progress) {
      if (phase !== progress) enter(progress);
    },
    pause() {
      pausedAt = clock.monotonic();
    },
    resume() {
      if (pausedAt === undefined) return;
      const heldMs = clock.monotonic() - pausedAt;
      bytesAt += heldMs;
      contentAt += heldMs;
      pausedAt = undefined;
      if (!timer) sleep();
    },
    stop() {
      timer?.cancel();
      link.unlink();
    },
  };
}

const SILENCES: Readonly<Record<Phase, string>> = {
  headers: 'no reply',
  'first-content': 'no first token',
  content: 'nothing more',
  finished: 'no end of the stream',
  done: 'no end of the stream',
};
