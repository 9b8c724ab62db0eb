import { isLocalUrl } from '../../core/model/localUrl.ts';
import { type OriginBlock, ProviderError } from '../../core/model/providerError.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import { hostOf, originOf } from './origin.ts';

/**
 * The headers that let a request to `url` in. `token` is what the wire shows in place of the key, where a provider
 * takes tokens. Throws `ProviderError` `blocked-origin`, before a byte leaves, when the key is bound to another
 * origin, when the address carries a name or password, or when it is plain `http` to the internet.
 */
export function authorise(
  provider: string,
  url: string,
  credential: Credential | undefined,
  token = credential?.value,
): Readonly<Record<string, string>> {
  const problem = problemWith(url, credential);
  if (problem) {
    const [block, reason] = problem;
    throw new ProviderError('blocked-origin', reason, { provider, host: hostOf(url), block });
  }
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
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
