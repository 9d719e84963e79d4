// Entries in, durable, and checkpoints out.

import { FedzkError } from '@fedzk/core';
import type { Checkpoint } from '../note/checkpoint.js';
import { checkpointText } from '../note/checkpoint.js';
import { type Signer, signNote } from '../note/signer.js';
import type { Journal, LogLock, LogStorage, StoredFile } from '../storage/storage.js';
import { isWidth } from '../tree/paths.js';
import { HASH_BYTES, leafHashes } from '../tree/tree.js';
import { type Group, GroupWriter, pack } from './groups.js';
import { JournalKey } from './journal-key.js';
import { Ownership, requireHeld } from './ownership.js';
import { type Found, type Recovered, recover } from './state.js';
import { journalPath } from './tail.js';
import type { TreeWriter } from './tree-writer.js';

/** An entry that is durable. */
export interface AppendedEvent {
  readonly index: number;
  /** SHA-256(00 ‖ entry). */
  readonly leafHash: Uint8Array;
  /** As it stands in the entry: RFC 3339, UTC. */
  readonly time: string;
}

export interface LogWriterOptions {
  readonly signer: Signer;
  /** A checkpoint follows an entry after so many milliseconds, or after so many entries. */
  readonly checkpointEvery: { readonly ms: number; readonly entries: number };
  /** How many bytes may wait; further ones wait outside. */
  readonly queueBytes: number;
  /** Told of files that were written, when the checkpoint of them is published. */
  readonly onPublished?: (files: readonly StoredFile[]) => void;
  /** When a journal is that long, a new one is begun. */
  readonly journalBytes: number;
  /** Whether the log is taken from a writer that can't be seen from here. */
  readonly takeOver?: boolean;
  /** Looks at what is there, before anything is written or signed; what it throws refuses the log. */
  readonly accept?: (found: Found) => Promise<void>;
}

/** The most bytes and entries of a group. */
const MOST_GROUP_BYTES = 1 << 22;
const MOST_GROUP_ENTRIES = 1 << 16;
/** When so many bytes of entries are in no tree yet, those that fill bundles are written before a checkpoint is due. */
const GROW_BYTES = 1 << 18;
/** Entries wait outside when so many times as much as a queue holds is durable and in no tree yet. */
const UNPLANTED_QUEUES = 4;
/** A caller that goes on at once after its entry is durable needs so many turns to come back with the next. */
const TURNS = 8;

interface Waiting {
  readonly entry: string;
  readonly time: string;
  readonly resolve: (appended: AppendedEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** The one writer of a log. */
export class LogWriter {
  readonly #storage: LogStorage;
  readonly #options: LogWriterOptions;
  readonly #own: Ownership;
  readonly #journalKey: JournalKey;
  readonly #tree: TreeWriter;
  #journal: Journal;
  #groups: GroupWriter;
  #journalBytes = 0;
  #journals: { readonly path: string; readonly first: number }[];
  /** Durable entries. */
  #size: number;
  /** Durable entries that are not in the tree yet. */
  #unplanted: Group[];
  #unplantedBytes: number;
  #signed: Checkpoint;
  #note: string | undefined;
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #room: (() => void)[] = [];
  #writing: Promise<void> | undefined;
  #checkpointing: Promise<void> | undefined;
  /** Writing of bundles and tiles that are full, ahead of the checkpoint that they belong to. */
  #growing: Promise<void> | undefined;
  /** What that has written. */
  #grown: StoredFile[] = [];
  /** Who waits for a journal that begins with the next entry. */
  #leaving: (() => void)[] = [];
  /** Who waits for a note. */
  readonly #noted: (() => void)[] = [];
  /** Writing of notes, one after the other, so that none comes after a newer one. */
  #noting: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | undefined;
  #stopped: FedzkError | undefined;

  private constructor(
    storage: LogStorage,
    options: LogWriterOptions,
    own: Ownership,
    journalKey: JournalKey,
    { signed, note, tree, tail, journal, groups }: Recovered,
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#own = own;
    this.#journalKey = journalKey;
    this.#signed = signed;
    this.#note = note;
    this.#tree = tree;
    this.#unplanted = [...tail];
    this.#unplantedBytes = tail.reduce((bytes, { packed }) => bytes + packed.length, 0);
    this.#journal = journal;
    this.#groups = groups;
    this.#journals = [{ path: journalPath(signed.size), first: signed.size }];
    this.#size = tail.reduce((size, { count }) => size + count, signed.size);
  }

  /** @throws {FedzkError} `invalid-state`; `damaged`; `rolled-back`; `not-authentic`; `storage`; what `accept` throws */
  static async open(storage: LogStorage, options: LogWriterOptions): Promise<LogWriter> {
    const { signer, takeOver = false, accept } = options;
    const journalKey = await JournalKey.of(signer);
    let lock: LogLock | undefined;
    let journal: Journal | undefined;
    try {
      const held = await storage.lock({ takeOver });
      lock = held;
      const recovered = await recover(storage, { signer, journalKey }, async (found) => {
        await accept?.(found);
        // Of two that took it over from each other one is left, or none.
        await requireHeld(held);
      });
      journal = recovered.journal;
      const own = new Ownership(storage, held, signer, recovered);
      const writer = new LogWriter(storage, options, own, journalKey, recovered);
      // Every log has a checkpoint, and one that was written down is signed: whoever stopped may have.
      if (writer.#note === undefined) await writer.#publish();
      if (writer.#unplanted.length > 0) writer.#schedule();
      return writer;
    } catch (error) {
      journalKey.dispose();
      await journal?.close().catch(() => undefined);
      await lock?.release().catch(() => undefined);
      throw error;
    }
  }

  /** Why it writes no more. */
  get stopped(): FedzkError | undefined {
    return this.#stopped;
  }

  get size(): number {
    return this.#size;
  }

  /** The newest tree that was signed, or is about to be. */
  get signed(): Checkpoint {
    return this.#signed;
  }

  /** The newest checkpoint, unless one is being made. */
  get published(): { readonly note: string; readonly signed: Checkpoint } | undefined {
    return this.#note === undefined ? undefined : { note: this.#note, signed: this.#signed };
  }

  /**
   * Resolves when the entry is durable.
   *
   * @param entry its text, at most 65,535 bytes in UTF-8
   * @param time the entry's
   */
  append(entry: string, time: string): Promise<AppendedEvent> {
    const refused = this.#refusal();
    if (refused !== undefined) return Promise.reject(refused);
    if (this.#isFull(entry)) return this.#appendLater(entry, time);
    return this.#enqueue(entry, time);
  }

  async #appendLater(entry: string, time: string): Promise<AppendedEvent> {
    do {
      await new Promise<void>((resolve) => this.#room.push(resolve));
      this.#requireGoing();
    } while (this.#isFull(entry));
    return this.#enqueue(entry, time);
  }

  #enqueue(entry: string, time: string): Promise<AppendedEvent> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, time, resolve, reject });
      this.#queuedBytes += entry.length;
      this.#writing ??= this.#write();
    });
  }

  /** Whether an entry has to wait outside: for those before it to be written, or for a checkpoint of what was. */
  #isFull(entry: string): boolean {
    const { queueBytes } = this.#options;
    if (this.#unplantedBytes >= UNPLANTED_QUEUES * queueBytes) return true;
    return this.#queuedBytes > 0 && this.#queuedBytes + entry.length > queueBytes;
  }

  #refusal(): FedzkError | undefined {
    return this.#stopped ?? (this.#closing === undefined ? undefined : closed());
  }

  /** Writes groups as long as there are entries. It never rejects. */
  async #write(): Promise<void> {
    await turns();
    while ((this.#queue.length > 0 || this.#leaving.length > 0) && this.#stopped === undefined) {
      await this.#leaveJournal();
      if (this.#stopped !== undefined || this.#queue.length === 0) continue;
      const waiting = this.#takeGroup();
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

  /** Begins a new journal, if somebody waits for one. It never rejects. */
  async #leaveJournal(): Promise<void> {
    if (this.#leaving.length === 0) return;
    try {
      if (this.#journals.at(-1)?.first !== this.#size) await this.#nextJournal();
    } catch (error) {
      await this.fail(error);
    }
    for (const resolve of this.#leaving.splice(0)) resolve();
  }

  #takeGroup(): Waiting[] {
    let [count, bytes] = [0, 0];
    for (const { entry } of this.#queue) {
      if (count > 0 && (count === MOST_GROUP_ENTRIES || bytes + entry.length > MOST_GROUP_BYTES)) break;
      count++;
      bytes += entry.length;
    }
    const group = this.#queue.splice(0, count);
    this.#queuedBytes -= bytes;
    this.#giveRoom();
    return group;
  }

  /** Lets those look again who wait outside. */
  #giveRoom(): void {
    const room = this.#room;
    this.#room = [];
    for (const resolve of room) resolve();
  }

  async #writeGroup(entries: readonly string[]): Promise<Group> {
    const packed = pack(entries);
    const leaves = leafHashes(packed) ?? new Uint8Array(0);
    const group = { first: this.#size, count: entries.length, packed, leaves };
    if (this.#journalBytes > this.#options.journalBytes) await this.#nextJournal();
    const bytes = this.#groups.write(group);
    await this.#journal.append(bytes);
    this.#journalBytes += bytes.length;
    this.#size += group.count;
    this.#unplanted.push(group);
    this.#unplantedBytes += group.packed.length;
    this.#schedule();
    return group;
  }

  async #nextJournal(): Promise<void> {
    const path = journalPath(this.#size);
    const before = this.#tree.frontier();
    for (const { leaves } of this.#unplanted) before.add(leaves);
    const continued = { size: this.#size, root: before.root() };
    const next = await this.#storage.openJournal({ path, bytes: new Uint8Array(0) });
    const full = this.#journal;
    this.#journal = next;
    this.#groups = new GroupWriter(this.#journalKey, continued);
    this.#journals.push({ path, first: this.#size });
    this.#journalBytes = 0;
    await full.close();
  }

  /** Sees to it that a checkpoint comes. */
  #schedule(): void {
    // What is under way may not have the last entries: it comes back to this.
    const busy = this.#checkpointing !== undefined || this.#growing !== undefined;
    if (this.#stopped !== undefined || busy || this.#size === this.#signed.size) return;
    if (this.#size - this.#signed.size >= this.#options.checkpointEvery.entries) {
      this.#inBackground();
      return;
    }
    if (this.#unplantedBytes >= Math.min(GROW_BYTES, this.#options.queueBytes)) this.#growInBackground();
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#inBackground(), this.#options.checkpointEvery.ms);
    // Where timers keep a process alive: entries are in the journal, and the next writer signs them.
    (this.#timer as { unref?(): void }).unref?.();
  }

  #inBackground(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A failure stops the writer, which every later call says.
    this.checkpoint().catch(() => undefined);
  }

  #growInBackground(): void {
    const grow = async (): Promise<void> => {
      try {
        await this.#grow();
      } catch (error) {
        await this.fail(error);
      }
    };
    this.#growing = grow().finally(() => {
      this.#growing = undefined;
      this.#goOn();
    });
  }

  /** What waited for the tree. */
  #goOn(): void {
    this.#giveRoom();
    this.#schedule();
  }

  /** Puts entries in the tree, and writes the bundles and tiles that are full. */
  async #grow(): Promise<void> {
    // Files of one that was taken over would be in the way of the other's.
    await this.#own.requireHeld();
    this.#addToTree();
    const files = this.#tree.takeComplete();
    // Nothing rests on them before the checkpoint's own are durable.
    await this.#storage.create(files, false);
    this.#grown.push(...files);
  }

  #addToTree(): void {
    for (const { packed, leaves } of this.#unplanted) this.#tree.add(packed, leaves);
    this.#unplanted = [];
    this.#unplantedBytes = 0;
  }

  /**
   * A signed checkpoint of all entries that were durable when it was called.
   *
   * @throws {FedzkError} `storage`, after which the writer has stopped
   */
  async checkpoint(): Promise<string> {
    this.#requireGoing();
    const wanted = this.#size;
    // One that is under way may have begun before the last entries.
    await this.#checkpointing?.catch(() => undefined);
    while (this.#signed.size < wanted || this.#note === undefined) {
      this.#requireGoing();
      this.#checkpointing ??= this.#plant().finally(() => {
        this.#checkpointing = undefined;
        this.#goOn();
      });
      // What an older tree had is removed when the note is there already.
      await Promise.race([this.#checkpointing, new Promise<void>((resolve) => this.#noted.push(resolve))]);
    }
    return this.#note;
  }

  /** Puts entries in the tree, writes its tiles, signs: in this order. */
  async #plant(): Promise<void> {
    try {
      await this.#growing;
      this.#requireGoing();
      await this.#own.requireHeld();
      this.#addToTree();
      const { files, superseded } = this.#tree.takeFiles();
      await this.#storage.create(files);
      const next = { origin: this.#signed.origin, size: this.#tree.size, root: this.#tree.root() };
      await this.#own.writeSigned(next);
      this.#signed = next;
      this.#note = undefined;
      await this.#publish();
      await this.#removeOld(superseded);
      this.#options.onPublished?.([...this.#grown.splice(0), ...files]);
    } catch (error) {
      throw await this.fail(error);
    }
  }

  async #publish(): Promise<void> {
    await this.#own.requireOwn();
    const note = await signNote(checkpointText(this.#signed), this.#options.signer);
    await this.#writeNote(() => this.#own.publish(note, this.#signed));
    this.#note = note;
    for (const resolve of this.#noted.splice(0)) resolve();
  }

  /**
   * Removes the journals that have entries before an index, durably: entries that are evicted stay in none. What else these
   * have is in bundles then.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  async leaveJournals(before: number): Promise<void> {
    if (!this.#journals.some(({ first }) => first < before)) return;
    this.#requireGoing();
    await new Promise<void>((resolve) => {
      this.#leaving.push(resolve);
      this.#writing ??= this.#write();
    });
    const old = this.#journals.slice(0, -1).map(({ path }) => path);
    await this.checkpoint();
    // What it removes itself need not be durable.
    await this.#checkpointing?.catch(() => undefined);
    await this.#orStop(() => this.#storage.remove(old, true));
    this.#journals = this.#journals.filter(({ path }) => !old.includes(path));
  }

  #writeNote(write: () => Promise<void>): Promise<void> {
    const written = this.#noting.then(write);
    this.#noting = written.catch(() => undefined);
    return written;
  }

  /**
   * Publishes the checkpoint of a size with cosignatures. It is passed over where a newer one was signed meanwhile.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  publishCosigned(note: string, size: number): Promise<void> {
    const current = (): boolean => this.#note !== undefined && this.#signed.size === size;
    return this.#writeNote(async () => {
      if (!current()) return;
      await this.#orStop(async () => {
        await this.#own.requireOwn();
        await this.#own.publish(note, this.#signed);
      });
      if (current()) this.#note = note;
    });
  }

  /**
   * Looks whether the log is still this writer's, before something is signed or removed beside its checkpoints.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  requireOwn(): Promise<void> {
    return this.#orStop(() => this.#own.requireOwn());
  }

  /**
   * Writes a file of the log's own, beside what it is made of.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  writeBeside(file: StoredFile): Promise<void> {
    return this.#orStop(() => this.#storage.replace(file));
  }

  async #orStop(write: () => Promise<void>): Promise<void> {
    this.#requireGoing();
    try {
      await write();
    } catch (error) {
      throw await this.fail(error);
    }
  }

  /** Partial tiles whose full ones are there, and journals of entries that are in bundles. */
  async #removeOld(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      const parts = await this.#storage.list(folder);
      await this.#storage.remove(parts.filter((path) => isWidth(path.slice(folder.length))));
    }
    const begun = this.#journals.filter(({ first }) => first <= this.#signed.size);
    const old = this.#journals.splice(0, Math.max(0, begun.length - 1));
    if (old.length > 0) await this.#storage.remove(old.map(({ path }) => path));
  }

  /** Writes and signs what is left, and gives the log back. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      do {
        while (this.#writing !== undefined) await this.#writing;
        if (this.#stopped === undefined) await this.checkpoint();
        await turns(); // for who waited outside for that
      } while (this.#writing !== undefined || this.#room.length > 0);
    } finally {
      this.#stopped ??= closed();
      clearTimeout(this.#timer);
      // After a fault one may be under way still, and the next writer must not meet it.
      await this.#checkpointing?.catch(() => undefined);
      await this.#growing;
      await this.#noting;
      try {
        await this.#journal.close();
      } finally {
        this.#journalKey.dispose();
        await this.#own.release();
      }
    }
  }

  /** Stops after a fault, for the reason that is behind it. */
  async fail(fault: unknown): Promise<FedzkError> {
    return this.#stop(await this.#own.explain(fault));
  }

  /** After a fault nothing is written any more: what the disk has is seen when the log is opened again. */
  #stop(cause: unknown): FedzkError {
    if (this.#stopped !== undefined) return this.#stopped;
    const why = cause instanceof Error ? cause.message.replace(/\.$/, '') : 'of an unknown kind';
    this.#stopped = new FedzkError(
      'fail-stop',
      `The log has stopped after a fault (${why}). Whether the last entries were kept is seen when it is opened again.`,
      { cause },
    );
    clearTimeout(this.#timer);
    for (const { reject } of this.#queue.splice(0)) reject(this.#stopped);
    for (const resolve of this.#leaving.splice(0)) resolve();
    this.#giveRoom();
    this.#queuedBytes = 0;
    return this.#stopped;
  }

  #requireGoing(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }
}

function closed(): FedzkError {
  return new FedzkError('disposed', 'The log is closed; open it again.');
}

/** Lets others run who have just been told that their entry is durable. */
async function turns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await undefined;
}
