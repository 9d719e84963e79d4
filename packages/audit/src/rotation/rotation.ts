// Archives or prunes old bundles. The tree keeps all of its hashes, so roots and proofs stay.

import { type CallOptions, FedzkError } from '@fedzk/core';
import { unexpected } from '../argument.js';
import type { AuditEvent } from '../events/event.js';
import type { Checkpoint } from '../note/checkpoint.js';
import { readVerifierKey } from '../note/keys.js';
import type { Signer } from '../note/signer.js';
import { readBundle } from '../reader.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { countAt, tilePath } from '../tree/paths.js';
import { TILE_WIDTH } from '../tree/tree.js';
import { entries } from '../words.js';
import { closed } from '../writer/fail-stop.js';
import { partsOf, removeLeftovers } from '../writer/leftovers.js';
import { rolledBack } from '../writer/statement.js';
import { firstOf, manifestOf } from './archives.js';
import { announcePruning, archiveBundles } from './before-removal.js';
import type { Eviction, RotationOptions } from './options.js';
import { readMinimum, readSegments, type Segments, writeMinimum, writeSegments } from './state.js';

/** The part of a log that rotation uses. */
export interface RotatedLog {
  readonly signer: Signer;
  append(event: AuditEvent): Promise<unknown>;
  /** The checkpoint of all entries, when it is published. */
  checkpoint(): Promise<Checkpoint>;
  /** The tree whose tiles are there. */
  signed(): Checkpoint;
  /** Removes the journals that have entries before an index; these entries are in bundles then. */
  leaveJournals(before: number): Promise<void>;
  /** Checks that the log is still this writer's; stops the log otherwise. */
  requireOwn(): Promise<void>;
  /** Stops the log. */
  stop(cause: FedzkError): Promise<void>;
}

/** Rotates one log. Evictions run one after the other. */
export class Rotation {
  readonly #storage: LogStorage;
  readonly #log: RotatedLog;
  readonly #segmentBytes: number;
  readonly #mostSegments: number;
  readonly #automatic: Eviction | undefined;
  readonly #onFault: (error: unknown) => void;
  readonly #segments: Segments;
  /** Bytes of bundles that were written and not counted yet. */
  readonly #written = new Map<number, number>();
  #minimum: number;
  #working: Promise<unknown> = Promise.resolve();
  #queued = false;
  #closed = false;

  private constructor(
    storage: LogStorage,
    log: RotatedLog,
    options: RotationOptions,
    minimum: number,
    segments: Segments,
  ) {
    const { segmentBytes = 100 << 20, segments: most = 10, onEvict = 'keep', onFault = () => undefined } = options;
    this.#storage = storage;
    this.#log = log;
    this.#segmentBytes = segmentBytes;
    this.#mostSegments = most;
    this.#automatic = onEvict === 'keep' ? undefined : { ...options, onEvict };
    this.#onFault = onFault;
    this.#minimum = minimum;
    this.#segments = segments;
  }

  /** Starts rotation, and finishes what an earlier writer began. */
  static async open(storage: LogStorage, log: RotatedLog, options: RotationOptions): Promise<Rotation> {
    const { verifierKey } = log.signer;
    const minimum = await readMinimum(storage, { verifierKey });
    if (minimum > log.signed().size) throw rolledBack(`entries before ${minimum} were archived or pruned`);
    const segments = await readSegments(storage, minimum / TILE_WIDTH, readVerifierKey(verifierKey));
    const rotation = new Rotation(storage, log, options, minimum, segments);
    await rotation.#remove();
    await removeLeftovers(storage, log.signed(), minimum);
    if (rotation.#automatic !== undefined) rotation.#inBackground();
    return rotation;
  }

  /** The first entry that was not archived or pruned. */
  get minimum(): number {
    return this.#minimum;
  }

  /** Counts files that were written and that a checkpoint covers. */
  grown(files: readonly StoredFile[]): void {
    if (this.#automatic === undefined) return;
    for (const { path, bytes } of files) {
      const bundle = bundleOf(path);
      if (bundle !== undefined) this.#written.set(bundle, bytes.length);
    }
    if (this.#written.size > 0) this.#inBackground();
  }

  #inBackground(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#enqueue(() => this.#rotate()).catch((error: unknown) => {
      // The log has stopped already, and says why itself.
      const known = error instanceof FedzkError && (error.code === 'fail-stop' || error.code === 'disposed');
      if (!known) this.#onFault(error);
    });
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(async () => {
      if (this.#closed) throw closed(this.#log.signer.name);
      try {
        return await work();
      } catch (error) {
        if (error instanceof FedzkError && error.code === 'storage') await this.#log.stop(error);
        throw error;
      }
    });
    this.#working = done.catch(() => undefined);
    return done;
  }

  async #rotate(): Promise<void> {
    this.#queued = false;
    const how = this.#automatic;
    await this.#count();
    while (how !== undefined && this.#segments.starts.length > this.#mostSegments) {
      await this.#evictBefore(this.#segments.starts[1] ?? 0, how);
    }
  }

  /**
   * Evicts the bundles of entries before an index: whole ones, segment by segment.
   *
   * @param call its signal, and what its `onProgress` throws, end it before the segment whose bundles are read is removed
   */
  evict(before: number, how: Eviction, { signal, onProgress }: CallOptions = {}): Promise<void> {
    return this.#enqueue(async () => {
      signal?.throwIfAborted();
      await this.#count();
      requireEvictable(before, this.#log.signed().size);
      const end = before / TILE_WIDTH;
      const all = end - this.#minimum / TILE_WIDTH;
      let read = 0;
      for (const start of [...this.#segments.starts, end]) {
        if (start * TILE_WIDTH <= this.#minimum || start > end) continue;
        await this.#evictBefore(start, how, () => {
          signal?.throwIfAborted();
          read++;
          onProgress?.(read / all);
        });
      }
    });
  }

  /** Assigns bundles to segments. */
  async #count(): Promise<void> {
    const { starts } = this.#segments;
    const begun = starts.length;
    for (const end = countAt(1, this.#log.signed().size); this.#segments.next < end; this.#segments.next++) {
      const { next } = this.#segments;
      const bytes = this.#written.get(next) ?? (await this.#lengthOf(next));
      this.#written.delete(next);
      const full = this.#segments.bytes + bytes > this.#segmentBytes && next > (starts.at(-1) ?? 0);
      if (full) starts.push(next);
      this.#segments.bytes = full ? bytes : this.#segments.bytes + bytes;
    }
    if (starts.length > begun) await this.#writeSegments();
  }

  async #writeSegments(): Promise<void> {
    await this.#log.requireOwn();
    await writeSegments(this.#storage, this.#segments, this.#log.signer);
  }

  /** Reads the length of a bundle that an earlier writer wrote. A damaged one counts 0. */
  async #lengthOf(bundle: number): Promise<number> {
    const checkpoint = await this.#log.checkpoint();
    try {
      return (await readBundle(this.#storage, this.#storage, bundle, checkpoint)).bytes.length;
    } catch (error) {
      if (error instanceof FedzkError && error.code === 'damaged') return 0;
      throw error;
    }
  }

  /** @param each called for each bundle that was read; what it throws ends all, and nothing is removed */
  async #evictBefore(end: number, how: Eviction, each: () => void = () => undefined): Promise<void> {
    const bundles = { first: this.#minimum / TILE_WIDTH, end };
    if (how.onEvict === 'archive') await archiveBundles(this.#storage, this.#log, bundles, each);
    else await announcePruning(this.#storage, this.#log, bundles, how.retention ?? '', each);
    // The archive, or the entry, is durable: if this is interrupted from here on, the next writer finishes it.
    await this.#log.requireOwn();
    await writeMinimum(this.#storage, end * TILE_WIDTH, this.#log.signer);
    this.#minimum = end * TILE_WIDTH;
    await this.#log.leaveJournals(this.#minimum);
    await this.#remove();
  }

  /** Removes what is before the minimum, and forgets its segments. */
  async #remove(): Promise<void> {
    const { starts } = this.#segments;
    const first = starts[0] ?? 0;
    const minimum = this.#minimum / TILE_WIDTH;
    if (first >= minimum) return;
    const gone = await this.#unfinishedArchives(first, minimum);
    for (let bundle = first; bundle < minimum; bundle++) {
      const full = tilePath('entries', bundle);
      gone.push(full, ...(await partsOf(this.#storage, full)));
    }
    await this.#storage.remove(gone, true);
    const begun = starts.filter((start) => start > minimum);
    starts.splice(0, starts.length, minimum, ...begun);
    if (this.#segments.next < minimum) [this.#segments.next, this.#segments.bytes] = [minimum, 0];
    await this.#writeSegments();
  }

  /** Archives without a manifest of bundles that were all there until now: a writer was killed before it was done. */
  async #unfinishedArchives(first: number, end: number): Promise<string[]> {
    const paths = await this.#storage.list('archive/');
    return paths.filter((path) => {
      const from = firstOf(path);
      if (from === undefined || paths.includes(manifestOf(path))) return false;
      return from >= first * TILE_WIDTH && from < end * TILE_WIDTH;
    });
  }

  /** Waits for an eviction that has begun. With `going`, if the log has not stopped, records the segments too. */
  async close(going: boolean): Promise<void> {
    const counted = async (): Promise<void> => {
      await this.#count();
      await this.#writeSegments();
    };
    if (going && !this.#closed && this.#automatic !== undefined) this.#enqueue(counted).catch(() => undefined);
    await this.#working;
    this.#closed = true;
  }
}

const BUNDLE = /^tile\/entries\/((?:x\d{3}\/)*\d{3})$/;

/** The index of a full bundle. */
function bundleOf(path: string): number | undefined {
  const digits = BUNDLE.exec(path)?.[1]?.replace(/\D/g, '');
  return digits === undefined ? undefined : Number(digits);
}

/** Checks that only full bundles are evicted: up to a multiple of 256. */
function requireEvictable(before: number, size: number): void {
  const most = countAt(1, size) * TILE_WIDTH;
  const whole = typeof before === 'number' && before % TILE_WIDTH === 0;
  if (whole && before >= 0 && before <= most) return;
  const range = most === 0 ? '0' : `a multiple of 256 from 0 to ${most}`;
  const why = `only full bundles of 256 entries can go, and the log has ${entries(size)}`;
  throw unexpected('before', `${range} (${why})`, before);
}
