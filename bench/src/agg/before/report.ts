// Reads a report and a prepare message, by the code of `@fedzk/agg` before its service. The code is
// kept unchanged, see checks.ts.

import { type Bytes, join, plainHash, readElements } from './bytes.js';

/** The parameters T and L, which determine the length of messages. */
export interface Layout {
  readonly parts: number;
  readonly elements: number;
}

export interface Sealed {
  readonly enc: Bytes;
  readonly ciphertext: Bytes;
}

export interface Head {
  readonly taskHash: Bytes;
  readonly clientId: string;
  readonly commitments: readonly bigint[];
  readonly leaderHash: Bytes;
  readonly helperHash: Bytes;
  /** The bytes ctx. */
  readonly context: Bytes;
  /** The bytes M. */
  readonly fixed: Bytes;
  readonly tags: readonly bigint[];
  readonly proofs: readonly Bytes[];
  readonly helperPart: Sealed;
  readonly bytes: Bytes;
}

export interface Report {
  readonly head: Head;
  readonly signature: Bytes;
  readonly leaderPart: Sealed;
  readonly leaderPartHash: Bytes;
}

export interface Prepare {
  readonly head: Head;
  readonly leaderPartHash: Bytes;
  readonly signature: Bytes;
  readonly leaderTags: readonly bigint[];
}

/** Returns the number of elements in a share. */
export function shareLength({ parts, elements }: Layout): number {
  return parts * (elements + 1);
}

export function readReport(bytes: Uint8Array, layout: Layout): Report | undefined {
  const reader = new Reader(bytes);
  const head = readHead(reader, bytes, layout);
  const signature = reader.take(64);
  const leaderPart = readSealed(reader, 32 + 32 * shareLength(layout));
  const leaderPartHash = plainHash(join(leaderPart.enc, leaderPart.ciphertext));
  return head && reader.left === 0 ? { head, signature, leaderPart, leaderPartHash } : undefined;
}

export function readPrepare(bytes: Uint8Array, layout: Layout): Prepare | undefined {
  const reader = new Reader(bytes);
  const head = readHead(reader, bytes, layout);
  const [leaderPartHash, signature] = [reader.take(32), reader.take(64)];
  const leaderTags = readElements(reader.take(32 * layout.parts));
  return head && leaderTags && reader.left === 0 ? { head, leaderPartHash, signature, leaderTags } : undefined;
}

function readHead(reader: Reader, all: Uint8Array, { parts }: Layout): Head | undefined {
  const start = reader.left;
  const version = reader.take(1)[0];
  const taskHash = reader.take(32);
  reader.take(8); // the round
  const id = reader.take(new DataView(reader.take(2).buffer).getUint16(0));
  const clientId = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(id);
  const contextEnd = start - reader.left;
  const commitments = readElements(reader.take(32 * parts));
  const [leaderHash, helperHash] = [reader.take(32), reader.take(32)];
  const fixedEnd = start - reader.left;
  const tags = readElements(reader.take(32 * parts));
  const proofs = Array.from({ length: parts }, () => reader.take(192));
  const helperPart = readSealed(reader, 32);
  if (version !== 1 || commitments === undefined || tags === undefined) return undefined;
  const cut = (from: number, to: number): Bytes => new Uint8Array(all.subarray(from, to));
  const [context, fixed, bytes] = [cut(1, contextEnd), cut(1, fixedEnd), cut(0, start - reader.left)];
  return { taskHash, clientId, commitments, leaderHash, helperHash, context, fixed, tags, proofs, helperPart, bytes };
}

function readSealed(reader: Reader, length: number): Sealed {
  return { enc: reader.take(32), ciphertext: reader.take(length + 16) };
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Bytes {
    if (length > this.left) throw new RangeError(`expected ${length} bytes more, got ${this.left}`);
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
  }
}
