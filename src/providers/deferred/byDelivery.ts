import type { Endpoint } from '../endpoint.ts';
import { lazyProvider } from '../lazyProvider.ts';
import { once } from '../once.ts';
import type { OpeningDeps } from '../opening.ts';
import type { Attempt } from '../policy/admitted.ts';

/** Sends deferred requests the endpoint's own way, where it has one, whose code is loaded by the first of them. */
export function byDelivery(live: Attempt, deps: OpeningDeps, endpoint: Endpoint): Attempt {
  const { tasks } = endpoint;
  if (!tasks) return live;
  const later = lazyProvider(
    live.id,
    once(async () => {
      const { createAsyncCompletions } = await import('./asyncCompletions.ts');
      const { TASK_APIS } = await import('./taskApis.ts');
      return createAsyncCompletions(deps, endpoint, TASK_APIS[tasks]);
    }),
  );
  return {
    id: live.id,
    stream: (request, signal) => (request.delivery === 'deferred' ? later : live).stream(request, signal),
  };
}
