import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A key and a certificate that nobody vouches for, made on the spot so that none lies about or expires. X.509
 * version 1 (RFC 5280 §4.1), for `CN=localhost`, valid through yesterday and tomorrow unless other bounds are given.
 */
export function selfSignedCertificate(
  from = new Date(Date.now() - 86_400_000),
  to = new Date(Date.now() + 86_400_000),
): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(UTF8_STRING, Buffer.from('localhost')))));
  const body = sequence(
    der(INTEGER, Uint8Array.of(1)),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Uint8Array.of(0), sign('sha256', body, privateKey)]);
  const certificate = sequence(body, ECDSA_WITH_SHA256, der(BIT_STRING, signature));
  const base64 = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;

/** A value in ASN.1's distinguished encoding: tag, length, content. */
function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(SEQUENCE, Buffer.concat(parts));
const set = (...parts: readonly Uint8Array[]): Buffer => der(SET, Buffer.concat(parts));

/** `YYMMDDhhmmssZ`. */
const time = (at: Date): Buffer =>
  der(UTC_TIME, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

/** Object identifiers 2.5.4.3 and 1.2.840.10045.4.3.2. */
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
