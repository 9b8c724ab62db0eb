import type { Attempt } from './policy/admitted.ts';

/** An attempt whose code is loaded by the first request that needs it. */
export function lazyAttempt(id: string, load: () => Promise<Attempt>): Attempt {
  return {
    id,
    async *stream(request, signal) {
      const attempt = await load();
      yield* attempt.stream(request, signal);
    },
  };
}
