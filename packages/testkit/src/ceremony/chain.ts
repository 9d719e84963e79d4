/**
 * Section 10 of a proving key, built link by link: CEREMONY.md of @fedzk/verify. Tests build wrong ones too.
 */
import { createHash } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { CURVES, type Curve, type G1, type G2, inSection, type Name, uncompressed } from './curves.js';
import { hashToG2, pointOfG1, scalar, Words } from './generator.js';

export interface Link {
  readonly delta: G1;
  readonly s: G1;
  readonly sx: G1;
  readonly spx: G2;
  readonly transcript: Uint8Array;
  readonly type: number;
  /** The fields after the length. */
  readonly fields: Uint8Array;
}

/** What makes a link out of the chain before it. */
export interface Part {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  readonly name?: string;
  /** Makes it a beacon. */
  readonly beacon?: { readonly value: Uint8Array; readonly iterations: number };
  /** In place of the seed's δ. */
  readonly factor?: bigint;
}

export class Chain {
  readonly on: Curve;
  readonly csHash: Uint8Array;
  readonly links: Link[] = [];
  /** The product of all δ. */
  delta = 1n;

  constructor(curve: Name, csHash: Uint8Array) {
    this.on = CURVES[curve];
    this.csHash = csHash;
  }

  add({ seed, name, beacon, factor }: Part): this {
    const { on } = this;
    const words = new Words(beacon === undefined ? seed : beaconSeed(beacon.value, beacon.iterations));
    const drawn = scalar(words, on);
    const s = pointOfG1(words, on);
    const x = factor ?? drawn;
    const sx = s.multiply(x);
    const transcript = transcriptOf(this, s, sx);
    const spx = hashToG2(on, transcript).multiply(x);
    this.delta = (this.delta * x) % on.r;
    const delta = on.curve.G1.Point.BASE.multiply(this.delta);
    this.links.push({ delta, s, sx, spx, transcript, type: beacon ? 1 : 0, fields: fieldsOf({ name, ...beacon }) });
    return this;
  }

  /** contributionHash of a link. */
  hash(index: number): Uint8Array {
    const link = this.links[index];
    if (link === undefined) throw new RangeError(`no link ${index}`);
    return blake2b(keyOf(this.on, link));
  }

  section(): Uint8Array {
    return sectionOf(this.on, this.csHash, this.links);
  }
}

export function sectionOf(on: Curve, csHash: Uint8Array, links: readonly Link[]): Uint8Array {
  return Buffer.concat([csHash, u32(links.length), ...links.map((link) => linkBytes(on, link))]);
}

export function linkBytes(on: Curve, { delta, s, sx, spx, transcript, type, fields }: Link): Uint8Array {
  const points = [delta, s, sx, spx].map((point) => inSection(on, point));
  return Buffer.concat([...points, transcript, u32(type), u32(fields.length), fields]);
}

/** K: the points and the transcript. */
export function keyOf(on: Curve, { delta, s, sx, spx, transcript }: Link): Uint8Array {
  return Buffer.concat([...[delta, s, sx, spx].map((point) => uncompressed(on, point)), transcript]);
}

function transcriptOf({ on, csHash, links }: Chain, s: G1, sx: G1): Uint8Array {
  return blake2b(
    Buffer.concat([csHash, ...links.map((link) => keyOf(on, link)), uncompressed(on, s), uncompressed(on, sx)]),
  );
}

export function fieldsOf(given: {
  readonly name?: string | undefined;
  readonly iterations?: number;
  readonly value?: Uint8Array;
}): Uint8Array {
  const name = given.name === undefined ? undefined : Buffer.from(given.name.slice(0, 64));
  return Buffer.concat([
    ...(name === undefined ? [] : [Buffer.from([1, name.length]), name]),
    ...(given.iterations === undefined ? [] : [Buffer.from([2, given.iterations])]),
    ...(given.value === undefined ? [] : [Buffer.from([3, given.value.length]), given.value]),
  ]);
}

/** SHA-256 2^iterations times. */
export function beaconSeed(value: Uint8Array, iterations: number): Uint8Array {
  let hash = value;
  for (let i = 0; i < 2 ** iterations; i++) hash = sha256(hash);
  return hash;
}

export function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
