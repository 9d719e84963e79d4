/** What a proof is made of is overwritten when it is made: its random bytes, its quotient, its witness. */
import { FedzkError, sourceOf } from '@fedzk/core';
import { afterEach, beforeAll, expect, it } from 'vitest';
import '@fedzk/prove';
import { openKey, type ProvingKey } from '../src/key/key.js';
import { proofOf, RANDOM_BYTES } from '../src/proof.js';
import { type Prover, proverOf } from '../src/prover.js';
import type { Executor } from '../src/work/executor.js';
import { here } from '../src/work/here.js';
import { type Keyed, keyed, PRODUCT } from './support/keyed.js';
import { snarkjsWitness } from './support/snarkjs.js';

let circuit: Keyed;
beforeAll(async () => {
  circuit = await keyed(PRODUCT);
}, 60_000);

const draw = crypto.getRandomValues;
afterEach(() => {
  crypto.getRandomValues = draw;
});

/** The arrays that are drawn for proofs, and what they held. */
function drawn(): { readonly array: Uint8Array; readonly held: Uint8Array }[] {
  const seen: { array: Uint8Array; held: Uint8Array }[] = [];
  crypto.getRandomValues = ((array: Uint8Array<ArrayBuffer>) => {
    draw.call(crypto, array);
    if (array.length === RANDOM_BYTES) seen.push({ array, held: array.slice() });
    return array;
  }) as typeof crypto.getRandomValues;
  return seen;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Keeps what the executor gets and gives. */
class Watched {
  readonly quotients: { readonly array: Uint8Array; readonly wasZero: boolean }[] = [];
  readonly witnesses: Uint8Array[] = [];

  readonly over = (key: ProvingKey): Executor => {
    const inner = here(key);
    return {
      ...inner,
      run: async (task, watch) => {
        const array = await inner.run(task, watch);
        if (task.kind === 'quotient') {
          this.witnesses.push(task.witness);
          this.quotients.push({ array, wasZero: isZero(array) });
        }
        return array;
      },
    };
  };
}

function open(watched: Watched): Promise<Prover> {
  return proverOf({ zkey: circuit.zkey, circuitWasm: circuit.wasm }, watched.over);
}

it('random bytes, quotient and witness of a proof', async () => {
  const [random, watched] = [drawn(), new Watched()];
  await using prover = await open(watched);
  const proofs = [await prover.prove({ a: 3, b: 5 }), await prover.prove({ a: 3, b: 5 })];
  expect(random.length).toBe(2);
  for (const { array, held } of random) {
    expect(new Set(held).size).toBeGreaterThan(20);
    expect(isZero(array)).toBe(true);
  }
  expect(watched.quotients.map(({ wasZero }) => wasZero)).toEqual([false, false]);
  for (const { array } of watched.quotients) expect(isZero(array)).toBe(true);
  for (const witness of watched.witnesses) expect(isZero(witness)).toBe(true);
  // And no point of a proof is another's of the same witness.
  const [one, other] = proofs.map(({ proof }) => proof);
  for (const point of ['pi_a', 'pi_b', 'pi_c'] as const) expect(one?.[point]).not.toEqual(other?.[point]);
});

it("a caller's own witness is left unchanged", async () => {
  const watched = new Watched();
  await using prover = await open(watched);
  const wtns = await snarkjsWitness(circuit.wasm, { a: 3, b: 5 });
  const before = wtns.slice();
  await prover.proveWitness(wtns);
  expect(wtns).toEqual(before);
  expect(watched.quotients.every(({ array }) => isZero(array))).toBe(true);
});

it('a quotient that comes after the proof has failed', async () => {
  const key = await openKey(sourceOf(circuit.zkey, 'zkey', 'invalid-proving-key'), false);
  const scalars = new Uint8Array(64).fill(7);
  let give: (scalars: Uint8Array) => void = () => {};
  const executor: Executor = {
    threads: 1,
    run: ({ kind }) =>
      kind === 'quotient'
        ? new Promise((resolve) => {
            give = resolve;
          })
        : Promise.reject(new FedzkError('worker', 'It ended.')),
    close: async () => {},
  };
  const options = { signal: new AbortController().signal, onProgress: () => {}, check: true };
  const values = new Uint8Array(32 * key.header.wires());
  await expect(proofOf(key, executor, values, options)).rejects.toMatchObject({ code: 'worker' });
  give(scalars);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(isZero(scalars)).toBe(true);
  key.verifier.dispose();
  key.header.free();
});

it('a quotient of a proof that fails afterwards', async () => {
  const key = await openKey(sourceOf(circuit.zkey, 'zkey', 'invalid-proving-key'), false);
  const scalars = new Uint8Array(64).fill(7);
  const executor: Executor = {
    threads: 1,
    run: async ({ kind }) => {
      if (kind === 'quotient') return scalars;
      // After the quotient is there.
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new FedzkError('worker', 'It ended.');
    },
    close: async () => {},
  };
  const options = { signal: new AbortController().signal, onProgress: () => {}, check: true };
  const values = new Uint8Array(32 * key.header.wires());
  await expect(proofOf(key, executor, values, options)).rejects.toMatchObject({ code: 'worker' });
  expect(isZero(scalars)).toBe(true);
  key.verifier.dispose();
  key.header.free();
});
