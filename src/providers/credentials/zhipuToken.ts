import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';

const LIFETIME_MS = 210_000;
const RENEW_BEFORE_MS = 30_000;

export interface ZhipuTokens {
  /** The token for a key `id.secret`, cached until 30 s before it expires. A key of another shape is returned as is. */
  tokenFor(key: string): string;
  /**
   * Drops the cached token after the provider called it expired. `serverNow`, from the reply's `date` header, sets
   * right a clock that is wrong on this side.
   */
  renew(key: string, serverNow: number | undefined): void;
}

/**
 * Derives Zhipu's short-lived tokens, so that the key itself stays off the wire: a JWT over HS256 with times in ms
 * and the extra header `sign_type`, as zai-org/z-ai-sdk-python makes it.
 */
export function createZhipuTokens(clock: Clock): ZhipuTokens {
  const cache = new Map<string, { readonly token: string; readonly expiresAt: number }>();
  let skewMs = 0;
  return {
    tokenFor(key) {
      const [id, secret, ...rest] = key.split('.');
      if (!id || !secret || rest.length > 0) return key;
      const now = clock.now() + skewMs;
      const cached = cache.get(key);
      if (cached && now < cached.expiresAt - RENEW_BEFORE_MS) return cached.token;
      const expiresAt = now + LIFETIME_MS;
      const token = sign({ api_key: id, exp: expiresAt, timestamp: now }, secret);
      cache.set(key, { token, expiresAt });
      return token;
    },
    renew(key, serverNow) {
      if (serverNow !== undefined) skewMs = serverNow - clock.now();
      cache.delete(key);
    },
  };
}

function sign(payload: object, secret: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const unsigned = `${encode({ alg: 'HS256', sign_type: 'SIGN' })}.${encode(payload)}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}
