import * as z from 'zod/mini';

const time = z.number().check(z.nonnegative());

/** What every window should know of a key's limits; times are in ms since 1970 UTC. */
const gate = z.object({ notBefore: time, openUntil: time, pauseMs: time, savedAt: time });

const gateFile = z.object({ version: z.literal(1), gates: z.record(z.string(), gate) });

/** By the hash that stands for a provider, its origin and a key. */
export type Gates = ReadonlyMap<string, z.infer<typeof gate>>;

export function serializeGates(gates: Gates): string {
  return JSON.stringify({ version: 1, gates: Object.fromEntries(gates) });
}

/** Nothing when the text is damaged: limits are met anew soon enough. */
export function parseGates(text: string): Gates {
  try {
    const parsed = gateFile.safeParse(JSON.parse(text));
    return new Map(parsed.success ? Object.entries(parsed.data.gates) : []);
  } catch {
    return new Map();
  }
}
