// Old bundles go to an archive, or away. The tree is never cut: tiles stay, and so do roots and proofs.

import { callbackOf, concat, FedzkError, optionsOf, toHex } from '@fedzk/core';
import { requireWhole, unexpected } from '../argument.js';
import type { AuditEvent } from '../events/event.js';
import type { Checkpoint } from '../note/checkpoint.js';
import { readVerifierKey } from '../note/keys.js';
import type { Signer } from '../note/signer.js';
import { cached, readBundle } from '../reader.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { countAt, tilePath } from '../tree/paths.js';
import { readTile, Tiles } from '../tree/tiles.js';
import { rootOf, TILE_WIDTH } from '../tree/tree.js';
import { utf8 } from '../utf8.js';
import { entries } from '../words.js';
import { partsOf, removeLeftovers } from '../writer/leftovers.js';
import { rolledBack } from '../writer/statement.js';
import { firstOf, manifestOf } from './archives.js';
import { writeManifest } from './manifest.js';
import { readMinimum, readSegments, type Segments, writeMinimum, writeSegments } from './state.js';
import { tar } from './tar.js';

/** When old bundles are evicted, and what becomes of them. */
export interface RotationOptions {
  /** A segment has whole bundles, up to so many bytes, and at least one; default 100 MiB. */
  readonly segmentBytes?: number;
  /** When one more begins, the oldest is evicted; default 10. */
  readonly segments?: number;
  /**
   * - `archive`: packed into `archive/<first>-<last>.tar`, with a signed manifest beside it, before they are removed;
   * - `prune`: removed, after an entry `log.prune` that says so;
   * - `keep`: nothing (default).
   */
  readonly onEvict?: 'archive' | 'prune' | 'keep';
  /** For `prune`: the policy that permits the removal, or where it is written; the entry `log.prune` has it. */
  readonly retention?: string;
  /** Told of what kept an eviction from being done; nothing was removed then. A fault of the storage stops the log too. */
  readonly onFault?: (error: unknown) => void;
}

/** How entries are to be evicted by hand. */
export interface Eviction {
  readonly onEvict: 'archive' | 'prune';
  /** For `prune`, as in {@link RotationOptions}. */
  readonly retention?: string;
}

/** What rotation needs of a log. */
export interface RotatedLog {
  readonly signer: Signer;
  append(event: AuditEvent): Promise<unknown>;
  /** The checkpoint of all entries, when it is published. */
  checkpoint(): Promise<Checkpoint>;
  /** The tree whose tiles are there. */
  signed(): Checkpoint;
  /** Removes the journals that have entries before an index; these entries are in bundles then. */
  leaveJournals(before: number): Promise<void>;
  /** Looks whether the log is still this writer's; it stops otherwise. */
  requireOwn(): Promise<void>;
  /** Stops the log. */
  stop(cause: FedzkError): Promise<void>;
}

const MOST_RETENTION = 1024;

/** Rotation of one log. Its work is done one after the other. */
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

  /** Goes on where an earlier writer stopped. */
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

  /** Entries before it are not here any more. */
  get minimum(): number {
    return this.#minimum;
  }

  /** Files were written, and a checkpoint of them. */
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
      if (this.#closed) throw new FedzkError('disposed', 'The log is closed; open it again.');
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

  /** Evicts the bundles of entries before an index: whole ones, segment by segment. */
  evict(before: number, how: Eviction): Promise<void> {
    return this.#enqueue(async () => {
      await this.#count();
      requireEvictable(before, this.#log.signed().size);
      const end = before / TILE_WIDTH;
      for (const start of [...this.#segments.starts, end]) {
        if (start * TILE_WIDTH > this.#minimum && start <= end) await this.#evictBefore(start, how);
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

  /** How long a bundle is that an earlier writer wrote. One that was changed since, as by another length, counts for nothing. */
  async #lengthOf(bundle: number): Promise<number> {
    const checkpoint = await this.#log.checkpoint();
    try {
      return (await readBundle(this.#storage, this.#storage, bundle, checkpoint)).bytes.length;
    } catch (error) {
      if (error instanceof FedzkError && error.code === 'damaged') return 0;
      throw error;
    }
  }

  async #evictBefore(end: number, how: Eviction): Promise<void> {
    const first = this.#minimum / TILE_WIDTH;
    if (how.onEvict === 'archive') await this.#archive(first, end);
    else await this.#announce(first, end, how.retention ?? '');
    // What is in the archive, or in the log, is durable: from here on an interruption is made good by the next writer.
    await this.#log.requireOwn();
    await writeMinimum(this.#storage, end * TILE_WIDTH, this.#log.signer);
    this.#minimum = end * TILE_WIDTH;
    await this.#log.leaveJournals(this.#minimum);
    await this.#remove();
  }

  async #archive(first: number, end: number): Promise<void> {
    const checkpoint = await this.#log.checkpoint();
    const files: StoredFile[] = [];
    const tiles = cached(this.#storage);
    for (let bundle = first; bundle < end; bundle++) {
      const { bytes } = await readBundle(this.#storage, tiles, bundle, checkpoint);
      files.push({ path: tilePath('entries', bundle), bytes });
    }
    const archive = { first: first * TILE_WIDTH, last: end * TILE_WIDTH - 1, bytes: tar(files), files };
    const path = `archive/${archive.first}-${archive.last}`;
    await this.#log.requireOwn();
    await this.#writeArchive(path, archive.bytes);
    const manifest = await writeManifest(archive, checkpoint, this.#log.signer);
    await this.#storage.replace({ path: `${path}.manifest`, bytes: utf8(manifest) });
  }

  /** Writes an archive. Where it has no manifest, what is there was never finished, or is somebody else's, and goes. */
  async #writeArchive(path: string, bytes: Uint8Array): Promise<void> {
    const file = { path: `${path}.tar`, bytes };
    if ((await this.#storage.read(`${path}.manifest`)) === undefined) return this.#storage.replace(file);
    try {
      await this.#storage.create([file]);
    } catch (error) {
      if (!(error instanceof FedzkError) || error.code !== 'damaged') throw error;
      throw new FedzkError(
        'damaged',
        `${file.path} is there with other bytes than the log's entries make, and nothing was removed from the log. Move it ` +
          'and its manifest elsewhere; the log then archives these entries again.',
        { cause: error },
      );
    }
  }

  /** Says in the log what is going to be removed from it. After an interruption it may say so twice. */
  async #announce(first: number, end: number, retention: string): Promise<void> {
    const [from, to] = [first * TILE_WIDTH, end * TILE_WIDTH];
    const checkpoint = await this.#log.checkpoint();
    const tiles = cached(this.#storage);
    const roots: Uint8Array[] = [];
    for (let bundle = first; bundle < end; bundle++) {
      // A leaf's proof goes through all of its tile.
      await new Tiles(tiles, checkpoint.size).prove(bundle * TILE_WIDTH, checkpoint.root);
      roots.push(rootOf((await readTile(tiles, 0, bundle, TILE_WIDTH)) ?? new Uint8Array(0)));
    }
    await this.#log.append({
      user_id: 'system',
      operation: 'log.prune',
      resource: 'log',
      result: 'success',
      details: { from, to, root: toHex(rootOf(concat(...roots))), retention },
    });
    await this.#log.checkpoint();
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

  /** Ends what is under way. `going`: the log has not stopped, and how far bundles were counted is written down. */
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

/** Only whole bundles go: up to a multiple of 256, of those that are full. */
function requireEvictable(before: number, size: number): void {
  const most = countAt(1, size) * TILE_WIDTH;
  const whole = typeof before === 'number' && before % TILE_WIDTH === 0;
  if (whole && before >= 0 && before <= most) return;
  const range = most === 0 ? '0' : `a multiple of 256 from 0 to ${most}`;
  const why = `only full bundles of 256 entries can go, and the log has ${entries(size)}`;
  throw unexpected('before', `${range} (${why})`, before);
}

const OPTIONS = ['segmentBytes', 'segments', 'onEvict', 'retention', 'onFault'] as const;

/** @throws {FedzkError} `invalid-argument` */
export function rotationOf(given: RotationOptions = {}): RotationOptions {
  if (typeof given !== 'object' || given === null) throw unexpected('rotation', '{ onEvict }', given);
  const options = optionsOf(given, OPTIONS, 'rotation');
  const { segmentBytes = 1, segments = 1, onEvict = 'keep', retention } = options;
  requireWhole(segmentBytes, 'rotation.segmentBytes', 1);
  requireWhole(segments, 'rotation.segments', 1);
  callbackOf(options.onFault, 'rotation.onFault');
  if (onEvict !== 'keep') evictionOf({ onEvict, ...(retention !== undefined && { retention }) }, 'rotation.');
  return options;
}

/** @throws {FedzkError} `invalid-argument` */
export function evictionOf(given: Eviction, prefix = ''): Eviction {
  if (typeof given !== 'object' || given === null) throw unexpected('eviction', '{ onEvict }', given);
  const eviction = optionsOf(given, ['onEvict', 'retention'], 'eviction');
  const { onEvict, retention } = eviction;
  if (onEvict === 'archive') return eviction;
  if (onEvict !== 'prune') throw unexpected(`${prefix}onEvict`, 'archive or prune', onEvict);
  if (typeof retention === 'string' && retention !== '' && retention.length <= MOST_RETENTION) return eviction;
  throw unexpected(
    `${prefix}retention`,
    `the policy by which entries may go, in ${MOST_RETENTION} characters at most`,
    retention,
  );
}
