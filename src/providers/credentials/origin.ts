import { isIPv4, isIPv6 } from 'node:net';

/**
 * Scheme, host and port of a URL in one spelling: lower case, international names in punycode, without a default
 * port or the dot that a full host name may end in. Throws `TypeError` for what is not a web address.
 */
export function originOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`not a web address: ${protocol}`);
  return `${protocol}//${withoutFinalDot(hostname)}${port && `:${port}`}`;
}

/** Host and port of a URL, for people; what cannot be read as a URL is named so. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'invalid address';
}

/** Whether a URL's host is this machine or in a network that the internet does not reach (RFC 1918, 4193, 6762). */
export function isLocalUrl(url: string): boolean {
  const host = withoutFinalDot(new URL(url).hostname);
  const address = host.replace(/^\[|\]$/g, '');
  if (isIPv4(address)) return LOCAL_IPV4.test(address);
  if (isIPv6(address)) return LOCAL_IPV6.test(address);
  return host === 'localhost' || LOCAL_NAME.test(host) || !host.includes('.');
}

const LOCAL_IPV4 = /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$)/;
const LOCAL_IPV6 = /^(?:::1$|f[cd]|fe[89ab])/;
const LOCAL_NAME = /\.(?:localhost|local|internal)$/;

const withoutFinalDot = (host: string): string => host.replace(/\.$/, '');
