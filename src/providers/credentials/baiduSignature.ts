import { createHmac } from 'node:crypto';
import type { Call } from './authority.ts';

const LIFETIME_S = 1800;

/** A pair of Baidu AI Cloud's: neither part leaves this machine but the first. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

export interface SignatureHeaders extends Readonly<Record<string, string>> {
  readonly authorization: string;
  readonly 'x-bce-date': string;
}

/**
 * The headers that sign a call as Baidu AI Cloud's authentication v1 has it (cloud.baidu.com/doc/Reference, also in
 * baidubce's SDKs): the path, the query, the host and the time. `headers` are those to be signed besides, in lower
 * case; `now` is in ms since 1970 UTC.
 */
export function signForBaidu(
  { id, secret }: AccessKey,
  { method, url }: Call,
  now: number,
  headers?: Readonly<Record<string, string>>,
): SignatureHeaders {
  const { host, pathname, searchParams } = new URL(url);
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const signed = Object.entries({ host, ...(headers ?? { 'x-bce-date': time }) });
  const canonical = [
    method,
    pathname
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    [...searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    signed
      .map(([name, value]) => `${encode(name)}:${encode(value.trim())}`)
      .sort()
      .join('\n'),
  ].join('\n');
  const prefix = `bce-auth-v1/${id}/${time}/${LIFETIME_S}`;
  const names = signed
    .map(([name]) => name)
    .sort()
    .join(';');
  return {
    authorization: `${prefix}/${names}/${hmac(hmac(secret, prefix), canonical)}`,
    'x-bce-date': time,
  };
}

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** All but the unreserved characters of RFC 3986. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
