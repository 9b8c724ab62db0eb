import { type Clock, linkSignal, type Timer } from '../clock.ts';
import { classifyFailure } from '../policy/classifyFailure.ts';
import { discardBody } from '../transport/readText.ts';
import type { Transport } from '../transport/transport.ts';
import { encodeSpans } from './otlpJson.ts';
import type { Span } from './span.ts';

/** Spans that wait, and that go out together. */
const MOST_WAITING = 2048;
const MOST_TOGETHER = 512;

/** From the first span that waits until it goes out with those that came since. */
const COLLECT_MS = 5000;

const TIMEOUT_MS = 10_000;

export interface OtlpExporterDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Where spans are taken: `…/v1/traces`. */
  readonly url: string;
  /** `count` spans were lost, `total` since the start; `reason` holds no secret. */
  readonly onDropped: (count: number, total: number, reason: string) => void;
}

export interface OtlpExporter {
  /** Never waits and never throws: a span that finds no room is dropped and counted. */
  add(span: Span): void;
  /** Resolves when everything that waits has gone out or was dropped. Never rejects. */
  flush(): Promise<void>;
}

/** Sends spans by OTLP over HTTP, in JSON, a batch at a time. Nothing is sent again: a collector is no ledger. */
export function createOtlpExporter(deps: OtlpExporterDeps): OtlpExporter {
  const { transport, clock, url, onDropped } = deps;
  let waiting: Span[] = [];
  let timer: Timer | undefined;
  let sending: Promise<void> | undefined;
  let dropped = 0;

  function drop(count: number, reason: string): void {
    dropped += count;
    onDropped(count, dropped, reason);
  }

  async function sendAll(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(MOST_TOGETHER);
      const failure = await send(batch);
      if (failure) drop(batch.length, failure);
    }
  }

  /** What went wrong, if anything did. */
  async function send(spans: readonly Span[]): Promise<string | undefined> {
    const link = linkSignal(new AbortController().signal);
    const limit = clock.setTimer(
      () => link.abort(new DOMException('no reply in time', 'TimeoutError')),
      TIMEOUT_MS,
    );
    try {
      const reply = await transport.send(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          body: encodeSpans(spans),
        },
        link.signal,
      );
      await discardBody(reply);
      return reply.status >= 200 && reply.status < 300 ? undefined : `HTTP ${reply.status}`;
    } catch (error) {
      return classifyFailure(error);
    } finally {
      limit.cancel();
      link.unlink();
    }
  }

  function begin(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  return {
    add(span) {
      if (waiting.length >= MOST_WAITING) return drop(1, 'too many spans wait');
      waiting.push(span);
      if (waiting.length >= MOST_TOGETHER) void begin();
      else if (!sending) timer ??= clock.setTimer(() => void begin(), COLLECT_MS);
    },
    async flush() {
      while (sending || waiting.length > 0) await begin();
    },
  };
}
