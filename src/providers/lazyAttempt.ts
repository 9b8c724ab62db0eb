import type { Attempt } from './policy/admitted.ts';

/** An attempt whose code is loaded by the first request that needs it. */
export function lazyAttempt(id: string, load: () => Promise<Attempt>): Attempt {
  let loaded: Promise<Attempt> | undefined;
  return {
    id,
    async *stream(request, signal) {
      loaded ??= load().catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      yield* (await loaded).stream(request, signal);
    },
  };
}
