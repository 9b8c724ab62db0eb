import { redact } from './redact.ts';

/** An error with its code, stack and causes, for the log; without secrets. */
export function describeError(error: unknown): string {
  return redact(described(error));
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? `${String(error.code)} ` : '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${described(error.cause)}`;
  return `${code}${error.stack ?? error.message}${cause}`;
}
