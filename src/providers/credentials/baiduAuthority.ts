import { hostOf, originOf } from '../../core/model/origin.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import { createFail } from '../fail.ts';
import type { Authorisation, Authority, AuthorityDeps, Call } from './authority.ts';
import { type AccessKey, signForBaidu } from './baiduSignature.ts';
import { readOauthToken, requestToken } from './requestToken.ts';
import { createTokenCache } from './tokenCache.ts';

/** Where Baidu AI Cloud changes an access key for a bearer token, for all that is under its own domain. */
const IAM_ORIGIN = 'https://iam.bj.baidubce.com';
const BEARER_LIFETIME_S = 24 * 3600;

/** A clock that is more wrong than this makes a signature invalid; less is no reason to sign anew. */
const TOLERATED_SKEW_MS = 60_000;

/**
 * The way in to ERNIE's first API. The shape of the key decides: an application's `API Key:Secret Key` is changed for a
 * token, which goes in the address (aip.baidubce.com/oauth/2.0/token); an access key `AK:SK` signs each request.
 */
export function createErnieAuthority({ transport, clock }: AuthorityDeps): Authority {
  const tokens = createTokenCache(clock);
  let skewMs = 0;
  return {
    async authorise(call, credential, signal) {
      const pair = pairOf(credential);
      if (!pair) throw misfit(call, credential);
      if (isAccessKey(pair)) return signed(call, pair, clock.now() + skewMs);
      const request = {
        method: 'POST',
        url: tokenUrl(call.url, pair),
        headers: { accept: 'application/json' },
      } as const;
      const fail = failFor(call.url, credential, pair);
      const deps = { transport, fail, now: clock.now };
      const token = await tokens.get(
        credential.value,
        (shared) => requestToken(deps, request, readOauthToken, shared),
        signal,
      );
      const url = new URL(call.url);
      url.searchParams.set('access_token', token);
      return { headers: {}, url: url.href, secrets: [pair.id, pair.secret, token] };
    },
    renew(credential, { authorisation, serverNow }) {
      const token = new URL(authorisation.url).searchParams.get('access_token');
      if (token !== null) {
        tokens.drop(credential.value, token);
        return true;
      }
      const wasMs = skewMs;
      if (serverNow !== undefined) skewMs = serverNow - clock.now();
      return Math.abs(skewMs - wasMs) > TOLERATED_SKEW_MS;
    },
  };
}

/**
 * The way in to Qianfan: a key `bce-v3/…` is a bearer token as it is, and an access key `AK:SK` is changed for one.
 */
export function createQianfanAuthority({ transport, clock }: AuthorityDeps): Authority {
  const tokens = createTokenCache(clock);
  return {
    async authorise(call, credential, signal) {
      const pair = pairOf(credential);
      const token = pair ? await bearerFor(call, credential, pair, signal) : credential.value;
      return {
        headers: { authorization: `Bearer ${token}` },
        url: call.url,
        secrets: [token, ...(pair ? [pair.id, pair.secret] : [])],
      };
    },
    renew(credential, { authorisation }) {
      if (!pairOf(credential)) return false;
      tokens.drop(credential.value, authorisation.headers.authorization?.slice('Bearer '.length) ?? '');
      return true;
    },
  };

  function bearerFor(
    { url }: Call,
    credential: Credential,
    pair: AccessKey,
    signal: AbortSignal,
  ): Promise<string> {
    const origin = new URL(url).hostname.endsWith('.baidubce.com') ? IAM_ORIGIN : originOf(url);
    const call = {
      method: 'GET',
      url: `${origin}/v1/BCE-BEARER/token?expireInSeconds=${BEARER_LIFETIME_S}`,
    } as const;
    const deps = { transport, fail: failFor(call.url, credential, pair), now: clock.now };
    return tokens.get(
      credential.value,
      (shared) => {
        const { headers } = signed(call, pair, clock.now());
        return requestToken(
          deps,
          { ...call, headers },
          ({ token }) =>
            typeof token === 'string' && token !== ''
              ? { value: token, lifetimeMs: BEARER_LIFETIME_S * 1000 }
              : undefined,
          shared,
        );
      },
      signal,
    );
  }
}

function signed(call: Call, key: AccessKey, now: number): Authorisation {
  const headers = signForBaidu(key, call, now);
  return { headers, url: call.url, secrets: [key.id, key.secret, headers.authorization] };
}

/** Both parts of a key; the bar is how some gateways write the colon. */
function pairOf({ value }: Credential): AccessKey | undefined {
  const [, id, secret] = /^([^:|]+)[:|]([^:|]+)$/.exec(value) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** Access keys are 32 hexadecimal digits or begin with a word; an application's key is 24 letters and digits. */
const isAccessKey = ({ id }: AccessKey): boolean => /^(?:ALTAK|[0-9a-f]{32}$)/.test(id);

/** Below the same origin as the API, so that a gateway's keys go to the gateway. */
function tokenUrl(url: string, { id, secret }: AccessKey): string {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.slice(0, Math.max(0, pathname.indexOf('/rpc/2.0/')));
  const query = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });
  return `${origin}${prefix}/oauth/2.0/token?${query}`;
}

function failFor(url: string, { provider, value }: Credential, { id, secret }: AccessKey) {
  return createFail({ provider, host: hostOf(url), secrets: [value, id, secret] });
}

function misfit({ url }: Call, { provider, value }: Credential) {
  const fail = createFail({ provider, host: hostOf(url), secrets: [value] });
  return value.startsWith('bce-v3/')
    ? fail({ kind: 'wrong-endpoint', note: 'a key of Qianfan v2', suggestedProvider: 'qianfan' })
    : fail({ kind: 'invalid-credential', note: 'a key here is API Key:Secret Key, or AK:SK' });
}
