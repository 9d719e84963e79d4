/** What Node reads from a file is a Buffer, whose `slice` is no copy. */
import { readFileSync } from 'node:fs';
import { createCircomWitness, createProver } from '@fedzk/prove';
import { createVerifier } from '@fedzk/verify';
import { expect, it } from 'vitest';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { gradientUpdate } from './support/circuits.js';

it('proves a witness that is a Buffer, and leaves it and the key as they are', async () => {
  const name = 'gradient-update-31x8';
  const { wasm, inputs } = gradientUpdate(name);
  const files = developmentKey(name);
  const wtns = Buffer.from(await (await createCircomWitness(wasm)).witness(inputs));
  const zkey = readFileSync(files.zkey);
  const [wtnsBefore, zkeyBefore] = [wtns, zkey].map((bytes) => bytes.toString('hex'));
  await using prover = await createProver({ zkey });
  const { proof, publicSignals } = await prover.proveWitness(wtns);
  using verifier = createVerifier(JSON.parse(readFileSync(files.vkey, 'utf8')));
  expect(verifier.verify(proof, publicSignals)).toBe(true);
  expect([wtns.toString('hex') === wtnsBefore, zkey.toString('hex') === zkeyBefore]).toEqual([true, true]);
}, 240_000);
