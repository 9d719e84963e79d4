/** The steps of a ceremony in memory, ours and snarkjs's. */
import type { Curve } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';
import { applyBeacon, contribute, newKey, newPowers, prepare } from '../../../src/ceremony/index.js';
import { mem, snarkjsEngine, written } from '../../support/snarkjs.js';
import { POWER, PRIMES, r1csOf } from './circuit.js';
import { filed } from './filed.js';

const BEACON = { value: '0102030405060708090a0b0c0d0e0f10', iterations: 10, name: 'the beacon' };

export interface Steps {
  newPowers(curve: Curve): Promise<Uint8Array>;
  contribute(file: Uint8Array, name: string, curve: Curve): Promise<Uint8Array>;
  beacon(file: Uint8Array, curve: Curve): Promise<Uint8Array>;
  prepare(ptau: Uint8Array, curve: Curve): Promise<Uint8Array>;
  newKey(ptau: Uint8Array, curve: Curve): Promise<Uint8Array>;
}

export const OURS: Steps = {
  newPowers: (curve) => filed((sink) => newPowers({ curve, power: POWER }, sink)),
  contribute: (file, name) => filed((sink) => contribute(file, sink, { name, typed: 'something typed' })),
  beacon: (file) => filed((sink) => applyBeacon(file, sink, BEACON)),
  prepare: (ptau) => filed((sink) => prepare(ptau, sink)),
  newKey: (ptau, curve) => filed((sink) => newKey({ r1cs: r1csOf(curve), ptau }, sink)),
};

const isKey = (file: Uint8Array): boolean => file[0] === 'z'.charCodeAt(0);

export const THEIRS: Steps = {
  newPowers: async (curve) => {
    const own = await snarkjsEngine(PRIMES[curve]);
    return written((out) => snarkjs.powersOfTau.newAccumulator(own, POWER, out));
  },
  async contribute(file, name, curve) {
    await snarkjsEngine(PRIMES[curve]);
    const { contribute } = isKey(file) ? snarkjs.zKey : snarkjs.powersOfTau;
    return written((out) => contribute(mem(file), out, name, 'entropy'));
  },
  async beacon(file, curve) {
    await snarkjsEngine(PRIMES[curve]);
    const { beacon } = isKey(file) ? snarkjs.zKey : snarkjs.powersOfTau;
    return written((out) => beacon(mem(file), out, BEACON.name, BEACON.value, BEACON.iterations));
  },
  async prepare(ptau, curve) {
    await snarkjsEngine(PRIMES[curve]);
    return written((out) => snarkjs.powersOfTau.preparePhase2(mem(ptau), out));
  },
  async newKey(ptau, curve) {
    await snarkjsEngine(PRIMES[curve]);
    return written((out) => snarkjs.zKey.newZKey(mem(r1csOf(curve)), mem(ptau), out));
  },
};

export async function theyVerifyPowers(ptau: Uint8Array, curve: Curve): Promise<boolean> {
  await snarkjsEngine(PRIMES[curve]);
  return snarkjs.powersOfTau.verify(mem(ptau));
}

export async function theyVerifyKey(zkey: Uint8Array, ptau: Uint8Array, curve: Curve): Promise<boolean> {
  await snarkjsEngine(PRIMES[curve]);
  return snarkjs.zKey.verifyFromR1cs(mem(r1csOf(curve)), mem(ptau), mem(zkey));
}
