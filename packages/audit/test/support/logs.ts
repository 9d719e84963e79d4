/** Logs as C2SP's texts have them, made here without a line of the package: node:crypto hashes, noble signs. */
import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { LogReader } from '../../src/storage/storage.js';

export const ORIGIN = 'example.org/audit';
const WIDTH = 256;

export type Files = Map<string, Uint8Array>;

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export const leafOf = (entry: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), entry);
export const nodeOf = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(Uint8Array.of(1), left, right);

/** RFC 6962 §2.1, MTH. */
export function rootOfLeaves(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const middle = 2 ** (31 - Math.clz32(leaves.length - 1));
  return nodeOf(rootOfLeaves(leaves.slice(0, middle)), rootOfLeaves(leaves.slice(middle)));
}

/** RFC 6962 §2.1.1, PATH. */
export function inclusionPath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length < 2) return [];
  const middle = 2 ** (31 - Math.clz32(leaves.length - 1));
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...inclusionPath(index, left), rootOfLeaves(right)]
    : [...inclusionPath(index - middle, right), rootOfLeaves(left)];
}

/** RFC 6962 §2.1.2, SUBPROOF. */
export function consistencyPath(old: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (old === leaves.length) return whole ? [] : [rootOfLeaves(leaves)];
  const middle = 2 ** (31 - Math.clz32(leaves.length - 1));
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return old <= middle
    ? [...consistencyPath(old, left, whole), rootOfLeaves(right)]
    : [...consistencyPath(old - middle, right, false), rootOfLeaves(left)];
}

/** The path of a tile or bundle. */
export function pathAt(level: number | 'entries', index: number, width = WIDTH): string {
  let name = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`;
  }
  return `tile/${level}/${name}${width === WIDTH ? '' : `.p/${width}`}`;
}

function slices<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / WIDTH) }, (_, i) => all.slice(WIDTH * i, WIDTH * (i + 1)));
}

export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry])),
  );
}

/** All tiles and bundles of a log. */
export function filesOf(entries: readonly Uint8Array[]): Files {
  const files: Files = new Map();
  for (const [i, some] of slices(entries).entries()) files.set(pathAt('entries', i, some.length), bundleOf(some));
  let hashes = entries.map(leafOf);
  for (let level = 0; hashes.length > 0; level++) {
    const tiles = slices(hashes);
    for (const [i, tile] of tiles.entries()) {
      files.set(pathAt(level, i, tile.length), new Uint8Array(Buffer.concat(tile)));
    }
    hashes = tiles.filter((tile) => tile.length === WIDTH).map(rootOfLeaves);
  }
  return files;
}

/** Short ones, of many lengths; none is like another of the same salt. */
export function entriesOf(count: number, salt = 'entry'): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => new TextEncoder().encode(`${salt} ${i} ${'.'.repeat(i % 40)}`));
}

/** A key that signs notes, of type 1, or cosigns, of type 4. */
export class NoteKey {
  readonly name: string;
  readonly type: number;
  readonly secret: Uint8Array;
  readonly keyId: Uint8Array;
  readonly verifierKey: string;

  constructor(name: string, type = 1, seed = name) {
    this.name = name;
    this.type = type;
    this.secret = sha256(new TextEncoder().encode(seed));
    const typed = Uint8Array.of(type, ...ed25519.getPublicKey(this.secret));
    this.keyId = sha256(new TextEncoder().encode(`${name}\n`), typed).slice(0, 4);
    const id = Buffer.from(this.keyId).toString('hex');
    this.verifierKey = `${name}+${id}+${Buffer.from(typed).toString('base64')}`;
  }

  line(signature: Uint8Array): string {
    return `— ${this.name} ${Buffer.concat([this.keyId, signature]).toString('base64')}\n`;
  }

  /** A line of a signature under a text. */
  sign(text: string): string {
    return this.line(ed25519.sign(new TextEncoder().encode(text), this.secret));
  }

  /** A line of a cosignature (C2SP tlog-cosignature). */
  cosign(text: string, time = 1_679_315_147n): string {
    const stamp = new Uint8Array(8);
    new DataView(stamp.buffer).setBigUint64(0, time);
    const message = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);
    return this.line(Buffer.concat([stamp, ed25519.sign(message, this.secret)]));
  }
}

export const LOG_KEY: NoteKey = new NoteKey(ORIGIN);
export const TRUST = { verifierKey: LOG_KEY.verifierKey } as const;

export function checkpointText(size: number, root: Uint8Array, origin = ORIGIN): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** A signed checkpoint. */
export function checkpointOf(size: number, root: Uint8Array, { origin = ORIGIN, key = LOG_KEY } = {}): string {
  const text = checkpointText(size, root, origin);
  return `${text}\n${key.sign(text)}`;
}

export function checkpointOfEntries(entries: readonly Uint8Array[]): string {
  return checkpointOf(entries.length, rootOfLeaves(entries.map(leafOf)));
}

/** A log with its checkpoint. */
export function logOf(entries: readonly Uint8Array[]): Files {
  const files = filesOf(entries);
  return files.set('checkpoint', new TextEncoder().encode(checkpointOfEntries(entries)));
}

export function readerOf(files: ReadonlyMap<string, Uint8Array>): LogReader {
  return {
    async read(path) {
      return files.get(path)?.slice();
    },
  };
}

/** The same, which reads at once. */
export function readerAtOnceOf(files: ReadonlyMap<string, Uint8Array>): LogReader {
  return {
    ...readerOf(files),
    readInto(path, room) {
      const bytes = files.get(path);
      room.fill(0xaa); // what was there is looked at no more
      room.set(bytes?.subarray(0, room.length) ?? []);
      return bytes?.length;
    },
  };
}
