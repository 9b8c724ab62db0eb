export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** Returning early from the iteration, started or not, closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Carries bytes and knows nothing of what they mean. It follows no redirect, retries nothing and sets no time
 * limit. It rejects with `signal.reason` when aborted, and otherwise with whatever the platform threw:
 * `classifyFailure` reads that.
 */
export interface Transport {
  send(request: HttpRequest, signal: AbortSignal): Promise<Reply>;
}

/** A transport that holds connections. `close` ends all of them, requests under way included. */
export interface ClosableTransport extends Transport {
  close(): Promise<void>;
}
