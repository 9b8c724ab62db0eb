import type { Dialect, Refusal } from './dialects/dialect.ts';
import { errorIn } from './dialects/openaiErrors.ts';

/**
 * What an object says of an error, whatever the HTTP status was that it came with; `undefined` when it holds none.
 * `now` is in ms since 1970 UTC.
 */
export function toldRefusal(dialect: Dialect, told: unknown, now: number): Refusal | undefined {
  if (!errorIn(told)) return undefined;
  const reply = { status: 500, headers: NO_HEADERS, body: JSON.stringify(told), now };
  const { status: _, ...refusal } = dialect.refusal(reply);
  return refusal;
}

const NO_HEADERS = { get: () => null };
