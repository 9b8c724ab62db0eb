import type { Usage } from '../../core/model/usage.ts';
import { isObject, numberField } from './json.ts';

/** Counts as APIs without caches and thoughts give them: any but the total may be missing. */
export function plainUsage(value: unknown): Usage | undefined {
  if (!isObject(value)) return undefined;
  const total = numberField(value, 'total_tokens');
  const output = numberField(value, 'completion_tokens');
  const inputTokens = numberField(value, 'prompt_tokens') ?? difference(total, output);
  const outputTokens = output ?? difference(total, inputTokens);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0, estimated: false };
}

function difference(total: number | undefined, part: number | undefined): number | undefined {
  return total === undefined || part === undefined ? undefined : Math.max(0, total - part);
}
