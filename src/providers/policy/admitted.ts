import type { ChatRequest, Purpose } from '../../core/model/chatRequest.ts';
import type { Provider } from '../../core/model/provider.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Allowances } from './allowance.ts';
import { BACKGROUND, type Lane, type Pass, type Priority, type Ticket } from './lane.ts';
import { promptTokens } from './promptTokens.ts';

/** A shorter wait is not worth a word, in ms. */
const NOTICEABLE_MS = 500;

const PRIORITIES: Readonly<Record<Purpose, Priority>> = {
  chat: 0,
  explain: 0,
  generate: 1,
  optimize: 1,
  fix: 1,
  test: 1,
  document: 1,
  compact: 1,
  write: 1,
  summarize: 1,
  review: 1,
  translate: 1,
  editor: 1,
  probe: 2,
  'explain-files': BACKGROUND,
  'document-files': BACKGROUND,
};

/** The provider took the request, though its answer may be long in coming. It goes no further than the lane. */
export interface TakenEvent {
  readonly type: 'taken';
  /** What the reply's headers say of the account's limits. */
  readonly allowances?: Allowances;
}

export const takenWith = (allowances: Allowances | undefined): TakenEvent => ({
  type: 'taken',
  ...(allowances && { allowances }),
});

/** One try at a request on the wire. */
export interface Attempt {
  readonly id: string;
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<StreamEvent | TakenEvent>;
}

interface AdmissionDeps {
  readonly clock: Clock;
  /** Asked for at every attempt: the key may have been changed since. */
  readonly lane: (signal: AbortSignal) => Promise<Lane>;
}

/**
 * Lets an attempt out when its turn has come and the provider takes it: a wait that is worth a word is told by one
 * `queued` event, and ends at once when the signal is aborted. Throws a `ProviderError` `paused`, `rate-limit` or
 * `queue-full` when the attempt had better not be made.
 */
export function admitted(attempt: Attempt, { clock, lane: laneFor }: AdmissionDeps): Provider {
  return {
    id: attempt.id,
    async *stream(request, signal) {
      signal.throwIfAborted();
      const lane = await laneFor(signal);
      const ticket = lane.enter({
        priority: PRIORITIES[request.purpose],
        modelName: request.model.name,
        tokens: once(() => promptTokens(request)),
      });
      let pass: Pass | undefined;
      // What is on the wire still takes its place there until it has ended.
      const cancel = (): void => {
        if (!pass) ticket.cancel(signal.reason);
      };
      signal.addEventListener('abort', cancel);
      if (signal.aborted) cancel();
      let isTaken = false;
      let end: Parameters<Pass['leave']>[0] = 'abandoned';
      try {
        pass = ticket.given ?? (yield* turn(ticket, clock));
        for await (const event of attempt.stream(request, signal)) {
          if (event.type === 'taken') {
            pass.taken();
            if (event.allowances) pass.heard(event.allowances);
            isTaken = true;
            continue;
          }
          // Only to be asked for its answer, it needs no turn any more.
          if (event.type === 'left-with-provider') pass.leave(isTaken ? 'finished' : 'abandoned');
          if (event.type === 'finish') end = 'finished';
          yield event;
        }
      } catch (error) {
        if (error instanceof ProviderError && !signal.aborted) end = error;
        throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        // The connection is free only when the transport has had a turn: the next request need not open another.
        await new Promise((resolve) => setImmediate(resolve));
        pass?.leave(end);
        ticket.cancel(undefined);
      }
    },
  };
}

/** Waits for the pass, and says so if it takes long. */
async function* turn(ticket: Ticket, clock: Clock): AsyncGenerator<StreamEvent, Pass> {
  let timer: Timer | undefined;
  const noticed = new Promise<undefined>((resolve) => {
    timer = clock.setTimer(() => resolve(undefined), NOTICEABLE_MS);
  });
  try {
    const pass = await Promise.race([ticket.pass, noticed]);
    if (pass) return pass;
    yield { type: 'queued', ...ticket.obstacle };
    return await ticket.pass;
  } finally {
    timer?.cancel();
  }
}

function once(work: () => number): () => number {
  let done: number | undefined;
  return () => (done ??= work());
}
