import type { ChatRequest } from '../../core/model/chatRequest.ts';
import { ProviderError } from '../../core/model/providerError.ts';
import { linkSignal } from '../clock.ts';
import { dialectOf } from '../dialectOf.ts';
import type { DialogueSpec } from '../dialectSpec.ts';
import type { Fail } from '../dialects/dialect.ts';
import { type JsonObject, parseObject } from '../dialects/json.ts';
import { pageTitle } from '../dialects/openaiErrors.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  attemptError,
  letIn,
  type Opening,
  type OpeningDeps,
  renewAccess,
  requireAnswer,
  sendCall,
} from '../opening.ts';
import { discardBody } from '../transport/readText.ts';
import type { Socket, SocketTransport } from '../transport/socket.ts';
import type { HttpRequest, Reply } from '../transport/transport.ts';
import { encodeDialogue, type Place } from './dialogueDialect.ts';
import { addressOf } from './service.ts';

/** For a look at the record of a dialogue, or a socket to open, in ms. */
const LOOK_MS = 15_000;

/** For a task to be given up after nobody waits for it, in ms. */
const CANCEL_MS = 10_000;

/** The longest reply that is read. */
const LONGEST_CHARACTERS = 32 * 1024 * 1024;

/** An endpoint behind which there is a dialogue service. */
export interface DialogueEndpoint extends Endpoint {
  readonly dialect: DialogueSpec;
}

export interface ServiceDeps extends OpeningDeps {
  readonly sockets: SocketTransport;
}

/** The calls about one task of a service. Those that take a signal throw `ProviderError`, or what it was aborted for. */
export interface ServiceCalls {
  /** Asks for a task, or for one to be done anew; gives what the service says of it. */
  begin(request: ChatRequest, place: Place, signal: AbortSignal): Promise<JsonObject>;
  /** What the service holds of a dialogue. */
  look(id: string, signal: AbortSignal): Promise<JsonObject>;
  /** A socket for the events of a dialogue after the one with this number. Rejects with any error. */
  listen(id: string, after: number, signal: AbortSignal): Promise<Socket>;
  /** Tells the service that nobody waits for a dialogue, where it wants to know. Never rejects. */
  giveUp(id: string): Promise<void>;
  /** Drops the token; false when there is no other to be had. */
  renew(): boolean;
}

export function createServiceCalls(
  deps: ServiceDeps,
  endpoint: DialogueEndpoint,
  opening: Opening,
): ServiceCalls {
  const { clock, sockets } = deps;
  const { baseUrl } = endpoint;
  const { service } = endpoint.dialect;
  const dialect = dialectOf(endpoint.dialect);
  const { paths } = service;
  const { fail } = opening;

  /** The object in a reply, to a call that is repeated once with a new token when the old one is refused. */
  async function call(request: HttpRequest, signal: AbortSignal): Promise<JsonObject> {
    for (let isRenewed = false; ; isRenewed = true) {
      try {
        const reply = await sendCall(deps, endpoint, opening, request, signal);
        return await readObject(await requireAnswer(deps, dialect, opening, reply), fail);
      } catch (error) {
        const isOld = error instanceof ProviderError && error.details.remedy === 'new-token';
        if (!isOld || isRenewed || !renewAccess(deps, endpoint, opening)) throw error;
      }
    }
  }

  /** Work whose result stands within a time, or fails with `late`. What it leaves open ends with `signal`. */
  async function within<T>(
    { timeMs, late }: { readonly timeMs: number; readonly late: Error },
    work: (limited: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const link = linkSignal(signal);
    const timer = clock.setTimer(() => link.abort(late), timeMs);
    try {
      return await work(link.signal);
    } finally {
      timer.cancel();
    }
  }

  return {
    begin(request, place, signal) {
      const isAmendment = place.amends !== undefined;
      return call(
        {
          method: isAmendment ? 'PUT' : 'POST',
          url: isAmendment ? addressOf(baseUrl, paths.read, place.amends) : addressOf(baseUrl, paths.async),
          headers: {
            accept: 'application/json',
            'content-type': 'application/json',
            'x-request-id': request.id,
            ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
            // RFC 7240 §4.1: the same address answers both ways.
            ...(isAmendment && { prefer: 'respond-async' }),
          },
          body: JSON.stringify(encodeDialogue(service, place, request)),
        },
        signal,
      );
    },

    look(id, signal) {
      const request = {
        method: 'GET',
        url: addressOf(baseUrl, paths.read, id),
        headers: { accept: 'application/json' },
      } as const;
      const late = fail({ kind: 'timeout', note: 'no reply about the dialogue' });
      return within(
        { timeMs: LOOK_MS, late },
        async (limited) => {
          try {
            return await call(request, limited);
          } catch (error) {
            const status = error instanceof ProviderError ? error.details.status : undefined;
            if (status !== 404 && status !== 410) throw attemptError(error, fail, limited);
            throw fail({ kind: 'server', note: 'the service no longer knows the dialogue' });
          }
        },
        signal,
      );
    },

    async listen(id, after, signal) {
      const url = addressOf(baseUrl, paths.socket, id, after);
      const { headers } = await letIn(deps, endpoint, opening, { method: 'GET', url }, signal);
      const { authorization = '', ...others } = headers;
      const token = authorization.replace(/^Bearer /, '');
      const way = service.socketToken;
      const request = {
        url,
        headers: { ...(way === 'header' ? headers : others), ...endpoint.headers },
        protocols:
          way === 'subprotocol' ? ['dialogue', `bearer.${Buffer.from(token).toString('base64url')}`] : [],
      };
      const late = new Error('the socket did not open in time');
      const socket = await within(
        { timeMs: LOOK_MS, late },
        (limited) => sockets.open(request, limited),
        signal,
      );
      const hello = { type: 'subscribe', dialogue_id: id, after };
      socket.send(JSON.stringify(way === 'message' ? { ...hello, token } : hello));
      return socket;
    },

    async giveUp(id) {
      const [method, path] = paths.cancel.split(' ');
      if (path === undefined || (method !== 'POST' && method !== 'DELETE')) return;
      const request = { method, url: addressOf(baseUrl, path, id), headers: {} } as const;
      const late = new Error('no reply in time');
      try {
        const reply = await within(
          { timeMs: CANCEL_MS, late },
          (limited) => sendCall(deps, endpoint, opening, request, limited),
          new AbortController().signal,
        );
        await discardBody(reply);
      } catch {
        // The user has gone on, and the service ends its tasks by itself.
      }
    },

    renew: () => renewAccess(deps, endpoint, opening),
  };
}

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
