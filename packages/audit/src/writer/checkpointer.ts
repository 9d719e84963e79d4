// Schedules the steps of a checkpoint, in this order: add entries to the tree, write its tiles, sign it.

import type { LogStorage, StoredFile } from '../storage/storage.js';
import { isWidth } from '../tree/paths.js';
import type { Durable } from './durable.js';
import type { FailStop } from './fail-stop.js';
import type { Journals } from './journals.js';
import type { Notes } from './notes.js';
import type { Ownership } from './ownership.js';
import type { TreeWriter } from './tree-writer.js';

/** Bytes of entries outside the tree from which on full bundles are written before a checkpoint is due. */
const GROW_BYTES = 1 << 18;

/** The parts that a checkpointer works with. */
export interface Written {
  readonly storage: LogStorage;
  readonly own: Ownership;
  readonly failStop: FailStop;
  readonly durable: Durable;
  readonly journals: Journals;
  readonly tree: TreeWriter;
  readonly notes: Notes;
}

export interface CheckpointerOptions {
  /** A checkpoint follows an entry after this many milliseconds, or after this many entries. */
  readonly every: { readonly ms: number; readonly entries: number };
  /** The most bytes outside the tree before full tiles are written. */
  readonly growBytes: number;
  /** Called with the written files once their checkpoint is published. */
  readonly onPublished?: ((files: readonly StoredFile[]) => void) | undefined;
  /** Called when entries have been added to the tree. */
  readonly onPlanted: () => void;
}

export class Checkpointer {
  readonly #written: Written;
  readonly #options: CheckpointerOptions;
  #planting: Promise<void> | undefined;
  /** Settles when full bundles and tiles are written ahead of their checkpoint. */
  #growing: Promise<void> | undefined;
  /** The files written ahead. */
  #grown: StoredFile[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(written: Written, options: CheckpointerOptions) {
    this.#written = written;
    this.#options = options;
  }

  /** Schedules a checkpoint. */
  schedule(): void {
    const { failStop, durable, notes } = this.#written;
    const { every, growBytes } = this.#options;
    // A step under way may lack the last entries; it calls this again when it ends.
    const busy = this.#planting !== undefined || this.#growing !== undefined;
    if (failStop.stopped !== undefined || busy || durable.size === notes.signed.size) return;
    if (durable.size - notes.signed.size >= every.entries) {
      this.#inBackground();
      return;
    }
    if (durable.bytes >= Math.min(GROW_BYTES, growBytes)) this.#growInBackground();
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#inBackground(), every.ms);
    // The timer must not keep the process alive: entries are in the journal, and the next writer signs them.
    (this.#timer as { unref?(): void }).unref?.();
  }

  /** Cancels the scheduled checkpoint. */
  unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #inBackground(): void {
    this.unschedule();
    // A failure stops the writer, and every later call reports it.
    this.checkpoint().catch(() => undefined);
  }

  #growInBackground(): void {
    const grow = async (): Promise<void> => {
      try {
        await this.#grow();
      } catch (error) {
        await this.#written.failStop.fail(error);
      }
    };
    this.#growing = grow().finally(() => {
      this.#growing = undefined;
      this.#goOn();
    });
  }

  /** Goes on with work that waited for the tree. */
  #goOn(): void {
    this.#options.onPlanted();
    this.schedule();
  }

  /** Adds entries to the tree, and writes full bundles and tiles. */
  async #grow(): Promise<void> {
    const { storage, own, durable, tree } = this.#written;
    // After a takeover these files would conflict with the new writer's.
    await own.requireHeld();
    durable.plant(tree);
    const files = tree.takeComplete();
    // They need not be durable before the files of the checkpoint are.
    await storage.create(files, false);
    this.#grown.push(...files);
  }

  /**
   * Returns a signed checkpoint of all entries that were durable at the call.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  async checkpoint(): Promise<string> {
    const { failStop, durable, notes } = this.#written;
    failStop.requireGoing();
    const wanted = durable.size;
    // A checkpoint under way may have begun before the last entries.
    await this.#planting?.catch(() => undefined);
    for (;;) {
      const { published } = notes;
      if (published !== undefined && published.signed.size >= wanted) return published.note;
      failStop.requireGoing();
      this.#planting ??= this.#plant().finally(() => {
        this.#planting = undefined;
        this.#goOn();
      });
      // The note is published before files of an older tree are removed, so do not wait for the removal.
      await Promise.race([this.#planting, notes.next()]);
    }
  }

  /** Adds entries to the tree, writes its tiles and signs it. */
  async #plant(): Promise<void> {
    const { storage, own, failStop, durable, journals, tree, notes } = this.#written;
    try {
      await this.#growing;
      failStop.requireGoing();
      await own.requireHeld();
      durable.plant(tree);
      const { files, superseded } = tree.takeFiles();
      await storage.create(files);
      const next = { origin: notes.signed.origin, size: tree.size, root: tree.root() };
      await notes.sign(next, () => this.#options.onPublished?.([...this.#grown.splice(0), ...files]));
      await this.#removeParts(superseded);
      await journals.removeSigned(notes.signed.size);
    } catch (error) {
      throw await failStop.fail(error);
    }
  }

  /** Removes partial tiles whose full tiles are written. */
  async #removeParts(folders: readonly string[]): Promise<void> {
    const { storage } = this.#written;
    for (const folder of folders) {
      const parts = await storage.list(folder);
      await storage.remove(parts.filter((path) => isWidth(path.slice(folder.length))));
    }
  }

  /** Resolves when no tree is being written; failures are reported elsewhere. */
  async planted(): Promise<void> {
    await this.#planting?.catch(() => undefined);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.planted();
    await this.#growing;
    await this.#written.notes.idle();
  }
}
