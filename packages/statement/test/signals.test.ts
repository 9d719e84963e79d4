/** What a prover is given. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { circuitInputs, commit, drawElement, ORDERS, PUBLIC_SIGNALS, pack, tag } from '../src/index.js';

it('the public signals have the order of every circuit', () => {
  const file = new URL('../../circuits/circuits.json', import.meta.url);
  const instances = JSON.parse(readFileSync(file, 'utf8')) as { template: string; publicSignals: string[] }[];
  const orders = instances.filter(({ template }) => template === 'GradientUpdate').map((each) => each.publicSignals);
  expect(orders.length).toBeGreaterThan(3);
  for (const order of orders) expect(order).toEqual(PUBLIC_SIGNALS);
  expect(Object.isFrozen(PUBLIC_SIGNALS)).toBe(true);
});

describe.each(['bn254', 'bls12-381'] as const)('inputs on %s', (curve) => {
  const circuit = { n: 5, bits: 8, headroom: 10 };
  const [pad, blinding, rho] = [drawElement(curve), drawElement(curve), drawElement(curve)];
  const values = Int8Array.of(3, -3, -128, 127);
  const packed = pack(values, circuit);
  const statement = {
    commitment: commit({ blinding, packed, pad }, circuit, curve),
    rho,
    tag: tag({ packed, pad }, rho, curve),
    maxNormSq: 40_000n,
  };

  it('are elements, padded with zeros, and begin with the public signals', () => {
    const inputs = circuitInputs(statement, { values, pad, blinding }, circuit, curve);
    const r = ORDERS[curve];
    expect(inputs).toEqual({ ...statement, x: [3n, r - 3n, r - 128n, 127n, 0n], s: pad, k: blinding });
    expect(Object.keys(inputs).slice(0, 4)).toEqual(PUBLIC_SIGNALS);
  });

  it('are of values out of range, too: there is no witness of them', () => {
    const inputs = circuitInputs(statement, { values: [1_128, -70_000], pad, blinding }, circuit, curve);
    expect(inputs.x).toEqual([1_128n, ORDERS[curve] - 70_000n, 0n, 0n, 0n]);
  });

  it('are of no more values than the circuit has', () => {
    const secrets = { values: new Int16Array(6), pad, blinding };
    expect(() => circuitInputs(statement, secrets, circuit, curve)).toThrow(
      '"values" expected at most 5 values, got 6.',
    );
  });
});
