import { isHostAllowed } from '../../core/model/allowedHosts.ts';
import type { Transport } from './transport.ts';

/** A request was not sent because its host is not among those allowed. */
class HostNotAllowed extends Error {
  override readonly name = 'HostNotAllowed';
  /** Read by `classifyFailure`. */
  readonly code = 'INKSTONE_HOST_NOT_ALLOWED';

  constructor() {
    super('the host is not among those that inkstone.allowedHosts names');
  }
}

/** Throws before a name is looked up, when the host of `url` is not among those allowed. */
export function requireAllowedHost(url: string, allowed: readonly string[]): void {
  if (!isHostAllowed(url, allowed)) throw new HostNotAllowed();
}

/** The one place where the user's list of hosts is enforced. `allowed` is asked at every request. */
export function restrictHosts<Carrier extends Transport>(
  transport: Carrier,
  allowed: () => readonly string[],
): Carrier {
  return {
    ...transport,
    async send(request, signal) {
      requireAllowedHost(request.url, allowed());
      return transport.send(request, signal);
    },
  };
}
