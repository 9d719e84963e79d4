// The demo's statement against the circuits' own on integers, over both fields, and against @fedzk/agg's on BN254.
import { expect, it } from 'vitest';
import { commit } from '../../agg/src/protocol/commitment.js';
import { geometry, pack } from '../../agg/src/protocol/packing.js';
import { tag } from '../../agg/src/protocol/tag.js';
import { primes } from '../../circuits/scripts/poseidon-constants.js';
import { statement } from '../../circuits/test/gradient.js';
import { drawElement, type Prime, stateUpdate } from '../src/statement.js';
import { noise } from './noise.js';

const source = noise(4);
const SIZES = [1, 13, 14, 15, 64, 197, 800];
const cases = (['bn128', 'bls12381'] as const).flatMap((prime) => SIZES.map((n) => ({ prime, n })));

const layoutOf = (n: number) => geometry({ n, bits: 8, headroom: 10, parts: 1 });
const secretsOf = (n: number, prime: Prime) => {
  const x = Int8Array.from({ length: n }, () => Math.floor(128 * Number(source.next().value)));
  return { x, s: drawElement(prime), k: drawElement(prime) };
};

it.each(cases)('is what the circuit takes: $prime, n = $n', async ({ prime, n }) => {
  const secrets = secretsOf(n, prime);
  const stated = await stateUpdate(secrets, 400_000n, layoutOf(n), prime);
  const integers = { ...secrets, x: Array.from(secrets.x, BigInt), rho: stated.rho, maxNormSq: 400_000n };
  expect(stated).toEqual(statement({ n, b: 8, h: 10 }, integers, primes[prime]));
  expect(Object.keys(stated)).toEqual(['commitment', 'rho', 'tag', 'maxNormSq']);
});

it.each(SIZES)("is @fedzk/agg's on BN254: n = %i", async (n) => {
  const [layout, { x, s, k }] = [layoutOf(n), secretsOf(n, 'bn128')];
  const { commitment, rho, tag: own } = await stateUpdate({ x, s, k }, 400_000n, layout, 'bn128');
  const packed = pack(x, layout);
  expect([commitment, own]).toEqual([commit(k, packed, s, layout), tag(packed, s, rho)]);
});

it.each<Prime>(['bn128', 'bls12381'])('%s: elements are below the order, and none is drawn twice', (prime) => {
  const drawn = Array.from({ length: 100 }, () => drawElement(prime));
  expect(drawn.every((element) => element >= 0n && element < primes[prime])).toBe(true);
  expect(drawn.some((element) => element > primes[prime] / 2n)).toBe(true);
  expect(new Set(drawn).size).toBe(100);
});

it('has another rho for another commitment', async () => {
  const layout = layoutOf(31);
  const rhos = await Promise.all(
    [1n, 2n].map((k) => stateUpdate({ x: new Int8Array(31), s: 3n, k }, 1n, layout, 'bls12381')),
  );
  expect(rhos[0]?.rho).not.toBe(rhos[1]?.rho);
});
