// Seals stored shares under a key derived from the aggregator's private key, so that a stolen database
// reveals none. agg-service.md, §2.
//
//   key    = HKDF-SHA256(private key, info = "fedzk-agg/1 store" ‖ taskHash ‖ u64 round), without a salt
//   stored = nonce (12, random) ‖ AES-256-GCM of the share, aad = u8 role (0 leader, 1 helper) ‖ lp(client) ‖ reportId
//
// The own share of a round's sum is sealed in the same way, with no client and with the set's hash for the reportId: so that
// whoever changes the database changes no result.

import { FedzkError } from '@fedzk/core';
import { type Bytes, join, lp, u64, utf8 } from '../protocol/encoding.js';
import { PROTOCOL } from '../protocol/hashes.js';
import { type Role, roleByte } from '../protocol/hpke.js';
import type { RoundRow, SlotRow } from './rows.js';

const NONCE_BYTES = 12;
/** No client has this id: ids have at least one byte. */
const NO_CLIENT = '';
/** Bytes that sealing adds. */
export const SEAL_BYTES: number = NONCE_BYTES + 16;

/** Seals and opens the shares of one aggregator of one task. Close it to wipe its keys. */
export class ShareSeal {
  readonly #role: Role;
  readonly #taskHash: Bytes;
  #privateKey: Bytes | undefined;
  /** The key of the last used round. */
  #last: { readonly round: bigint; readonly key: Promise<CryptoKey> } | undefined;

  constructor(role: Role, taskHash: Bytes, privateKey: Bytes) {
    this.#role = role;
    this.#taskHash = taskHash;
    this.#privateKey = new Uint8Array(privateKey);
  }

  /** Seals a share for its slot. The caller wipes the share. */
  async seal(round: bigint, slot: Pick<SlotRow, 'client' | 'report'>, share: Bytes): Promise<Bytes> {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const key = await this.#key(round);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: this.#aad(slot) }, key, share);
    return join(iv, new Uint8Array(sealed));
  }

  /**
   * Opens the share of a slot.
   *
   * @throws {FedzkError} `damaged`: no share, or one that was not sealed for this slot
   */
  async open(round: bigint, slot: Pick<SlotRow, 'client' | 'report' | 'share'>): Promise<Bytes> {
    const sealed = slot.share ?? new Uint8Array();
    const iv = sealed.subarray(0, NONCE_BYTES);
    const key = await this.#key(round);
    try {
      const algorithm = { name: 'AES-GCM', iv, additionalData: this.#aad(slot) };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(NONCE_BYTES)));
    } catch (cause) {
      const message = `The storage gave a share of round ${round} that this ${this.#role} did not put there; restore it, or abandon the round.`;
      throw new FedzkError('damaged', message, { cause });
    }
  }

  /** Seals the own share of the sum of a round's set. */
  sealSum(round: bigint, setHash: Bytes, sum: Bytes): Promise<Bytes> {
    return this.seal(round, { client: NO_CLIENT, report: setHash }, sum);
  }

  /**
   * Opens the own share of a collected round's sum.
   *
   * @throws {FedzkError} `damaged`: none, or one that was not sealed for this round and set
   */
  openSum({ round, setHash = new Uint8Array(), release }: RoundRow): Promise<Bytes> {
    return this.open(round, { client: NO_CLIENT, report: setHash, share: release });
  }

  /** Wipes the private key. */
  close(): void {
    this.#privateKey?.fill(0);
    this.#privateKey = undefined;
    this.#last = undefined;
  }

  #key(round: bigint): Promise<CryptoKey> {
    if (this.#last?.round === round) return this.#last.key;
    const key = this.#derive(round);
    this.#last = { round, key };
    key.catch(() => {
      if (this.#last?.key === key) this.#last = undefined;
    });
    return key;
  }

  async #derive(round: bigint): Promise<CryptoKey> {
    if (this.#privateKey === undefined) throw new FedzkError('disposed', 'The key of these shares was wiped.');
    const material = await crypto.subtle.importKey('raw', this.#privateKey, 'HKDF', false, ['deriveKey']);
    const info = join(utf8(`${PROTOCOL}store`), this.#taskHash, u64(round));
    const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
    return crypto.subtle.deriveKey(algorithm, material, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
  }

  #aad({ client, report }: Pick<SlotRow, 'client' | 'report'>): Bytes {
    return join(roleByte(this.#role), lp(utf8(client)), report);
  }
}
