import {
  type AuditEvent,
  asOptions,
  type CallOptions,
  callOptionsOf,
  FedzkError,
  optionsOf,
  signalOf,
} from '@fedzk/core';
import { requireIndex, requireStorage, requireWhole, unexpected } from './argument.js';
import type { Predecessor } from './epoch.js';
import {
  type ProofGeneration,
  proofGenerationEvent,
  type SecurityEvent,
  securityEvent,
  type Verification,
  verificationEvent,
} from './events/build.js';
import { isoTime } from './events/checks.js';
import { eventText } from './events/entry.js';
import { UuidV7 } from './events/uuid.js';
import { type AuditLogOptions, openingOf } from './log-options.js';
import { beginAfter } from './new-epoch.js';
import type { Checkpoint } from './note/checkpoint.js';
import type { Policy } from './note/policy.js';
import type { Signer } from './note/signer.js';
import { type Erased, Privacy } from './privacy.js';
import { proveEntry } from './prove/entry.js';
import { type EntryRange, type LogEntry, readEntries } from './reader.js';
import { type Eviction, evictionOf } from './rotation/options.js';
import { type RotatedLog, Rotation } from './rotation/rotation.js';
import { requireSeen } from './seen.js';
import type { LogStorage, StoredFile } from './storage/storage.js';
import { Tiles } from './tree/tiles.js';
import type { Cosigner } from './witness/cosigner.js';
import { cosignerOf, type WitnessingOptions } from './witness/witnessing.js';
import { closed } from './writer/fail-stop.js';
import type { AppendedEvent } from './writer/intake.js';
import { LogWriter } from './writer/log-writer.js';

/** Selects a checkpoint. */
export interface CheckpointOptions {
  /** The index of an entry that the checkpoint must cover; by default it covers all entries. */
  readonly covering?: number;
  /** Whether the checkpoint must have a quorum of cosignatures by the log's policy. */
  readonly quorum?: boolean;
  /** Ends the wait for a quorum; requests that were sent go on. */
  readonly signal?: AbortSignal;
}

/**
 * A log that can't be rewritten: each entry is a leaf of a Merkle tree (RFC 9162), whose root is signed from time to time.
 * Its files have the layout of C2SP tlog-tiles. It has one writer at a time.
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
  readonly #privacy: Privacy | undefined;
  readonly #ids = new UuidV7();
  #at: { readonly now: number; readonly time: string | undefined } = { now: Number.NaN, time: undefined };
  #rotation: Rotation | undefined;
  #cosigner: Cosigner | undefined;
  #closing: Promise<void> | undefined;

  private constructor(storage: LogStorage, writer: LogWriter, now: () => number, privacy: Privacy | undefined) {
    if (!(writer instanceof LogWriter)) {
      const how = 'A log is opened by AuditLog.open(storage, { origin, signer }); its constructor is private.';
      throw new FedzkError('invalid-argument', how);
    }
    this.#storage = storage;
    this.#writer = writer;
    this.#now = now;
    this.#privacy = privacy;
  }

  /**
   * Opens a log, or begins one. It has all events that an earlier writer acknowledged, however that writer ended.
   *
   * @throws {FedzkError} `invalid-state`: another writer has the log, or may have it, or its checkpoint bears another key or
   *   name; `rolled-back`: it is older than what it signed, or than what `since` or a witness has seen; `not-authentic`: its
   *   state or its journal was written without its key; `quorum`: too few witnesses said what they have seen; `damaged`;
   *   `storage`; `invalid-argument`
   */
  static async open(storage: LogStorage, given: AuditLogOptions): Promise<AuditLog> {
    requireStorage(storage);
    const { signer, now, policy, witnesses, since, privacy, ...options } = openingOf(given);
    let log: AuditLog | undefined;
    const writer = await LogWriter.open(storage, {
      ...options.writer,
      onPublished: (files) => {
        if (log !== undefined) log.#published(files);
      },
      accept: ({ signed }) => requireSeen(storage, signed, { signer, since, policy, witnesses }),
    });
    const opened = new AuditLog(storage, writer, now, privacy && new Privacy(privacy, signer.name));
    try {
      const rotation = await Rotation.open(storage, opened.#rotated(signer), options.rotation);
      log = opened;
      opened.#rotation = rotation;
      if (policy !== undefined) opened.#cosigner = opened.#cosignedBy(policy, witnesses);
    } catch (error) {
      await writer.close().catch(() => undefined);
      throw error;
    }
    return opened;
  }

  #published(files: readonly StoredFile[]): void {
    this.#rotation?.grown(files);
    const { published } = this.#writer;
    if (published !== undefined) this.#cosigner?.published(published.note);
  }

  /**
   * Begins a new log after one that can't go on, such as one that is `rolled-back`. The old one is not changed: what is
   * left of it can be read and verified as before. The new one's first entry, `log.epoch`, names the old log, the largest
   * tree that it signed and the tree that was found, so that nobody mistakes one log for the other.
   *
   * After an interruption, call it again with the same arguments. It goes on with a new log that has no entry yet, or whose
   * first entry describes the old log as it is now.
   *
   * @param old the old log's storage; nobody else may write to it meanwhile
   * @param storage the new log's, empty
   * @param options those of {@link AuditLog.open}, with another origin, and `previous`, which describes the old log
   * @throws {FedzkError} `invalid-argument`: the origin is the old one; `invalid-state`: the old log is whole and no reason
   *   is given, it has another key, one of the two has a writer, or the new storage has another log; `not-found`: there is no
   *   old log; as {@link AuditLog.open}
   *
   * @example
   * ```ts
   * const log = await AuditLog.newEpoch(directoryStorage('audit'), directoryStorage('audit-2'), {
   *   origin: signer.name, signer, previous: { verifierKey: oldSigner.verifierKey },
   * });
   * ```
   */
  static async newEpoch(
    old: LogStorage,
    storage: LogStorage,
    options: AuditLogOptions & { readonly previous: Predecessor },
  ): Promise<AuditLog> {
    const open = (at: LogStorage, own: AuditLogOptions): Promise<AuditLog> => AuditLog.open(at, own);
    return beginAfter(old, storage, options, open, (log, event) => log.#append(event));
  }

  #rotated(signer: Signer): RotatedLog {
    return {
      signer,
      append: (event) => this.#append(event),
      checkpoint: async () => {
        await this.#writer.checkpoint();
        return this.#writer.signed;
      },
      signed: () => this.#writer.signed,
      leaveJournals: (before) => this.#writer.leaveJournals(before),
      requireOwn: () => this.#writer.requireOwn(),
      stop: async (cause) => {
        await this.#writer.fail(cause);
      },
    };
  }

  #cosignedBy(policy: Policy, options: WitnessingOptions): Cosigner {
    const log = {
      reader: this.#storage,
      publish: (note: string, size: number) => this.#writer.publishCosigned(note, size),
      write: (file: StoredFile) => this.#writer.writeBeside(file),
    };
    const cosigner = cosignerOf(log, policy, options);
    if (this.#writer.published !== undefined) cosigner.published(this.#writer.published.note);
    return cosigner;
  }

  /** The number of durable entries. */
  get size(): number {
    return this.#writer.size;
  }

  /** The first entry that was not archived or pruned; 0 if none were. The earlier ones can still be proved. */
  get minimum(): number {
    return this.#rotation?.minimum ?? 0;
  }

  /**
   * Adds an event. Resolves with the entry's index and leaf hash when the entry is durable.
   *
   * @throws {FedzkError} `invalid-argument`, and nothing is written; `fail-stop`, when the storage has failed; `disposed`
   */
  append(event: AuditEvent): Promise<AppendedEvent> {
    try {
      this.#requireOpen();
      return this.#append(event, { callers: true, privacy: this.#privacy });
    } catch (error) {
      return Promise.reject(error instanceof FedzkError ? error : unreadable(error));
    }
  }

  #requireOpen(): void {
    if (this.#closing === undefined) return;
    throw this.#writer.stopped ?? closed(this.#writer.signed.origin);
  }

  /** Appends an event. Those of the log itself name no person and are not encrypted. */
  #append(
    event: AuditEvent,
    { callers = false, privacy }: { readonly callers?: boolean; readonly privacy?: Privacy | undefined } = {},
  ): Promise<AppendedEvent> {
    const now = this.#now();
    if (now !== this.#at.now) this.#at = { now, time: isoTime(now) };
    const entry = eventText(event, {
      now,
      id: this.#ids.next(now),
      time: this.#at.time,
      sealed: undefined,
      callers,
    });
    const time = asOptions(event, 'event').time ?? this.#at.time ?? '';
    if (privacy === undefined) return this.#writer.append(entry, time);
    return privacy.append(entry, (sealed) => this.#writer.append(sealed, time));
  }

  /**
   * Erases a person in a log with `privacy`: destroys the person's key, so that no entry shows any more whom it is about.
   * Entries, tree and proofs stay as they are. Two entries `privacy.erase` record it: `logged`, which is durable before the
   * key is destroyed, and `success`, or `error` if the keys' `destroy` failed. If a crash leaves the first one alone, call
   * it again.
   *
   * @param reason in one line, 1,024 characters at most; the entries have it unencrypted
   * @throws {FedzkError} `invalid-state`: the log has no `privacy`; `invalid-argument`; `fail-stop`; `disposed`; what the
   *   keys throw
   */
  async erase(userId: string, reason?: string): Promise<Erased> {
    this.#requireOpen();
    if (this.#privacy === undefined) {
      throw new FedzkError('invalid-state', 'The log has no keys of persons: open it with "privacy" to erase one.');
    }
    return this.#privacy.erase(userId, reason, (event) => this.#append(event));
  }

  /** Logs that a proof was made, or not: `proof_generation` of `circuit:<circuit_type>`. */
  async logProofGeneration(generation: ProofGeneration): Promise<AppendedEvent> {
    return this.append(proofGenerationEvent(generation));
  }

  /** Logs that a proof was verified, or refused: `proof_verification` of `proof:<proof_id>`. */
  async logVerification(verification: Verification): Promise<AppendedEvent> {
    return this.append(verificationEvent(verification));
  }

  /** Logs an event that matters for security: `security_event` of `system`, result `logged`. */
  async logSecurityEvent(event: SecurityEvent): Promise<AppendedEvent> {
    return this.append(securityEvent(event));
  }

  /**
   * Signs a checkpoint of all durable entries: a note of C2SP tlog-checkpoint. With `quorum` it resolves when enough
   * witnesses of the log's policy have cosigned this checkpoint, or a newer one.
   *
   * @throws {FedzkError} `quorum`: too few have cosigned it; the message gives each other witness's reason; the log goes on.
   *   `invalid-argument`; `fail-stop`; `disposed`. The reason of `signal`
   *
   * @example
   * ```ts
   * const { index } = await log.append(event);
   * const note = await log.checkpoint({ covering: index, quorum: true });
   * ```
   */
  async checkpoint(options: CheckpointOptions = {}): Promise<string> {
    const { covering, quorum = false, signal: given } = optionsOf(options, ['covering', 'quorum', 'signal']);
    const signal = signalOf(given);
    signal?.throwIfAborted();
    if (typeof quorum !== 'boolean') throw unexpected('quorum', 'true or false', quorum);
    if (quorum && this.#cosigner === undefined)
      throw unexpected('quorum', 'a log that was opened with a policy', quorum);
    const size = covering === undefined ? this.size : requireIndex(covering, this.size, 'covering') + 1;
    const { published } = this.#writer;
    const there = covering !== undefined && published !== undefined && published.signed.size >= size;
    const note = there ? published.note : await this.#writer.checkpoint();
    return quorum && this.#cosigner !== undefined ? this.#cosigner.wait(size, signal) : note;
  }

  /**
   * Proves that an entry is in the log: a text of C2SP tlog-proof with a signed checkpoint. If a checkpoint with a quorum of
   * witnesses covers the entry, the proof has that one.
   *
   * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`
   */
  async prove(index: number): Promise<string> {
    requireIndex(index, this.size);
    const quorate = this.#cosigner?.quorate;
    if (quorate !== undefined && index < quorate.size) return proveEntry(this.#storage, quorate, index);
    const { note, signed } = await this.#covering(index);
    return proveEntry(this.#storage, { ...signed, note }, index);
  }

  /**
   * Reads an entry's bytes, as they were hashed, for `verifyEntry`.
   *
   * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`: it differs from what was hashed, or was removed
   */
  async read(index: number): Promise<Uint8Array> {
    requireIndex(index, this.size);
    const { signed } = await this.#covering(index);
    for await (const { bytes } of readEntries(this.#storage, signed, { from: index, to: index + 1 })) return bytes;
    throw unexpected('index', 'that of an entry', index);
  }

  async #covering(index: number): Promise<{ readonly note: string; readonly signed: Checkpoint }> {
    const newest = this.#writer.published;
    if (newest !== undefined && index < newest.signed.size) return newest;
    await this.#writer.checkpoint();
    return this.#writer.published ?? this.#covering(index);
  }

  /**
   * Computes the root of the first entries (RFC 9162 §2.1.1), and checks that the log has grown from them. Whoever kept
   * something that was made of them sees by it whether they are still the same.
   *
   * @param size how many, at most the number of durable entries
   * @returns 32 bytes
   * @throws {FedzkError} `invalid-argument`: there are fewer; `damaged`
   */
  async rootAt(size: number): Promise<Uint8Array> {
    const count = requireWhole(size, 'size', 0, this.size);
    if (count > 0) await this.#covering(count - 1);
    const { signed } = this.#writer;
    return new Tiles(this.#storage, signed.size).rootOfFirst(count, signed.root);
  }

  /**
   * Reads the entries after signing a checkpoint of them, each with its index, for `exportAs`.
   *
   * @param range by default from the first one that was not archived or pruned
   * @throws {FedzkError} `damaged`: an entry differs from what was hashed, or was removed; the reason of `signal`
   */
  async *entries(range: EntryRange = {}, options: CallOptions = {}): AsyncGenerator<LogEntry> {
    const wanted = asOptions(range, 'range');
    const call = callOptionsOf(options);
    call.signal?.throwIfAborted();
    await this.#writer.checkpoint();
    yield* readEntries(this.#storage, this.#writer.signed, { from: this.minimum, ...wanted }, call);
  }

  /**
   * Archives or prunes the entries before an index, as `rotation` does with the oldest ones. Nothing is removed before the
   * archive, or the entry `log.prune`, is durable.
   *
   * @param before a multiple of 256, at most the number of entries in full bundles of 256
   * @param options `onProgress` is called after each bundle of 256 entries that was read, before any of its segment is
   *   removed. A `signal`, or what `onProgress` throws, ends it before the next segment is removed: segments that were evicted
   *   stay so, no archive is half written, and the log goes on
   * @throws {FedzkError} `invalid-argument`; `damaged`: what is to be archived is not what was signed; `storage`; `disposed`. The
   *   reason of `signal`
   */
  async evict(before: number, how: Eviction, options: CallOptions = {}): Promise<void> {
    const eviction = evictionOf(how);
    const call = callOptionsOf(options);
    call.signal?.throwIfAborted();
    await this.#writer.checkpoint();
    await this.#rotation?.evict(before, eviction, call);
  }

  /**
   * Signs the remaining entries and releases the lock. Nothing can be added afterwards. If witnesses are asked in the
   * background, it waits for their answers on the last checkpoint. It may be called twice.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The same as {@link AuditLog.close}: for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#privacy?.idle();
    // An eviction that has begun may still append an entry.
    const going = await this.#writer.checkpoint().then(
      () => true,
      () => false,
    );
    await this.#rotation?.close(going);
    // Covers the entry of that eviction.
    if (going) await this.#writer.checkpoint().catch(() => undefined); // close() says why
    await this.#cosigner?.close(this.#writer.stopped);
    await this.#writer.close();
  }
}

/** The error for an event whose getters or proxies throw. */
function unreadable(cause: unknown): FedzkError {
  return new FedzkError('invalid-argument', '"event" expected an object whose fields can be read; one throws.', {
    cause,
  });
}
