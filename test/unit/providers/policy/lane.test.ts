import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ProviderError, type ProviderErrorKind } from '../../../../src/core/model/providerError.ts';
import type { LaneLimits } from '../../../../src/providers/policy/allotment.ts';
import {
  BACKGROUND,
  createLane,
  type Lane,
  type Pass,
  type Priority,
  type Ticket,
} from '../../../../src/providers/policy/lane.ts';
import type { SharedGate } from '../../../../src/providers/policy/sharedGates.ts';
import { createSteadyTime } from '../../../../src/providers/policy/steadyTime.ts';
import { kindOf } from '../clients.ts';
import { createManualClock, type ManualClock } from '../manualClock.ts';

interface Set {
  readonly lane: Lane;
  readonly clock: ManualClock;
  readonly shared: SharedGate[];
}

function laneWith({ limits = {}, isLocal = false }: { limits?: LaneLimits; isLocal?: boolean } = {}): Set {
  const clock = createManualClock();
  const shared: SharedGate[] = [];
  const lane = createLane(
    { clock, time: createSteadyTime(clock), random: () => 0, share: (gate) => shared.push(gate) },
    { provider: 'test', host: 'models.example', isLocal },
  );
  lane.limit(limits);
  return { lane, clock, shared };
}

function enter(lane: Lane, priority: Priority = 0, tokens = 10): Ticket {
  const ticket = lane.enter({ priority, modelName: 'm', tokens: () => tokens });
  // Whoever looks at it sees the rejection all the same.
  ticket.pass.catch(() => {});
  return ticket;
}

const failure = (kind: ProviderErrorKind, retryAfterMs?: number): ProviderError =>
  new ProviderError(kind, kind, { provider: 'test', ...(retryAfterMs !== undefined && { retryAfterMs }) });

/** Lets requests go out and come back, each with the same end. */
function send(lane: Lane, count: number, end: Parameters<Pass['leave']>[0]): void {
  for (let sent = 0; sent < count; sent++) enter(lane).given!.leave(end);
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function refusalOf({ pass }: Ticket): Promise<unknown> {
  return pass.then(
    () => assert.fail('it was let out'),
    (error: unknown) => error,
  );
}

describe('whose turn it is', () => {
  test('goes by what the user waits for, then by who came first [F65]', async () => {
    const { lane } = laneWith({ limits: { concurrency: 1 } });
    let { given: busy } = enter(lane);
    const order: string[] = [];
    const wanted: readonly (readonly [string, Priority])[] = [
      ['files 1', BACKGROUND],
      ['probe', 2],
      ['edit', 1],
      ['chat 1', 0],
      ['files 2', BACKGROUND],
      ['chat 2', 0],
    ];
    for (const [name, priority] of wanted)
      void enter(lane, priority).pass.then((pass) => {
        order.push(name);
        busy = pass;
      });
    for (let turn = 0; turn < wanted.length; turn++) {
      busy!.leave('finished');
      await settled();
    }
    assert.deepEqual(order, ['chat 1', 'chat 2', 'edit', 'probe', 'files 1', 'files 2']);
  });

  test('is given up at once, and then is another’s', async () => {
    const { lane } = laneWith({ limits: { concurrency: 1 } });
    const busy = enter(lane).given!;
    const [leaving, staying] = [enter(lane), enter(lane)];
    leaving.cancel(new Error('stopped'));
    assert.match(String(await refusalOf(leaving)), /stopped/);
    busy.leave('finished');
    assert.ok(staying.given);
  });

  test('that was given but never taken goes back', () => {
    const { lane } = laneWith({ limits: { concurrency: 1 } });
    const untaken = enter(lane);
    const next = enter(lane);
    untaken.cancel(undefined);
    assert.ok(next.given);
  });

  test('never comes for more than five thousand at a time', async () => {
    const { lane } = laneWith({ limits: { concurrency: 1 } });
    const tickets = Array.from({ length: 5001 }, () => enter(lane));
    assert.ok(tickets[0]!.given);
    const tooMany = enter(lane);
    assert.equal(kindOf(await refusalOf(tooMany)), 'queue-full');
    for (const ticket of tickets) ticket.cancel(undefined);
    await Promise.allSettled(tickets.map(({ pass }) => pass));
  });
});

describe('a limit', () => {
  test('of requests a minute spreads them, and holds in any minute', async () => {
    const { lane, clock } = laneWith({ limits: { requestsPerMinute: 6 } });
    const sentAt: number[] = [];
    for (let request = 0; request < 14; request++)
      void enter(lane).pass.then((pass) => {
        sentAt.push(clock.monotonic());
        pass.leave('finished');
      });
    for (let second = 0; second < 180; second++) {
      await settled();
      clock.advance(1000);
    }
    assert.equal(sentAt.length, 14);
    for (let index = 6; index < sentAt.length; index++)
      assert.ok(sentAt[index]! - sentAt[index - 6]! >= 59_999);
  });

  test('of tokens a minute makes a long prompt wait for those before it', () => {
    const { lane, clock } = laneWith({ limits: { tokensPerMinute: 6000 } });
    enter(lane, 0, 6000).given!.leave('finished');
    const next = enter(lane, 0, 1000);
    assert.deepEqual(next.obstacle, { because: 'own-limit', waitMs: 10_000 });
    clock.advance(9999);
    assert.equal(next.given, undefined);
    clock.advance(1);
    assert.ok(next.given);
  });

  test('of the time between two requests is kept', () => {
    const { lane, clock } = laneWith({ limits: { minIntervalMs: 250 } });
    assert.ok(enter(lane).given);
    const next = enter(lane);
    assert.deepEqual(next.obstacle, { because: 'own-limit', waitMs: 250 });
    clock.advance(249);
    assert.equal(next.given, undefined);
    clock.advance(1);
    assert.ok(next.given);
  });

  test('is told as the user’s own only while it is what holds a request back', () => {
    const { lane, clock } = laneWith({ limits: { minIntervalMs: 250, concurrency: 1 } });
    const pass = enter(lane).given!;
    clock.advance(250);
    assert.deepEqual(enter(lane).obstacle, { because: 'own-limit' });
    pass.heard({ requests: { limit: 60, remaining: 0, resetMs: 60_000 } });
    assert.deepEqual(enter(lane).obstacle, { because: 'limit', waitMs: 1000 });
  });

  test('that a reply told is kept without a setting', () => {
    const { lane, clock } = laneWith();
    enter(lane).given!.heard({ requests: { limit: 60, remaining: 0, resetMs: 60_000 } });
    const next = enter(lane);
    assert.deepEqual(next.obstacle, { because: 'limit', waitMs: 1000 });
    clock.advance(1000);
    assert.ok(next.given);
  });

  test('that was only guessed from a reply locks nobody out', () => {
    const { lane } = laneWith();
    enter(lane).given!.heard({ requests: { limit: 2, remaining: 0, resetMs: 86_400_000 } });
    assert.ok(enter(lane).given);
  });

  test('changes with the setting, for those who wait already too', () => {
    const { lane } = laneWith({ limits: { concurrency: 1 } });
    enter(lane);
    const next = enter(lane);
    lane.limit({ concurrency: 2 });
    assert.ok(next.given);
  });
});

describe('a refusal for a limit', () => {
  test('makes all wait until the time that was named, then one go first, then the others [F50]', () => {
    const { lane, clock } = laneWith();
    const underWay = Array.from({ length: 4 }, () => enter(lane).given!);
    underWay[0]!.leave(failure('rate-limit', 5000));
    for (const pass of underWay) pass.leave('finished');
    const waiting = [enter(lane), enter(lane), enter(lane)];
    const out = (): number => waiting.filter(({ given }) => given).length;
    clock.advance(4999);
    assert.equal(out(), 0);
    clock.advance(1);
    assert.equal(out(), 1);
    clock.advance(60_000);
    assert.equal(out(), 1, 'the first has not been taken yet');
    waiting[0]!.given!.taken();
    assert.equal(out(), 2, 'half of four at once');
    waiting[0]!.given!.leave('finished');
    assert.equal(out(), 3);
  });

  test('that asks for more than a minute sends the others away with the time', async () => {
    const { lane, shared, clock } = laneWith();
    enter(lane).given!.leave(failure('rate-limit', 3_600_000));
    const error = await refusalOf(enter(lane));
    assert.ok(error instanceof ProviderError);
    assert.deepEqual([error.kind, error.details.retryAfterMs], ['rate-limit', 3_600_000]);
    assert.equal(shared.length, 1);
    clock.advance(3_600_000);
    assert.ok(enter(lane).given);
  });

  test('that named a time keeps it when the user will not wait; one that named none does not [F49]', () => {
    const { lane, clock } = laneWith();
    enter(lane).given!.leave(failure('rate-limit', 5000));
    lane.tryNow();
    const asked = enter(lane);
    clock.advance(4999);
    assert.equal(asked.given, undefined);
    clock.advance(1);
    asked.given!.leave('finished');
    enter(lane).given!.leave(failure('rate-limit'));
    const own = enter(lane);
    assert.equal(own.given, undefined);
    lane.tryNow();
    assert.ok(own.given);
  });

  test('is no reason for the breaker, however often', () => {
    const { lane, clock } = laneWith();
    for (let refusals = 0; refusals < 20; refusals++) {
      enter(lane).given!.leave(failure('rate-limit', 10));
      clock.advance(10);
    }
    assert.ok(enter(lane).given);
  });
});

describe('the breaker of a lane [F80]', () => {
  test('sends those who wait away at once, with the last failure as its reason [F80]', async () => {
    const { lane, shared, clock } = laneWith({ limits: { concurrency: 1 } });
    send(lane, 4, failure('server'));
    const last = enter(lane).given!;
    const waiting = enter(lane);
    last.leave(failure('timeout'));
    const error = await refusalOf(waiting);
    assert.ok(error instanceof ProviderError);
    assert.deepEqual(
      [error.kind, error.details.because, error.details.retryAfterMs],
      ['paused', 'timeout', 15_000],
    );
    assert.deepEqual(
      shared.map(({ openUntil, pauseMs }) => [openUntil, pauseMs]),
      [[clock.now() + 15_000, 15_000]],
    );
  });

  test('lets one that the user waits for try, while the others wait for how it goes [F80]', async () => {
    const { lane, clock } = laneWith();
    send(lane, 5, failure('server'));
    clock.advance(15_000);
    const [trial, other] = [enter(lane), enter(lane)];
    assert.ok(trial.given && !other.given);
    trial.given.taken();
    assert.ok(other.given, 'it answers again');
  });

  test('lets the first of a batch try where nobody else does, so that a batch can go on [F80]', async () => {
    const { lane, clock } = laneWith();
    send(lane, 5, failure('server'));
    assert.equal(kindOf(await refusalOf(enter(lane, BACKGROUND))), 'paused');
    clock.advance(15_000);
    const [trial, other] = [enter(lane, BACKGROUND), enter(lane, BACKGROUND)];
    assert.ok(trial.given && !other.given);
    trial.given.leave(failure('server'));
    assert.equal(kindOf(await refusalOf(other)), 'paused');
    lane.tryNow();
    const second = enter(lane, BACKGROUND);
    second.given!.leave('finished');
    assert.ok(enter(lane, BACKGROUND).given);
  });

  test('sends the others away when the trial fails [F80]', async () => {
    const { lane, clock } = laneWith();
    send(lane, 5, failure('server'));
    clock.advance(15_000);
    const [trial, other] = [enter(lane), enter(lane)];
    trial.given!.leave(failure('server'));
    const error = await refusalOf(other);
    assert.ok(error instanceof ProviderError && error.details.retryAfterMs === 30_000);
  });

  test('lets the next try when the user stops the trial', () => {
    const { lane, clock } = laneWith();
    send(lane, 5, failure('server'));
    clock.advance(15_000);
    const [trial, other] = [enter(lane), enter(lane)];
    trial.cancel(new Error('stopped'));
    assert.ok(other.given);
  });

  const COUNTED: readonly (readonly [ProviderErrorKind, boolean])[] = [
    ['dns', true],
    ['unreachable', true],
    ['timeout', true],
    ['server', true],
    ['interrupted', true],
    ['overloaded', true],
    ['rate-limit', false],
    ['quota', false],
    ['no-balance', false],
    ['invalid-credential', false],
    ['expired-credential', false],
    ['permission', false],
    ['bad-request', false],
    ['context-too-long', false],
    ['unknown-model', false],
    ['content-filter', false],
    ['empty-answer', false],
    ['tls', false],
    ['redirect', false],
    ['proxy-page', false],
    ['protocol', false],
  ];
  for (const [kind, counts] of COUNTED) {
    test(`${counts ? 'opens' : 'stays closed'} when all fails with ${kind}`, () => {
      const { lane, clock } = laneWith();
      for (let failures = 0; failures < 8; failures++) {
        enter(lane).given?.leave(failure(kind));
        if (kind === 'rate-limit') clock.advance(20_000);
      }
      assert.equal(enter(lane).given === undefined, counts);
    });
  }

  test('takes the first connection that is lost after all was well for a stale one', () => {
    const { lane } = laneWith();
    send(lane, 5, failure('connection-lost'));
    assert.ok(enter(lane).given, 'the first of five did not count');
    const other = laneWith();
    send(other.lane, 6, failure('connection-lost'));
    assert.equal(enter(other.lane).given, undefined);
  });

  test('is none for a model on this machine', () => {
    const { lane } = laneWith({ isLocal: true });
    send(lane, 50, failure('unreachable'));
    assert.ok(enter(lane).given);
  });
});

test('what was closed when the machine fell asleep is open when it wakes [F54]', () => {
  const clock = createManualClock();
  let asleepMs = 0;
  const sleeper = { ...clock, now: () => clock.now() + asleepMs };
  const lane = createLane(
    { clock: sleeper, time: createSteadyTime(sleeper, sleeper.now), random: () => 0, share: () => {} },
    { provider: 'test', host: 'models.example', isLocal: false },
  );
  send(lane, 5, failure('server'));
  assert.equal(enter(lane).given, undefined);
  asleepMs = 3_600_000;
  const trial = enter(lane);
  assert.ok(trial.given, 'one shows whether the service is there again');
  const next = enter(lane);
  trial.given.leave(failure('rate-limit', 50_000));
  assert.equal(next.given, undefined);
  asleepMs *= 2;
  enter(lane);
  assert.ok(next.given);
});

describe('what another window ran into [F50]', () => {
  const gate = (clock: ManualClock, more: Partial<SharedGate>): SharedGate => ({
    notBefore: 0,
    openUntil: 0,
    pauseMs: 0,
    savedAt: clock.now(),
    ...more,
  });

  test('holds here too', async () => {
    const { lane, clock } = laneWith();
    lane.adopt(gate(clock, { notBefore: clock.now() + 3000 }), clock.now());
    const next = enter(lane);
    assert.deepEqual(next.obstacle, { because: 'limit', waitMs: 3000 });
    clock.advance(3000);
    assert.ok(next.given);
    next.given.leave('finished');
    clock.advance(1);
    lane.adopt(gate(clock, { openUntil: clock.now() + 30_000, pauseMs: 30_000 }), clock.now());
    assert.equal(kindOf(await refusalOf(enter(lane))), 'paused');
  });

  test('holds however long ago it was told, unless it comes from the future [F80]', () => {
    const { lane, clock } = laneWith();
    const notBefore = clock.now() + 50_000;
    lane.adopt(gate(clock, { notBefore, savedAt: clock.now() + 600_001 }), clock.now());
    assert.ok(enter(lane).given);
    lane.adopt(gate(clock, { notBefore, savedAt: clock.now() - 3_600_000 }), clock.now());
    assert.deepEqual(enter(lane).obstacle, { because: 'limit', waitMs: 50_000 });
  });

  test('holds as well when this one was told something shorter since [F50]', () => {
    const { lane, clock } = laneWith();
    const told = gate(clock, { notBefore: clock.now() + 60_000 });
    clock.advance(10);
    enter(lane).given!.leave(failure('rate-limit', 1000));
    lane.adopt(told, clock.now());
    assert.deepEqual(enter(lane).obstacle, { because: 'limit', waitMs: 59_990 });
  });

  test('is no reason to pause again when the user has ended the pause', async () => {
    const { lane, clock } = laneWith();
    const told = gate(clock, { openUntil: clock.now() + 15_000, pauseMs: 15_000 });
    lane.adopt(told, clock.now());
    lane.tryNow();
    lane.adopt(told, clock.now());
    assert.ok(enter(lane).given);
  });

  test('holds no longer than a day, and a pause ten minutes, whatever the file says', async () => {
    const { lane, clock } = laneWith();
    lane.adopt(gate(clock, { notBefore: 1e15, openUntil: 1e15 }), clock.now());
    assert.equal(kindOf(await refusalOf(enter(lane))), 'paused');
    clock.advance(600_000);
    assert.equal(kindOf(await refusalOf(enter(lane))), 'rate-limit');
    clock.advance(86_400_000);
    assert.ok(enter(lane).given);
  });
});

test('every request that enters is let out or sent away, whatever happens to the others', async () => {
  const step = fc.record({
    enter: fc.nat(3),
    priority: fc.constantFrom<Priority>(0, 1, 2, 3),
    end: fc.constantFrom('finished', 'abandoned', 'server', 'rate-limit', 'overloaded', 'cancel', 'taken'),
    afterMs: fc.nat(30_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { lane, clock } = laneWith({ limits: { concurrency: 3, requestsPerMinute: 30 } });
      const tickets: Ticket[] = [];
      const finish = (ticket: Ticket | undefined, end: string): void => {
        if (end === 'cancel') ticket?.cancel(new Error('stopped'));
        else if (end === 'taken') ticket?.given?.taken();
        else if (end === 'finished' || end === 'abandoned') ticket?.given?.leave(end);
        else ticket?.given?.leave(failure(end as ProviderErrorKind));
      };
      for (const { enter: count, priority, end, afterMs } of steps) {
        for (let entered = 0; entered < count; entered++) tickets.push(enter(lane, priority));
        finish(
          tickets.find(({ given }) => given),
          end,
        );
        clock.advance(afterMs);
      }
      let open = tickets.length;
      for (const { pass } of tickets)
        pass.then(
          () => open--,
          () => open--,
        );
      for (let round = 0; round < 400 && open > 0; round++) {
        for (const ticket of tickets) ticket.given?.leave('finished');
        clock.advance(1000);
        await Promise.resolve();
      }
      assert.equal(open, 0);
      for (const ticket of tickets) ticket.given?.leave('finished');
      assert.equal(clock.pendingTimers, 0);
    }),
    { numRuns: 60 },
  );
});
