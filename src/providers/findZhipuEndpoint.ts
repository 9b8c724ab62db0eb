import { originOf } from '../core/model/origin.ts';
import { CATALOG } from './catalog.ts';
import { createProvider, type ProviderDeps } from './createProvider.ts';
import type { Endpoint } from './endpoint.ts';
import { modelOf } from './modelOf.ts';
import { probe } from './probe.ts';

const SIBLINGS = ['zhipu', 'zhipu-coding', 'zai', 'zai-coding'];

/** In every plan, and not free: a free model would take a plan's key on the general endpoint too. */
const MODEL_NAME = 'glm-4.5-air';

interface RefusedKey {
  readonly key: string;
  /** The id of the endpoint that has refused it. */
  readonly provider: string;
}

/**
 * Tries a key with a one-token call on each of Zhipu's other endpoints, those of the same site first, and gives the
 * first that takes it, or `undefined`. The other site is another company's: call it only when the user has agreed.
 * Throws `signal.reason` when aborted.
 */
export async function findZhipuEndpoint(
  deps: ProviderDeps & { readonly newId: () => string },
  { key, provider: refusedBy }: RefusedKey,
  signal: AbortSignal,
  endpoints: readonly Endpoint[] = CATALOG,
): Promise<Endpoint | undefined> {
  const family = endpoints.filter(({ id }) => SIBLINGS.includes(id));
  const home = endpoints.find(({ id }) => id === refusedBy);
  const isHome = ({ baseUrl }: Endpoint): boolean => !!home && originOf(baseUrl) === originOf(home.baseUrl);
  const others = family.filter((endpoint) => endpoint !== home);
  for (const endpoint of [...others.filter(isHome), ...others.filter((other) => !isHome(other))]) {
    const origin = originOf(endpoint.baseUrl);
    const credential = { provider: endpoint.id, origin, value: key, createdAt: 0 };
    const provider = createProvider(deps, endpoint, async () => credential);
    const model =
      endpoint.models.find(({ name }) => name === MODEL_NAME) ?? modelOf(endpoint.id, { name: MODEL_NAME });
    try {
      await probe({ provider, newId: deps.newId }, model, signal);
      return endpoint;
    } catch {
      signal.throwIfAborted();
    }
  }
  return undefined;
}
