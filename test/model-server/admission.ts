import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request is let in: by the key itself, as a bearer or in Anthropic's header, or by a token that Zhipu's
 * clients derive from a key `id.secret`.
 */
export function isAdmitted({ authorization, 'x-api-key': plain }: IncomingHttpHeaders, key: string): boolean {
  if (plain === key) return true;
  const sent = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (sent === undefined) return false;
  return sent === key || isDerivedFrom(sent, key);
}

function isDerivedFrom(token: string, key: string): boolean {
  const [header, payload, signature = ''] = token.split('.');
  const [id, secret] = key.split('.');
  if (!header || !payload || !id || !secret) return false;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    api_key?: string;
    exp?: number;
  };
  return claims.api_key === id && (claims.exp ?? 0) > Date.now();
}
