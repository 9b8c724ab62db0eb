import type { Credential } from '../../core/model/providerInfo.ts';
import type { Clock } from '../clock.ts';
import type { Authorisation, Authority, AuthorityDeps, Call, RefusedCall } from './authority.ts';
import { createErnieAuthority, createQianfanAuthority } from './baiduAuthority.ts';
import { createClientCredentials, type OauthClient } from './clientCredentials.ts';
import { requireOwnOrigin } from './ownOrigin.ts';
import { createZhipuTokens } from './zhipuToken.ts';

/**
 * How a key lets a request in: `bearer` and `x-api-key` send it as it is, each in its own header; `zhipu-token` sends
 * short-lived tokens that are made of it on this side, and `zhipu-token-bare` sends them without the word `Bearer`;
 * with the schemes of Baidu's two APIs, the shape of the key decides whether it is sent, changed for a token, or signed
 * with; a client of OAuth2 says itself where its tokens come from.
 */
export type AuthScheme = NamedScheme | OauthClient;

type NamedScheme =
  | 'bearer'
  | 'x-api-key'
  | 'zhipu-token'
  | 'zhipu-token-bare'
  | 'baidu-ernie'
  | 'baidu-qianfan';

/** Whose door it is. */
export interface Door {
  /** The provider's id. */
  readonly id: string;
  readonly auth: AuthScheme;
}

/** Every scheme, each with the tokens that it holds: made once, so that all requests share them. */
export interface Authorities {
  /**
   * Lets a request in. Without a credential it goes as it is. Throws `ProviderError` `blocked-origin`, before a byte
   * leaves, when the address is not one that the key may be sent to.
   */
  authorise(
    door: Door,
    call: Call,
    credential: Credential | undefined,
    signal: AbortSignal,
  ): Promise<Authorisation>;
  renew(door: Door, credential: Credential, refused: RefusedCall): boolean;
}

export function createAuthorities(deps: AuthorityDeps): Authorities {
  const schemes: Readonly<Record<NamedScheme, Authority>> = {
    bearer: BEARER,
    'x-api-key': X_API_KEY,
    'zhipu-token': createZhipuAuthority(deps.clock, 'Bearer '),
    'zhipu-token-bare': createZhipuAuthority(deps.clock, ''),
    'baidu-ernie': createErnieAuthority(deps),
    'baidu-qianfan': createQianfanAuthority(deps),
  };
  const clientCredentials = createClientCredentials(deps);
  const schemeOf = (auth: AuthScheme): Authority =>
    typeof auth === 'string' ? schemes[auth] : clientCredentials(auth);
  return {
    async authorise({ id, auth }, call, credential, signal) {
      requireOwnOrigin(id, call.url, credential);
      if (!credential) return { headers: {}, url: call.url, secrets: [] };
      return schemeOf(auth).authorise(call, credential, signal);
    },
    renew: ({ auth }, credential, refused) => schemeOf(auth).renew(credential, refused),
  };
}

const BEARER: Authority = {
  authorise: ({ url }, { value }) => inHeader(url, 'Bearer ', value),
  renew: () => false,
};

const X_API_KEY: Authority = {
  authorise: ({ url }, { value }) => ({ headers: { 'x-api-key': value }, url, secrets: [value] }),
  renew: () => false,
};

function createZhipuAuthority(clock: Clock, prefix: string): Authority {
  const tokens = createZhipuTokens(clock);
  return {
    authorise: ({ url }, { value }) => inHeader(url, prefix, tokens.tokenFor(value)),
    renew({ value }, { serverNow }) {
      tokens.renew(value, serverNow);
      return true;
    },
  };
}

function inHeader(url: string, prefix: string, token: string): Authorisation {
  return { headers: { authorization: `${prefix}${token}` }, url, secrets: [token] };
}
