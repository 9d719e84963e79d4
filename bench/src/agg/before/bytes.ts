// Numbers, hashes and byte strings of `aggregation.md`, by the code of `@fedzk/agg` before its
// service. The code is kept unchanged, see checks.ts.

import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes that own their memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The order of BN254's groups. */
const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const ELEMENT_BYTES = 32;
const WIDE_BYTES = 48;

export function join(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function reduce(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** Reads elements. Returns `undefined` if one is r or above. */
export function readElements(bytes: Uint8Array): bigint[] | undefined {
  const elements: bigint[] = [];
  for (let at = 0; at < bytes.length; at += ELEMENT_BYTES) {
    const element = integer(bytes.subarray(at, at + ELEMENT_BYTES));
    if (element >= ORDER) return undefined;
    elements.push(element);
  }
  return elements;
}

export function writeElements(elements: readonly bigint[]): Bytes {
  const out = new Uint8Array(elements.length * ELEMENT_BYTES);
  for (const [i, element] of elements.entries()) {
    const view = new DataView(out.buffer, i * ELEMENT_BYTES, ELEMENT_BYTES);
    for (let word = 0; word < 4; word++) {
      view.setBigUint64(8 * (3 - word), BigInt.asUintN(64, element >> BigInt(64 * word)));
    }
  }
  return out;
}

function integer(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = 0; at < bytes.byteLength; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}

export function hash(label: string, message: Uint8Array): Bytes {
  return new Uint8Array(sha256(join(utf8(`fedzk-agg/1 ${label}`), Uint8Array.of(0), message)));
}

export function plainHash(message: Uint8Array): Bytes {
  return new Uint8Array(sha256(message));
}

/** Computes rho of the bytes M. */
export function rhoOf(fixed: Uint8Array): bigint {
  return integer(join(hash('rho0', fixed), hash('rho1', fixed).subarray(0, WIDE_BYTES - 32))) % ORDER;
}

/** Computes xof(seed, m). */
export async function expand(seed: Uint8Array, message: Uint8Array, count: number): Promise<bigint[]> {
  const material = hash('expand', join(seed, message));
  const key = await crypto.subtle.importKey('raw', material, 'AES-CTR', false, ['encrypt']);
  material.fill(0);
  const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 128 };
  const stream = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(count * WIDE_BYTES)));
  const elements = Array.from(
    { length: count },
    (_, i) => integer(stream.subarray(i * WIDE_BYTES, (i + 1) * WIDE_BYTES)) % ORDER,
  );
  stream.fill(0);
  return elements;
}

/** Computes the tag of each part of a vector (p_1..p_L, s, …). */
export function tagsOf(vector: readonly bigint[], elements: number, rho: bigint): bigint[] {
  const length = elements + 1;
  return Array.from({ length: vector.length / length }, (_, t) => {
    const part = vector.slice(t * length, (t + 1) * length);
    const packed = part.slice(0, elements);
    return reduce(packed.reduceRight((sum, element) => reduce((sum + element) * rho), 0n) + (part[elements] ?? 0n));
  });
}
