import { lookup } from 'node:dns/promises';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import { requireAllowedHost } from './restrictHosts.ts';

export interface ServerCertificate {
  readonly issuer: string;
  /** ms since 1970 UTC. */
  readonly from: number;
  readonly until: number;
  readonly protocol: string;
  /** Why it is not for this host: the names that it is for. */
  readonly otherNames?: string;
  /** Why Node does not trust it. The editor may, since it knows the system's certificates. */
  readonly distrust?: string;
}

/** Looks at a way to a server, past any proxy, and sends nothing. Rejects with what the platform throws. */
export interface Inspector {
  addresses(url: string, signal: AbortSignal): Promise<readonly string[]>;
  certificate(url: string, signal: AbortSignal): Promise<ServerCertificate>;
}

const TIMEOUT_MS = 10_000;

/** Asks for `allowed` before any name is looked up. */
export function createInspector(allowed: () => readonly string[]): Inspector {
  return {
    async addresses(url, signal) {
      requireAllowedHost(url, allowed());
      const found = await untilAborted(lookup(bareHost(url), { all: true }), signal);
      return found.map(({ address }) => address);
    },
    async certificate(url, signal) {
      requireAllowedHost(url, allowed());
      return untilAborted(handshake(url, signal), signal);
    },
  };
}

/** An address of IPv6 without its brackets. */
const bareHost = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

function handshake(url: string, signal: AbortSignal): Promise<ServerCertificate> {
  const host = bareHost(url);
  const isName = !/^[\d.]+$|:/.test(host);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(new URL(url).port || 443),
      ...(isName && { servername: host }),
      // What is wrong with the certificate is to be read; the connection carries nothing.
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    const abort = (): void => void socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const isOther = checkServerIdentity(host, certificate) !== undefined;
      const distrust = socket.authorizationError as unknown;
      resolve({
        issuer: issuerOf(certificate),
        from: Date.parse(certificate.valid_from),
        until: Date.parse(certificate.valid_to),
        protocol: socket.getProtocol() ?? '?',
        ...(isOther && { otherNames: namesOf(certificate) }),
        ...(distrust ? { distrust: String(distrust instanceof Error ? distrust.message : distrust) } : {}),
      });
      socket.destroy();
    });
    socket.once('timeout', () =>
      socket.destroy(Object.assign(new Error('no handshake in time'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', abort);
      reject(Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' }));
    });
  });
}

const issuerOf = ({ issuer }: PeerCertificate): string =>
  [issuer?.O, issuer?.CN].flat().filter(Boolean).join(', ') || '?';

const namesOf = ({ subject, subjectaltname }: PeerCertificate): string =>
  subjectaltname?.replaceAll('DNS:', '') || String(subject?.CN ?? '?');

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject);
  });
}
