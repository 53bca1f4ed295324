import 'server-only';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { sessionKeys } from '@/lib/env';
import { AppError } from '@/lib/errors';

/** What a ciphertext is for; with the row's id it is bound into it, so that moved bytes do not open elsewhere. */
export type Purpose = 'token-cache' | 'assertion';

// Layout: format 1 | key id 8 | nonce 12 | tag 16 | ciphertext.
const FORMAT = 1;
const KEY_ID = 8;
const NONCE = 12;
const TAG = 16;
const HEADER = 1 + KEY_ID;

/** Tells which of two keys a ciphertext was made with, and nothing of the key. */
function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('access-rollout key id').update(key).digest().subarray(0, KEY_ID);
}

function boundTo(header: Buffer, rowId: string, purpose: Purpose): Buffer {
  return Buffer.concat([header, Buffer.from(`${purpose}:${rowId}`)]);
}

/** AES-256-GCM under the current key with a fresh nonce; opens only for the same row and purpose. */
export function seal(plain: string, rowId: string, purpose: Purpose): Buffer {
  const { current } = sessionKeys();
  const header = Buffer.concat([Buffer.of(FORMAT), keyId(current)]);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', current, nonce, { authTagLength: TAG });
  cipher.setAAD(boundTo(header, rowId, purpose));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
}

/**
 * The text that `seal` closed for this row and purpose, with the current key or the one before it.
 * @throws AppError `signedOut` when it does not open: another key, another row, or changed bytes. Only a new sign-in mends that.
 */
export function unseal(sealed: Uint8Array, rowId: string, purpose: Purpose): string {
  const bytes = Buffer.from(sealed);
  const header = bytes.subarray(0, HEADER);
  const { current, previous } = sessionKeys();
  const key = [current, previous].find((candidate) => candidate && header.subarray(1).equals(keyId(candidate)));
  if (bytes.length < HEADER + NONCE + TAG || header[0] !== FORMAT || !key) {
    throw new AppError('signedOut', `the ${purpose} of ${rowId} was not made with a key in use`);
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(HEADER, HEADER + NONCE), { authTagLength: TAG });
    decipher.setAAD(boundTo(header, rowId, purpose));
    decipher.setAuthTag(bytes.subarray(HEADER + NONCE, HEADER + NONCE + TAG));
    return decipher.update(bytes.subarray(HEADER + NONCE + TAG), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new AppError('signedOut', `the ${purpose} of ${rowId} does not open`, { cause: error });
  }
}
