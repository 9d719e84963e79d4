// The one writer of a log: makes entries durable, and publishes checkpoints.

import type { FedzkError } from '@fedzk/core';
import type { Checkpoint } from '../note/checkpoint.js';
import type { Signer } from '../note/signer.js';
import type { Journal, LogLock, LogStorage, StoredFile } from '../storage/storage.js';
import { HASH_BYTES, leafHashes } from '../tree/tree.js';
import { Checkpointer } from './checkpointer.js';
import { Durable } from './durable.js';
import { closed, FailStop } from './fail-stop.js';
import { type Group, pack } from './groups.js';
import { type AppendedEvent, Intake } from './intake.js';
import { JournalKey } from './journal-key.js';
import { Journals } from './journals.js';
import { Notes, type Published } from './notes.js';
import { Ownership, requireHeld } from './ownership.js';
import { type Found, type Recovered, recover, removeBegun } from './state.js';
import type { TreeWriter } from './tree-writer.js';

export interface LogWriterOptions {
  readonly signer: Signer;
  /** A checkpoint follows an entry after this many milliseconds, or after this many entries. */
  readonly checkpointEvery: { readonly ms: number; readonly entries: number };
  /** The most bytes in the queue; further entries wait outside. */
  readonly queueBytes: number;
  /** Called with the written files once their checkpoint is published. */
  readonly onPublished?: (files: readonly StoredFile[]) => void;
  /** The length in bytes from which on a new journal is begun. */
  readonly journalBytes: number;
  /** Whether to take the log over from a writer that can't be seen from here. */
  readonly takeOver?: boolean;
  /** Checks the log as found, before anything is written or signed. If it throws, the log is refused. */
  readonly accept?: (found: Found) => Promise<void>;
}

/** The microtask turns that a caller needs to append again once its entry is durable. */
const TURNS = 8;

export class LogWriter {
  readonly #storage: LogStorage;
  readonly #own: Ownership;
  readonly #journalKey: JournalKey;
  readonly #failStop: FailStop;
  readonly #durable: Durable;
  readonly #intake: Intake;
  readonly #journals: Journals;
  readonly #tree: TreeWriter;
  readonly #notes: Notes;
  readonly #checkpointer: Checkpointer;
  #writing: Promise<void> | undefined;
  /** Callers that wait for a journal that begins with the next entry. */
  #leaving: (() => void)[] = [];
  #closing: Promise<void> | undefined;

  private constructor(
    storage: LogStorage,
    options: LogWriterOptions,
    own: Ownership,
    journalKey: JournalKey,
    { signed, note, tree, tail, journal, groups }: Recovered,
  ) {
    const { signer, queueBytes, journalBytes, checkpointEvery, onPublished } = options;
    this.#storage = storage;
    this.#own = own;
    this.#journalKey = journalKey;
    this.#tree = tree;
    this.#failStop = new FailStop(signer.name, own, (stopped) => this.#stop(stopped));
    this.#durable = new Durable(signed.size, tail);
    const requireGoing = (): void => this.#failStop.requireGoing();
    this.#intake = new Intake(queueBytes, this.#durable, requireGoing, () => this.#startWriting());
    this.#journals = new Journals(storage, journalKey, { journal, groups, first: signed.size }, journalBytes);
    this.#notes = new Notes(signer, own, this.#failStop, { signed, note });
    this.#checkpointer = new Checkpointer(
      {
        storage,
        own,
        failStop: this.#failStop,
        durable: this.#durable,
        journals: this.#journals,
        tree,
        notes: this.#notes,
      },
      {
        every: checkpointEvery,
        growBytes: queueBytes,
        onPublished,
        onPlanted: () => this.#intake.giveRoom(),
      },
    );
  }

  /** @throws {FedzkError} `invalid-state`; `damaged`; `rolled-back`; `not-authentic`; `storage`; what `accept` throws */
  static async open(storage: LogStorage, options: LogWriterOptions): Promise<LogWriter> {
    const { signer, takeOver = false, accept } = options;
    const journalKey = await JournalKey.of(signer);
    let lock: LogLock | undefined;
    let journal: Journal | undefined;
    let begins = false;
    try {
      const held = await storage.lock({ takeOver });
      lock = held;
      const recovered = await recover(storage, { signer, journalKey }, async (found) => {
        await accept?.(found);
        // If two writers took it over from each other, at most one still has it.
        await requireHeld(held);
        begins = found.statement === undefined;
      });
      journal = recovered.journal;
      const own = new Ownership(storage, held, signer, recovered);
      const writer = new LogWriter(storage, options, own, journalKey, recovered);
      // Every log has a checkpoint. A tree that was written down is signed, since its writer may have done so.
      if (writer.published === undefined) await writer.#notes.publish();
      writer.#checkpointer.schedule();
      return writer;
    } catch (error) {
      journalKey.dispose();
      await journal?.close().catch(() => undefined);
      if (begins && (await lock?.held().catch(() => false))) await removeBegun(storage).catch(() => undefined);
      await lock?.release().catch(() => undefined);
      throw error;
    }
  }

  /** Why it has stopped; undefined if it has not. */
  get stopped(): FedzkError | undefined {
    return this.#failStop.stopped;
  }

  /** The number of durable entries. */
  get size(): number {
    return this.#durable.size;
  }

  /** The newest tree that is signed, or about to be. */
  get signed(): Checkpoint {
    return this.#notes.signed;
  }

  /** The newest checkpoint, unless one is being made. */
  get published(): Published | undefined {
    return this.#notes.published;
  }

  /**
   * Resolves when the entry is durable.
   *
   * @param entry its text, at most 65,535 bytes in UTF-8
   * @param time the entry's time
   */
  append(entry: string, time: string): Promise<AppendedEvent> {
    const refused = this.#failStop.stopped ?? (this.#closing === undefined ? undefined : closed(this.signed.origin));
    return refused === undefined ? this.#intake.append(entry, time) : Promise.reject(refused);
  }

  #startWriting(): void {
    this.#writing ??= this.#write();
  }

  /** Writes groups as long as there are entries. It never rejects. */
  async #write(): Promise<void> {
    await turns();
    while ((!this.#intake.isEmpty || this.#leaving.length > 0) && this.stopped === undefined) {
      await this.#leaveJournal();
      if (this.stopped !== undefined || this.#intake.isEmpty) continue;
      const waiting = this.#intake.take();
      try {
        const group = await this.#writeGroup(waiting.map(({ entry }) => entry));
        for (const [i, { time, resolve }] of waiting.entries()) {
          const at = i * HASH_BYTES;
          resolve({ index: group.first + i, leafHash: group.leaves.slice(at, at + HASH_BYTES), time });
        }
      } catch (error) {
        const stopped = await this.fail(error);
        for (const { reject } of waiting) reject(stopped);
      }
      await turns();
    }
    this.#writing = undefined;
  }

  async #writeGroup(entries: readonly string[]): Promise<Group> {
    const packed = pack(entries);
    const leaves = leafHashes(packed) ?? new Uint8Array(0);
    const group = { first: this.size, count: entries.length, packed, leaves };
    if (this.#journals.isFull) await this.#nextJournal();
    await this.#journals.write(group);
    this.#durable.add(group);
    this.#checkpointer.schedule();
    return group;
  }

  async #nextJournal(): Promise<void> {
    await this.#journals.next({ size: this.size, root: this.#durable.rootWith(this.#tree) });
  }

  /** Begins a new journal, if somebody waits for one. It never rejects. */
  async #leaveJournal(): Promise<void> {
    if (this.#leaving.length === 0) return;
    try {
      if (this.#journals.first !== this.size) await this.#nextJournal();
    } catch (error) {
      await this.fail(error);
    }
    for (const resolve of this.#leaving.splice(0)) resolve();
  }

  /**
   * Returns a signed checkpoint of all entries that were durable at the call.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  checkpoint(): Promise<string> {
    return this.#checkpointer.checkpoint();
  }

  /**
   * Removes the journals with entries before an index, durably, so that evicted entries stay in none. Their
   * other entries are in bundles by then.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  async leaveJournals(before: number): Promise<void> {
    if (!this.#journals.haveBefore(before)) return;
    this.#failStop.requireGoing();
    await new Promise<void>((resolve) => {
      this.#leaving.push(resolve);
      this.#startWriting();
    });
    const old = this.#journals.older();
    await this.checkpoint();
    // Removals of the checkpointer itself need not be durable.
    await this.#checkpointer.planted();
    await this.#failStop.orStop(() => this.#journals.removeDurably(old));
  }

  /**
   * Publishes the checkpoint of a size with cosignatures, unless a newer one was signed meanwhile.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  publishCosigned(note: string, size: number): Promise<void> {
    return this.#notes.publishCosigned(note, size);
  }

  /**
   * Checks that the log is still this writer's, before anything but a checkpoint is signed or removed.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  requireOwn(): Promise<void> {
    return this.#failStop.orStop(() => this.#own.requireOwn());
  }

  /**
   * Writes a further file into the log.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  writeBeside(file: StoredFile): Promise<void> {
    return this.#failStop.orStop(() => this.#storage.replace(file));
  }

  /** Stops after a fault, and returns the error with the cause. */
  fail(fault: unknown): Promise<FedzkError> {
    return this.#failStop.fail(fault);
  }

  #stop(stopped: FedzkError): void {
    this.#checkpointer.unschedule();
    this.#intake.stop(stopped);
    for (const resolve of this.#leaving.splice(0)) resolve();
  }

  /** Writes and signs all waiting entries, and releases the log. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      do {
        while (this.#writing !== undefined) await this.#writing;
        if (this.stopped === undefined) await this.checkpoint();
        await turns(); // for who waited outside for that
      } while (this.#writing !== undefined || this.#intake.isCrowded);
    } finally {
      this.#failStop.close();
      this.#checkpointer.unschedule();
      // After a fault a write may still be under way; it must end before the next writer begins.
      await this.#checkpointer.idle();
      try {
        await this.#journals.close();
      } finally {
        this.#journalKey.dispose();
        await this.#own.release();
      }
    }
  }
}

/** Lets callers run whose entry has just become durable. */
async function turns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await undefined;
}
