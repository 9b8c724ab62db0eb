import { isHostAllowed } from '../../core/model/allowedHosts.ts';
import type { SocketTransport } from './socket.ts';
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

/** Where the user's list of hosts is enforced, with `restrictSockets`. `allowed` is asked at every request. */
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

/** The same for sockets. */
export function restrictSockets(sockets: SocketTransport, allowed: () => readonly string[]): SocketTransport {
  return {
    async open(request, signal) {
      requireAllowedHost(request.url, allowed());
      return sockets.open(request, signal);
    },
  };
}
