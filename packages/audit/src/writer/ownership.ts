// Checks before each signature that no other writer has taken the log over: two writers that sign would
// make two logs of one name. Also writes the files that describe the whole log.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { Checkpoint } from '../note/checkpoint.js';
import type { Signer } from '../note/signer.js';
import type { LogLock, LogStorage } from '../storage/storage.js';
import { decoded } from '../utf8.js';
import { entries } from '../words.js';
import { SIGNED } from './signed.js';
import { CHECKPOINT, checkNote, type Recovered, signedStatement, writeCheckpoint, writeSigned } from './state.js';

export class Ownership {
  readonly #storage: LogStorage;
  readonly #lock: LogLock;
  readonly #signer: Signer;
  /** The expected contents of the file that says which tree may have been signed. */
  #statement: Uint8Array;
  /** The contents that are being written. */
  #nextStatement: Uint8Array | undefined;
  /** The note that this writer or the previous one published last. */
  #published: string | undefined;

  constructor(
    storage: LogStorage,
    lock: LogLock,
    signer: Signer,
    { statement, note }: Pick<Recovered, 'statement' | 'note'>,
  ) {
    this.#storage = storage;
    this.#lock = lock;
    this.#signer = signer;
    this.#statement = statement;
    this.#published = note;
  }

  /** @throws {FedzkError} `invalid-state`: another writer has taken the log over */
  async requireHeld(): Promise<void> {
    await requireHeld(this.#lock);
  }

  /** @throws {FedzkError} `invalid-state`: another writer has taken the log over, or somebody wrote its state */
  async requireOwn(): Promise<void> {
    await this.requireHeld();
    for (;;) {
      const before = this.#statement;
      const statement = (await this.#storage.read(SIGNED)) ?? new Uint8Array(0);
      const own = [before, this.#statement, this.#nextStatement];
      if (own.some((one) => one !== undefined && sameBytes(one, statement))) return;
      // Another writer wrote it, unless this one has written it meanwhile.
      if (this.#statement === before) throw taken(`${SIGNED} is not what this writer wrote`);
    }
  }

  /** Writes down that a tree will be signed. */
  async writeSigned(next: Checkpoint): Promise<void> {
    await this.requireOwn();
    const statement = await signedStatement(next, this.#signer);
    this.#nextStatement = statement;
    await writeSigned(this.#storage, statement);
    this.#statement = statement;
  }

  /**
   * Publishes a note. It never replaces a signed checkpoint by one of a smaller tree, or of a different tree
   * of the same size.
   *
   * @param signed the tree that was written down last
   * @throws {FedzkError} `invalid-state`: somebody else has published one
   */
  async publish(note: string, { size, root }: Checkpoint): Promise<void> {
    const bytes = await this.#storage.read(CHECKPOINT);
    const there = bytes && decoded(bytes);
    if (there !== undefined && there !== this.#published) {
      const checkpoint = checkNote(there, this.#signer);
      // A checkpoint without a valid signature is overwritten.
      const known = typeof checkpoint === 'string' ? undefined : checkpoint;
      if (known !== undefined && (known.size > size || (known.size === size && !sameBytes(known.root, root)))) {
        throw taken(`a checkpoint of ${entries(known.size)} was published that this writer did not sign`);
      }
    }
    await writeCheckpoint(this.#storage, note);
    this.#published = note;
  }

  /** Explains why a write failed: if another writer has taken the log over, that is the cause. */
  async explain(fault: unknown): Promise<unknown> {
    if (!(fault instanceof FedzkError) || (fault.code !== 'storage' && fault.code !== 'damaged')) return fault;
    const held = await this.#lock.held().catch(() => true); // then the storage failed
    return held ? fault : taken(LOCK_GONE, fault);
  }

  release(): Promise<void> {
    return this.#lock.release();
  }
}

/** @throws {FedzkError} `invalid-state`: another writer has taken the log over */
export async function requireHeld(lock: LogLock): Promise<void> {
  if (!(await lock.held())) throw taken(LOCK_GONE);
}

const LOCK_GONE = 'its lock is gone: another writer has taken the log over';

function taken(why: string, cause?: FedzkError): FedzkError {
  const options = cause && { cause };
  return new FedzkError('invalid-state', `The log is not this writer's any more: ${why}.`, options);
}
