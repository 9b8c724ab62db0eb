import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Layout of what is sealed: version, nonce, tag, cipher text. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

const CIPHER = 'aes-256-gcm';

/** The size of a key for `seal`, in bytes. */
export const KEY_BYTES = 32;

/** Encrypts with AES-256-GCM under a nonce of its own, texts as UTF-8. It opens under the same key and name only. */
export function seal(key: Uint8Array, name: string, body: string | Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(boundTo(name));
  const clear = typeof body === 'string' ? Buffer.from(body) : body;
  const hidden = Buffer.concat([cipher.update(clear), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), hidden]);
}

/** `undefined` when a single bit, the name or the key is another. */
export function unseal(key: Uint8Array, name: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(boundTo(name))
      .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

const boundTo = (name: string): Buffer => Buffer.from(`inkstone ${VERSION} ${name}`);
