/**
 * Verifies a key against its circuit and powers of τ: makes the circuit's first key again, and compares. Sections 1 to 7 must be
 * equal but for δ. The points of 8 and 9 must be those of the first key divided by δ: a random sum of 128-bit weights and a
 * pairing show that for all of a section at once.
 */
import type { CallOptions, KeySource } from '@fedzk/core';
import { keyChainProblem } from '../chain/key-chain.js';
import { type Problem, peopleProblem } from '../chain/problem.js';
import type { CeremonyEngine, KeyOutput } from '../engine/types.js';
import { isEqual } from '../format/curves.js';
import type { PowersFile } from '../format/ptau.js';
import type { KeyFile } from '../format/zkey.js';
import { makeKey } from './new.js';

/** Returns what is wrong with a key, or undefined. A key without a person's contribution is wrong, too. */
export async function keyProblem(
  engine: CeremonyEngine,
  { r1cs, powers, key }: { readonly r1cs: KeySource; readonly powers: PowersFile; readonly key: KeyFile },
  options: CallOptions,
): Promise<Problem> {
  if (key.numbers.curve !== engine.curve) return "its curve is not the circuit's";
  const chain = await keyChainProblem(engine, key, options.signal);
  if (chain !== undefined) return chain;
  const comparing = new Comparing(engine, key);
  const csHash = await makeKey(engine, r1cs, powers, comparing, options);
  const problem = comparing.problem();
  if (problem !== undefined) return problem;
  if (!isEqual(csHash, key.circuitHash)) return 'its chain of contributions is of another circuit or other powers';
  // Last, so that a first key without other problems is known to be right.
  const nobody = peopleProblem(key.links);
  return nobody === undefined ? undefined : `all else is right, but ${nobody}: anyone can forge proofs for it`;
}

/** Compares a key with what would be written. */
class Comparing implements KeyOutput {
  readonly #engine: CeremonyEngine;
  readonly #key: KeyFile;
  readonly #seed = crypto.getRandomValues(new Uint8Array(32));
  #type = 0;
  #at = 0;
  #first: Uint8Array;
  #divided: Uint8Array;
  #problem: Problem;

  constructor(engine: CeremonyEngine, key: KeyFile) {
    this.#engine = engine;
    this.#key = key;
    this.#first = this.#divided = new Uint8Array(2 * engine.n8);
  }

  /** What is wrong, once all was compared. */
  problem(): Problem {
    this.#endSection();
    return this.#problem;
  }

  async begin(type: number, length: number): Promise<void> {
    this.#endSection();
    this.#type = type;
    this.#at = 0;
    const own = this.#key.section(type).length;
    if (own !== length) this.#problem ??= `section ${type} has ${own} bytes, not the ${length} of its circuit`;
  }

  async part(bytes: Uint8Array): Promise<void> {
    if (this.#problem !== undefined) return;
    const { source, section } = this.#key;
    const own = await source.read(section(this.#type).offset + this.#at, bytes.length);
    if (this.#type >= 8) await this.#sum(bytes, own);
    else if (this.#type === 2) this.#compare(this.#withoutDelta(bytes), this.#withoutDelta(own));
    else this.#compare(bytes, own);
    this.#at += bytes.length;
  }

  #compare(expected: Uint8Array, found: Uint8Array): void {
    if (!isEqual(expected, found)) this.#problem = `section ${this.#type} is not that of its circuit and powers`;
  }

  /** The part of section 2 before δ. It comes as one part. */
  #withoutDelta(bytes: Uint8Array): Uint8Array {
    return bytes.subarray(0, bytes.length - 6 * this.#engine.n8);
  }

  async #sum(first: Uint8Array, divided: Uint8Array): Promise<void> {
    const engine = this.#engine;
    const size = 2 * engine.n8;
    const index = this.#at / size;
    const wrong = engine.check('g1', divided, true);
    if (wrong >= 0) {
      this.#problem = `point ${index + wrong} of section ${this.#type} is invalid`;
      return;
    }
    const [a, b] = await Promise.all([
      engine.sum('g1', first, this.#seed, index),
      engine.sum('g1', divided, this.#seed, index),
    ]);
    this.#first = engine.add('g1', this.#first, a);
    this.#divided = engine.add('g1', this.#divided, b);
  }

  /** Checks that the sum of a section, times δ, is that of the first key. */
  #endSection(): void {
    const [first, divided] = [this.#first, this.#divided];
    this.#first = this.#divided = new Uint8Array(2 * this.#engine.n8);
    if (this.#type < 8 || this.#problem !== undefined || this.#at === 0) return;
    if (isZero(first) && isZero(divided)) return;
    const engine = this.#engine;
    const same =
      !isZero(first) && !isZero(divided) && engine.pairing(first, engine.generator('g2'), divided, this.#key.delta2);
    if (!same) this.#problem = `section ${this.#type} is not that of its circuit divided by δ`;
  }
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
