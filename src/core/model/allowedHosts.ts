/**
 * Whether a web address may be spoken to under a list of `host`, `host:port` and `*.example.com`, which stands for
 * every name under it and not for itself. An empty list allows everything; an entry that cannot be read allows nothing.
 */
export function isHostAllowed(url: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  if (!URL.canParse(url)) return false;
  const { hostname, port, protocol } = new URL(url);
  const actual = { host: withoutFinalDot(hostname), port: port || DEFAULT_PORTS[protocol] };
  return allowed.some((entry) => {
    const rule = ruleOf(entry);
    if (!rule || (rule.port !== undefined && rule.port !== actual.port)) return false;
    return rule.isParent ? actual.host.endsWith(`.${rule.host}`) : actual.host === rule.host;
  });
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'https:': '443',
  'http:': '80',
  'wss:': '443',
  'ws:': '80',
};

interface HostRule {
  readonly host: string;
  readonly isParent: boolean;
  readonly port?: string;
}

function ruleOf(entry: string): HostRule | undefined {
  const [, wildcard, host = '', port] =
    /^(\*\.)?(\[[\da-f:.]+\]|[^\s:/?#@*[\]\\]+)(?::(\d{1,5}))?$/i.exec(entry.trim()) ?? [];
  if (!URL.canParse(`https://${host}`)) return undefined;
  const isParent = wildcard !== undefined;
  // `URL` knows one spelling of each name: lower case, in punycode, addresses in full.
  const known = withoutFinalDot(new URL(`https://${host}`).hostname);
  return { host: known, isParent, ...(port !== undefined && { port: String(Number(port)) }) };
}

const withoutFinalDot = (host: string): string => host.replace(/\.$/, '');
