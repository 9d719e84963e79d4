/** What an announcement refuses: its signers could not tell what the key is of. */
import { expect, it } from 'vitest';
import { announce, contribute, newKey, newPowers, prepare } from '../../src/ceremony/index.js';
import { POWER, r1csOf, smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { useEngine } from './support/use-engine.js';

useEngine();

it('a key of another circuit, and names that are there twice', { timeout: 60_000 }, async () => {
  const r1cs = smallR1cs('bn254');
  const first = await filed((sink) => newPowers({ curve: 'bn254', power: POWER }, sink));
  const powers = await filed((sink) => contribute(first, sink, { name: 'one' }));
  const ptau = await filed((sink) => prepare(powers, sink));
  const zkey = await filed((sink) => newKey({ r1cs, ptau }, sink));
  const facts = {
    ...({
      name: 'powers',
      level: 'standard',
      closes: '2099-01-01T00:00:00Z',
      source: 'ours',
      development: true,
    } as const),
    beacon: { source: 'drand-quicknet', round: 1000, iterations: 10 },
  } as const;
  const all = { r1cs, ptau, zkey, publicSignals: ['y'], ...facts };
  expect(JSON.parse(await announce(all)).circuit.publicSignals).toEqual(['y']);
  await expect(announce({ ...all, publicSignals: ['y', 'y'] })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: '"publicSignals" has "y" twice. Give each signal its own name.',
  });
  const other = await filed((sink) => newKey({ r1cs: r1csOf('bn254'), ptau }, sink));
  await expect(announce({ ...all, zkey: other })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: '"zkey" expected a key of the circuit in "r1cs", and this one is of another.',
  });
});
