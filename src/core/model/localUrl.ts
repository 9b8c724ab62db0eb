/**
 * Whether the host of a web address is this machine or in a network that the internet does not reach (RFC 1918, 4193,
 * 6762). Throws `TypeError` for what is not a URL.
 */
export function isLocalUrl(url: string): boolean {
  // What `URL` gives is in one spelling: lower case, addresses in full, those of version 6 in brackets.
  const host = new URL(url).hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return LOCAL_IPV6.test(host);
  if (IPV4.test(host)) return LOCAL_IPV4.test(host);
  return host === 'localhost' || LOCAL_NAME.test(host) || !host.includes('.');
}

const IPV4 = /^\d+(?:\.\d+){3}$/;
const LOCAL_IPV4 = /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$)/;
const LOCAL_IPV6 = /^\[(?:::1\]|f[cd]|fe[89ab])/;
const LOCAL_NAME = /\.(?:localhost|local|internal)$/;
