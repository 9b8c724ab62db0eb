import * as z from 'zod/mini';
import type { UsageReport } from '../core/usage/usageReport.ts';

/** Host to usage page. */
export interface HostToUsage {
  readonly type: 'report';
  readonly report: UsageReport;
  readonly language: string;
  /** English → the user's language, for `translator`. Empty for English. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Usage page to host. */
const makeUsageIntent = () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('usage-ready') }),
    z.object({ type: z.literal('export'), format: z.enum(['csv', 'json']) }),
    z.object({ type: z.literal('reset') }),
  ]);

let madeUsageIntent: ReturnType<typeof makeUsageIntent> | undefined;

/** The schema of what the page may say, made when it says something. */
export function usageIntent(): ReturnType<typeof makeUsageIntent> {
  madeUsageIntent ??= makeUsageIntent();
  return madeUsageIntent;
}

export type UsageIntent = z.infer<ReturnType<typeof makeUsageIntent>>;
