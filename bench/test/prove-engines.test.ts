// Our proofs are put to every verifier that the bench has, arkworks among them, on both curves.

import { readFileSync } from 'node:fs';
import { createProver } from '@fedzk/prove';
import type { VerificationKeyJson } from '@fedzk/verify';
import { afterAll, describe, expect, it } from 'vitest';
import { readInstances, shapeOf } from '../../packages/circuits/scripts/instances.js';
import { developmentKey } from '../../packages/circuits/scripts/keys.js';
import type { Instance } from '../src/engine.js';
import { engines } from '../src/engines/all.js';
import { inputsOf } from '../src/prove/circuits.js';

/** A proof of a small instance of `gradient_update`, and its verification key. */
async function proved(name: string): Promise<{ readonly key: VerificationKeyJson; readonly instance: Instance }> {
  const instance = readInstances().find((each) => each.name === name);
  if (instance === undefined) throw new Error(`no instance ${name}`);
  const { zkey, vkey } = developmentKey(instance);
  const prover = await createProver({ zkey: readFileSync(zkey), gradientUpdate: shapeOf(instance) });
  try {
    const { proof, publicSignals } = await prover.prove(inputsOf(instance).inputs);
    return { key: JSON.parse(readFileSync(vkey, 'utf8')), instance: { proof, publicSignals } };
  } finally {
    await prover.close();
  }
}

describe.each([
  ['gradient-update-31x8', engines('bn254')],
  ['gradient-update-31x8-bls12381', engines('bls12-381')],
])('%s', (name, verifiers) => {
  const made = proved(name);
  afterAll(() => Promise.all(verifiers.map((engine) => engine.close?.())));

  it.each(verifiers)('$name accepts our proof, and not of other signals', async (engine) => {
    const { key, instance } = await made;
    const prepared = await engine.prepare(key);
    expect(await prepared(instance)()).toBe(true);
    const [first = '', ...rest] = instance.publicSignals;
    const other = { ...instance, publicSignals: [(BigInt(first) ^ 1n).toString(), ...rest] };
    expect(await prepared(other)()).toBe(false);
  });
});
