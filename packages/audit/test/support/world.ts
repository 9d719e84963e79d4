// What somebody outside knows of a log: what was acknowledged to him, and what was signed. Whatever happens to the disk, the
// log has to agree with it. Hashes are node:crypto's, and the tree is computed by RFC 9162 §2.1.1's recursion, unrolled.

import { createHash } from 'node:crypto';
import { AuditLog, createSigner, type LogStorage, type Signer, verifyLog } from '@fedzk/audit';
import type { Disk } from './disk.js';

const ORIGIN = 'example.com/crash';
export const DIR = '/log';
const own: Signer = await createSigner(ORIGIN, new Uint8Array(32).fill(7));

/** Something that must never be. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export class World {
  readonly #acknowledged: Map<number, string>;
  readonly #submitted: Set<string>;
  readonly #signed: Map<number, string>;
  readonly #entries: { count: number };
  /** Trees that a writer wrote down before it signed them. */
  readonly #remembered: Set<string>;
  /** A contradiction that a signature made. */
  #forked: string | undefined;

  constructor(other?: World) {
    this.#acknowledged = new Map(other?.known.acknowledged);
    this.#submitted = new Set(other?.known.submitted);
    this.#signed = new Map(other?.known.signed);
    this.#remembered = new Set(other?.known.remembered);
    this.#entries = other?.known.entries ?? { count: 0 };
  }

  get known() {
    return {
      acknowledged: this.#acknowledged,
      submitted: this.#submitted,
      signed: this.#signed,
      remembered: this.#remembered,
      entries: this.#entries,
    };
  }

  /** How many were acknowledged. */
  get size(): number {
    return this.#acknowledged.size;
  }

  /** The log's signer, whose checkpoints are all written down. */
  readonly signer: Signer = {
    name: own.name,
    verifierKey: own.verifierKey,
    sign: async (message) => {
      const [first, size = '', root = ''] = Buffer.from(message).toString().split('\n');
      if (first !== ORIGIN) return this.#remember(message);
      // One that was remembered by a writer before, whose statement another world knows, is signed again as it was.
      const known = this.#signed.has(Number(size)) || this.#remembered.has(`${size} ${root}`);
      if (!known) this.#forked ??= `a tree of ${size} was signed that was not written down`;
      const before = this.#signed.get(Number(size));
      if (before !== undefined && before !== root) this.#forked ??= `two roots were signed for ${size} entries`;
      this.#signed.set(Number(size), root);
      return own.sign(message);
    },
  };

  /** A statement of what the log remembers, or the text that its journal's key comes of. */
  #remember(message: Uint8Array): Promise<Uint8Array> {
    const [kind, , size, root] = Buffer.from(message).toString().split('\n');
    if (kind === '\0fedzk.dev/audit-signed/v1') this.#remembered.add(`${size} ${root}`);
    return own.sign(message);
  }

  open(storage: LogStorage, entries: number = Number.MAX_SAFE_INTEGER): Promise<AuditLog> {
    const { signer } = this;
    // Later than any round ends, and soon enough for a writer that was cut off not to be kept by its timer.
    const checkpointEvery = { ms: 2000, entries };
    // Short, so that there are several journals at times.
    // And so few bytes that tiles are written ahead of checkpoints, and that appends wait for them.
    return AuditLog.open(storage, { origin: ORIGIN, signer, checkpointEvery, journalBytes: 3000, queueBytes: 3000 });
  }

  /** Appends an event that there is but once. */
  async append(log: AuditLog, length = 0): Promise<number> {
    const count = this.#entries.count++;
    const resource = `r:${count}`;
    this.#submitted.add(resource);
    const details = { text: 'x'.repeat(length) };
    const event = { user_id: 'u', operation: 'op', resource, result: 'success', details } as const;
    const { index, leafHash } = await log.append(event);
    if (this.#acknowledged.has(index)) this.#forked ??= `index ${index} was acknowledged twice`;
    this.#acknowledged.set(index, Buffer.from(leafHash).toString('hex'));
    return index;
  }

  /**
   * Opens the log and compares all of it with what is known.
   *
   * @returns the root, after what was recovered was signed
   */
  async check(disk: Disk, storage: LogStorage): Promise<string> {
    const log = await this.open(storage).catch((error: unknown) => {
      throw new Violation(`it does not open: ${String(error)}`, { cause: error });
    });
    const note = await log.checkpoint();
    await log.close();
    const [, size = '', root = ''] = note.split('\n');
    const bundles = disk.files();
    const leaves: Buffer[] = [];
    for (let bundle = 0; leaves.length < Number(size); bundle++) {
      const left = Number(size) - leaves.length;
      leaves.push(...this.#leavesOf(bundles, bundle, Math.min(left, 256)));
    }
    this.#compare(leaves);
    const { ok, problems } = await verifyLog(storage, { verifierKey: own.verifierKey });
    if (!ok) throw new Violation(JSON.stringify(problems));
    return `${size} ${root}`;
  }

  #leavesOf(files: ReadonlyMap<string, Uint8Array>, bundle: number, width: number): Buffer[] {
    const name = `${DIR}/tile/entries/${String(bundle).padStart(3, '0')}`;
    const bytes = files.get(width === 256 ? name : `${name}.p/${width}`) ?? files.get(name);
    if (bytes === undefined) throw new Violation(`${name} is missing`);
    const leaves: Buffer[] = [];
    for (let at = 0; leaves.length < width; ) {
      const length = 256 * (bytes[at] ?? 0) + (bytes[at + 1] ?? 0);
      const entry = bytes.subarray(at + 2, at + 2 + length);
      const { resource } = JSON.parse(Buffer.from(entry).toString()) as { readonly resource: string };
      if (!this.#submitted.has(resource)) throw new Violation(`${resource} was never submitted`);
      leaves.push(sha256([Buffer.of(0), entry]));
      at += 2 + length;
    }
    return leaves;
  }

  #compare(leaves: readonly Buffer[]): void {
    if (this.#forked !== undefined) throw new Violation(this.#forked);
    if (new Set(leaves.map((leaf) => leaf.toString('hex'))).size !== leaves.length) {
      throw new Violation('an entry is there twice');
    }
    for (const [index, leaf] of this.#acknowledged) {
      if (leaves[index]?.toString('hex') !== leaf) throw new Violation(`entry ${index} of ${leaves.length} is lost`);
    }
    const roots = rootsOf(leaves);
    for (const [size, root] of this.#signed) {
      if (roots(size) !== root) throw new Violation(`the tree of ${size} that was signed is no prefix`);
    }
  }
}

/** The root over the first so many leaves, base64. */
function rootsOf(leaves: readonly Buffer[]): (size: number) => string | undefined {
  const levels: Buffer[][] = [[...leaves]];
  for (let below = levels[0] ?? []; below.length > 1; ) {
    const above: Buffer[] = [];
    for (let i = 0; i + 1 < below.length; i += 2) above.push(node(below[i], below[i + 1]));
    levels.push(above);
    below = above;
  }
  return (size) => {
    if (size > leaves.length) return undefined;
    let right: Buffer | undefined;
    for (const [level, hashes] of levels.entries()) {
      const count = Math.floor(size / 2 ** level);
      if (count % 2 === 1) right = right === undefined ? hashes[count - 1] : node(hashes[count - 1], right);
    }
    return (right ?? sha256([])).toString('base64');
  };
}

function node(left: Buffer | undefined, right: Buffer | undefined): Buffer {
  return sha256([Buffer.of(1), left ?? Buffer.of(), right ?? Buffer.of()]);
}

function sha256(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
