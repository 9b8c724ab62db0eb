import * as z from 'zod/mini';
import type { PlanLimit, PlanQuota } from '../core/model/planQuota.ts';
import type { Clock } from './clock.ts';
import { requireOwnOrigin } from './credentials/ownOrigin.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './getJson.ts';
import type { CredentialSource } from './opening.ts';
import type { Transport } from './transport/transport.ts';

const TIMEOUT_MS = 15_000;

/** The numbers that stand for units of time, as they were seen. */
const UNITS: Readonly<Record<number, NonNullable<PlanLimit['window']>['unit']>> = {
  3: 'hour',
  5: 'month',
  6: 'week',
};

const number = z.catch(z.optional(z.number()), undefined);

const quota = z.object({
  data: z.object({
    level: z.catch(z.optional(z.string()), undefined),
    limits: z.array(
      z.object({
        type: z.string(),
        percentage: z.number(),
        unit: number,
        number,
        nextResetTime: number,
      }),
    ),
  }),
});

export interface PlanQuotaDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly credential: CredentialSource;
}

/**
 * What is used up of a GLM plan, or `undefined` when the provider does not say. It is the address that Z.ai's own
 * plug-in asks; it is not documented and takes the key bare, without `Bearer`. Throws `ProviderError` `blocked-origin`
 * when the key belongs elsewhere, and `signal.reason` when aborted.
 */
export async function planQuota(
  { transport, clock, credential }: PlanQuotaDeps,
  endpoint: Pick<Endpoint, 'id' | 'baseUrl'>,
  signal: AbortSignal,
): Promise<PlanQuota | undefined> {
  const key = await credential(signal);
  const url = `${new URL(endpoint.baseUrl).origin}/api/monitor/usage/quota/limit`;
  requireOwnOrigin(endpoint.id, url, key);
  if (!key) return undefined;
  const headers = { authorization: key.value };
  const read = quota.safeParse(
    await getJson({ transport, clock }, { url, headers, timeoutMs: TIMEOUT_MS }, signal),
  );
  if (!read.success) return undefined;
  const { level, limits } = read.data.data;
  return { ...(level && { level }), limits: limits.map(limitOf) };
}

type WireLimit = z.infer<typeof quota>['data']['limits'][number];

function limitOf({ type, percentage, unit = 0, number: count, nextResetTime }: WireLimit): PlanLimit {
  const named = UNITS[unit];
  return {
    counts: type === 'TIME_LIMIT' ? 'tools' : 'tokens',
    usedPercent: percentage,
    ...(named && count !== undefined && { window: { count, unit: named } }),
    // Some answers have seconds.
    ...(nextResetTime && { resetsAt: nextResetTime < 1e12 ? nextResetTime * 1000 : nextResetTime }),
  };
}
