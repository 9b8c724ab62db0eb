import { isLocalUrl } from '../../core/model/localUrl.ts';
import { hostOf, originOf } from '../../core/model/origin.ts';
import { type OriginBlock, ProviderError } from '../../core/model/providerError.ts';
import type { Credential } from '../../core/model/providerInfo.ts';

/**
 * Throws `ProviderError` `blocked-origin` when nothing may be sent to `url`: the key is bound to another origin, the
 * address carries a name or password, or it is plain `http` to the internet.
 */
export function requireOwnOrigin(provider: string, url: string, credential: Credential | undefined): void {
  const problem = problemWith(url, credential);
  if (problem) {
    const [block, reason] = problem;
    throw new ProviderError('blocked-origin', reason, { provider, host: hostOf(url), block });
  }
}

function problemWith(url: string, credential: Credential | undefined): [OriginBlock, string] | undefined {
  if (!URL.canParse(url)) return ['unreadable', 'the address cannot be read'];
  const { username, password, protocol } = new URL(url);
  if (username || password) return ['holds-login', 'the address carries a name or password'];
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocalUrl(url)))
    return ['unencrypted', 'only https is spoken outside of this machine and the local network'];
  if (credential && originOf(credential.origin) !== originOf(url))
    return ['key-of-another-address', `the key is bound to ${hostOf(credential.origin)}`];
  return undefined;
}
