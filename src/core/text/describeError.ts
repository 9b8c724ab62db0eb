import { redact } from './redact.ts';

/** An error with its code, stack and causes, for the log; without secrets. */
export function describeError(error: unknown): string {
  return redact(described(error));
}

function described(error: unknown, seen = new Set<unknown>()): string {
  if (!(error instanceof Error)) return String(error);
  seen.add(error);
  const code = 'code' in error ? `${String(error.code)} ` : '';
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const causes = [error.cause, ...errors].filter((cause) => cause !== undefined && !seen.has(cause));
  return [
    `${code}${error.stack ?? error.message}`,
    ...causes.map((cause) => `caused by ${described(cause, seen)}`),
  ].join('\n');
}
