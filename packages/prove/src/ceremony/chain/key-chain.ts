/**
 * The chain of contributions to a key, as snarkjs makes and checks it. B is BLAKE2b-512, U writes points uncompressed:
 *
 *     K_j = U(δ_j) | U(s_j) | U(sx_j) | U(spx_j) | transcript_j
 *     transcript_i = B(csHash | K_1 | … | K_(i-1) | U(s_i) | U(sx_i))
 *     contribution's hash = B(K_i);   sp_i = hashToG2(transcript_i)
 *     e(s_i, spx_i) = e(sx_i, sp_i);   e(δ_(i-1), spx_i) = e(δ_i, sp_i);   δ_0 = G1
 */
import { concat } from '@fedzk/core';
import { beaconSeed } from '../beacon.js';
import type { Blake2b, CeremonyEngine, Secrets } from '../engine/types.js';
import { isEqual } from '../format/curves.js';
import { type Beacon, type Maker, MOST_EXPONENT, writeMaker } from '../format/links.js';
import type { KeyFile, KeyLink } from '../format/zkey.js';
import { linkName, type Problem, pause } from './problem.js';

type Points = Omit<KeyLink, keyof Maker>;

/** Returns what a link adds to the hash of its successors. */
function hashed(engine: CeremonyEngine, { delta, s, sx, spx, transcript }: Points): Uint8Array {
  return concat(engine.uncompressed('g1', concat(delta, s, sx)), engine.uncompressed('g2', spx), transcript);
}

/** The contribution's hash, which snarkjs prints, 64 bytes. */
export function contributionHash(engine: CeremonyEngine, link: Points): Uint8Array {
  return hashOf(engine, hashed(engine, link));
}

function hashOf(engine: CeremonyEngine, bytes: Uint8Array): Uint8Array {
  const hash = engine.blake2b();
  hash.update(bytes);
  return hash.digest();
}

/** Hashes a chain's transcripts. */
class Transcripts {
  readonly #engine: CeremonyEngine;
  readonly #hash: Blake2b;

  constructor(engine: CeremonyEngine, circuitHash: Uint8Array) {
    this.#engine = engine;
    this.#hash = engine.blake2b();
    this.#hash.update(circuitHash);
  }

  /** The transcript of a link with these points after all that were added. */
  of(s: Uint8Array, sx: Uint8Array): Uint8Array {
    const hash = this.#engine.blake2b(this.#hash.state());
    if (hash === undefined) throw new Error('Transcripts: the engine refused its own state');
    hash.update(this.#engine.uncompressed('g1', concat(s, sx)));
    return hash.digest();
  }

  add(link: Points): void {
    this.#hash.update(hashed(this.#engine, link));
  }
}

/** Makes the points of a link from its secret. */
export function newLink(
  engine: CeremonyEngine,
  { circuitHash, links, delta1 }: Pick<KeyFile, 'circuitHash' | 'links' | 'delta1'>,
  secrets: Secrets,
): Points {
  const transcripts = new Transcripts(engine, circuitHash);
  for (const link of links) transcripts.add(link);
  const s = secrets.points;
  const sx = engine.multiply('g1', s, secrets, 0);
  const transcript = transcripts.of(s, sx);
  const spx = engine.multiply('g2', engine.hashToG2(transcript), secrets, 0);
  return { delta: engine.multiply('g1', delta1, secrets, 0), s, sx, spx, transcript };
}

/** Writes a link as section 10 has it. */
export function writeLink({ delta, s, sx, spx, transcript }: Points, maker: Maker): Uint8Array {
  return concat(delta, s, sx, spx, transcript, writeMaker(maker));
}

/** Checks a key's chain against its δ. */
export async function keyChainProblem(
  engine: CeremonyEngine,
  file: Pick<KeyFile, 'circuitHash' | 'links' | 'delta1' | 'delta2'>,
  signal?: AbortSignal,
): Promise<Problem> {
  const { circuitHash, links, delta1, delta2 } = file;
  const transcripts = new Transcripts(engine, circuitHash);
  let before = engine.generator('g1');
  for (const [i, link] of links.entries()) {
    // Some tens of milliseconds.
    if (i % 8 === 0) await pause(signal);
    const problem = await linkProblem(engine, link, { before, transcripts, signal });
    if (problem !== undefined) return `${linkName(i, link)} ${problem}`;
    transcripts.add(link);
    before = link.delta;
  }
  if (!isEqual(before, delta1)) return "the key's δ is not that of its last contribution";
  if (engine.check('g1', delta1, false) >= 0 || engine.check('g2', delta2, false) >= 0)
    return "the key's δ is no valid point";
  const same = engine.pairing(engine.generator('g1'), delta2, delta1, engine.generator('g2'));
  return same ? undefined : "the key's δ differs between its two groups";
}

interface Checking {
  /** δ before the link. */
  readonly before: Uint8Array;
  /** Those of the links before it. */
  readonly transcripts: Transcripts;
  readonly signal: AbortSignal | undefined;
}

async function linkProblem(
  engine: CeremonyEngine,
  link: KeyLink,
  { before, transcripts, signal }: Checking,
): Promise<Problem> {
  const { delta, s, sx, spx, transcript, beacon } = link;
  if (engine.check('g1', concat(delta, s, sx), false) >= 0 || engine.check('g2', spx, false) >= 0) {
    return 'has an invalid point';
  }
  if (!isEqual(transcripts.of(s, sx), transcript)) return 'does not follow those before it';
  if (isEqual(s.subarray(0, s.length / 2), sx.subarray(0, s.length / 2))) return 'has 1 or -1 as its secret';
  const sp = engine.hashToG2(transcript);
  if (!engine.pairing(s, spx, sx, sp)) return 'does not show that its secret is known';
  if (!engine.pairing(before, spx, delta, sp)) return "doesn't lead from the δ before to its own";
  return beacon === undefined ? undefined : beaconProblem(engine, link, beacon, signal);
}

/** Derives a beacon's scalar again. spx follows from s and sx. */
async function beaconProblem(
  engine: CeremonyEngine,
  { s, sx }: KeyLink,
  beacon: Beacon,
  signal: AbortSignal | undefined,
): Promise<Problem> {
  if (beacon.exponent > MOST_EXPONENT)
    return `is a beacon of 2^${beacon.exponent} hashes, more than 2^${MOST_EXPONENT}`;
  const secrets = engine.secrets(await beaconSeed(beacon, signal), 1);
  try {
    const same = isEqual(secrets.points, s) && isEqual(engine.multiply('g1', s, secrets, 0), sx);
    return same ? undefined : 'is not what its beacon gives';
  } finally {
    secrets.dispose();
  }
}
