import { type Clock, systemClock } from './clock.ts';
import type { Authorities } from './credentials/authorities.ts';
import { ANTHROPIC_HEADERS } from './dialects/anthropicMessages.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './getJson.ts';
import { MODEL_LISTS } from './modelLists.ts';
import type { ModelFacts } from './modelOf.ts';
import type { CredentialSource } from './opening.ts';
import type { Transport } from './transport/transport.ts';

const TIMEOUT_MS = 15_000;

export interface ListModelsDeps {
  readonly transport: Transport;
  readonly authorities: Authorities;
  readonly credential: CredentialSource;
  readonly clock?: Clock;
}

/**
 * What an endpoint says of its models, in its own order; none when it does not say, which is usual and no reason to
 * mistrust it. Throws `ProviderError` `blocked-origin` when the key belongs elsewhere, and `signal.reason` when
 * aborted.
 */
export async function listModels(
  { transport, authorities, credential, clock = systemClock }: ListModelsDeps,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<readonly ModelFacts[]> {
  const { baseUrl, modelList = 'openai' } = endpoint;
  const key = await credential(signal);
  const list = await MODEL_LISTS[modelList](baseUrl, async (asked, body) => {
    const call = { method: body ? 'POST' : 'GET', url: asked };
    const { url, headers: door } = await authorities.authorise(endpoint, call, key, signal);
    const own = modelList === 'anthropic' ? ANTHROPIC_HEADERS : {};
    const headers = { ...own, ...door, ...endpoint.headers };
    return getJson({ transport, clock }, { url, headers, body, timeoutMs: TIMEOUT_MS }, signal);
  });
  return list ?? [];
}
