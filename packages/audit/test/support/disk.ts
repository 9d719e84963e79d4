// A disk that loses power. POSIX promises this much: what was written to a file is there after an fsync of the file, with
// its length, and a change of a folder (a name made, renamed, removed) after an fsync of the folder. Of all else anything
// may be there, in any combination, sector by sector (Pillai et al., OSDI 2014, table 1). When a sync fails, Linux takes the
// pages for clean: they are still read, the next sync says that all is well, and the disk never gets them
// (Rebello et al., ATC 2020).

import type { Dice } from '@fedzk/testkit/random';
import { type FileLayer, type OpenFile, Unreadable } from '../../src/storage/files.js';
import { fault } from './layers.js';

const SECTOR = 512;

interface FileNode {
  /** As it is read. */
  bytes: Uint8Array;
  /** As it is on the disk. */
  durable: Uint8Array;
  /** What was written since the last sync: from, to. */
  dirty: (readonly [number, number])[];
}

interface FolderNode {
  names: Map<string, Node>;
  durable: Map<string, Node>;
  /** Since the last sync. */
  pending: Change[];
}

type Node = FileNode | FolderNode;

interface Change {
  /** Among all of the disk's; a rename between folders is one change in two places, at first. */
  readonly at: number;
  readonly remove?: string;
  readonly set?: readonly [name: string, node: Node];
}

/** What becomes of what was not durable. */
export interface Fate {
  happened(change: number): boolean;
  /** Of sectors written. */
  written(): boolean;
}

export const lost: Fate = { happened: () => false, written: () => false };
export const kept: Fate = { happened: () => true, written: () => true };

/** Of each thing by itself; all the names or all the sectors at times. */
export function anything(dice: Dice): Fate {
  const [names, sectors] = [dice.upTo(3), dice.upTo(3)];
  const decided = new Map<number, boolean>();
  const decide = (kind: number): boolean => (kind < 2 ? kind === 0 : dice.upTo(1) === 0);
  return {
    happened: (change) => {
      const known = decided.get(change) ?? decide(names);
      decided.set(change, known);
      return known;
    },
    written: () => decide(sectors),
  };
}

export class Disk {
  readonly #root: FolderNode;
  #changes = 0;

  constructor(root: FolderNode = folder()) {
    this.#root = root;
  }

  /** The disk as it is now, also what isn't durable. */
  copy(): Disk {
    const copies = new Map<Node, Node>();
    const copyOf = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (!isFolder(node)) {
        const file = { bytes: node.bytes.slice(), durable: node.durable.slice(), dirty: [...node.dirty] };
        copies.set(node, file);
        return file;
      }
      const copy = folder();
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

  /** What is there when the power is back. All of it is durable. This disk stays as it is. */
  afterPowerLoss(fate: Fate): Disk {
    const copies = new Map<Node, Node>();
    const survivor = (node: Node): Node => {
      const known = copies.get(node);
      if (known !== undefined) return known;
      if (!isFolder(node)) {
        const bytes = survived(node, fate);
        const file = { bytes, durable: bytes.slice(), dirty: [] };
        copies.set(node, file);
        return file;
      }
      const copy = folder();
      copies.set(node, copy);
      const names = new Map(node.durable);
      for (const change of node.pending) if (fate.happened(change.at)) apply(names, change);
      copy.names = mapValues(names, survivor);
      copy.durable = new Map(copy.names);
      return copy;
    };
    return new Disk(survivor(this.#root) as FolderNode);
  }

  /** A sync that fails: some of it may be on the disk, and the rest never is. */
  spoil(path: string, fate: Fate): void {
    const node = this.#node(path);
    if (isFolder(node)) return;
    node.durable = survived(node, fate);
    node.dirty = [];
  }

  /** The bytes of a file; for a test that looks, or damages. */
  bytes(path: string): Uint8Array {
    const node = this.#node(path);
    if (isFolder(node)) throw fault('EISDIR');
    return node.bytes;
  }

  /** Everything there is, by path. */
  files(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const look = (node: Node, path: string): void => {
      if (!isFolder(node)) found.set(path, node.bytes);
      else for (const [name, child] of node.names) look(child, `${path}/${name}`);
    };
    look(this.#root, '');
    return found;
  }

  /** A durable disk of such files. */
  static of(files: ReadonlyMap<string, Uint8Array>): Disk {
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
      const file = { bytes: bytes.slice(), durable: bytes.slice(), dirty: [] };
      at.names.set(names.at(-1) ?? '', file);
      at.durable.set(names.at(-1) ?? '', file);
    }
    return new Disk(root);
  }

  /** The disk for a program. */
  readonly layer: FileLayer = {
    open: async (path, flags) => this.#open(path, flags),
    rename: async (from, to) => {
      const node = this.#node(from);
      const [source, target] = [this.#place(from), this.#place(to)];
      const at = this.#changes++;
      if (source.parent === target.parent) {
        change(target.parent, { at, remove: source.name, set: [target.name, node] });
        return;
      }
      change(source.parent, { at, remove: source.name });
      change(target.parent, { at, set: [target.name, node] });
    },
    unlink: async (path) => {
      this.#node(path);
      const { parent, name } = this.#place(path);
      change(parent, { at: this.#changes++, remove: name });
    },
    rmdir: async (path) => {
      if (this.#folder(path).names.size > 0) throw fault('ENOTEMPTY');
      const { parent, name } = this.#place(path);
      change(parent, { at: this.#changes++, remove: name });
    },
    readdir: async (path) => [...this.#folder(path).names.keys()],
    readFile: async (path, most = Number.POSITIVE_INFINITY) => {
      const bytes = this.bytes(path);
      if (bytes.length > most) throw new Unreadable(`it has ${bytes.length} bytes`, 'EFBIG');
      return bytes.slice();
    },
    requireFolder: async (path) => void this.#folder(path),
    mkdir: async (path) => {
      const { parent, name } = this.#place(path);
      if (parent.names.has(name)) throw fault('EEXIST');
      change(parent, { at: this.#changes++, set: [name, folder()] });
    },
  };

  #open(path: string, flags: 'r' | 'r+' | 'wx'): OpenFile {
    if (flags === 'wx') {
      const { parent, name } = this.#place(path);
      if (parent.names.has(name)) throw fault('EEXIST');
      const file = { bytes: new Uint8Array(0), durable: new Uint8Array(0), dirty: [] };
      change(parent, { at: this.#changes++, set: [name, file] });
    }
    const node = this.#node(path);
    const sync = async (): Promise<void> => syncNode(node);
    let open = true;
    return {
      write: async (bytes, offset, length, position) => {
        if (isFolder(node) || flags === 'r' || !open) throw fault('EBADF');
        write(node, bytes.subarray(offset, offset + length), position);
        return { bytesWritten: length };
      },
      sync,
      datasync: sync,
      close: async () => {
        open = false;
      },
    };
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

function write(node: FileNode, bytes: Uint8Array, position: number): void {
  const end = position + bytes.length;
  if (end > node.bytes.length) node.bytes = resized(node.bytes, end);
  node.bytes.set(bytes, position);
  node.dirty.push([position, end]);
}

function syncNode(node: Node): void {
  if (isFolder(node)) {
    node.durable = new Map(node.names);
    node.pending = [];
    return;
  }
  if (node.durable.length !== node.bytes.length) node.durable = resized(node.durable, node.bytes.length);
  for (const [from, to] of node.dirty) node.durable.set(node.bytes.subarray(from, to), from);
  node.dirty = [];
}

/** The durable bytes with some of the sectors written since; a file is as long as what was written to its end. */
function survived({ bytes, durable, dirty }: FileNode, fate: Fate): Uint8Array {
  const result = resized(durable, Math.max(durable.length, bytes.length));
  let { length } = durable;
  for (const [from, to] of dirty) {
    for (let start = from; start < to; ) {
      const end = Math.min(to, start - (start % SECTOR) + SECTOR);
      if (fate.written()) {
        result.set(bytes.subarray(start, end), start);
        length = Math.max(length, end);
      }
      start = end;
    }
  }
  return result.slice(0, length);
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
}

function folder(): FolderNode {
  return { names: new Map(), durable: new Map(), pending: [] };
}

function isFolder(node: Node): node is FolderNode {
  return 'names' in node;
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
