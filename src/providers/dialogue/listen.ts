import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { type Clock, wait } from '../clock.ts';
import type { Fail } from '../dialects/dialect.ts';
import { type JsonObject, parseObject } from '../dialects/json.ts';
import type { Watchdog } from '../policy/watchdog.ts';
import type { Socket } from '../transport/socket.ts';
import { type DialogueDecoder, kindOfEvent } from './dialogueDecoder.ts';
import { textAt, valueAt } from './fields.ts';
import { passOn } from './passOn.ts';
import { createSequence, type Sequence } from './sequence.ts';
import type { DialogueService } from './service.ts';

/** Sockets in a row that brought nothing new. */
const FRUITLESS_SOCKETS = 5;

/** Before the second of them; doubles with each. */
const RECONNECT_MS = 500;

/** How long events may wait for one that is missing until the service is asked for it. */
const GAP_MS = 2500;

/** Signs of life that may fail to come. */
const SILENT_BEATS = 3;

/** The most that all sockets of an answer may bring. */
const MOST_CHARACTERS = 128 * 1024 * 1024;

/** With these the service ends a socket whose token is no longer good. */
const UNAUTHORISED: ReadonlySet<number | undefined> = new Set([1008, 3000, 4001, 4401]);

/** The service no longer has the events to go on with; what it has is in the record of the dialogue. */
const CANNOT_RESUME: ReadonlySet<string | undefined> = new Set([
  'resume_unavailable',
  'sequence_expired',
  'events_expired',
  'unknown_sequence',
]);

export interface ListenDeps {
  readonly service: DialogueService;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly decoder: DialogueDecoder;
  readonly watchdog: Watchdog;
  readonly fail: Fail;
  /** Opens a socket for the events after the one with this number. */
  open(after: number): Promise<Socket>;
  /** Drops the token; false when there is no other to be had. */
  renew(): boolean;
  /** Not even the first socket could be opened. */
  onRefused(): void;
}

/**
 * The events of an answer as sockets bring them: one that is lost is opened anew where it stopped. Ends when the answer
 * is whole, or when sockets are of no use.
 */
export async function* listen(deps: ListenDeps): AsyncGenerator<readonly StreamEvent[], void, void> {
  const { clock, random, decoder, watchdog } = deps;
  const order = createSequence<JsonObject>();
  const heard = { characters: 0 };
  let wasOpen = false;
  /** The last event when the token was renewed: twice without another in between is no use. */
  let renewedAt: number | undefined;
  for (let fruitless = 0; ; ) {
    const from = order.last;
    const socket = await tryToOpen(deps, from);
    if (!socket && !wasOpen) {
      deps.onRefused();
      return;
    }
    wasOpen = true;
    const end = socket && (yield* readSocket(deps, { socket, order, heard }));
    if (decoder.progress === 'done' || end === 'cannot-resume') return;
    // Without numbers nobody knows where to go on.
    if (order.last === 0 && decoder.isVisible) return;
    if (end === 'unauthorised') {
      if (renewedAt === order.last || !deps.renew()) return;
      renewedAt = order.last;
    }
    order.rewind();
    fruitless = order.last > from ? 0 : fruitless + 1;
    if (fruitless === FRUITLESS_SOCKETS) return;
    const delayMs = fruitless === 0 ? 0 : RECONNECT_MS * 2 ** (fruitless - 1);
    await wait(clock, delayMs + random() * delayMs, watchdog.signal);
  }
}

async function tryToOpen({ open, watchdog }: ListenDeps, after: number): Promise<Socket | undefined> {
  try {
    return await open(after);
  } catch {
    watchdog.signal.throwIfAborted();
    return undefined;
  }
}

interface Reading {
  readonly socket: Socket;
  readonly order: Sequence<JsonObject>;
  /** By all sockets of the answer. */
  readonly heard: { characters: number };
}

/** Why a socket is over before the answer is. */
type SocketEnd = 'lost' | 'unauthorised' | 'cannot-resume';

/** Passes on the events of one socket, which is closed in any case. Throws what the service says of a failed answer. */
async function* readSocket(
  { service, clock, decoder, watchdog, fail }: ListenDeps,
  { socket, order, heard }: Reading,
): AsyncGenerator<readonly StreamEvent[], SocketEnd, void> {
  const { fields, heartbeatMs } = service;
  const heart = startHeart(clock, socket, heartbeatMs);
  const gap = createGapTimer(clock, () => socket.close());
  let latest = '';
  try {
    for await (const message of socket.messages) {
      heart.saw();
      watchdog.sawBytes();
      heard.characters += message.length;
      if (heard.characters > MOST_CHARACTERS)
        throw fail({ kind: 'protocol', note: `events of more than ${MOST_CHARACTERS} characters` });
      const event = parseObject(message);
      if (!event) continue;
      if (kindOfEvent(service, event) === 'heartbeat') {
        if (textAt(event, fields.eventType) === 'ping') socket.send(PONG);
        continue;
      }
      // Progress is a sign of life too, as long as it is progress.
      if (message !== latest) watchdog.sawContent();
      latest = message;
      const ready = order.push(numberOf(valueAt(event, fields.sequence)), event);
      yield* passOn(watchdog, (emit) => {
        for (const each of ready) decoder.event(each, emit);
      });
      if (decoder.progress === 'done' || order.isStuck) break;
      gap.set(order.hasGap);
    }
    return UNAUTHORISED.has(socket.closeCode) ? 'unauthorised' : 'lost';
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (CANNOT_RESUME.has(error.details.providerCode)) return 'cannot-resume';
    if (error.details.remedy === 'new-token') return 'unauthorised';
    throw error;
  } finally {
    gap.set(false);
    heart.stop();
    socket.close();
  }
}

const HEARTBEAT = JSON.stringify({ type: 'heartbeat' });
const PONG = JSON.stringify({ type: 'pong' });

/** Says that we are there, and closes a socket on which nobody says so. */
function startHeart(clock: Clock, socket: Socket, intervalMs: number) {
  let silent = 0;
  const beat = (): void => {
    if (++silent > SILENT_BEATS) socket.close();
    else {
      socket.send(HEARTBEAT);
      timer = clock.setTimer(beat, intervalMs);
    }
  };
  let timer = clock.setTimer(beat, intervalMs);
  return {
    saw: (): void => {
      silent = 0;
    },
    stop: (): void => timer.cancel(),
  };
}

/** Gives up on a missing event. */
function createGapTimer(clock: Clock, giveUp: () => void) {
  let timer: ReturnType<Clock['setTimer']> | undefined;
  return {
    set(hasGap: boolean): void {
      if (hasGap) timer ??= clock.setTimer(giveUp, GAP_MS);
      else {
        timer?.cancel();
        timer = undefined;
      }
    },
  };
}

const numberOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
