import * as z from 'zod/mini';

const time = z.number().check(z.nonnegative());

const gateFile = z.object({
  version: z.literal(1),
  notBefore: time,
  openUntil: time,
  pauseMs: time,
  savedAt: time,
});

/** What every window should know of a key's limits; times are in ms since 1970 UTC. */
export type Gate = Readonly<Omit<z.infer<typeof gateFile>, 'version'>>;

export function serializeGate(gate: Gate): string {
  return JSON.stringify({ version: 1, ...gate });
}

/** `undefined` when the text is damaged: limits are met anew soon enough. */
export function parseGate(text: string): Gate | undefined {
  try {
    const parsed = gateFile.safeParse(JSON.parse(text));
    if (!parsed.success) return undefined;
    const { version: _, ...gate } = parsed.data;
    return gate;
  } catch {
    return undefined;
  }
}
