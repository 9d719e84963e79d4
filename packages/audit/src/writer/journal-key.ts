// The key that authenticates a log's journal. It is not stored: it is derived from the signer's signature
// of a fixed text, which is deterministic (RFC 8032 §5.1.6). So a signer that can only sign, such as an
// HSM, is enough.

import { FedzkError } from '@fedzk/core';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sameBytes } from '../bytes.js';
import { readVerifierKey, verifySignature } from '../note/keys.js';
import type { Signer } from '../note/signer.js';
import { HASH_BYTES } from '../tree/tree.js';
import { utf8 } from '../utf8.js';

const INFO = utf8('fedzk.dev/audit-journal/v1');

export class JournalKey {
  readonly #hmac: ReturnType<typeof hmac.create>;
  /** Reused to compute each tag, to avoid garbage. */
  readonly #scratch: ReturnType<typeof hmac.create>;

  private constructor(key: Uint8Array) {
    this.#hmac = hmac.create(sha256, key);
    this.#scratch = hmac.create(sha256, key);
  }

  /**
   * Derives the key of a signer's log. It asks the signer for two signatures.
   *
   * @throws {FedzkError} `invalid-argument`: the signatures are not of the signer's key, or differ from each other; what the
   *   signer throws
   */
  static async of(signer: Signer): Promise<JournalKey> {
    // The zero byte keeps this from being a note's text, and the first line from being a statement's.
    const text = `\0fedzk.dev/audit-journal-key/v1\n${signer.name}\n`;
    const [first, second] = [await signer.sign(utf8(text)), await signer.sign(utf8(text))];
    if (!verifySignature(readVerifierKey(signer.verifierKey), text, first)) {
      throw new FedzkError(
        'invalid-argument',
        '"signer.sign" expected a signature of the key in "signer.verifierKey".',
      );
    }
    if (!sameBytes(first, second)) {
      throw new FedzkError(
        'invalid-argument',
        '"signer.sign" expected the same signature of the same bytes each time, as Ed25519 has it (RFC 8032 §5.1.6): ' +
          "the journal's key is derived from one.",
      );
    }
    const key = hkdf(sha256, first, undefined, INFO, HASH_BYTES);
    try {
      return new JournalKey(key);
    } finally {
      for (const secret of [first, second, key]) secret.fill(0);
    }
  }

  /**
   * Computes the tag of a group, 32 bytes: HMAC-SHA-256 of the previous group's tag and its own checksum.
   *
   * @param previous 32 bytes; for a journal's first group, the journal's start
   */
  tag(previous: Uint8Array, checksum: Uint8Array): Uint8Array {
    return this.#hmac._cloneInto(this.#scratch).update(previous).update(checksum).digest();
  }

  /** Overwrites the key. */
  dispose(): void {
    this.#hmac.destroy();
    this.#scratch.destroy();
  }
}
