// The record and the result of a round, which both aggregators sign. Each aggregator signs only one per
// round, and stores it before anyone gets the signature, so that all see the same. agg-service.md, §4.

import { bytesOf, FedzkError, fromHex, ownBytes } from '@fedzk/core';
import { WrongTask } from '../protocol/canonical.js';
import { type Bytes, equal, join } from '../protocol/encoding.js';
import { plainHash } from '../protocol/hashes.js';
import { otherOf, type Role } from '../protocol/hpke.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import { readRecord } from '../protocol/record.js';
import { readResult, readSums } from '../protocol/result.js';
import { type Signatures, signDocument, unsignedBy } from '../protocol/signed.js';
import type { Task } from '../protocol/task.js';
import type { DocumentName, DocumentRow, RoundState } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';

/** A document of a round with the own signature, and the other aggregator's once it has come. */
export interface RoundDocument {
  /** Canonical JSON. */
  readonly document: Bytes;
  readonly signatures: Signatures;
  /** For a result: its sums. */
  readonly sums?: Int32Array | undefined;
}

/**
 * Why a document of a round is not signed:
 * - `malformed`, `wrong-task`: not a valid record or result, or of another task;
 * - `round-closed`: a record of a round that is not open here;
 * - `round-open`: a result of a round that is not collected here;
 * - `other-document`: another document of this round is signed already;
 * - `bad-signature`: the other aggregator has not signed it.
 */
export type SigningCode =
  | 'malformed'
  | 'wrong-task'
  | 'round-closed'
  | 'round-open'
  | 'other-document'
  | 'bad-signature';

/** A document that was not signed. */
export interface SigningRefusal {
  readonly refused: SigningCode;
}

/** The data that comes with a document. */
export interface BesideDocument {
  /** The other aggregator's signature. */
  readonly signature?: Uint8Array | undefined;
  readonly sums?: Bytes | undefined;
}

/** The aggregator that signs. */
export interface DocumentSigner {
  readonly role: Role;
  readonly task: Task;
  readonly signingKey: Bytes | undefined;
}

/** The state that a round needs for its document, and the refusal otherwise. */
const WHEN: Readonly<Record<DocumentName, { readonly state: RoundState; readonly refused: SigningCode }>> = {
  record: { state: 'open', refused: 'round-closed' },
  result: { state: 'collected', refused: 'round-open' },
};

/** Signs the documents of one aggregator of a task. */
export class RoundDocuments {
  readonly #store: TaskStore;
  readonly #of: DocumentSigner;

  constructor(store: TaskStore, of: DocumentSigner) {
    this.#store = store;
    this.#of = of;
  }

  /** Finds a stored document of a round. */
  async find(round: bigint, name: DocumentName): Promise<RoundDocument | undefined> {
    const row = await this.#store.document(round, name);
    return row && this.#open(name, round, row);
  }

  /** Signs a document, unless another one of its round is signed already. */
  async sign(
    name: DocumentName,
    given: Uint8Array,
    { signature, sums }: BesideDocument = {},
  ): Promise<(RoundDocument & { readonly round: bigint }) | (SigningRefusal & { readonly round?: bigint })> {
    const document = new Uint8Array(bytesOf(given, name));
    const round = this.#roundOf(name, document, sums);
    if (typeof round === 'string') return { refused: round };
    const { role, task } = this.#of;
    if (signature !== undefined) {
      const other = otherOf(role);
      const missing = await unsignedBy(task, name, document, { [other]: signature });
      if (missing.includes(other)) return { refused: 'bad-signature', round };
    }
    const kept = await this.#store.document(round, name);
    if (kept === undefined) {
      const row = await this.#store.round(round);
      if (row?.state !== WHEN[name].state) return { refused: WHEN[name].refused, round };
    }
    const own = ownBytes(signature, SIGNATURE_BYTES);
    const row = await this.#store.keep(round, name, {
      document: join(await this.#sign(name, document), document),
      ...(own && { signature: new Uint8Array(own) }),
      ...(sums && { sums }),
    });
    const signed = await this.#open(name, round, row);
    if (!equal(signed.document, document)) return { refused: 'other-document', round };
    return { ...signed, round };
  }

  /** Returns the round of a document, or why it is not one of this task. */
  #roundOf(name: DocumentName, document: Bytes, sums: Bytes | undefined): bigint | SigningCode {
    const { task } = this.#of;
    try {
      if (name === 'record') return readRecord(task, document).round;
      const result = readResult(task, document);
      const isOfSums = sums !== undefined && equal(plainHash(sums), fromHex(result.sums));
      return isOfSums ? result.round : 'malformed';
    } catch (error) {
      if (!(error instanceof FedzkError)) throw error;
      return error instanceof WrongTask ? 'wrong-task' : 'malformed';
    }
  }

  async #sign(name: DocumentName, document: Bytes): Promise<Bytes> {
    const { role, task, signingKey } = this.#of;
    if (signingKey === undefined) {
      const message = `This ${role} has no key to sign with; give it "signingKey".`;
      throw new FedzkError('invalid-state', message);
    }
    return new Uint8Array((await signDocument(task, name, document, signingKey)).signature);
  }

  /**
   * Opens a row: the own signature of 64 bytes, then the document. Both signatures are verified, and the sums are compared with
   * the result: whoever can change the storage must not have a document of theirs signed or shown.
   *
   * @throws {FedzkError} `damaged`
   */
  async #open(
    name: DocumentName,
    round: bigint,
    { document: stored, signature, sums }: DocumentRow,
  ): Promise<RoundDocument> {
    const { role, task } = this.#of;
    const [own, document] = [stored.slice(0, SIGNATURE_BYTES), stored.slice(SIGNATURE_BYTES)];
    const signatures = { [role]: own, ...(signature && { [otherOf(role)]: signature }) };
    const missing = await unsignedBy(task, name, document, signatures);
    const isSigned = !missing.some((each) => each in signatures);
    if (isSigned && this.#roundOf(name, document, sums) === round) {
      return { document, signatures, ...(sums && { sums: readSums(sums) }) };
    }
    const message = `The storage gave a ${name} of round ${round} that this ${role} did not sign; restore it, or abandon the round.`;
    throw new FedzkError('damaged', message);
  }
}
