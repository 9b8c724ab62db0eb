import { isLocalUrl } from '../../core/model/localUrl.ts';
import { hostOf } from '../../core/model/origin.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import type { Fail } from '../dialects/dialect.ts';
import { createFail } from '../fail.ts';
import type { HttpRequest } from '../transport/transport.ts';
import type { Authority, AuthorityDeps } from './authority.ts';
import { readOauthToken, requestToken } from './requestToken.ts';
import { createTokenCache } from './tokenCache.ts';

/** Who gives tokens, and how it is asked for them. */
export interface OauthClient {
  /** As the user's own settings state it; beside the key's origin, nobody else ever sees the secret. */
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  /** Where the client's id and secret stand. */
  readonly client: 'basic' | 'body';
}

/**
 * OAuth2 client credentials (RFC 6749 §4.4): a key `client_id:client_secret` is changed for a token, which all requests
 * share until shortly before its end.
 */
export function createClientCredentials({
  transport,
  clock,
}: AuthorityDeps): (client: OauthClient) => Authority {
  const tokens = createTokenCache(clock);
  return (client) => {
    const nameOf = ({ provider, value }: Credential): string => JSON.stringify([client, provider, value]);
    return {
      async authorise({ url }, credential, signal) {
        const [id, secret] = splitKey(credential.value);
        const secrets = [credential.value, id, secret, basic(id, secret)];
        const fail = createFail({ provider: credential.provider, host: hostOf(client.tokenUrl), secrets });
        if (!id || !secret)
          throw fail({ kind: 'invalid-credential', note: 'a key here is client_id:client_secret' });
        requireSafe(client.tokenUrl, fail);
        const deps = { transport, fail, now: clock.now };
        const token = await tokens.get(
          nameOf(credential),
          (shared) => requestToken(deps, tokenRequest(client, id, secret), readOauthToken, shared),
          signal,
        );
        return { headers: { authorization: `Bearer ${token}` }, url, secrets: [...secrets, token] };
      },
      renew(credential, { authorisation }) {
        tokens.drop(nameOf(credential), authorisation.headers.authorization?.slice('Bearer '.length) ?? '');
        return true;
      },
    };
  };
}

/** An id holds no colon (RFC 7617 §2); a secret may. */
function splitKey(key: string): readonly [id: string, secret: string] {
  const colon = key.indexOf(':');
  return colon < 0 ? ['', ''] : [key.slice(0, colon), key.slice(colon + 1)];
}

function tokenRequest({ tokenUrl, scopes, client }: OauthClient, id: string, secret: string): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(client === 'body' && { client_id: id, client_secret: secret }),
  });
  return {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(client === 'basic' && { authorization: `Basic ${basic(id, secret)}` }),
    },
    body: form.toString(),
  };
}

/** Both parts are encoded like a form's before they are joined (RFC 6749 §2.3.1). */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return Buffer.from(encoded.join(':')).toString('base64');
}

function requireSafe(tokenUrl: string, fail: Fail): void {
  if (!URL.canParse(tokenUrl))
    throw fail({ kind: 'blocked-origin', note: 'the token address cannot be read' });
  const { protocol, username, password } = new URL(tokenUrl);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLocalUrl(tokenUrl));
  if (!isSafe || username || password)
    throw fail({ kind: 'blocked-origin', note: 'a token is only asked for over https' });
}
