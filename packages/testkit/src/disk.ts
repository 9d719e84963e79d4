// A disk that loses power. POSIX promises this much: what was written to a file is there after an fsync of the file, with
// its length, and a change of a folder (a name made, linked, renamed, removed) after an fsync of the folder. Of all else
// anything may be there, in any combination, sector by sector (Pillai et al., OSDI 2014, table 1). When a sync fails, Linux
// takes the pages for clean: they are still read, the next sync says that all is well, and the disk never gets them
// (Rebello et al., ATC 2020).

import { createHash } from 'node:crypto';
import type { Fate, Range } from './fates.js';

/** Bytes are replaced, never changed in place: disks share them. */
interface FileNode {
  readonly mode: number;
  readonly ino: number;
  /** What a read sees. */
  bytes: Uint8Array;
  /** What is on the disk. */
  durable: Uint8Array;
  /** What was written since the last sync. */
  dirty: readonly Range[];
  /** When it was written, by {@link clock}. */
  written: number;
}

interface FolderNode {
  readonly mode: number;
  names: Map<string, Node>;
  durable: Map<string, Node>;
  /** Since the last sync. */
  pending: Change[];
}

type Node = FileNode | FolderNode;

/** A rename in a folder is one change: both names or neither. One between folders is one in each. */
interface Change {
  /** Among all of the disk's. */
  readonly at: number;
  readonly remove?: string;
  readonly set?: readonly [name: string, node: Node];
}

/** The clock of all disks, which counts writes: every file is old, some older than others. */
let clock = 0;

/** What is known of a file or folder. */
export interface Stat {
  readonly isFolder: boolean;
  readonly mode: number;
  readonly ino: number;
  readonly written: number;
  readonly size: number;
  /** How many names it has. */
  readonly names: number;
}

/** A file or folder that is open: it stays the same one whatever its name becomes. */
export interface Open {
  stat(): Stat;
  read(buffer: Uint8Array, offset: number, length: number, position: number): number;
  write(bytes: Uint8Array, position: number): void;
  sync(): void;
}

export class Disk<Layer> {
  readonly #root: FolderNode;
  readonly #layerOf: (disk: Disk<Layer>) => Layer;
  #changes = 0;
  /** The disk for a program. */
  readonly layer: Layer;

  constructor(layerOf: (disk: Disk<Layer>) => Layer, files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#layerOf = layerOf;
    this.#root = rootOf(files);
    this.layer = layerOf(this);
  }

  /** The disk as it is now, also what isn't durable. */
  copy(): Disk<Layer> {
    const copyOf = once((node, known): Node => {
      if (!isFolder(node)) return { ...node };
      const copy = known(folder(node.mode));
      copy.names = mapValues(node.names, copyOf);
      copy.durable = mapValues(node.durable, copyOf);
      copy.pending = node.pending.map(({ set, ...rest }) => (set ? { ...rest, set: [set[0], copyOf(set[1])] } : rest));
      return copy;
    });
    return this.#like(copyOf(this.#root), this.#changes);
  }

  /** Makes the disk as it is after the power failed: all of it durable. This disk stays as it is. */
  afterPowerLoss(fate: Fate): Disk<Layer> {
    const survivor = once((node, known): Node => {
      if (!isFolder(node)) {
        const bytes = left(node, fate);
        return { ...node, bytes, durable: bytes, dirty: [] };
      }
      const copy = known(folder(node.mode));
      const names = new Map(node.durable);
      for (const change of node.pending) if (fate.happened(change.at)) apply(names, change);
      copy.names = mapValues(names, survivor);
      copy.durable = new Map(copy.names);
      return copy;
    });
    return this.#like(survivor(this.#root), 0);
  }

  #like(root: Node, changes: number): Disk<Layer> {
    const disk = new Disk(this.#layerOf);
    if (isFolder(root)) Object.assign(disk.#root, root);
    disk.#changes = changes;
    return disk;
  }

  /** Fails a sync: some of the file may be on the disk, and the rest never is. */
  spoil(path: string, fate: Fate): void {
    const node = this.#node(path);
    if (isFolder(node)) return;
    node.durable = left(node, fate);
    node.dirty = [];
  }

  /** The changes of folders that may be lost, oldest first. */
  pending(): number[] {
    const found: number[] = [];
    const look = once((node, known): Node => {
      known(node);
      if (!isFolder(node)) return node;
      found.push(...node.pending.map(({ at }) => at));
      for (const child of [...node.names.values(), ...node.durable.values()]) look(child);
      return node;
    });
    look(this.#root);
    return found.sort((a, b) => a - b);
  }

  /** The same for equal disks, of which all is durable. */
  fingerprint(node: Node = this.#root): string {
    const hash = createHash('sha256');
    if (!isFolder(node)) return hash.update(node.bytes).digest('hex');
    for (const [name, child] of [...node.names].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name} ${isFolder(child)} ${this.fingerprint(child)}\n`);
    }
    return hash.digest('hex');
  }

  /** The bytes of a file, for a test that looks, or damages them. */
  bytes(path: string): Uint8Array {
    const node = this.#node(path);
    if (isFolder(node)) throw fault('EISDIR');
    node.bytes = node.bytes.slice();
    return node.bytes;
  }

  /** Lists all files and folders by path. */
  files(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const look = (node: Node, path: string): void => {
      if (!isFolder(node)) found.set(path, node.bytes);
      else for (const [name, child] of node.names) look(child, `${path}/${name}`);
    };
    look(this.#root, '');
    return found;
  }

  open(path: string): Open {
    const node = this.#node(path);
    return {
      stat: () => this.#statOf(node),
      read(buffer, offset, length, position) {
        if (isFolder(node)) throw fault('EISDIR');
        const part = node.bytes.subarray(position, position + length);
        buffer.set(part, offset);
        return part.length;
      },
      write(bytes, position) {
        if (isFolder(node)) throw fault('EBADF');
        write(node, bytes, position);
      },
      sync: () => sync(node),
    };
  }

  /** Makes an empty file. */
  create(path: string, mode = 0o600): void {
    const { parent, name } = this.#free(path);
    this.#change(parent, { set: [name, fileOf(new Uint8Array(0), mode)] });
  }

  link(from: string, to: string): void {
    const node = this.#node(from);
    const { parent, name } = this.#free(to);
    this.#change(parent, { set: [name, node] });
  }

  rename(from: string, to: string): void {
    const node = this.#node(from);
    const [source, target] = [this.#place(from), this.#place(to)];
    if (source.parent === target.parent) {
      this.#change(target.parent, { remove: source.name, set: [target.name, node] });
      return;
    }
    const at = this.#changes++;
    change(source.parent, { at, remove: source.name });
    change(target.parent, { at, set: [target.name, node] });
  }

  unlink(path: string): void {
    this.#node(path);
    const { parent, name } = this.#place(path);
    this.#change(parent, { remove: name });
  }

  readdir(path: string): string[] {
    return [...this.#folder(path).names.keys()];
  }

  mkdir(path: string, mode = 0o755): void {
    const { parent, name } = this.#free(path);
    this.#change(parent, { set: [name, folder(mode)] });
  }

  rmdir(path: string): void {
    if (this.#folder(path).names.size > 0) throw fault('ENOTEMPTY');
    const { parent, name } = this.#place(path);
    this.#change(parent, { remove: name });
  }

  stat(path: string): Stat {
    return this.#statOf(this.#node(path));
  }

  #statOf(node: Node): Stat {
    const root = this.#root;
    const file = isFolder(node) ? { ino: 0, written: 0, bytes: new Uint8Array(0) } : node;
    return {
      isFolder: isFolder(node),
      mode: node.mode,
      ino: file.ino,
      written: file.written,
      size: file.bytes.length,
      // Only a recursive listing looks through all folders.
      get names() {
        return namesOf(node, root);
      },
    };
  }

  #change(parent: FolderNode, made: Omit<Change, 'at'>): void {
    change(parent, { ...made, at: this.#changes++ });
  }

  /** A place for a name that is not taken. */
  #free(path: string): { readonly parent: FolderNode; readonly name: string } {
    const place = this.#place(path);
    if (place.parent.names.has(place.name)) throw fault('EEXIST');
    return place;
  }

  #place(path: string): { readonly parent: FolderNode; readonly name: string } {
    const at = path.lastIndexOf('/');
    return { parent: this.#folder(path.slice(0, at)), name: path.slice(at + 1) };
  }

  #folder(path: string): FolderNode {
    const node = this.#node(path);
    if (isFolder(node)) return node;
    throw fault('ENOTDIR');
  }

  #node(path: string): Node {
    let node: Node = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (!isFolder(node)) throw fault('ENOTDIR');
      const next: Node | undefined = node.names.get(name);
      if (next === undefined) throw fault('ENOENT');
      node = next;
    }
    return node;
  }
}

/** Makes an error like Node's. */
export function fault(code: string): Error {
  return Object.assign(new Error(`${code}: a test's`), { code });
}

function write(node: FileNode, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  const whole = resized(node.bytes, Math.max(node.bytes.length, end));
  whole.set(bytes, position);
  node.bytes = whole;
  node.dirty = [...node.dirty, [position, end]];
  node.written = ++clock;
}

function sync(node: Node): void {
  if (isFolder(node)) {
    node.durable = new Map(node.names);
    node.pending = [];
    return;
  }
  if (node.dirty.length === 0 && node.durable.length === node.bytes.length) return;
  const durable = resized(node.durable, node.bytes.length);
  // No more than that: after a sync that failed, what was not on the disk then never is.
  for (const [from, to] of node.dirty) durable.set(node.bytes.subarray(from, to), from);
  node.durable = durable;
  node.dirty = [];
}

function left({ durable, bytes, dirty }: FileNode, fate: Fate): Uint8Array {
  return dirty.length === 0 ? durable : fate.written(durable, bytes, dirty);
}

export function resized(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
}

function fileOf(bytes: Uint8Array, mode: number): FileNode {
  return { mode, ino: ++clock, bytes, durable: bytes, dirty: [], written: ++clock };
}

function folder(mode = 0o755): FolderNode {
  return { mode, names: new Map(), durable: new Map(), pending: [] };
}

/** A folder of files, all durable. */
function rootOf(files: ReadonlyMap<string, Uint8Array>): FolderNode {
  const root = folder();
  for (const [path, bytes] of files) {
    const names = path.split('/').slice(1);
    let at = root;
    for (const name of names.slice(0, -1)) {
      const next = at.names.get(name) ?? folder();
      if (!isFolder(next)) throw fault('ENOTDIR');
      at.names.set(name, next);
      at.durable.set(name, next);
      at = next;
    }
    const file = fileOf(bytes.slice(), 0o600);
    at.names.set(names.at(-1) ?? '', file);
    at.durable.set(names.at(-1) ?? '', file);
  }
  return root;
}

function isFolder(node: Node): node is FolderNode {
  return 'names' in node;
}

function namesOf(node: Node, within: FolderNode): number {
  return [...within.names.values()].reduce(
    (sum, child) => sum + (child === node ? 1 : 0) + (isFolder(child) ? namesOf(node, child) : 0),
    0,
  );
}

function change(parent: FolderNode, made: Change): void {
  parent.pending.push(made);
  apply(parent.names, made);
}

function apply(names: Map<string, Node>, { remove, set }: Change): void {
  if (remove !== undefined) names.delete(remove);
  if (set !== undefined) names.set(...set);
}

function mapValues(names: ReadonlyMap<string, Node>, map: (node: Node) => Node): Map<string, Node> {
  return new Map([...names].map(([name, node]) => [name, map(node)]));
}

/** A function of nodes that is called once for each; a folder's result is `known` before it is whole. */
function once(make: (node: Node, known: <T extends Node>(result: T) => T) => Node): (node: Node) => Node {
  const results = new Map<Node, Node>();
  return (node) => {
    const found = results.get(node);
    if (found !== undefined) return found;
    const known = <T extends Node>(result: T): T => {
      results.set(node, result);
      return result;
    };
    return known(make(node, known));
  };
}
