// HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.

import { Aes256Gcm, CipherSuite, HkdfSha256, HpkeError } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { type Bytes, utf8 } from './encoding.js';
import { PROTOCOL } from './hashes.js';
import type { KeyPair } from './keys.js';

/** Whom something is sealed to. */
export type Role = 'leader' | 'helper';

/** An encapsulated key and what is sealed under it. */
export interface Sealed {
  /** 32 bytes. */
  readonly enc: Bytes;
  /** The plaintext's length and 16 bytes. */
  readonly ciphertext: Bytes;
}

/** Bytes of an encapsulated key. */
export const ENC_BYTES = 32;
/** Bytes that sealing adds. */
export const AEAD_TAG_BYTES = 16;

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}

function info(role: Role): ArrayBuffer {
  return memory(utf8(PROTOCOL + role));
}

/** A copy with memory of its own: of a view, `buffer` alone would be all that lies behind it. */
function memory(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/**
 * Seals a share to an aggregator.
 *
 * @param aad M: in another report the ciphertext does not open
 * @param ephemeral the ephemeral private key, for tests alone; fresh where it is left out
 */
export async function seal(
  role: Role,
  publicKey: Bytes,
  aad: Bytes,
  plaintext: Bytes,
  ephemeral?: Uint8Array,
): Promise<Sealed> {
  const { kem } = suite();
  const recipientPublicKey = await kem.deserializePublicKey(memory(publicKey));
  const ekm = ephemeral && (await kem.deriveKeyPair(memory(ephemeral)));
  const sender = await suite().createSenderContext({ recipientPublicKey, info: info(role), ...(ekm && { ekm }) });
  const ciphertext = await sender.seal(plaintext, aad);
  return { enc: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext) };
}

/** An aggregator's key pair as {@link open} takes it. */
export type Recipient = CryptoKeyPair;

/**
 * Imports an aggregator's key pair. Once is enough: where a public key is left out, the library derives it for each
 * ciphertext, which takes as long as the key agreement itself.
 */
export async function importRecipient({ privateKey, publicKey }: KeyPair): Promise<Recipient> {
  const { kem } = suite();
  return {
    privateKey: await kem.deserializePrivateKey(memory(privateKey)),
    publicKey: await kem.deserializePublicKey(memory(publicKey)),
  };
}

/** Opens what was sealed to this aggregator, `undefined` where it does not open. */
export async function open(role: Role, recipient: Recipient, aad: Bytes, sealed: Sealed): Promise<Bytes | undefined> {
  try {
    const context = await suite().createRecipientContext({
      recipientKey: recipient,
      enc: memory(sealed.enc),
      info: info(role),
    });
    return new Uint8Array(await context.open(sealed.ciphertext, aad));
  } catch (reason) {
    if (reason instanceof HpkeError) return undefined;
    throw reason;
  }
}
