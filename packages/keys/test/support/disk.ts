// A disk that loses power. POSIX promises this much: what was written to a file is there after an fsync of the file, and a
// change of a folder (a name made, linked, renamed, removed) after an fsync of the folder. Of all else anything may be
// there, in any combination: ext4, XFS and btrfs each do some of it (Pillai et al., OSDI 2014, table 1).

import { createHash } from 'node:crypto';
import type { FileLayer, FileStat, OpenFile } from '../../src/storage/directory.js';
import { fault } from './layers.js';

interface FileNode {
  readonly mode: number;
  readonly ino: number;
  /** Never changed in place. */
  bytes: Uint8Array;
  /** What the last fsync left. */
  durable: Uint8Array;
  /** When it was written, by {@link clock}. */
  written: number;
}

/** The clock of all disks, which counts writes: every file is old, some older than others. */
let clock = 0;

interface FolderNode {
  readonly mode: number;
  names: Map<string, Node>;
  durable: Map<string, Node>;
  /** Since the last fsync. */
  pending: Change[];
}

type Node = FileNode | FolderNode;

/** A rename in a folder is one change: both names or neither. */
interface Change {
  /** Among all of the disk's. */
  readonly at: number;
  readonly remove?: string;
  readonly set?: readonly [name: string, node: Node];
}

/** What becomes of what was not durable. */
export interface Fate {
  happened(change: number): boolean;
  /** Of bytes in a file, in the place of the durable ones. */
  written(durable: Uint8Array, bytes: Uint8Array): Uint8Array;
}

export class Disk {
  readonly #root: FolderNode;
  #changes = 0;

  constructor(root: FolderNode = folder(0o755)) {
    this.#root = root;
  }

  /** The disk as it is now, also what isn't durable. */
  copy(): Disk {
    const copies = new Map<Node, Node>();
    const copyOf = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (!isFolder(node)) return remember(copies, node, { ...node });
      const copy = folder(node.mode);
      copies.set(node, copy);
      copy.names = mapValues(node.names, copyOf);
      copy.durable = mapValues(node.durable, copyOf);
      copy.pending = node.pending.map(({ set, ...rest }) => (set ? { ...rest, set: [set[0], copyOf(set[1])] } : rest));
      return copy;
    };
    const disk = new Disk(copyOf(this.#root) as FolderNode);
    disk.#changes = this.#changes;
    return disk;
  }

  /** What is there when the power is back. All of it is durable. */
  afterPowerLoss(fate: Fate): Disk {
    const copies = new Map<Node, Node>();
    const survivor = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (!isFolder(node)) {
        const bytes = node.bytes === node.durable ? node.durable : fate.written(node.durable, node.bytes);
        return remember(copies, node, { ...node, bytes, durable: bytes });
      }
      const copy = folder(node.mode);
      copies.set(node, copy);
      const names = new Map(node.durable);
      for (const change of node.pending) if (fate.happened(change.at)) apply(names, change);
      copy.names = mapValues(names, survivor);
      copy.durable = new Map(copy.names);
      return copy;
    };
    return new Disk(survivor(this.#root) as FolderNode);
  }

  /** The changes of folders that may be lost, oldest first. */
  pending(): number[] {
    const found: number[] = [];
    const seen = new Set<Node>();
    const look = (node: Node): void => {
      if (seen.has(node) || !isFolder(node)) return;
      seen.add(node);
      found.push(...node.pending.map(({ at }) => at));
      for (const child of [...node.names.values(), ...node.durable.values()]) look(child);
    };
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

  /** The disk for a program. */
  readonly layer: FileLayer = {
    open: async (path, flags, mode) => this.#open(path, flags, mode),
    link: async (from, to) => {
      const node = this.#node(from);
      const { parent, name } = this.#place(to);
      if (parent.names.has(name)) throw fault('EEXIST');
      this.#change(parent, { set: [name, node] });
    },
    rename: async (from, to) => {
      const node = this.#node(from);
      const [source, target] = [this.#place(from), this.#place(to)];
      if (source.parent !== target.parent) throw new Error('The model has no renames between folders.');
      this.#change(target.parent, { remove: source.name, set: [target.name, node] });
    },
    unlink: async (path) => {
      this.#node(path);
      const { parent, name } = this.#place(path);
      this.#change(parent, { remove: name });
    },
    readdir: async (path) => [...this.#folder(path).names.keys()],
    mkdir: async (path, { mode, recursive }) => this.#mkdir(path, mode, recursive),
    rmdir: async (path) => {
      if (this.#folder(path).names.size > 0) throw fault('ENOTEMPTY');
      const { parent, name } = this.#place(path);
      this.#change(parent, { remove: name });
    },
    lstat: async (path) => this.#stat(this.#node(path)),
  };

  #open(path: string, flags: 'r' | 'wx' | number, mode: number): OpenFile {
    if (flags === 'wx') {
      const { parent, name } = this.#place(path);
      if (parent.names.has(name)) throw fault('EEXIST');
      const nothing = new Uint8Array(0);
      this.#change(parent, { set: [name, { mode, ino: ++clock, bytes: nothing, durable: nothing, written: ++clock }] });
    }
    const node = this.#node(path);
    return {
      stat: async () => this.#stat(node),
      read: async (buffer, offset, length, position) => {
        if (isFolder(node)) throw fault('EISDIR');
        const part = node.bytes.subarray(position, position + length);
        buffer.set(part, offset);
        return { bytesRead: part.length };
      },
      writeFile: async (bytes) => {
        if (isFolder(node) || flags !== 'wx') throw fault('EBADF');
        node.bytes = bytes.slice();
        node.written = ++clock;
      },
      sync: async () => {
        if (!isFolder(node)) {
          node.durable = node.bytes;
          return;
        }
        node.durable = new Map(node.names);
        node.pending = [];
      },
      close: async () => undefined,
    };
  }

  #mkdir(path: string, mode: number, recursive: boolean): string | undefined {
    if (path === '/') return undefined;
    const above = path.slice(0, path.lastIndexOf('/')) || '/';
    const first = recursive ? this.#mkdir(above, mode, true) : undefined;
    const { parent, name } = this.#place(path);
    if (parent.names.has(name)) {
      if (recursive) return undefined;
      throw fault('EEXIST');
    }
    this.#change(parent, { set: [name, folder(mode)] });
    return first ?? path;
  }

  #stat(node: Node): FileStat {
    return {
      mode: node.mode,
      uid: process.getuid?.() ?? 0,
      ino: isFolder(node) ? 0 : node.ino,
      mtimeMs: isFolder(node) ? 0 : node.written,
      ctimeMs: isFolder(node) ? 0 : node.written,
      size: isFolder(node) ? 0 : node.bytes.length,
      nlink: this.#namesOf(node, this.#root),
      isFile: () => !isFolder(node),
      isDirectory: () => isFolder(node),
      isSymbolicLink: () => false,
    };
  }

  /** How many names a file has. */
  #namesOf(node: Node, within: FolderNode): number {
    return [...within.names.values()].reduce(
      (sum, child) => sum + (child === node ? 1 : 0) + (isFolder(child) ? this.#namesOf(node, child) : 0),
      0,
    );
  }

  #change(parent: FolderNode, change: Omit<Change, 'at'>): void {
    const whole = { ...change, at: this.#changes++ };
    parent.pending.push(whole);
    apply(parent.names, whole);
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

function folder(mode: number): FolderNode {
  return { mode, names: new Map(), durable: new Map(), pending: [] };
}

function isFolder(node: Node): node is FolderNode {
  return 'names' in node;
}

function apply(names: Map<string, Node>, { remove, set }: Change): void {
  if (remove !== undefined) names.delete(remove);
  if (set !== undefined) names.set(...set);
}

function remember<T extends Node>(copies: Map<Node, Node>, node: Node, copy: T): T {
  copies.set(node, copy);
  return copy;
}

function mapValues(names: ReadonlyMap<string, Node>, change: (node: Node) => Node): Map<string, Node> {
  return new Map([...names].map(([name, node]) => [name, change(node)]));
}
