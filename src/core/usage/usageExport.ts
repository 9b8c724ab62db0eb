import type { UsageRecord } from './usageRecord.ts';

const COLUMNS: readonly [string, (record: UsageRecord) => string | number | boolean | undefined][] = [
  ['time', (record) => new Date(record.at).toISOString()],
  ['command', (record) => record.purpose],
  ['model', (record) => record.modelId],
  ['input_tokens', (record) => record.usage.inputTokens],
  ['cached_input_tokens', (record) => record.usage.cachedInputTokens],
  ['output_tokens', (record) => record.usage.outputTokens],
  ['reasoning_tokens', (record) => record.usage.reasoningTokens],
  ['estimated', (record) => record.usage.estimated],
  ['cost', (record) => record.cost?.amount],
  ['currency', (record) => record.cost?.currency],
  ['time_to_first_token_ms', (record) => record.timeToFirstTokenMs],
  ['duration_ms', (record) => record.durationMs],
  ['outcome', (record) => record.outcome],
  ['error', (record) => record.errorKind],
  ['from_cache', (record) => record.fromCache ?? false],
];

/** RFC 4180, with a header line. */
export function usageCsv(records: readonly UsageRecord[]): string {
  const rows = records.map((record) => COLUMNS.map(([, value]) => csvField(value(record))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...rows, ''].join('\r\n');
}

/** A leading `=`, `+`, `-` or `@` would run as a formula in a spreadsheet, so it is defused with an apostrophe. */
function csvField(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
