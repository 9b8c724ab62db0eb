import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import type { StreamEvent } from '../../core/model/streamEvent.ts';
import { type ChatProviderDeps, createChatProvider } from '../chatProvider.ts';
import { linkSignal } from '../clock.ts';
import type { Fail } from '../dialects/dialect.ts';
import { type JsonObject, parseObject } from '../dialects/json.ts';
import { pageTitle } from '../dialects/openaiErrors.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  attemptError,
  letIn,
  type Opening,
  openRequest,
  renewAccess,
  requireAnswer,
  sendCall,
} from '../opening.ts';
import type { Attempt, LimitsEvent } from '../policy/admitted.ts';
import { startWatchdog } from '../policy/watchdog.ts';
import { discardBody } from '../transport/readText.ts';
import type { Socket, SocketTransport } from '../transport/socket.ts';
import type { HttpRequest, Reply } from '../transport/transport.ts';
import { createDialogueDecoder, type DialogueDecoder } from './dialogueDecoder.ts';
import { createDialogueDialect, encodeDialogue, type Place } from './dialogueDialect.ts';
import { listen } from './listen.ts';
import type { DialogueMemory } from './memory.ts';
import { passOn } from './passOn.ts';
import { poll } from './poll.ts';
import { addressOf, type DialogueService } from './service.ts';

export interface DialogueProviderDeps extends ChatProviderDeps {
  readonly sockets: SocketTransport;
  readonly memory: DialogueMemory;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** An endpoint behind which there is a dialogue service. */
export interface DialogueEndpoint extends Endpoint {
  readonly dialogue: DialogueService;
}

/** For a look at the record of a dialogue, or a socket to open, in ms. */
const LOOK_MS = 15_000;

/** For a task to be given up after nobody waits for it, in ms. */
const CANCEL_MS = 10_000;

/** The longest reply that is read. */
const LONGEST_CHARACTERS = 32 * 1024 * 1024;

/** What a service answers at an address that it does not serve. */
const NOT_SERVED: ReadonlySet<number | undefined> = new Set([404, 405, 501]);

/** What it answers about a context or dialogue that it no longer has, or that has grown too long. */
const MISPLACED: ReadonlySet<number | undefined> = new Set([400, 404, 405, 409, 410, 413, 422, 501]);

/**
 * One attempt at a request to a dialogue service. Where the service offers it, the answer is a task of the service's
 * that outlives a lost connection: it is followed over a socket, or by looking at it, and recovered from its record.
 * A turn goes into the conversation that the service keeps, as far as that is the user's own.
 */
export function createDialogueProvider(deps: DialogueProviderDeps, endpoint: DialogueEndpoint): Attempt {
  const { clock, random, memory, sockets } = deps;
  const { baseUrl, dialogue: service } = endpoint;
  const { paths } = service;
  const asyncUrl = addressOf(baseUrl, paths.async);
  const socketUrl = addressOf(baseUrl, paths.socket);
  const amendUrl = `PUT ${addressOf(baseUrl, paths.read)}`;

  function placeOf(request: ChatRequest): Place {
    const place = memory.place(endpoint.id, request);
    const canAmend = service.canAmend && !memory.isMissing(amendUrl);
    return place.amends === undefined || canAmend ? place : {};
  }

  /** The answer by the best way that the service offers. */
  async function* attempt(
    request: ChatRequest,
    place: Place,
    onDecoder: (decoder: DialogueDecoder) => void,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent | LimitsEvent, void, void> {
    if (service.mode !== 'sync' && !memory.isMissing(asyncUrl)) {
      const task: Task = { hasBegun: false };
      try {
        yield* follow(request, place, onDecoder, task, signal);
        return;
      } catch (error) {
        if (task.hasBegun || isPlaced(place) || service.mode === 'async' || !isRefusal(error, NOT_SERVED))
          throw error;
        memory.miss(asyncUrl);
      }
    }
    const dialect = createDialogueDialect(service, place, onDecoder);
    yield* createChatProvider(deps, { ...endpoint, dialect }).stream(
      { ...request, delivery: 'whole' },
      signal,
    );
  }

  async function* follow(
    request: ChatRequest,
    place: Place,
    onDecoder: (decoder: DialogueDecoder) => void,
    task: Task,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent | LimitsEvent, void, void> {
    const opening = await openRequest(deps, endpoint, request.model.name, signal);
    const { fail } = opening;
    const watchdog = startWatchdog(
      { clock, limits: deps.limits, bark: (silence) => fail({ kind: 'timeout', note: silence }) },
      signal,
    );
    const decoder = createDialogueDecoder(service, clock.now(), fail);
    onDecoder(decoder);
    try {
      const begun = await call(opening, submission(request, place), watchdog.signal);
      task.hasBegun = true;
      watchdog.sawHeaders();
      if (opening.allowances) yield { type: 'limits', allowances: opening.allowances };
      for await (const events of passOn(watchdog, (emit) => decoder.record(begun, emit))) yield* events;
      const id = decoder.said.dialogueId ?? place.amends;
      if (id === undefined && decoder.progress !== 'done')
        throw fail({ kind: 'protocol', note: `no field ${service.fields.dialogueId}` });
      task.id = id;
      const read = (): Promise<JsonObject> => look(opening, task, watchdog.signal);
      const renew = (): boolean => renewAccess(deps, endpoint, opening);
      const open = (after: number): Promise<Socket> => openSocket(opening, task, after, watchdog.signal);
      if (decoder.progress !== 'done' && paths.socket !== '' && !memory.isMissing(socketUrl)) {
        const events = listen({ service, clock, random, decoder, watchdog, open, renew });
        for (let next = await events.next(); ; next = await events.next()) {
          if (next.done) {
            if (!next.value) memory.miss(socketUrl);
            break;
          }
          yield* next.value;
        }
      }
      for await (const events of poll({ clock, random, decoder, watchdog, read })) yield* events;
      for await (const events of passOn(watchdog, (emit) => decoder.end(emit))) yield* events;
    } catch (error) {
      throw attemptError(error, fail, signal);
    } finally {
      watchdog.stop();
      if (decoder.progress !== 'done') void giveUp(opening, task);
    }
  }

  function submission(request: ChatRequest, place: Place): HttpRequest {
    const isAmendment = place.amends !== undefined;
    return {
      method: isAmendment ? 'PUT' : 'POST',
      url: isAmendment ? addressOf(baseUrl, paths.read, place.amends) : asyncUrl,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-request-id': request.id,
        // RFC 7240 §4.1: the same address answers both ways.
        ...(isAmendment && { prefer: 'respond-async' }),
      },
      body: JSON.stringify(encodeDialogue(service, place, request)),
    };
  }

  /** The object in the reply to a call, which is repeated once with a new token when the old one is refused. */
  async function call(opening: Opening, request: HttpRequest, signal: AbortSignal): Promise<JsonObject> {
    for (let isRenewed = false; ; isRenewed = true) {
      try {
        const reply = await sendCall(deps, endpoint, opening, request, signal);
        return await readObject(await requireAnswer(deps, endpoint, opening, reply), opening.fail);
      } catch (error) {
        const isOld = error instanceof ProviderError && error.details.remedy === 'new-token';
        if (!isOld || isRenewed || !renewAccess(deps, endpoint, opening)) throw error;
      }
    }
  }

  /** What the service holds of a dialogue. */
  async function look(opening: Opening, { id }: Task, signal: AbortSignal): Promise<JsonObject> {
    const { fail } = opening;
    const url = addressOf(baseUrl, paths.read, id);
    const timeout = fail({ kind: 'timeout', note: 'no reply about the dialogue' });
    return within(LOOK_MS, timeout, signal, async (limited) => {
      try {
        return await call(opening, { method: 'GET', url, headers: { accept: 'application/json' } }, limited);
      } catch (error) {
        if (!isRefusal(error, new Set([404, 410]))) throw attemptError(error, fail, limited);
        throw fail({ kind: 'server', retryable: true, note: 'the service no longer knows the dialogue' });
      }
    });
  }

  async function openSocket(
    opening: Opening,
    { id = '' }: Task,
    after: number,
    signal: AbortSignal,
  ): Promise<Socket> {
    const url = addressOf(baseUrl, paths.socket, id, after);
    const { headers } = await letIn(deps, endpoint, opening, { method: 'GET', url }, signal);
    const { authorization = '', ...others } = headers;
    const token = authorization.replace(/^Bearer /, '');
    const request = {
      url,
      headers: { ...(service.socketToken === 'header' ? headers : others), ...endpoint.headers },
      protocols:
        service.socketToken === 'subprotocol'
          ? ['dialogue', `bearer.${Buffer.from(token).toString('base64url')}`]
          : [],
    };
    const socket = await within(LOOK_MS, new Error('the socket did not open in time'), signal, (limited) =>
      sockets.open(request, limited),
    );
    const hello = { type: 'subscribe', dialogue_id: id, after };
    socket.send(JSON.stringify(service.socketToken === 'message' ? { ...hello, token } : hello));
    return socket;
  }

  /** Work whose result stands within a time, or fails with `late`. What it holds open ends with `signal`. */
  async function within<T>(
    timeMs: number,
    late: Error,
    signal: AbortSignal,
    work: (limited: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const link = linkSignal(signal);
    const timer = clock.setTimer(() => link.abort(late), timeMs);
    try {
      return await work(link.signal);
    } finally {
      timer.cancel();
    }
  }

  /** Tells the service that nobody waits for a task, where it wants to know. */
  async function giveUp(opening: Opening, { id }: Task): Promise<void> {
    const [method, path] = paths.cancel.split(' ');
    if (id === undefined || path === undefined || (method !== 'POST' && method !== 'DELETE')) return;
    const request = { method, url: addressOf(baseUrl, path, id), headers: {} } as const;
    const late = new Error('no reply in time');
    try {
      const reply = await within(CANCEL_MS, late, new AbortController().signal, (limited) =>
        sendCall(deps, endpoint, opening, request, limited),
      );
      await discardBody(reply);
    } catch {
      // The user has gone on, and the service ends its tasks by itself.
    }
  }

  return {
    id: endpoint.id,
    async *stream(request, signal) {
      for (let place = placeOf(request); ; place = {}) {
        let decoder: DialogueDecoder | undefined;
        let text = '';
        let isKept = false;
        try {
          const events = attempt(request, place, (used) => (decoder = used), signal);
          for await (const event of events) {
            if (event.type === 'text-delta') text += event.text;
            if (event.type === 'finish') {
              isKept = true;
              memory.keep(endpoint.id, request, { ...place, said: decoder?.said ?? {}, text });
            }
            yield event;
          }
          return;
        } catch (error) {
          if (!isPlaced(place) || decoder?.isVisible || !isRefusal(error, MISPLACED)) throw error;
          if (place.amends !== undefined && isRefusal(error, new Set([405, 501]))) memory.miss(amendUrl);
        } finally {
          // What the service has of the turn now is not what the user has.
          if (!isKept) memory.forget(endpoint.id, request);
        }
      }
    },
  };
}

/** An answer that the service writes, as far as it is known. */
interface Task {
  hasBegun: boolean;
  id?: string | undefined;
}

const isPlaced = (place: Place): boolean => place.contextId !== undefined;

const isRefusal = (error: unknown, statuses: ReadonlySet<number | undefined>): boolean =>
  error instanceof ProviderError && statuses.has(error.details.status);

async function readObject({ body }: Reply, fail: Fail): Promise<JsonObject> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_CHARACTERS)
      throw fail({ kind: 'protocol', note: `a reply of more than ${LONGEST_CHARACTERS} characters` });
  }
  const object = parseObject(text);
  if (object) return object;
  const start = text.trimStart();
  if (start.startsWith('<')) throw fail({ kind: 'proxy-page', message: pageTitle(start) });
  // A body that ends too early does so without an error.
  throw fail({
    kind: start === '' || start.startsWith('{') ? 'connection-lost' : 'protocol',
    note: `${text.length} characters that are not an object in JSON`,
  });
}
