import type { ErrorRule } from './errorRule.ts';

const BAD_REQUEST: ErrorRule = { kind: 'bad-request' };
const SERVER: ErrorRule = { kind: 'server' };
const RATE_LIMIT: ErrorRule = { kind: 'rate-limit' };
const QUOTA: ErrorRule = { kind: 'quota' };
const TOO_LONG: ErrorRule = { kind: 'context-too-long' };
const PERMISSION: ErrorRule = { kind: 'permission' };
const EXPIRED_TOKEN: ErrorRule = { kind: 'expired-credential', remedy: 'new-token' };

/**
 * The codes of ERNIE's first API (ai.baidu.com/ai-doc/WENXINWORKSHOP/tlmyncueh, and those that Qianfan's SDK knows). They
 * come with HTTP 200, whatever they mean.
 */
export const ERNIE_ERRORS: Readonly<Record<string, ErrorRule>> = {
  1: SERVER,
  2: SERVER,
  /** No such API: the model's endpoint does not exist. */
  3: { kind: 'unknown-model' },
  4: { kind: 'overloaded' },
  6: PERMISSION,
  13: { kind: 'invalid-credential' },
  /** The signature; a clock that is wrong makes it invalid. */
  14: { kind: 'invalid-credential', remedy: 'new-token' },
  /** “The application does not exist”, which the reference says passes. */
  15: SERVER,
  17: QUOTA,
  18: RATE_LIMIT,
  19: QUOTA,
  100: { kind: 'invalid-credential' },
  110: EXPIRED_TOKEN,
  111: EXPIRED_TOKEN,
  336000: SERVER,
  336001: BAD_REQUEST,
  336002: BAD_REQUEST,
  336003: BAD_REQUEST,
  336004: PERMISSION,
  336005: BAD_REQUEST,
  336007: TOO_LONG,
  336100: { kind: 'overloaded' },
  336101: BAD_REQUEST,
  336103: TOO_LONG,
  336104: BAD_REQUEST,
  336105: BAD_REQUEST,
  336501: RATE_LIMIT,
  336502: RATE_LIMIT,
  500000: SERVER,
};
