import { readText } from './transport/readText.ts';
import type { Transport } from './transport/transport.ts';

const LONGEST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The JSON at a URL, or `undefined` when there is none: nobody answers, it is refused, or it is something else.
 * Throws `signal.reason` when aborted.
 */
export async function getJson(
  transport: Transport,
  { url, headers = {} }: { readonly url: string; readonly headers?: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const reply = await transport.send(
      { method: 'GET', url, headers: { accept: 'application/json', ...headers } },
      signal,
    );
    const text = await readText(reply, LONGEST_CHARACTERS);
    if (reply.status === 200) return JSON.parse(text);
  } catch {
    // What went wrong makes no difference to whoever asks.
  }
  signal.throwIfAborted();
  return undefined;
}
