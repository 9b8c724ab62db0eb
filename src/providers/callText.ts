import { ProviderError } from '../core/model/providerError.ts';
import { linkSignal, type Timer } from './clock.ts';
import { dialectOf } from './dialectOf.ts';
import type { Fail, Refusal } from './dialects/dialect.ts';
import { splitLines } from './dialects/framing.ts';
import type { Endpoint } from './endpoint.ts';
import {
  attemptError,
  type OpeningDeps,
  openRequest,
  renewAccess,
  requireAnswer,
  sendCall,
} from './opening.ts';
import type { Reply } from './transport/transport.ts';

export interface ApiCall {
  readonly method: 'GET' | 'POST';
  /** Below the endpoint's base URL. */
  readonly path: string;
  readonly body?: string;
  /** JSON when absent. */
  readonly contentType?: string;
  readonly modelName: string;
  /** Of the answer; enough for whatever a model says when absent. */
  readonly longestCharacters?: number;
  /** What a reply refuses although its status is 200; no such reply does when absent. */
  readonly refusalIn?: (text: string) => Refusal | undefined;
}

export interface ApiAnswer {
  readonly text: string;
  /** For what the text says went wrong. */
  readonly fail: Fail;
}

/** Of a whole answer, or of the silence within one that is read by its lines, in ms. */
const TIMEOUT_MS = 60_000;

/** More than any state of a task or any model's answer has. */
const LONGEST_CHARACTERS = 16 * 1024 * 1024;

/** A line is one answer. */
const LONGEST_LINE_CHARACTERS = 4 * 1024 * 1024;

/** More than the results of the largest batch: whoever sends so much never comes to an end. */
const LONGEST_FILE_CHARACTERS = 256 * 1024 * 1024;

/**
 * One call that is answered at once, with a token got anew where the old one has expired. Throws `ProviderError`, and
 * `signal.reason` when aborted.
 */
export function callText(
  deps: OpeningDeps,
  endpoint: Endpoint,
  call: ApiCall,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  return answered(deps, endpoint, call, signal, async ({ body }, { fail }) => {
    const longest = call.longestCharacters ?? LONGEST_CHARACTERS;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > longest) throw tooLong(fail, longest);
    }
    text += decoder.decode();
    const refusal = call.refusalIn?.(text);
    if (refusal) throw fail(refusal);
    return { text, fail };
  });
}

/**
 * The same for an answer that is too long to be held: `onLine` is given its lines as they come, and may throw. What it
 * was given counts only when the promise resolves. It may take as long as it likes, but for silence.
 */
export function callLines(
  deps: OpeningDeps,
  endpoint: Endpoint,
  call: ApiCall,
  onLine: (line: string, fail: Fail) => void,
  signal: AbortSignal,
): Promise<void> {
  return answered(deps, endpoint, call, signal, async ({ body }, { fail, stillAlive }) => {
    const decoder = new TextDecoder();
    const lines = splitLines(
      LONGEST_LINE_CHARACTERS,
      (line) => onLine(line, fail),
      () => {
        throw tooLong(fail, LONGEST_LINE_CHARACTERS);
      },
    );
    let length = 0;
    for await (const chunk of body) {
      stillAlive();
      const text = decoder.decode(chunk, { stream: true });
      length += text.length;
      if (length > LONGEST_FILE_CHARACTERS) throw tooLong(fail, LONGEST_FILE_CHARACTERS);
      lines.push(text);
    }
    lines.push(decoder.decode());
    lines.end();
  });
}

/** Reading throws when the body breaks off: half a result would pass for a smaller one. */
async function answered<T>(
  deps: OpeningDeps,
  endpoint: Endpoint,
  call: ApiCall,
  signal: AbortSignal,
  read: (reply: Reply, reading: { readonly fail: Fail; readonly stillAlive: () => void }) => Promise<T>,
): Promise<T> {
  const opening = await openRequest(deps, endpoint, call.modelName, signal);
  const { fail } = opening;
  const once = async (): Promise<T> => {
    const link = linkSignal(signal);
    const startTimer = (): Timer =>
      deps.clock.setTimer(
        () => link.abort(fail({ kind: 'timeout', note: `no answer within ${TIMEOUT_MS} ms` })),
        TIMEOUT_MS,
      );
    let timer = startTimer();
    const stillAlive = (): void => {
      timer.cancel();
      timer = startTimer();
    };
    try {
      const { method, body, contentType = 'application/json' } = call;
      const request = {
        method,
        url: `${endpoint.baseUrl}${call.path}`,
        headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': contentType }) },
        ...(body !== undefined && { body }),
      };
      const reply = await sendCall(deps, endpoint, opening, request, link.signal);
      return await read(await requireAnswer(deps, dialectOf(endpoint.dialect), opening, reply), {
        fail,
        stillAlive,
      });
    } catch (error) {
      throw attemptError(error, fail, signal);
    } finally {
      timer.cancel();
      link.unlink();
    }
  };
  try {
    return await once();
  } catch (error) {
    const isExpired = error instanceof ProviderError && error.details.remedy === 'new-token';
    if (!isExpired || !renewAccess(deps, endpoint, opening)) throw error;
    return once();
  }
}

const tooLong = (fail: Fail, longest: number): ProviderError =>
  fail({ kind: 'protocol', note: `more than ${longest} characters` });
