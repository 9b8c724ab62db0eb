import { ProviderError } from '../core/model/providerError.ts';
import { linkSignal } from './clock.ts';
import type { Fail, Refusal } from './dialects/dialect.ts';
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
  /** What a reply refuses although its status is 200; no such reply does when absent. */
  readonly refusalIn?: (text: string) => Refusal | undefined;
}

export interface ApiAnswer {
  readonly text: string;
  /** For what the text says went wrong. */
  readonly fail: Fail;
}

/** Longer than any of these calls takes that does not hang, in ms. */
const TIMEOUT_MS = 60_000;

/** Results of a whole batch come in one body. */
const LONGEST_CHARACTERS = 256 * 1024 * 1024;

/**
 * One call that is answered at once, with a token got anew where the old one has expired. Throws `ProviderError`, and
 * `signal.reason` when aborted.
 */
export async function callText(
  deps: OpeningDeps,
  endpoint: Endpoint,
  call: ApiCall,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const opening = await openRequest(deps, endpoint, call.modelName, signal);
  const { fail } = opening;
  const once = async (): Promise<string> => {
    const link = linkSignal(signal);
    const timer = deps.clock.setTimer(
      () => link.abort(fail({ kind: 'timeout', note: `no answer within ${TIMEOUT_MS} ms` })),
      TIMEOUT_MS,
    );
    try {
      const { method, body, contentType = 'application/json' } = call;
      const request = {
        method,
        url: `${endpoint.baseUrl}${call.path}`,
        headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': contentType }) },
        ...(body !== undefined && { body }),
      };
      const reply = await sendCall(deps, endpoint, opening, request, link.signal);
      const text = await wholeText(await requireAnswer(deps, endpoint, opening, reply), fail);
      const refusal = call.refusalIn?.(text);
      if (refusal) throw fail(refusal);
      return text;
    } catch (error) {
      throw attemptError(error, fail, signal);
    } finally {
      timer.cancel();
      link.unlink();
    }
  };
  try {
    return { text: await once(), fail };
  } catch (error) {
    const isExpired = error instanceof ProviderError && error.details.remedy === 'new-token';
    if (!isExpired || !renewAccess(deps, endpoint, opening)) throw error;
    return { text: await once(), fail };
  }
}

/** Throws when the body breaks off: half a result would pass for a smaller one. */
async function wholeText({ body }: Reply, fail: Fail): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_CHARACTERS)
      throw fail({ kind: 'protocol', note: `more than ${LONGEST_CHARACTERS} characters` });
  }
  return text + decoder.decode();
}
