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

const withoutFinalDot = (host: string): string => host.replace(/\.$/, '');
