/** The engine of ceremonies: threads, what it refuses, and its end. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CeremonyEngine } from '../../src/ceremony/engine/types.js';
import { CURVES, openEngine } from './support/engine.js';

const SEED = Uint8Array.from({ length: 32 }, (_, i) => i * 7);

/** k·G for k from 1 on. */
function multiples(engine: CeremonyEngine, group: 'g1' | 'g2', count: number): Uint8Array {
  const generator = engine.generator(group);
  const points = [generator];
  while (points.length < count) points.push(engine.add(group, points.at(-1) as Uint8Array, generator));
  return new Uint8Array(Buffer.concat(points));
}

describe.each(CURVES)('%s', (curve) => {
  let here: CeremonyEngine;
  let threads: CeremonyEngine;

  beforeAll(async () => {
    here = await openEngine(curve);
    threads = await openEngine(curve, 2);
  });

  afterAll(async () => {
    await here.close();
    await threads.close();
  });

  it('computes in threads as in the calling thread', async () => {
    expect([here.threads, threads.threads]).toEqual([1, 2]);
    const points = multiples(here, 'g1', 200);
    const results = [];
    for (const engine of [here, threads]) {
      const secrets = engine.secrets(SEED, 3);
      const tasks = [
        engine.scale(points, secrets, 0),
        engine.scale(points, secrets, 1),
        engine.scalePowers('g1', points, 17, secrets, 2),
        engine.sum('g1', points, SEED, 3),
        engine.lagrange('g1', points.subarray(0, 128 * 2 * engine.n8)),
      ];
      results.push(await Promise.all(tasks));
      secrets.dispose();
    }
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.every((result) => result instanceof Uint8Array)).toBe(true);
  });

  it('makes a large Lagrange form in parts', async () => {
    const { n8 } = here;
    // With τ = 1, L₀ is 1 and the others are 0.
    const generator = here.generator('g1');
    const points = new Uint8Array(4096 * 2 * n8);
    for (let i = 0; i < 4096; i++) points.set(generator, i * 2 * n8);
    const lagrange = await threads.lagrange('g1', points);
    expect(lagrange.subarray(0, 2 * n8)).toEqual(generator);
    expect(lagrange.subarray(2 * n8).every((byte) => byte === 0)).toBe(true);
  });

  it('divides, and multiplies back', async () => {
    const points = multiples(here, 'g1', 5);
    const size = 2 * here.n8;
    const secrets = here.secrets(SEED, 1);
    const divided = (await here.scale(new Uint8Array([...points, ...new Uint8Array(size)]), secrets, 0)) as Uint8Array;
    for (let i = 0; i < 5; i++) {
      const point = divided.slice(i * size, (i + 1) * size);
      expect(here.multiply('g1', point, secrets, 0)).toEqual(points.slice(i * size, (i + 1) * size));
    }
    expect(divided.subarray(5 * size)).toEqual(new Uint8Array(size));
    secrets.dispose();
  });

  it('tells the first invalid point', async () => {
    const size = 2 * here.n8;
    const points = multiples(here, 'g1', 100);
    const secrets = threads.secrets(SEED, 3);
    const changed = (at: number, change: (point: Uint8Array) => void): Uint8Array => {
      const copy = points.slice();
      change(copy.subarray(at * size, (at + 1) * size));
      return copy;
    };
    const offCurve = changed(41, (point) => point.set([(point[0] ?? 0) ^ 1]));
    const tooLarge = changed(70, (point) => point.fill(255, 0, here.n8));
    const infinite = changed(99, (point) => point.fill(0));
    for (const [wrong, at] of [
      [offCurve, 41],
      [tooLarge, 70],
    ] as const) {
      expect(here.check('g1', wrong, true)).toBe(at);
      expect(await threads.scale(wrong, secrets, 0)).toBe(at);
      expect(await threads.scalePowers('g1', wrong, 0, secrets, -1)).toBe(at);
    }
    expect(here.check('g1', infinite, false)).toBe(99);
    expect(here.check('g1', infinite, true)).toBe(-1);
    expect(await threads.scale(infinite, secrets, 0)).toBeInstanceOf(Uint8Array);
    expect(await threads.scalePowers('g1', infinite, 0, secrets, -1)).toBe(99);
    secrets.dispose();
  });

  it('refuses points that it can not read, secrets that are gone, and calls after its end', async () => {
    const engine = await openEngine(curve, 1);
    const unreadable = new Uint8Array(2 * engine.n8).fill(255);
    await expect(engine.sum('g1', unreadable, SEED, 0)).rejects.toMatchObject({ code: 'invalid-ceremony-file' });
    expect(() => engine.add('g1', unreadable, unreadable)).toThrowError(
      expect.objectContaining({ code: 'invalid-ceremony-file' }),
    );
    const secrets = engine.secrets(SEED, 1);
    secrets.dispose();
    secrets.dispose();
    const generator = engine.generator('g1');
    expect(() => engine.multiply('g1', generator, secrets, 0)).toThrowError(
      expect.objectContaining({ code: 'disposed' }),
    );
    expect(() => engine.scale(generator, secrets, 0)).toThrowError(expect.objectContaining({ code: 'disposed' }));
    const open = engine.secrets(SEED, 1);
    await engine.close();
    expect(() => engine.multiply('g1', generator, open, 0)).toThrowError(expect.objectContaining({ code: 'disposed' }));
    await expect(engine.sum('g1', generator, SEED, 0)).rejects.toMatchObject({ code: 'disposed' });
  });

  it('pairs points', () => {
    const [g1, g2] = [here.generator('g1'), here.generator('g2')];
    const [two1, two2] = [here.add('g1', g1, g1), here.add('g2', g2, g2)];
    expect(here.pairing(two1, g2, g1, two2)).toBe(true);
    expect(here.pairing(two1, g2, g1, g2)).toBe(false);
    expect(here.pairing(new Uint8Array(g1.length), g2, new Uint8Array(g1.length), g2)).toBe(false);
  });

  it('hashes', () => {
    const text = new TextEncoder().encode('abc');
    const hash = here.blake2b();
    hash.update(text.subarray(0, 1));
    const state = hash.state();
    const other = here.blake2b(state);
    for (const each of [hash, other]) {
      each?.update(text.subarray(1));
      // RFC 7693, appendix A.
      expect(Buffer.from(each?.digest() ?? []).toString('hex')).toMatch(/^ba80a53f981c4d0d6a2797b69f12f6e9/);
    }
    expect(here.blake2b(new Uint8Array(10))).toBeUndefined();
    const sha = here.sha256();
    sha.update(text);
    // FIPS 180-4's example.
    expect(Buffer.from(sha.digest()).toString('hex')).toMatch(/^ba7816bf8f01cfea/);
  });
});
