/** Arguments of another realm, as tests in Jest and programs in `node:vm` pass them: they are what they are here. */
import { countContributions, createCircomWitness, createProver } from '@fedzk/prove';
import { outcomeOf } from '@fedzk/testkit/errors';
import { elsewhere, foreignBytes } from '@fedzk/testkit/realms';
import { beforeAll, expect, it } from 'vitest';
import { type Keyed, keyed, PRODUCT } from './support/keyed.js';
import { snarkjsWitness } from './support/snarkjs.js';

let circuit: Keyed;
let wtns: Uint8Array;
beforeAll(async () => {
  circuit = await keyed(PRODUCT);
  wtns = await snarkjsWitness(circuit.wasm, { a: 3, b: 5 });
}, 60_000);

it('keys, witnesses, modules and signals', async () => {
  const zkey = foreignBytes(circuit.zkey);
  const signal = elsewhere<AbortSignal>('controller.signal', { controller: new AbortController() });
  await using prover = await createProver({ zkey, circuitWasm: foreignBytes(circuit.wasm) });
  expect((await prover.proveWitness(foreignBytes(wtns), { signal })).publicSignals).toEqual(['15']);
  expect((await prover.prove({ a: 3, b: 5 })).publicSignals).toEqual(['15']);
  expect(await countContributions(zkey)).toBe(1);
});

it('what a source reads', async () => {
  const read = (at: number, length: number): Uint8Array => foreignBytes(circuit.zkey.subarray(at, at + length));
  await using prover = await createProver({ zkey: { size: circuit.zkey.length, read } });
  expect((await prover.proveWitness(wtns)).publicSignals).toEqual(['15']);
});

it('compiled modules', async () => {
  const module = elsewhere<WebAssembly.Module>('new WebAssembly.Module(bytes)', { bytes: circuit.wasm });
  expect(module instanceof WebAssembly.Module).toBe(false);
  expect((await createCircomWitness(module)).inputValues).toBe(2);
});

it('and nothing else', async () => {
  await using prover = await createProver({ zkey: circuit.zkey });
  for (const bad of [[...wtns], 'wtns', new Int8Array(wtns), wtns.buffer, null]) {
    expect(await outcomeOf(prover.proveWitness(bad as never))).toContain('"wtns" expected a Uint8Array, got ');
  }
});
