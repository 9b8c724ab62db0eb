import { type Clock, linkSignal } from './clock.ts';
import { readText } from './transport/readText.ts';
import type { Transport } from './transport/transport.ts';

const LONGEST_CHARACTERS = 4 * 1024 * 1024;

interface JsonRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, by POST. */
  readonly body?: object | undefined;
  /** For the whole answer. */
  readonly timeoutMs: number;
}

/**
 * The JSON at a URL, or `undefined` when there is none: nobody answers in time, it is refused, or it is something
 * else. Throws `signal.reason` when aborted.
 */
export async function getJson(
  { transport, clock }: { readonly transport: Transport; readonly clock: Clock },
  { url, headers = {}, body, timeoutMs }: JsonRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const link = linkSignal(signal);
  const timer = clock.setTimer(() => link.abort(new Error('no answer in time')), timeoutMs);
  try {
    const reply = await transport.send(
      {
        method: body ? 'POST' : 'GET',
        url,
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      },
      link.signal,
    );
    const text = await readText(reply, LONGEST_CHARACTERS);
    if (reply.status === 200) return JSON.parse(text);
  } catch {
    // What went wrong makes no difference to whoever asks.
  } finally {
    timer.cancel();
    link.unlink();
  }
  signal.throwIfAborted();
  return undefined;
}
