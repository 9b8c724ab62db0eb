import type { RequestOutcome, UsageRecord } from '../../../../src/core/usage/usageRecord.ts';
import { type UsageReport, usageReport } from '../../../../src/core/usage/usageReport.ts';

const HOUR_MS = 3_600_000;

const MODELS = ['zhipu/glm-5.2', 'qianfan/ernie-5.0', 'ollama/qwen3-coder:30b'] as const;
const PURPOSES = ['chat', 'explain', 'optimize', 'generate'] as const;
const OUTCOMES: readonly RequestOutcome[] = ['completed', 'completed', 'completed', 'stopped', 'failed'];

/** A week of work, as far as the page shows it. */
export function usageSample(): UsageReport {
  const at = new Date(2026, 2, 12, 15, 30).getTime();
  const records = Array.from({ length: 140 }, (_, index): UsageRecord => {
    const modelId = MODELS[index % MODELS.length]!;
    return {
      at: at - index * 1.15 * HOUR_MS,
      requestId: `request-${index}`,
      purpose: PURPOSES[(index * 7) % PURPOSES.length]!,
      modelId,
      usage: {
        inputTokens: 900 + ((index * 613) % 2400),
        outputTokens: 150 + ((index * 379) % 1300),
        cachedInputTokens: (index * 97) % 800,
        reasoningTokens: 0,
        estimated: modelId.startsWith('ollama'),
      },
      ...(modelId.startsWith('zhipu') && { cost: { amount: 0.0042 + (index % 9) / 500, currency: 'CNY' } }),
      timeToFirstTokenMs: 240 + ((index * 131) % 900),
      durationMs: 2400 + ((index * 977) % 9000),
      outcome: OUTCOMES[(index * 3) % OUTCOMES.length]!,
    };
  });
  return usageReport(records, at);
}
