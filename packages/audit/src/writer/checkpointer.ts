// When entries come into the tree, when its tiles are written and when it is signed: in this order.

import type { LogStorage, StoredFile } from '../storage/storage.js';
import { isWidth } from '../tree/paths.js';
import type { Durable } from './durable.js';
import type { FailStop } from './fail-stop.js';
import type { Journals } from './journals.js';
import type { Notes } from './notes.js';
import type { Ownership } from './ownership.js';
import type { TreeWriter } from './tree-writer.js';

/** When so many bytes of entries are in no tree yet, those that fill bundles are written before a checkpoint is due. */
const GROW_BYTES = 1 << 18;

/** What a checkpointer works with. */
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
  /** A checkpoint follows an entry after so many milliseconds, or after so many entries. */
  readonly every: { readonly ms: number; readonly entries: number };
  /** So many bytes are in no tree at most before full tiles are written. */
  readonly growBytes: number;
  /** Told of files that were written, when the checkpoint of them is published. */
  readonly onPublished?: ((files: readonly StoredFile[]) => void) | undefined;
  /** Told when entries have come into the tree. */
  readonly onPlanted: () => void;
}

export class Checkpointer {
  readonly #written: Written;
  readonly #options: CheckpointerOptions;
  #planting: Promise<void> | undefined;
  /** Writing of bundles and tiles that are full, ahead of the checkpoint that they belong to. */
  #growing: Promise<void> | undefined;
  /** What that has written. */
  #grown: StoredFile[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(written: Written, options: CheckpointerOptions) {
    this.#written = written;
    this.#options = options;
  }

  /** Sees to it that a checkpoint comes. */
  schedule(): void {
    const { failStop, durable, notes } = this.#written;
    const { every, growBytes } = this.#options;
    // What is under way may not have the last entries: it comes back to this.
    const busy = this.#planting !== undefined || this.#growing !== undefined;
    if (failStop.stopped !== undefined || busy || durable.size === notes.signed.size) return;
    if (durable.size - notes.signed.size >= every.entries) {
      this.#inBackground();
      return;
    }
    if (durable.bytes >= Math.min(GROW_BYTES, growBytes)) this.#growInBackground();
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#inBackground(), every.ms);
    // Where timers keep a process alive: entries are in the journal, and the next writer signs them.
    (this.#timer as { unref?(): void }).unref?.();
  }

  /** Has no checkpoint come by itself. */
  unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #inBackground(): void {
    this.unschedule();
    // A failure stops the writer, which every later call says.
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

  /** What waited for the tree. */
  #goOn(): void {
    this.#options.onPlanted();
    this.schedule();
  }

  /** Puts entries in the tree, and writes the bundles and tiles that are full. */
  async #grow(): Promise<void> {
    const { storage, own, durable, tree } = this.#written;
    // Files of one that was taken over would be in the way of the other's.
    await own.requireHeld();
    durable.plant(tree);
    const files = tree.takeComplete();
    // Nothing rests on them before the checkpoint's own are durable.
    await storage.create(files, false);
    this.#grown.push(...files);
  }

  /**
   * A signed checkpoint of all entries that were durable when it was called.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  async checkpoint(): Promise<string> {
    const { failStop, durable, notes } = this.#written;
    failStop.requireGoing();
    const wanted = durable.size;
    // One that is under way may have begun before the last entries.
    await this.#planting?.catch(() => undefined);
    for (;;) {
      const { published } = notes;
      if (published !== undefined && published.signed.size >= wanted) return published.note;
      failStop.requireGoing();
      this.#planting ??= this.#plant().finally(() => {
        this.#planting = undefined;
        this.#goOn();
      });
      // What an older tree had is removed when the note is there already.
      await Promise.race([this.#planting, notes.next()]);
    }
  }

  /** Puts entries in the tree, writes its tiles, signs. */
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

  /** Removes partial tiles whose full ones are there. */
  async #removeParts(folders: readonly string[]): Promise<void> {
    const { storage } = this.#written;
    for (const folder of folders) {
      const parts = await storage.list(folder);
      await storage.remove(parts.filter((path) => isWidth(path.slice(folder.length))));
    }
  }

  /** Resolves when no tree is being written; a failure was told already. */
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
