// The demo's statement against the circuits' own on integers, over both fields.
import { type Curve, drawElement, ORDERS, PUBLIC_SIGNALS } from '@fedzk/statement';
import { expect, it } from 'vitest';
import { statement } from '../../circuits/test/gradient.js';
import { stateUpdate } from '../src/statement.js';
import { noise } from './noise.js';

const source = noise(4);
const SIZES = [1, 13, 14, 15, 64, 197, 800];
const cases = (['bn254', 'bls12-381'] as const).flatMap((curve) => SIZES.map((n) => ({ curve, n })));

const circuitOf = (n: number) => ({ n, bits: 8, headroom: 10 });
const secretsOf = (n: number, curve: Curve) => {
  const values = Int8Array.from({ length: n }, () => Math.floor(128 * Number(source.next().value)));
  return { values, pad: drawElement(curve), blinding: drawElement(curve) };
};

it.each(cases)('is accepted by the circuit: $curve, n = $n', async ({ curve, n }) => {
  const secrets = secretsOf(n, curve);
  const inputs = await stateUpdate(secrets, 400_000n, circuitOf(n), curve);
  const integers = { x: Array.from(secrets.values, BigInt), s: secrets.pad, k: secrets.blinding, rho: inputs.rho };
  const stated = statement({ n, b: 8, h: 10 }, { ...integers, maxNormSq: 400_000n }, ORDERS[curve]);
  expect(inputs).toMatchObject(stated);
  expect(Object.keys(inputs).slice(0, 4)).toEqual(PUBLIC_SIGNALS);
});

it('has another rho for another commitment', async () => {
  const secrets = { values: new Int8Array(31), pad: 3n };
  const rhos = await Promise.all(
    [1n, 2n].map((blinding) => stateUpdate({ ...secrets, blinding }, 1n, circuitOf(31), 'bls12-381')),
  );
  expect(rhos[0]?.rho).not.toBe(rhos[1]?.rho);
});
