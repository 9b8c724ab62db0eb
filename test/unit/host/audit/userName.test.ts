import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { userName } from '../../../../src/host/audit/userName.ts';

test('the user is called as the system does', () => {
  assert.equal(userName(), os.userInfo().username);
});

test('a user whom the system knows no name of is called by the number', () => {
  const nameless = (): never => {
    throw Object.assign(new Error('uv_os_get_passwd returned ENOENT'), { code: 'ENOENT' });
  };
  assert.equal(userName(nameless), `uid ${process.getuid?.()}`);
});
