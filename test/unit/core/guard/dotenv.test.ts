import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { secretValuesOf } from '../../../../src/core/guard/dotenv.ts';
import { ALNUM, chance } from './secretSamples.ts';

describe('Of a .env file are worth hiding', () => {
  test('the values of secret names and random values, without their quotes and comments', () => {
    const random = chance(24, ALNUM);
    const text = [
      '# the shop',
      'DB_PASSWORD="pass4shop!"',
      "export API_TOKEN='abc123def'",
      'WEBHOOK_KEY=k3y-of-9 # rotate me',
      `SEED=${random}`,
    ].join('\r\n');
    assert.deepEqual(secretValuesOf(text), ['pass4shop!', 'abc123def', 'k3y-of-9', random]);
  });

  test('no words, numbers, addresses and paths, which many texts hold', () => {
    const text =
      'NODE_ENV=production\nPORT=300000\nHOST=db.internal\nURL=https://shop.example/api\nPASSWORD=\nTOKEN_FILE=/run/token1\nDEBUG=true\nSECRET_NAME=shop';
    assert.deepEqual(secretValuesOf(text), []);
  });
});
