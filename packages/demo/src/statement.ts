/**
 * What a proof of `gradient_update` states of an update, over the scalar field of either curve. `@fedzk/agg` aggregates
 * on BN254 and has the same for that; the layout of values and Poseidon's permutation are taken from there.
 */

import { generate, type PoseidonParameters } from '../../agg/src/protocol/grain.js';
import { type Geometry, pack } from '../../agg/src/protocol/packing.js';
import { permute, shape } from '../../agg/src/protocol/poseidon.js';
import { primes } from '../../circuits/scripts/poseidon-constants.js';

/** The curve whose scalar field a statement is over, by circom's name. */
export type Prime = keyof typeof primes;

/** The public signals in the circuit's order. */
export interface Statement {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
}

/** The circuit's private inputs. */
export interface Secrets {
  /** The n values. */
  readonly x: Int8Array;
  /** The pad of the tag. */
  readonly s: bigint;
  /** What blinds the commitment. */
  readonly k: bigint;
}

/** Elements hashed at once beside the chain's state. */
const BLOCK = 15;
/** Bytes that become an element by reduction, uniform up to 2^-128. */
const WIDE_BYTES = 48;

/** Commits to an update, derives rho from that, and tags with it, in this order: see `compose.ts` of `@fedzk/agg`. */
export async function stateUpdate(
  { x, s, k }: Secrets,
  maxNormSq: bigint,
  layout: Geometry,
  prime: Prime,
): Promise<Statement> {
  const order = primes[prime];
  const packed = pack(x, layout);
  const commitment = commitTo([k, ...packed, s], layout, order);
  const rho = await challenge(commitment, order);
  return { commitment, rho, tag: tagOf(packed, s, rho, order), maxNormSq };
}

/** h_0 = n·2^16 + b·2^8 + h, h_i = Poseidon(h_(i−1), the next 15 elements, or those that are left); the last h. */
export function commitTo(elements: readonly bigint[], { n, bits, headroom }: Geometry, order: bigint): bigint {
  const widths = new Map<number, PoseidonParameters>();
  let state = BigInt(n) * 2n ** 16n + BigInt(bits * 256 + headroom);
  for (let from = 0; from < elements.length; from += BLOCK) {
    const lanes = [0n, state, ...elements.slice(from, from + BLOCK)];
    const parameters = widths.get(lanes.length) ?? generate(shape(order, lanes.length));
    widths.set(lanes.length, parameters);
    state = permute(lanes, parameters)[0] ?? 0n;
  }
  return state;
}

/** s + Σ_j rho^j · p_j, j from 1. */
export function tagOf(packed: readonly bigint[], s: bigint, rho: bigint, order: bigint): bigint {
  return (packed.reduceRight((sum, element) => ((sum + element) * rho) % order, 0n) + s) % order;
}

/** An element of the field that nobody chose. */
export function drawElement(prime: Prime): bigint {
  return reduced(crypto.getRandomValues(new Uint8Array(WIDE_BYTES)), primes[prime]);
}

/** An element that nobody can choose a commitment by. A report of `@fedzk/agg` has more to hash than this. */
async function challenge(commitment: bigint, order: bigint): Promise<bigint> {
  const text = new TextEncoder().encode(`fedzk demo rho ${commitment}`);
  return reduced(new Uint8Array(await crypto.subtle.digest('SHA-384', text)), order);
}

function reduced(bytes: Uint8Array, order: bigint): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) % order;
}
