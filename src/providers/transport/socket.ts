export interface SocketRequest {
  /** `http` and `https` stand for `ws` and `wss`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
}

/** A WebSocket that carries text. */
export interface Socket {
  /** Whole messages in order. They end when the socket does, by whichever side; throws `signal.reason` when aborted. */
  readonly messages: AsyncIterable<string>;
  /** Why the socket ended, as RFC 6455 §7.4 numbers it; `undefined` while it is open. */
  readonly closeCode: number | undefined;
  /** Does nothing once the socket has ended. */
  send(message: string): void;
  close(): void;
}

/**
 * Opens sockets. Rejects with `signal.reason` when aborted, and otherwise with an error of the platform, which does not
 * say whether the server refused or could not be reached.
 */
export interface SocketTransport {
  open(request: SocketRequest, signal: AbortSignal): Promise<Socket>;
}
