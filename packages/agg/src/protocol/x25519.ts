// X25519 (RFC 7748), by WebCrypto if the runtime has it, which takes a fifth of the time, otherwise by
// noble.

import { x25519 } from '@noble/curves/ed25519.js';
import { type Bytes, equal, join } from './encoding.js';

/** The length of a key and of a shared secret in bytes. */
const KEY_BYTES = 32;

/** The bytes before the key in PKCS #8 (RFC 8410 §7), the only form in which WebCrypto takes a private key. */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);

/** u = 9, RFC 7748 §4.1: the shared secret with it is the public key itself. */
const BASE_POINT: Bytes = Uint8Array.of(9, ...new Uint8Array(KEY_BYTES - 1));

/**
 * An imported private key. Computes the shared secret with a public key of 32 bytes. Returns `undefined`
 * for a public key of small order, with which every secret is zero (RFC 9180 §7.1.4).
 */
export type Agreement = (publicKey: Bytes) => Promise<Bytes | undefined>;

/** Imports a private key of 32 bytes. With noble it keeps the array itself; wiping that ends its use. */
export async function importPrivateKey(privateKey: Bytes): Promise<Agreement> {
  return (await isInWebCrypto()) ? byWebCrypto(privateKey) : byNoble(privateKey);
}

/** Computes the public key of an imported private key. */
export async function publicKeyOf(agree: Agreement): Promise<Bytes> {
  const publicKey = await agree(BASE_POINT);
  if (publicKey === undefined) throw new Error('publicKeyOf: the base point has a large order');
  return publicKey;
}

let probe: Promise<boolean> | undefined;

/** Whether WebCrypto computes the same public key as noble. Checked once. */
function isInWebCrypto(): Promise<boolean> {
  probe ??= agreesWithNoble();
  return probe;
}

async function agreesWithNoble(): Promise<boolean> {
  const privateKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  try {
    return equal(await publicKeyOf(await byWebCrypto(privateKey)), x25519.getPublicKey(privateKey));
  } catch {
    return false; // the runtime doesn't know the name
  }
}

async function byWebCrypto(privateKey: Bytes): Promise<Agreement> {
  const encoded = join(PKCS8_PREFIX, privateKey);
  const imported = crypto.subtle.importKey('pkcs8', encoded, 'X25519', false, ['deriveBits']);
  const own = await imported.finally(() => encoded.fill(0));
  return async (publicKey) => {
    const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
    try {
      const secret = await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own, 8 * KEY_BYTES);
      return new Uint8Array(secret);
    } catch (reason) {
      // WebCrypto refuses a zero secret too. Any other failure has another cause than the public key.
      if (isSmallOrder(publicKey)) return undefined;
      throw reason;
    }
  };
}

function byNoble(privateKey: Bytes): Agreement {
  return async (publicKey) => sharedSecret(privateKey, publicKey);
}

/** Tells whether a public key of 32 bytes has a small order: with it, every shared secret is zero. */
export function isSmallOrder(publicKey: Uint8Array): boolean {
  return sharedSecret(new Uint8Array(KEY_BYTES).fill(1), publicKey) === undefined;
}

function sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Bytes | undefined {
  try {
    return new Uint8Array(x25519.getSharedSecret(privateKey, publicKey));
  } catch {
    return undefined; // the only keys of 32 bytes that noble refuses
  }
}
