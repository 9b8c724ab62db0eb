import type { Socket, SocketRequest, SocketTransport } from './socket.ts';

/** How much may wait to be read: who writes faster than that is cut off, as a `WebSocket` cannot be slowed down. */
const WAITING_CHARACTERS = 32 * 1024 * 1024;

/** As Node has it: the second argument may carry headers, which a browser's may not. */
type WebSocketClass = new (
  url: string,
  options: { protocols: string[]; headers: Record<string, string> },
) => WebSocket;

/**
 * The host's own `WebSocket`, which in VS Code knows the user's proxy and certificates. It is looked up at each call,
 * as the host may replace it; before Node 22 there is none, and opening is refused.
 */
export function createHostSockets(
  lookUp: () => WebSocketClass | undefined = () =>
    globalThis.WebSocket as unknown as WebSocketClass | undefined,
): SocketTransport {
  return {
    async open(request, signal) {
      const known = lookUp();
      if (!known) throw new Error('this host has no WebSocket');
      return open(known, request, signal);
    },
  };
}

function open(
  Class: WebSocketClass,
  { url, headers, protocols }: SocketRequest,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = new Class(url.replace(/^http/, 'ws'), {
      protocols: [...protocols],
      headers: { ...headers },
    });
    socket.binaryType = 'arraybuffer';
    const inbox = createInbox(signal);
    let closeCode: number | undefined;
    const abort = (): void => {
      // First, as closing a socket that is not open yet is an error of its own.
      reject(signal.reason);
      inbox.end();
      socket.close();
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.onopen = () =>
      resolve({
        messages: inbox.messages,
        get closeCode() {
          return closeCode;
        },
        send(message) {
          if (socket.readyState === socket.OPEN) socket.send(message);
        },
        close() {
          signal.removeEventListener('abort', abort);
          socket.close();
          inbox.end();
        },
      });
    socket.onmessage = ({ data }) => {
      inbox.put(typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer));
      if (inbox.waiting > WAITING_CHARACTERS) socket.close();
    };
    // What an `error` says is in `error`, and a `close` follows it.
    socket.onerror = (event) =>
      reject((event as { error?: unknown }).error ?? new Error('the socket was refused'));
    socket.onclose = ({ code }) => {
      closeCode = code;
      signal.removeEventListener('abort', abort);
      inbox.end();
      reject(new Error(`the socket was closed with ${code}`));
    };
  });
}

/** Messages that wait for their reader. */
function createInbox(signal: AbortSignal) {
  const queue: string[] = [];
  let waiting = 0;
  let isOver = false;
  let wake: (() => void) | undefined;
  return {
    get waiting() {
      return waiting;
    },
    put(message: string): void {
      if (isOver) return;
      queue.push(message);
      waiting += message.length;
      wake?.();
    },
    end(): void {
      isOver = true;
      wake?.();
    },
    messages: {
      async *[Symbol.asyncIterator](): AsyncGenerator<string, void, void> {
        for (;;) {
          signal.throwIfAborted();
          const message = queue.shift();
          if (message !== undefined) {
            waiting -= message.length;
            yield message;
          } else if (isOver) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      },
    },
  };
}
