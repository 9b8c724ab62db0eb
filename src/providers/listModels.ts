import * as z from 'zod/mini';
import { type Clock, systemClock } from './clock.ts';
import type { Authorities } from './credentials/authorities.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './getJson.ts';
import type { CredentialSource } from './opening.ts';
import type { Transport } from './transport/transport.ts';

/** OpenAI's list, with the size that vLLM adds. */
const modelList = z.object({
  data: z.array(
    z.object({
      id: z.string().check(z.minLength(1)),
      owned_by: z.catch(z.optional(z.string()), undefined),
      max_model_len: z.catch(z.optional(z.int().check(z.positive())), undefined),
    }),
  ),
});

type ModelList = z.infer<typeof modelList>;

/** The list in a reply of `GET …/models`, or `undefined` when it is none. */
export function readModelList(body: unknown): ModelList['data'] | undefined {
  const list = modelList.safeParse(body);
  return list.success ? list.data.data : undefined;
}

const TIMEOUT_MS = 15_000;

export interface ListModelsDeps {
  readonly transport: Transport;
  readonly authorities: Authorities;
  readonly credential: CredentialSource;
  readonly clock?: Clock;
}

/**
 * The names of the models that an endpoint says it has, in its own order; none when it does not say, which is usual
 * and no reason to mistrust it. Throws `ProviderError` `blocked-origin` when the key belongs elsewhere, and
 * `signal.reason` when aborted.
 */
export async function listModels(
  { transport, authorities, credential, clock = systemClock }: ListModelsDeps,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const call = { method: 'GET', url: `${endpoint.baseUrl}/models` };
  const { url, headers: door } = await authorities.authorise(
    endpoint,
    call,
    await credential(signal),
    signal,
  );
  const headers = { ...door, ...endpoint.headers };
  const list =
    readModelList(await getJson({ transport, clock }, { url, headers, timeoutMs: TIMEOUT_MS }, signal)) ?? [];
  return list.map(({ id }) => id);
}
