/**
 * The chain of contributions to powers of τ, as snarkjs makes and checks it. B is BLAKE2b-512, U and C write points uncompressed
 * and compressed:
 *
 *     next_0 = B(B("") | U of sections 2 to 6 at τ = α = β = 1, of the ceremony's power)
 *     response_i = B(next_(i-1) | C of sections 2 to 6 | U of the nine points of its keys)
 *     next_i = B(response_i | U of sections 2 to 6)
 *     sp of τ, α, β = hashToG2(B(u8 0, 1, 2 | next_(i-1) | U(s) | U(sx)))
 */
import { concat } from '@fedzk/core';
import { beaconSeed } from '../beacon.js';
import type { Blake2b, CeremonyEngine, Secrets } from '../engine/types.js';
import { isEqual } from '../format/curves.js';
import { type Beacon, type Maker, MOST_EXPONENT, writeMaker } from '../format/links.js';
import { type PowersLink, type PowersState, powersSections, type Shown } from '../format/ptau.js';
import { partsOf } from '../work.js';
import { linkName, type Problem, pause } from './problem.js';

/** The state before any contribution: τ = α = β = 1. */
export function firstState(engine: CeremonyEngine): PowersState {
  const [g1, g2] = [engine.generator('g1'), engine.generator('g2')];
  return { tauG1: g1, tauG2: g2, alphaG1: g1, betaG1: g1, betaG2: g2 };
}

/** Computes next_0. It takes a second at a power of 20, and twice as long for each further one. */
export async function firstNext(
  engine: CeremonyEngine,
  ceremonyPower: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const hash = engine.blake2b();
  hash.update(engine.blake2b().digest());
  for (const { group, count } of powersSections(ceremonyPower)) {
    const point = engine.uncompressed(group, engine.generator(group));
    const many = repeated(point, Math.min(count, REPEATED));
    for (const part of partsOf(count, REPEATED)) {
      if (part.first % (64 * REPEATED) === 0) await pause(signal);
      hash.update(many.subarray(0, part.count * point.length));
    }
  }
  return hash.digest();
}

const REPEATED = 4096;

export function repeated(point: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(count * point.length);
  for (let i = 0; i < count; i++) bytes.set(point, i * point.length);
  return bytes;
}

/** The points from which sp of a scalar is hashed. */
function spOf(
  engine: CeremonyEngine,
  index: number,
  before: Uint8Array,
  { s, sx }: Pick<Shown, 's' | 'sx'>,
): Uint8Array {
  const hash = engine.blake2b();
  hash.update(concat(Uint8Array.of(index), before, engine.uncompressed('g1', concat(s, sx))));
  return engine.hashToG2(hash.digest());
}

/** Shows that τ, α and β are known. */
export function newKeys(engine: CeremonyEngine, secrets: Secrets, before: Uint8Array): PowersLink['keys'] {
  const size = 2 * engine.n8;
  const shown = (index: number): Shown => {
    const s = secrets.points.slice(index * size, (index + 1) * size);
    const sx = engine.multiply('g1', s, secrets, index);
    return { s, sx, spx: engine.multiply('g2', spOf(engine, index, before, { s, sx }), secrets, index) };
  };
  return [shown(0), shown(1), shown(2)];
}

/** Writes the nine points as the response's hash takes them. */
export function hashedKeys(engine: CeremonyEngine, keys: PowersLink['keys']): Uint8Array {
  return concat(
    engine.uncompressed('g1', concat(...keys.flatMap(({ s, sx }) => [s, sx]))),
    engine.uncompressed('g2', concat(...keys.map(({ spx }) => spx))),
  );
}

/** The hash that snarkjs prints of a contribution; undefined if its partial hash is none. */
export function responseOf(engine: CeremonyEngine, { partial, keys }: PowersLink): Uint8Array | undefined {
  const hash: Blake2b | undefined = engine.blake2b(partial);
  hash?.update(hashedKeys(engine, keys));
  return hash?.digest();
}

/** Writes a link as section 7 has it. */
export function writePowersLink(link: Omit<PowersLink, keyof Maker>, maker: Maker): Uint8Array {
  const { tauG1, tauG2, alphaG1, betaG1, betaG2, keys, partial, next } = link;
  const first = keys.flatMap(({ s, sx }) => [s, sx]);
  const second = keys.map(({ spx }) => spx);
  return concat(tauG1, tauG2, alphaG1, betaG1, betaG2, ...first, ...second, partial, next, writeMaker(maker));
}

/** Checks each link against the one before. The powers themselves are another check. */
export async function powersChainProblem(
  engine: CeremonyEngine,
  links: readonly PowersLink[],
  first: Uint8Array,
  signal?: AbortSignal,
): Promise<Problem> {
  let before: PowersState & { readonly next: Uint8Array } = { ...firstState(engine), next: first };
  for (const [i, link] of links.entries()) {
    await pause(signal);
    const problem = await linkProblem(engine, link, before, signal);
    if (problem !== undefined) return `${linkName(i, link)} ${problem}`;
    before = link;
  }
  return undefined;
}

async function linkProblem(
  engine: CeremonyEngine,
  link: PowersLink,
  before: PowersState & { readonly next: Uint8Array },
  signal: AbortSignal | undefined,
): Promise<Problem> {
  const { tauG1, tauG2, alphaG1, betaG1, betaG2, keys } = link;
  const [tau, alpha, beta] = keys;
  const firsts = concat(tauG1, alphaG1, betaG1, ...keys.flatMap(({ s, sx }) => [s, sx]));
  const seconds = concat(tauG2, betaG2, ...keys.map(({ spx }) => spx));
  if (engine.check('g1', firsts, false) >= 0 || engine.check('g2', seconds, false) >= 0) return 'has an invalid point';
  const sps = keys.map((key, index) => spOf(engine, index, before.next, key)) as [Uint8Array, Uint8Array, Uint8Array];
  for (const [i, { s, sx, spx }] of keys.entries()) {
    if (!engine.pairing(s, spx, sx, sps[i] as Uint8Array)) return `does not show that its ${SCALARS[i]} is known`;
  }
  const leads =
    engine.pairing(before.tauG1, tau.spx, tauG1, sps[0]) &&
    engine.pairing(tau.s, tauG2, tau.sx, before.tauG2) &&
    engine.pairing(before.alphaG1, alpha.spx, alphaG1, sps[1]) &&
    engine.pairing(before.betaG1, beta.spx, betaG1, sps[2]) &&
    engine.pairing(beta.s, betaG2, beta.sx, before.betaG2);
  if (!leads) return "doesn't lead from the powers before to its own";
  return link.beacon === undefined ? undefined : beaconProblem(engine, keys, link.beacon, signal);
}

const SCALARS = ['τ', 'α', 'β'] as const;

async function beaconProblem(
  engine: CeremonyEngine,
  keys: PowersLink['keys'],
  beacon: Beacon,
  signal: AbortSignal | undefined,
): Promise<Problem> {
  if (beacon.exponent > MOST_EXPONENT)
    return `is a beacon of 2^${beacon.exponent} hashes, more than 2^${MOST_EXPONENT}`;
  const secrets = engine.secrets(await beaconSeed(beacon, signal), 3);
  try {
    const same =
      isEqual(secrets.points, concat(...keys.map(({ s }) => s))) &&
      keys.every(({ s, sx }, i) => isEqual(engine.multiply('g1', s, secrets, i), sx));
    return same ? undefined : 'is not what its beacon gives';
  } finally {
    secrets.dispose();
  }
}
