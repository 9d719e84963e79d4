import { type AuditEvent, FedzkError } from '@fedzk/core';
import { writeEntryProof } from '../wasm/fedzk_audit.js';
import { requireWhole, unexpected } from './argument.js';
import {
  type ProofGeneration,
  proofGenerationEvent,
  type SecurityEvent,
  securityEvent,
  type Verification,
  verificationEvent,
} from './events/build.js';
import { decodeEvent, encodeEvent } from './events/entry.js';
import type { AuditEntry, NewEvent } from './events/event.js';
import { UuidV7 } from './events/uuid.js';
import type { ExportRow } from './export/row.js';
import type { Checkpoint } from './note/checkpoint.js';
import type { Signer } from './note/signer.js';
import type { LogStorage } from './storage/storage.js';
import { tilePath, widthAt } from './tree/paths.js';
import { readTile, Tiles } from './tree/tiles.js';
import { bundleEntries, leafHash, TILE_WIDTH } from './tree/tree.js';
import { type Appended, LogWriter } from './writer/log-writer.js';

export interface AuditLogOptions {
  /** The log's name, which is the signer's. */
  readonly origin: string;
  readonly signer: Signer;
  /** A checkpoint follows an entry after so many milliseconds, or after so many entries; default 1,000 and 4,096. */
  readonly checkpointEvery?: { readonly ms?: number; readonly entries?: number };
  /** How many bytes of entries may wait to be written; further calls of `append` wait outside. Default 16 MiB. */
  readonly queueBytes?: number;
  /** A new journal is begun where one has grown beyond so many bytes; the old one goes with the next checkpoint. Default 16 MiB. */
  readonly journalBytes?: number;
  /** The clock, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

/** An entry that is durable. */
export interface AppendedEvent extends Appended {
  /** As it stands in the entry: RFC 3339, UTC. */
  readonly time: string;
}

/** Which entries are wanted: from `from` on, up to `to`, which is not one of them. */
export interface EntryRange {
  readonly from?: number;
  readonly to?: number;
}

/**
 * A log that can't be rewritten: each entry is a leaf of a Merkle tree (RFC 9162), whose root is signed from time to time,
 * and lies as C2SP tlog-tiles has it. One writer at a time.
 *
 * @example
 * ```ts
 * const signer = await createSigner('example.com/audit', privateKey);
 * const log = await AuditLog.open(directoryStorage('audit'), { origin: signer.name, signer });
 * const { index } = await log.append({
 *   user_id: 'client_001', operation: 'proof_generation', resource: 'circuit:gradient_update', result: 'success',
 * });
 * const proof = await log.prove(index);
 * await log.close();
 * ```
 */
export class AuditLog {
  readonly #storage: LogStorage;
  readonly #writer: LogWriter;
  readonly #now: () => number;
  readonly #ids = new UuidV7();

  private constructor(storage: LogStorage, writer: LogWriter, now: () => number) {
    this.#storage = storage;
    this.#writer = writer;
    this.#now = now;
  }

  /**
   * Opens a log, or begins one. What an earlier writer acknowledged is there, whatever ended it.
   *
   * @throws {FedzkError} `invalid-state`: another writer has it, or it has another key; `rolled-back`: it is older than what
   *   it signed; `damaged`; `storage`; `invalid-argument`
   */
  static async open(storage: LogStorage, options: AuditLogOptions): Promise<AuditLog> {
    const given: unknown = options;
    if (typeof given !== 'object' || given === null) throw unexpected('options', '{ origin, signer }', given);
    const { origin, signer, checkpointEvery: { ms = 1000, entries = 4096 } = {}, queueBytes = 1 << 24, now } = options;
    const { journalBytes = 1 << 24 } = options;
    if (origin !== signer?.name) throw unexpected('origin', "the signer's name", origin);
    const writer = await LogWriter.open(storage, {
      signer,
      checkpointEvery: {
        ms: requireWhole(ms, 'checkpointEvery.ms', 0, 2 ** 31 - 1),
        entries: requireWhole(entries, 'checkpointEvery.entries', 1),
      },
      queueBytes: requireWhole(queueBytes, 'queueBytes', 1),
      journalBytes: requireWhole(journalBytes, 'journalBytes', 1),
    });
    return new AuditLog(storage, writer, now ?? Date.now);
  }

  /** How many entries are durable. */
  get size(): number {
    return this.#writer.size;
  }

  /**
   * Adds an event. It resolves when the entry is durable, with its place and its leaf hash.
   *
   * @throws {FedzkError} `invalid-argument`, and nothing is written; `fail-stop`, when the storage has failed; `disposed`
   */
  async append(event: NewEvent | AuditEvent): Promise<AppendedEvent> {
    const now = this.#now();
    const entry = encodeEvent(event as NewEvent, { now, id: this.#ids.next(now) });
    const time = decodeEvent(entry)?.time ?? '';
    return { ...(await this.#writer.append(entry)), time };
  }

  /** A proof was made, or not: `proof_generation` of `circuit:<circuit_type>`. */
  logProofGeneration(generation: ProofGeneration): Promise<AppendedEvent> {
    return this.append(proofGenerationEvent(generation));
  }

  /** A proof was verified, or refused: `proof_verification` of `proof:<proof_id>`. */
  logVerification(verification: Verification): Promise<AppendedEvent> {
    return this.append(verificationEvent(verification));
  }

  /** Something that bears on security: `security_event` of `system`, result `logged`. */
  logSecurityEvent(event: SecurityEvent): Promise<AppendedEvent> {
    return this.append(securityEvent(event));
  }

  /** A signed checkpoint of all entries that are durable: a note of C2SP tlog-checkpoint. */
  checkpoint(): Promise<string> {
    return this.#writer.checkpoint();
  }

  /**
   * A proof that an entry is in the log: a text of C2SP tlog-proof, with a signed checkpoint.
   *
   * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`
   */
  async prove(index: number): Promise<string> {
    requireWhole(index, 'index', 0, this.size - 1);
    const { note, signed } = await this.#covering(index);
    const path = await new Tiles(this.#storage, signed.size).prove(index, signed.root);
    const proof = writeEntryProof(index, path, note);
    if (proof === undefined) throw new FedzkError('wasm', 'The WebAssembly module wrote no proof.');
    return proof;
  }

  async #covering(index: number): Promise<{ readonly note: string; readonly signed: Checkpoint }> {
    const newest = this.#writer.published;
    if (newest !== undefined && index < newest.signed.size) return newest;
    await this.#writer.checkpoint();
    return this.#writer.published ?? this.#covering(index);
  }

  /**
   * Entries and where they are, for `exportAs`; those that are in the tree, after a checkpoint.
   *
   * @throws {FedzkError} `damaged`: an entry is not what was hashed
   */
  async *entries({ from = 0, to }: EntryRange = {}): AsyncGenerator<ExportRow> {
    await this.#writer.checkpoint();
    const { signed } = this.#writer;
    const end = Math.min(to === undefined ? signed.size : requireWhole(to, 'to'), signed.size);
    for (let index = requireWhole(from, 'from'); index < end; ) {
      const bundle = Math.floor(index / TILE_WIDTH);
      const entries = await this.#bundle(bundle, signed.size);
      for (const bytes of entries.slice(index % TILE_WIDTH, end - bundle * TILE_WIDTH)) {
        yield { origin: signed.origin, index, leafHash: leafHash(bytes), entry: entryOf(bytes, index) };
        index++;
      }
    }
  }

  async #bundle(index: number, size: number): Promise<readonly Uint8Array[]> {
    const width = widthAt(0, index, size);
    const bytes = await readTile(this.#storage, 'entries', index, width);
    const entries = bytes && bundleEntries(bytes);
    if (entries !== undefined && entries.length >= width) return entries.slice(0, width);
    throw new FedzkError(
      'damaged',
      `${tilePath('entries', index, width)} is ${bytes === undefined ? 'missing' : 'damaged'}.`,
    );
  }

  /** Signs what is left and gives the log back. Nothing can be added afterwards. */
  close(): Promise<void> {
    return this.#writer.close();
  }
}

function entryOf(bytes: Uint8Array, index: number): AuditEntry {
  const entry = decodeEvent(bytes);
  if (entry !== undefined) return entry;
  throw new FedzkError('damaged', `Entry ${index} is no event of this version.`);
}
