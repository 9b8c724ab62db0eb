interface Headers {
  get(name: string): string | null;
}

/**
 * How long a reply asks to be left alone, in ms, or `undefined` when it does not ask or not in a form that can be
 * read. A date is related to the server's own clock where the reply tells it.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  return (
    milliseconds(headers.get('retry-after-ms'), 1) ??
    milliseconds(headers.get('retry-after'), 1000) ??
    untilDate(headers.get('retry-after'), serverTime(headers) ?? now) ??
    limitReset(headers)
  );
}

/** The server's clock, in ms since 1970 UTC, as the `date` header tells it. */
export function serverTime(headers: Headers): number | undefined {
  const at = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** The longest of the numbers: a header that was set twice arrives as a list. */
function milliseconds(value: string | null, unitMs: number): number | undefined {
  const numbers = (value ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
    .filter((number) => Number.isFinite(number) && number >= 0);
  return numbers.length > 0 ? Math.max(...numbers) * unitMs : undefined;
}

function untilDate(value: string | null, from: number): number | undefined {
  // `Date.parse` reads a date into almost anything, `-5` included.
  const at = /GMT\s*$|^\d{4}-\d\d-\d\dT/.test(value ?? '') ? Date.parse(value ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - from);
}

/** OpenAI's `x-ratelimit-reset-…`, a duration such as `6m0s` or `20ms`, of the limits that are used up. */
function limitReset(headers: Headers): number | undefined {
  const waits = ['requests', 'tokens']
    .filter((unit) => headers.get(`x-ratelimit-remaining-${unit}`)?.trim() === '0')
    .map((unit) => duration(headers.get(`x-ratelimit-reset-${unit}`) ?? ''))
    .filter((wait) => wait !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** A duration such as `6m0s`, or the time until a date, in ms; `now` is in ms since 1970 UTC. */
export function spanOf(text: string, now: number): number | undefined {
  return duration(text) ?? untilDate(text, now);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ms|[smhd])/g)) {
    sum += Number(number) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return sum;
}
