/** snarkjs's ceremonies, the oracle. */

import { createHash } from 'node:crypto';
import type { Curve } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';
import { split } from '../../support/sections.js';
import { type Prime, snarkjsEngine } from '../../support/snarkjs.js';

const PRIMES: Readonly<Record<Curve, Prime>> = { bn254: 'bn128', 'bls12-381': 'bls12381' };

/** 2^10 hashes are the fewest that snarkjs takes. */
const BEACON = { value: '0102030405060708090a0b0c0d0e0f10', exponent: 10 } as const;

/** The seed of the beacon: SHA-256, 2^10 times. */
export function beaconSeed(): Uint8Array {
  let hash: Uint8Array = Buffer.from(BEACON.value, 'hex');
  for (let i = 0; i < 2 ** BEACON.exponent; i++) hash = createHash('sha256').update(hash).digest();
  return new Uint8Array(hash);
}

const mem = (data: Uint8Array): snarkjs.InMemory => ({ type: 'mem', data });

async function written(write: (out: snarkjs.Output) => Promise<unknown>): Promise<Uint8Array> {
  const out: snarkjs.Output = { type: 'mem' };
  await write(out);
  // It says no by logging, and returns.
  if (out.data === undefined) throw new Error('snarkjs wrote nothing');
  return out.data.slice();
}

/** Powers without a contribution, with a beacon's, and with their Lagrange forms. */
export async function snarkjsPowers(
  curve: Curve,
  power: number,
): Promise<Record<'first' | 'second' | 'prepared', Uint8Array>> {
  const engine = await snarkjsEngine(PRIMES[curve]);
  const first = await written((out) => snarkjs.powersOfTau.newAccumulator(engine, power, out));
  const second = await written((out) =>
    snarkjs.powersOfTau.beacon(mem(first), out, 'beacon', BEACON.value, BEACON.exponent),
  );
  const prepared = await written((out) => snarkjs.powersOfTau.preparePhase2(mem(second), out));
  return { first, second, prepared };
}

/** A circuit's first key. */
export async function snarkjsFirstKey(curve: Curve, r1cs: Uint8Array, ptau: Uint8Array): Promise<Uint8Array> {
  await snarkjsEngine(PRIMES[curve]);
  return written((out) => snarkjs.zKey.newZKey(mem(r1cs), mem(ptau), out));
}

/** A key after a beacon. */
export async function snarkjsKeyBeacon(curve: Curve, zkey: Uint8Array): Promise<Uint8Array> {
  await snarkjsEngine(PRIMES[curve]);
  return written((out) => snarkjs.zKey.beacon(mem(zkey), out, 'beacon', BEACON.value, BEACON.exponent));
}

/** The sections of a file, by type. */
export function sectionsOf(file: Uint8Array): (type: number) => Uint8Array {
  const { sections } = split(file);
  return (type) => {
    const found = sections.find((each) => each.type === type);
    if (found === undefined) throw new Error(`no section ${type}`);
    return found.content;
  };
}
