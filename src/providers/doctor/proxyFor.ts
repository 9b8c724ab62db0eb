import type { Fact } from '../../core/doctor/finding.ts';
import { isLocalUrl } from '../../core/model/localUrl.ts';

/** What the editor's network goes by. */
export interface ProxySettings {
  /** `http.proxySupport`. */
  readonly support: string;
  /** `http.proxy`; empty when unset. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Which proxy the editor uses for an address, as @vscode/proxy-agent decides it: the exclusions first, then the setting,
 * then the environment, then the system, which no extension can ask. A login in a proxy's address is left out. Without
 * settings, requests go past the editor's network.
 */
export function proxyFor(
  url: string,
  settings: ProxySettings | undefined,
): Extract<Fact, { is: 'no-proxy' | 'proxy' | 'proxy-of-system' }> {
  if (isLocalUrl(url)) return { is: 'no-proxy', because: 'local' };
  if (!settings) return { is: 'no-proxy', because: 'direct' };
  if (settings.support === 'off') return { is: 'no-proxy', because: 'off' };
  const { environment } = settings;
  const variable = (name: string): string =>
    environment[name.toLowerCase()] || environment[name.toUpperCase()] || '';
  const excluded = settings.noProxy.length > 0 ? settings.noProxy : variable('no_proxy').split(',');
  if (excluded.some((entry) => covers(entry.trim(), new URL(url))))
    return { is: 'no-proxy', because: 'excluded' };
  if (settings.proxy) return { is: 'proxy', host: hostIn(settings.proxy), from: 'setting' };
  const isTls = new URL(url).protocol === 'https:';
  const fromEnvironment = (isTls && variable('https_proxy')) || variable('http_proxy');
  if (fromEnvironment) return { is: 'proxy', host: hostIn(fromEnvironment), from: 'environment' };
  return { is: 'proxy-of-system' };
}

/** Whether an entry such as `example.com`, `.example.com`, `*.example.com:8443` or `*` covers an address. */
function covers(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', entryPort] = /^(?:\*?\.)?([^:]+)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (!name || (entryPort && entryPort !== (port || (protocol === 'https:' ? '443' : '80')))) return false;
  return `.${hostname}`.endsWith(`.${name}`);
}

const hostIn = (proxy: string): string => (URL.canParse(proxy) ? new URL(proxy).host : '?');
