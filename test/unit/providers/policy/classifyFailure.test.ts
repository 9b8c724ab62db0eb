import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderErrorKind } from '../../../../src/core/model/providerError.ts';
import { classifyFailure, hasCode, isAbort } from '../../../../src/providers/policy/classifyFailure.ts';

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause });
const terminated = (cause: unknown): Error => new TypeError('terminated', { cause });

/** The shapes that Node's fetch throws, recorded on Node 22 and 24. */
const SHAPES: readonly (readonly [string, unknown, ProviderErrorKind])[] = [
  ['a reset before the headers', fetchFailed(coded('ECONNRESET')), 'connection-lost'],
  ['an end before the headers', fetchFailed(coded('UND_ERR_SOCKET', 'other side closed')), 'connection-lost'],
  ['a reset in the body', terminated(coded('ECONNRESET')), 'connection-lost'],
  ['an end in the body', terminated(coded('UND_ERR_SOCKET')), 'connection-lost'],
  ['a broken pipe', fetchFailed(coded('EPIPE')), 'connection-lost'],
  ['a bad chunk', terminated(coded('HPE_INVALID_CHUNK_SIZE')), 'protocol'],
  ['a status line that is none', fetchFailed(coded('HPE_INVALID_CONSTANT')), 'protocol'],
  [
    'another protocol than HTTP',
    fetchFailed(Object.assign(new Error('x'), { name: 'HTTPParserError', code: undefined })),
    'protocol',
  ],
  ['headers without an end', fetchFailed(coded('UND_ERR_HEADERS_OVERFLOW')), 'protocol'],
  ['a compression that is none', terminated(coded('Z_DATA_ERROR')), 'protocol'],
  ['an unknown name', fetchFailed(coded('ENOTFOUND')), 'dns'],
  ['a resolver out of reach', fetchFailed(coded('EAI_AGAIN')), 'dns'],
  ['nobody there', fetchFailed(coded('ECONNREFUSED')), 'unreachable'],
  ['no route', fetchFailed(coded('EHOSTUNREACH')), 'unreachable'],
  ['no network', fetchFailed(coded('ENETUNREACH')), 'unreachable'],
  ['a connection that is never made', fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT')), 'unreachable'],
  ['a self-signed certificate', fetchFailed(coded('DEPTH_ZERO_SELF_SIGNED_CERT')), 'tls'],
  ['an unknown issuer', fetchFailed(coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE')), 'tls'],
  ['an expired certificate', fetchFailed(coded('CERT_HAS_EXPIRED')), 'tls'],
  ['a certificate for another name', fetchFailed(coded('ERR_TLS_CERT_ALTNAME_INVALID')), 'tls'],
  ['TLS spoken to a plain port', fetchFailed(coded('ERR_SSL_WRONG_VERSION_NUMBER')), 'tls'],
  ['the host’s own wait for a body', terminated(coded('UND_ERR_BODY_TIMEOUT')), 'timeout'],
  ['the host’s own wait for headers', fetchFailed(coded('UND_ERR_HEADERS_TIMEOUT')), 'timeout'],
  ['a timeout signal', new DOMException('x', 'TimeoutError'), 'timeout'],
  [
    'several addresses, all refused',
    fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])),
    'unreachable',
  ],
  ['a failure that says nothing', new TypeError('Failed to fetch'), 'connection-lost'],
  ['something that is no error', 'oops', 'connection-lost'],
  ['nothing', undefined, 'connection-lost'],
];

for (const [name, error, kind] of SHAPES) {
  test(`${name} is ${kind}`, () => assert.equal(classifyFailure(error), kind));
}

test('an abort is found anywhere in the chain of causes', () => {
  const abort = new DOMException('x', 'AbortError');
  assert.equal(isAbort(abort), true);
  assert.equal(isAbort(fetchFailed(terminated(abort))), true);
  assert.equal(isAbort(fetchFailed(new AggregateError([coded('ECONNRESET'), abort]))), true);
  assert.equal(isAbort(fetchFailed(coded('ECONNRESET'))), false);
});

test('a code is found anywhere in the chain of causes', () => {
  assert.equal(hasCode(fetchFailed(coded('ENOTFOUND')), 'ENOTFOUND'), true);
  assert.equal(hasCode(fetchFailed(coded('EAI_AGAIN')), 'ENOTFOUND'), false);
});

test('a chain that bites its own tail has an end', () => {
  const error = coded('ECONNRESET') as Error & { cause?: unknown };
  error.cause = error;
  assert.equal(classifyFailure(error), 'connection-lost');
});
