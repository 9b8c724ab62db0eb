import { storageCause } from '../core/storageFailed.ts';

/**
 * Runs work that is done again and again, and reports its failures: each cause once, and again only after the work
 * has succeeded. What `run` returns never rejects; it tells whether the work succeeded.
 */
export function createReportOnce(report: (error: unknown) => void): {
  run(work: () => Promise<void>): Promise<boolean>;
} {
  const reported = new Set<string>();
  return {
    async run(work) {
      try {
        await work();
        reported.clear();
        return true;
      } catch (error) {
        const cause = storageCause(error);
        if (!reported.has(cause)) {
          reported.add(cause);
          report(error);
        }
        return false;
      }
    },
  };
}
