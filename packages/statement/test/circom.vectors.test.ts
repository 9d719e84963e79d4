/**
 * Commitments, tags and counts of constraints as circom computes them (packages/vectors/statement), and the public signals
 * of whole witnesses that it accepts (packages/vectors/witness).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Curve, commit, constraints, layoutOf, ORDERS, pack, reduce, tag } from '../src/index.js';

interface Vector {
  readonly curve: Curve;
  readonly n: number;
  readonly bits: number;
  readonly headroom: number;
  readonly x: readonly number[];
  readonly s: string;
  readonly k: string;
  readonly rho: string;
  readonly commitment: string;
  readonly tag: string;
  readonly constraints?: number;
}

const read = (file: string): Record<string, Vector[]> =>
  JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8'));
const { statements = [] } = read('statement/gradient-update.json');
const { witnesses = [] } = read('witness/gradient-update.json');
const element = (text: string): bigint => BigInt(`0x${text}`);

it('are of both curves, and of one and two blocks of the chain', () => {
  for (const curve of ['bn254', 'bls12-381'] as const) {
    const sizes = statements
      .filter((each) => each.curve === curve)
      .map(({ n, bits, headroom }) => layoutOf({ n, bits, headroom }).elements);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 14]);
    expect(sizes).toContain(13);
  }
});

describe.each([...statements, ...witnesses])('$curve, n = $n, b = $bits, h = $headroom', (vector) => {
  const { curve, x, n, bits, headroom } = vector;
  const circuit = { n, bits, headroom };
  const [pad, blinding, rho] = [element(vector.s), element(vector.k), element(vector.rho)];

  it('has the commitment', () => {
    expect(commit({ blinding, packed: pack(x, circuit), pad }, circuit, curve)).toBe(element(vector.commitment));
  });

  it('has the tag', () => {
    expect(tag({ packed: pack(x, circuit), pad }, rho, curve)).toBe(element(vector.tag));
  });

  it('has neither of another update, pad, blinding, point, curve or parameter', () => {
    const packed = pack(x, circuit);
    const other = pack([(x[0] ?? 0) === 0 ? 1 : 0, ...x.slice(1)], circuit);
    const different = reduce(pad + 1n, curve);
    for (const opening of [
      { blinding, packed: other, pad },
      { blinding: reduce(blinding + 1n, curve), packed, pad },
      { blinding, packed, pad: different },
    ]) {
      expect(commit(opening, circuit, curve)).not.toBe(element(vector.commitment));
    }
    expect(commit({ blinding, packed, pad }, { ...circuit, n: n + 1 }, curve)).not.toBe(element(vector.commitment));
    expect(tag({ packed: other, pad }, rho, curve)).not.toBe(element(vector.tag));
    expect(tag({ packed, pad: different }, rho, curve)).not.toBe(element(vector.tag));
    const small = { packed, pad: pad % ORDERS.bn254, blinding: blinding % ORDERS.bn254 };
    expect(commit(small, circuit, 'bn254')).not.toBe(commit(small, circuit, 'bls12-381'));
  });
});

it.each(statements)('$curve, n = $n, b = $bits, h = $headroom has as many constraints', (vector) => {
  const { n, bits, headroom } = vector;
  expect(constraints({ n, bits, headroom })).toBe(vector.constraints);
});
