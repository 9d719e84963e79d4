// The checks of a chain of contributions on snarkjs's engine. CEREMONY.md of @fedzk/verify.

import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { buildBls12381, buildBn128, ChaCha, type Curve as Engine, type Group } from 'ffjavascript';
import type { Curve } from '../curves.js';
import { preset } from '../engines/snarkjs.js';
import type { Chain, Link } from './chain.js';

/** Builds an engine without threads. */
export async function engineOf(curve: Curve): Promise<Engine> {
  preset(curve, null);
  const engine = await (curve === 'bn254' ? buildBn128(true) : buildBls12381(true));
  preset(curve, null);
  return engine;
}

/** How a chain is checked. */
export interface Way {
  /** Pairings in one product with random factors of 128 bits; else each link's two equations, as `zkey verify` does. */
  readonly together: boolean;
  /** Whether points are shown to be of their subgroups, besides on their curves. */
  readonly subgroups: boolean;
}

/** Checks all points, transcripts, the beacon and the pairings of a chain and its key. */
export async function checkChain(engine: Engine, chain: Chain, { together, subgroups }: Way): Promise<boolean> {
  const { G1, G2 } = engine;
  const isOf = subgroups ? inSubgroup : onCurve;
  const { g1, g2 } = keyPoints(engine, chain.key);
  const delta2 = g2[2];
  if (delta2 === undefined || !g1.every((point) => isOf(engine, G1, point))) return false;
  if (!g2.every((point) => isOf(engine, G2, point))) return false;
  const pairs: Uint8Array[] = [];
  const hash = blake2b.create({ dkLen: 64 }).update(chain.csHash);
  let before = G1.toAffine(G1.g);
  for (const link of chain.links) {
    const { delta, s, sx, spx, transcript } = link;
    if (![delta, s, sx].every((point) => isOf(engine, G1, point)) || !isOf(engine, G2, spx)) return false;
    if (G1.eq(s, sx) || G1.eq(s, G1.neg(sx))) return false;
    const own = hash.clone().update(uncompressed(G1, s)).update(uncompressed(G1, sx));
    if (!isSame(own.digest(), transcript)) return false;
    hash.update(uncompressed(G1, delta)).update(uncompressed(G1, s)).update(uncompressed(G1, sx));
    hash.update(uncompressed(G2, spx)).update(transcript);
    const sp = G2.fromRng(generatorOf(transcript));
    if (together) pairs.push(...weighed(G1, link, before, sp));
    else if (!(await follows(engine, link, before, sp))) return false;
    before = delta;
  }
  const last = chain.links.at(-1);
  if (last === undefined || !isBeacon(engine, last)) return false;
  return engine.pairingEq(...pairs, G1.g, delta2, G1.neg(before), G2.g);
}

/** The two equations of a link, added with random factors: e(ρs + σδ, spx) e(−ρsx − σδ', sp). */
function weighed(G1: Group, { delta, s, sx, spx }: Link, before: Uint8Array, sp: Uint8Array): Uint8Array[] {
  const [rho, sigma] = [0, 0].map(() => crypto.getRandomValues(new Uint8Array(16))) as [Uint8Array, Uint8Array];
  const left = G1.add(G1.timesScalar(s, rho), G1.timesScalar(before, sigma));
  const right = G1.add(G1.timesScalar(sx, rho), G1.timesScalar(delta, sigma));
  return [left, spx, G1.neg(right), sp];
}

async function follows(
  engine: Engine,
  { delta, s, sx, spx }: Link,
  before: Uint8Array,
  sp: Uint8Array,
): Promise<boolean> {
  const { G1 } = engine;
  const isKnown = await engine.pairingEq(s, spx, G1.neg(sx), sp);
  return isKnown && engine.pairingEq(before, spx, G1.neg(delta), sp);
}

function onCurve(_: Engine, group: Group, point: Uint8Array): boolean {
  return !group.isZero(point) && group.isValid(point);
}

/** All points of BN254's G1 are in the subgroup. */
function inSubgroup(engine: Engine, group: Group, point: Uint8Array): boolean {
  if (!onCurve(engine, group, point)) return false;
  return (engine.name === 'bn128' && group === engine.G1) || group.isZero(group.timesScalar(point, engine.r));
}

/** Whether a link follows from its own value: its δ and its s are drawn from it. */
function isBeacon({ Fr, G1 }: Engine, { value, exponent, s, sx }: Link): boolean {
  let seed = value;
  for (let i = 0; i < 2 ** exponent; i++) seed = sha256(seed);
  const rng = generatorOf(seed);
  const x = Fr.fromRng(rng);
  const drawn = G1.fromRng(rng);
  return G1.eq(drawn, s) && G1.eq(G1.timesFr(drawn, x), sx);
}

function generatorOf(seed: Uint8Array): ChaCha {
  const view = new DataView(seed.buffer, seed.byteOffset);
  return new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
}

/** α, then IC; and β, γ, δ. */
function keyPoints({ G1, G2 }: Engine, key: Uint8Array): { readonly g1: Uint8Array[]; readonly g2: Uint8Array[] } {
  const [g1, g2]: Uint8Array[][] = [[], []];
  let at = 5;
  for (let i = 0; at < key.length; i++) {
    const isSecond = i > 0 && i < 4;
    const group = isSecond ? G2 : G1;
    (isSecond ? g2 : g1)?.push(group.fromRprUncompressed(key, at));
    at += 2 * group.F.n8;
  }
  return { g1: g1 ?? [], g2: g2 ?? [] };
}

function uncompressed(group: Group, point: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 * group.F.n8);
  group.toRprUncompressed(bytes, 0, point);
  return bytes;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
