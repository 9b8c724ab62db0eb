import { ProviderError, type ProviderErrorKind } from '../core/model/providerError.ts';
import { CATALOG } from './catalog.ts';
import { createProvider, type ProviderDeps } from './createProvider.ts';
import { originOf } from './credentials/origin.ts';
import type { Endpoint } from './endpoint.ts';
import { probe } from './probe.ts';

const SIBLINGS = ['zhipu', 'zhipu-coding', 'zai', 'zai-coding'];

/** How a Zhipu endpoint refuses a key that belongs to one of the others. */
const MISPLACED: ReadonlySet<ProviderErrorKind> = new Set([
  'invalid-credential',
  'no-balance',
  'wrong-endpoint',
]);

/**
 * Whether it is worth asking the user if the key may be tried on Zhipu's other endpoints: BigModel and Z.ai do not
 * know each other's keys, and a plan's key on the general endpoint is told that the balance is empty.
 */
export function mayBelongToSibling(error: unknown): boolean {
  return (
    error instanceof ProviderError && SIBLINGS.includes(error.details.provider) && MISPLACED.has(error.kind)
  );
}

interface RefusedKey {
  readonly key: string;
  /** The id of the endpoint that has refused it. */
  readonly provider: string;
}

/**
 * Tries a key with a one-token call on each of Zhipu's other endpoints, one after the other, and gives the first
 * that takes it, or `undefined`. Two of them are of another company's site: call it only when the user has
 * agreed. Throws `signal.reason` when aborted.
 */
export async function findZhipuEndpoint(
  deps: ProviderDeps & { readonly newId: () => string },
  { key, provider: refusedBy }: RefusedKey,
  signal: AbortSignal,
  endpoints: readonly Endpoint[] = CATALOG,
): Promise<Endpoint | undefined> {
  for (const endpoint of endpoints) {
    const [model] = endpoint.models.toReversed();
    if (!SIBLINGS.includes(endpoint.id) || endpoint.id === refusedBy || !model) continue;
    const credential = {
      provider: endpoint.id,
      origin: originOf(endpoint.baseUrl),
      value: key,
      createdAt: 0,
    };
    const provider = createProvider(deps, endpoint, async () => credential);
    try {
      await probe({ provider, newId: deps.newId }, model, signal);
      return endpoint;
    } catch {
      signal.throwIfAborted();
    }
  }
  return undefined;
}
