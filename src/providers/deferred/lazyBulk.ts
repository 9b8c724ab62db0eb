import type { BulkService } from '../../core/model/bulkService.ts';

/** A bulk service whose code is loaded by the first call that needs it. */
export function createLazyBulk(load: () => Promise<BulkService>): BulkService {
  let loaded: Promise<BulkService> | undefined;
  const service = (): Promise<BulkService> => {
    loaded ??= load();
    return loaded;
  };
  return {
    submit: async (...input) => (await service()).submit(...input),
    look: async (...input) => (await service()).look(...input),
    results: async (...input) => (await service()).results(...input),
    cancel: async (...input) => (await service()).cancel(...input),
  };
}
