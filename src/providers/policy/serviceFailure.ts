import type { ProviderError } from '../../core/model/providerError.ts';

/**
 * Whether a failure says that the service itself is in trouble: not reached, silent, or at fault. Such failures open
 * the breaker, cost retries, and let a fallback step in; what a limit, a key or the request is to blame for does not.
 */
export function isServiceFailure({ kind, details }: ProviderError): boolean {
  switch (kind) {
    case 'dns':
    case 'unreachable':
    case 'connection-lost':
    case 'timeout':
    case 'server':
    case 'interrupted':
      return true;
    case 'overloaded':
      // Under a 429 it is a limit by another name.
      return details.status !== 429;
    default:
      return false;
  }
}
