import type { ModelId } from '../model/model.ts';
import type { UsageRecord } from './usageRecord.ts';

const RECENT_MS = 7 * 86_400_000;
/** Fewer may all have been by chance. */
const FEWEST = 3;

/** The median time to a model's first token in the last seven days, in ms; `undefined` before it was measured often. */
export function firstTokenMs(
  records: readonly UsageRecord[],
  modelId: ModelId,
  now: number,
): number | undefined {
  const times = records
    .filter((record) => record.modelId === modelId && record.at > now - RECENT_MS)
    .map((record) => record.timeToFirstTokenMs)
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
  return times.length < FEWEST ? undefined : times[Math.floor(times.length / 2)];
}
