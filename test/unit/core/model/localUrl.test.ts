import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLocalUrl } from '../../../../src/core/model/localUrl.ts';

test('local is what the internet does not reach, and nothing that only looks so', () => {
  for (const host of [
    'localhost',
    'LOCALHOST.',
    'api.localhost',
    '127.0.0.1',
    '127.8.8.8',
    '2130706433',
    '[::1]',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.9',
    '169.254.1.1',
    '[fd00::1]',
    '[fe80::1]',
    'gpu.local',
    'gpu-box',
    'host.docker.internal',
  ]) {
    assert.equal(isLocalUrl(`http://${host}/`), true, host);
  }
  for (const host of [
    'example.com',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '11.0.0.1',
    '10.example.com',
    '127.0.0.1.example.com',
    'localhost.example.com',
    'fd00.example.com',
    '[2001:db8::1]',
  ]) {
    assert.equal(isLocalUrl(`http://${host}/`), false, host);
  }
});
