/** The engine against one on `@noble/curves`, function by function, on both curves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CeremonyEngine, Group } from '../../src/ceremony/engine/types.js';
import { openEngine } from './support/engine.js';
import { slowEngine } from './support/slow-engine.js';

const SEED = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

describe.each(['bn254', 'bls12-381'] as const)('%s', (curve) => {
  const slow = slowEngine(curve);
  let engine: CeremonyEngine;
  beforeAll(async () => {
    engine = await openEngine(curve);
  });
  afterAll(() => engine.close());

  /** Asks both, and compares. */
  async function same<T>(ask: (of: CeremonyEngine) => T | Promise<T>): Promise<T> {
    const answer = await ask(engine);
    expect(answer).toEqual(await ask(slow));
    return answer;
  }

  /** Points of a group: powers of a scalar. */
  const powers = (group: Group, count: number): Promise<Uint8Array> => {
    const secrets = slow.secrets(SEED, 1);
    const one = slow.generator(group);
    const many = new Uint8Array(Buffer.concat(Array.from({ length: count }, () => one)));
    return slow.scalePowers(group, many, 0, secrets, -1) as Promise<Uint8Array>;
  };

  it('hashes and points of a seed', async () => {
    for (const i of [0, 1, 2, 3]) await same((of) => of.hashToG2(new Uint8Array(64).fill(i)));
    for (const count of [1, 3] as const) {
      await same((of) => {
        const secrets = of.secrets(SEED, count);
        const multiplied = (['g1', 'g2'] as const).flatMap((group) =>
          Array.from({ length: count }, (_, i) => of.multiply(group, of.generator(group), secrets, i)),
        );
        const drawn = secrets.points;
        secrets.dispose();
        return [drawn, ...multiplied];
      });
    }
  });

  it('BLAKE2b and its state', async () => {
    for (const length of [0, 1, 127, 128, 129, 256, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i);
      const state = await same((of) => {
        const hash = of.blake2b();
        hash.update(bytes);
        return hash.state();
      });
      await same((of) => {
        const hash = of.blake2b(state);
        hash?.update(bytes);
        return hash?.digest();
      });
    }
    expect(engine.blake2b(new Uint8Array(216).fill(255))).toBeUndefined();
  });

  it.each(['g1', 'g2'] as const)('points of %s', async (group) => {
    const size = (group === 'g1' ? 2 : 4) * engine.n8;
    const points = await powers(group, 8);
    const withInfinity = points.slice();
    withInfinity.fill(0, size, 2 * size);
    await same((of) => of.generator(group));
    for (const bytes of [points, withInfinity]) {
      await same((of) => of.uncompressed(group, bytes));
      await same((of) => of.compressed(group, bytes));
      for (const infinity of [true, false]) await same((of) => of.check(group, bytes, infinity));
      await same((of) => of.lagrange(group, bytes));
    }
    await same((of) => of.add(group, points.slice(0, size), points.slice(size, 2 * size)));
    await same((of) => of.add(group, points.slice(0, size), points.slice(0, size)));
    await same((of) => of.add(group, points.slice(0, size), new Uint8Array(size)));
    for (const at of [0, size / 2, 5 * size + 1]) {
      await same((of) => of.check(group, points.with(at, (points[at] ?? 0) ^ 1), false));
    }
    for (const factor of [-1, 1, 2]) {
      for (const first of [0, 1, 1000]) {
        await same((of) => of.scalePowers(group, points, first, of.secrets(SEED, 3), factor));
      }
    }
    await same((of) => of.scalePowers(group, withInfinity, 0, of.secrets(SEED, 3), -1));
    if (group === 'g1') {
      for (const bytes of [points, withInfinity]) await same((of) => of.scale(bytes, of.secrets(SEED, 1), 0));
    }
  });

  it('pairings', async () => {
    const [g1, g2] = [await powers('g1', 3), await powers('g2', 3)];
    const at = (bytes: Uint8Array, i: number) => bytes.slice((i * bytes.length) / 3, ((i + 1) * bytes.length) / 3);
    const equal = (a: number, b: number, c: number, d: number) => (of: CeremonyEngine) =>
      of.pairing(at(g1, a), at(g2, b), at(g1, c), at(g2, d));
    expect(await same(equal(1, 0, 0, 1))).toBe(true);
    expect(await same(equal(2, 0, 1, 1))).toBe(true);
    expect(await same(equal(2, 0, 0, 1))).toBe(false);
  });

  it('random sums have the ratio of their points', async () => {
    const [points, g2] = [await powers('g1', 9), await powers('g2', 2)];
    const size = 2 * engine.n8;
    const sum = await engine.sum('g1', points.slice(0, 8 * size), SEED, 5);
    const shifted = await engine.sum('g1', points.slice(size), SEED, 5);
    const parts = [
      await engine.sum('g1', points.slice(0, 3 * size), SEED, 5),
      await engine.sum('g1', points.slice(3 * size, 8 * size), SEED, 8),
    ] as const;
    expect(engine.add('g1', ...parts)).toEqual(sum);
    expect(slow.pairing(sum, g2.slice(g2.length / 2), shifted, g2.slice(0, g2.length / 2))).toBe(true);
    expect(await engine.sum('g1', points.slice(0, 8 * size), SEED.with(0, 9), 5)).not.toEqual(sum);
  });
});
