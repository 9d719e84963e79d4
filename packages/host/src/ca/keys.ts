import { createPublicKey, generateKeyPair, type KeyObject, type webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { FedzkError, optionsOf, unexpected } from '@fedzk/core';

/** The kinds of keys that certificates are made for. */
export type TlsKeyAlgorithm = 'ecdsa-p256' | 'rsa-4096';

export interface TlsKeyOptions {
  /** Default: `ecdsa-p256`. */
  readonly algorithm?: TlsKeyAlgorithm | undefined;
}

const generate = promisify(generateKeyPair);

/**
 * Makes a private key for TLS.
 *
 * @returns PKCS#8 in PEM, without a passphrase: keep it where only its owner can read it
 * @throws {FedzkError} `invalid-argument`
 */
export async function createTlsKey(options: TlsKeyOptions = {}): Promise<string> {
  const { algorithm } = optionsOf(options, ['algorithm']);
  return pemOf(await makeKey(algorithm));
}

/** @throws {FedzkError} `invalid-argument` */
export async function makeKey(algorithm: TlsKeyAlgorithm = 'ecdsa-p256'): Promise<KeyObject> {
  if (algorithm === 'ecdsa-p256') return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
  if (algorithm === 'rsa-4096') return (await generate('rsa', { modulusLength: 4096 })).privateKey;
  throw unexpected('algorithm', '"ecdsa-p256" or "rsa-4096"', algorithm);
}

/** Writes a private key as PKCS#8 in PEM. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** How Web Cryptography names the algorithms. */
const WEB = {
  'ecdsa-p256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'rsa-4096': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const;

/**
 * Names a key's algorithm.
 *
 * @throws {FedzkError} `unsupported`: a key of another kind or size
 */
export function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, name: string): TlsKeyAlgorithm {
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ecdsa-p256';
  if (asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 4096) return 'rsa-4096';
  throw new FedzkError('unsupported', `"${name}" expected a key of ECDSA P-256 or RSA-4096, got one of another kind.`);
}

/**
 * Gives Web Cryptography a private key to sign with.
 *
 * @throws {FedzkError} `unsupported`: a key of another kind or size
 */
export async function signingKeyOf(key: KeyObject, name: string): Promise<webcrypto.CryptoKey> {
  const algorithm = WEB[algorithmOf(key, name)];
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  } finally {
    pkcs8.fill(0);
  }
}

/** Gives Web Cryptography the public half of a key. */
export async function verifyingKeyOf(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const publicKey = createPublicKey(key);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return crypto.subtle.importKey('spki', spki, WEB[algorithmOf(publicKey, 'key')], true, ['verify']);
}
