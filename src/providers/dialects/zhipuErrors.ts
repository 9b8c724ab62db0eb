import type { ErrorRule } from './errorRule.ts';

const PERMISSION: ErrorRule = { kind: 'permission' };
const BAD_REQUEST: ErrorRule = { kind: 'bad-request' };
const SERVER: ErrorRule = { kind: 'server' };
const INVALID: ErrorRule = { kind: 'invalid-credential' };
const LIMIT_THAT_RESETS: ErrorRule = { kind: 'quota', resets: true };

/**
 * The codes of BigModel and Z.ai (docs.bigmodel.cn/cn/faq/api-code.md of 2026-07-11, and older tables for those it
 * has dropped). Most that ask for patience, and all that ask for money, come as HTTP 429: only the code tells.
 */
export const ZHIPU_ERRORS: Readonly<Record<string, ErrorRule>> = {
  1000: INVALID,
  1001: INVALID,
  1002: INVALID,
  1003: { kind: 'expired-credential', remedy: 'new-token' },
  1004: INVALID,
  /** Needs two-factor authentication. */
  1005: PERMISSION,
  1100: PERMISSION,
  1110: PERMISSION,
  1111: PERMISSION,
  1112: PERMISSION,
  1113: { kind: 'no-balance', plan: true },
  /** The account cannot be read just now. */
  1120: SERVER,
  1121: PERMISSION,
  1200: SERVER,
  1210: BAD_REQUEST,
  1211: { kind: 'unknown-model' },
  1212: BAD_REQUEST,
  1213: BAD_REQUEST,
  1214: BAD_REQUEST,
  1215: BAD_REQUEST,
  1220: PERMISSION,
  1221: BAD_REQUEST,
  1222: BAD_REQUEST,
  1230: SERVER,
  1231: { kind: 'bad-request', remedy: 'new-request-id' },
  1234: SERVER,
  1261: { kind: 'context-too-long' },
  1300: { kind: 'content-filter' },
  1301: { kind: 'content-filter' },
  1302: { kind: 'rate-limit' },
  1303: { kind: 'rate-limit' },
  1304: LIMIT_THAT_RESETS,
  1305: { kind: 'overloaded' },
  1308: LIMIT_THAT_RESETS,
  /** The plan has run out. */
  1309: PERMISSION,
  1310: LIMIT_THAT_RESETS,
  /** The plan does not include the model. */
  1311: PERMISSION,
  1312: { kind: 'overloaded' },
  /** Restricted for unfair use. */
  1313: { kind: 'quota' },
  1314: PERMISSION,
  1315: PERMISSION,
  1316: LIMIT_THAT_RESETS,
  1317: LIMIT_THAT_RESETS,
  1318: LIMIT_THAT_RESETS,
  1319: LIMIT_THAT_RESETS,
  1320: LIMIT_THAT_RESETS,
  1321: LIMIT_THAT_RESETS,
};

/**
 * How long until the time that a message names, in ms, or `undefined` when it names none that is to come. A time
 * without a zone is Beijing's.
 */
export function resetAfterMs(message: string, now: number): number | undefined {
  const epochMs = /(?<!\d)(1[6-9]\d{11})(?!\d)/.exec(message)?.[1];
  const written = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?/.exec(message);
  const at = epochMs
    ? Number(epochMs)
    : written
      ? Date.parse(`${written[1]}T${written[2]}${written[3] ?? '+08:00'}`)
      : Number.NaN;
  return at > now ? at - now : undefined;
}
