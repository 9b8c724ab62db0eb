import type { BulkService } from '../../core/model/bulkService.ts';

/** A bulk service whose code is loaded by the first call that needs it. */
export function createLazyBulk(load: () => BulkService | Promise<BulkService>): BulkService {
  return {
    submit: async (...input) => (await load()).submit(...input),
    look: async (...input) => (await load()).look(...input),
    results: async (...input) => (await load()).results(...input),
    cancel: async (...input) => (await load()).cancel(...input),
  };
}
