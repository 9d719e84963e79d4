import { readFileSync } from 'node:fs';
import type { ProofJson } from '@fedzk/verify';
import { afterAll, describe, expect, it } from 'vitest';
import { CURVE_NAMES, CURVES, type Curve, curveOf } from '../src/curves.js';
import type { Instance, Prepared, PreparedBatch } from '../src/engine.js';
import { engines } from '../src/engines/all.js';
import { mclNoG1Order, mclOrder } from '../src/engines/mcl.js';
import { nobleCurve, readers } from '../src/engines/noble.js';
import { judge, judgeBatch } from '../src/judge.js';
import { oneByOne } from '../src/measurements/batch.js';
import { versionOf } from '../src/record.js';
import { rerandomized, semaphore, simulated, updateSlice } from '../src/vectors.js';

interface Outside<Coordinate> {
  readonly name: string;
  readonly order: string;
  readonly point: readonly [Coordinate, Coordinate];
}

/** Points of the curve and its twist outside the subgroup. */
function outsideOf(curve: Curve): { g1: Outside<string>[]; g2: Outside<readonly [string, string]>[] } {
  const file = new URL(`../../packages/vectors/${curve}/noble.json`, import.meta.url);
  const { g1OutsideSubgroup: g1 = [], g2OutsideSubgroup: g2 } = JSON.parse(readFileSync(file, 'utf8'));
  return { g1, g2 };
}

/** What a strict engine refuses: each a valid proof in a spelling, or with signals, that it must not have. */
function loose({ proof, publicSignals }: Instance, curve: Curve): Record<string, Instance> {
  const { p, r } = CURVES[curve];
  const [first = '', ...rest] = publicSignals;
  const [x = '', y = ''] = proof.pi_a;
  const [[bx0 = '', bx1 = ''] = [], by = []] = proof.pi_b;
  const a = (point: string[]): Instance => ({ proof: { ...proof, pi_a: point } as ProofJson, publicSignals });
  const plus = (text: string, number: bigint): string => (BigInt(text) + number).toString();
  return {
    'a coordinate + p': a([plus(x, p), y, '1']),
    'a coordinate + 2^64 p': a([plus(x, p << 64n), y, '1']),
    'a coordinate of Fp2 + p': {
      proof: { ...proof, pi_b: [[plus(bx0, p), bx1], by, ['1', '0']] } as ProofJson,
      publicSignals,
    },
    'a leading zero': a([`0${x}`, y, '1']),
    'a negative coordinate': a([(BigInt(x) - p).toString(), y, '1']),
    'another z': a([x, y, '2']),
    'infinity for A': a(['0', '1', '0']),
    'a point off the curve': a([y, x, '1']),
    // Of the order r and with the same endomorphism: a subgroup check alone takes it.
    'a point of an isomorphic curve': a([`${(4n * BigInt(x)) % p}`, `${(8n * BigInt(y)) % p}`, '1']),
    'a signal + r': { proof, publicSignals: [plus(first, r), ...rest] },
    'a signal too few': { proof, publicSignals: publicSignals.slice(0, -1) },
    'a signal too many': { proof, publicSignals: [...publicSignals, '0'] },
  };
}

/** The proof with points outside the subgroup added to A and to C. Their order is prime to r: the equation still holds. */
async function moved({ proof, publicSignals }: Instance, curve: Curve): Promise<Record<string, Instance>> {
  const noble = await nobleCurve(curve);
  const { readG1 } = readers(noble);
  const result: Record<string, Instance> = {};
  for (const { name, order, point } of outsideOf(curve).g1) {
    if (BigInt(order) % CURVES[curve].r === 0n) continue;
    const [x, y] = point.map(BigInt) as [bigint, bigint];
    for (const which of ['pi_a', 'pi_c'] as const) {
      const sum = readG1(proof[which]).add(noble.G1.Point.fromAffine({ x, y })).toAffine();
      const moved = { ...proof, [which]: [sum.x.toString(), sum.y.toString(), '1'] };
      result[`${which} + ${name}`] = { proof: moved, publicSignals };
    }
  }
  return result;
}

/** What SLOW=1 does with all engines, and each run with ours: peers change only with their versions and adapters. */
const slow = process.env['SLOW'] === '1';

describe.each(CURVE_NAMES)('%s', (curve) => {
  const all = engines(curve);
  const named = all.map((engine) => ({ name: engine.name, engine }));
  const deep = slow ? named : named.filter(({ name }) => name.startsWith('fedzk'));
  const strict = deep.filter(({ engine }) => engine.strict);
  const batches = deep.filter(({ engine }) => engine.prepareBatch !== undefined);
  const many = rerandomized(updateSlice(curve), 6);
  afterAll(async () => {
    for (const engine of all) await engine.close?.();
  });

  it('is the curve of the keys', () => {
    expect(curveOf(updateSlice(curve).key)).toBe(curve);
    expect(all.map(({ name }) => name).includes('mcl, no G1 order')).toBe(curve === 'bn254');
  });

  describe.each(named)('$name', ({ name, engine }) => {
    it('has a version', () => {
      expect(versionOf(engine.package)).toMatch(/^\d+\.\d+\.\d+/);
    });

    it('accepts valid proofs and refuses them with a changed signal', async () => {
      const others = curve === 'bn254' ? [semaphore()] : [];
      const most = deep.some((each) => each.engine === engine) ? [...others, ...simulated(curve)] : [];
      for (const subject of [updateSlice(curve), ...most]) {
        await judge(name, await engine.prepare(subject.key), subject);
      }
    }, 60_000);

    it(`is ${engine.strict ? '' : 'not '}strict, as the table says`, async () => {
      const { key, instances } = updateSlice(curve);
      const accepted = await acceptedOf(await engine.prepare(key), loose(instances[0] as Instance, curve));
      if (engine.strict) expect(accepted).toEqual([]);
      else expect(accepted).toContain('a coordinate + p');
    });
  });

  describe.each(strict)('$name', ({ engine }) => {
    // Of a proof the verdict does not tell who looks: with B outside the subgroup the equation fails too. A key shows
    // it, whose points the glue reads with the same functions.
    it('refuses points outside the subgroup', async () => {
      const { key, instances } = updateSlice(curve);
      const { g1, g2 } = outsideOf(curve);
      expect(g2.length).toBeGreaterThan(5);
      expect(g1.length > 5).toBe(curve === 'bls12-381');
      for (const { name: which, point } of g2) {
        const prepare = async () => engine.prepare({ ...key, vk_gamma_2: [...point, ['1', '0']] });
        await expect(prepare(), which).rejects.toBeDefined();
      }
      for (const { name: which, point } of g1) {
        const prepare = async () => engine.prepare({ ...key, vk_alpha_1: [...point, '1'] });
        await expect(prepare(), which).rejects.toBeDefined();
      }
      const isomorphic = loose(instances[0] as Instance, curve)['a point of an isomorphic curve']?.proof.pi_a;
      const prepare = async () => engine.prepare({ ...key, vk_alpha_1: isomorphic as ProofJson['pi_a'] });
      await expect(prepare(), 'an isomorphic curve').rejects.toBeDefined();
    });
  });

  // Over BN254 there are none.
  const withCofactor = curve === 'bls12-381' ? deep : [];
  describe.each(withCofactor)('$name', ({ engine }) => {
    it(`${engine.strict ? 'refuses' : 'accepts'} A and C moved out of the subgroup`, async () => {
      const { key, instances } = updateSlice(curve);
      const proofs = await moved(instances[0] as Instance, curve);
      expect(Object.keys(proofs).length).toBeGreaterThan(10);
      const accepted = await acceptedOf(await engine.prepare(key), proofs);
      expect(accepted).toEqual(engine.strict ? [] : Object.keys(proofs));
    });
  });

  it('has as many proofs of a key as it takes, all different', async () => {
    const { instances } = await many;
    const points = instances.flatMap(({ proof }) => [proof.pi_a, proof.pi_b, proof.pi_c].map(String));
    expect(new Set(points).size).toBe(3 * instances.length);
    expect((await rerandomized(updateSlice(curve), 3)).instances).toEqual(instances.slice(0, 3));
  });

  it.each(batches)('$name verifies proofs together, as strictly as one by one', async ({ name, engine }) => {
    const subject = await many;
    const prepared = (await engine.prepareBatch?.(subject.key)) as PreparedBatch;
    await judgeBatch(name, prepared, subject);
    await judgeBatch(name, prepared, { ...subject, instances: subject.instances.slice(0, 1) });

    const [first, ...rest] = subject.instances as [Instance, ...Instance[]];
    const bad = { ...loose(first, curve), ...(await moved(first, curve)) };
    const last: Prepared = (instance) => prepared([...rest, instance]);
    expect(await acceptedOf(last, { good: first, ...bad })).toEqual(['good']);
  });

  it.each(deep)('$name verifies proofs one by one', async ({ name, engine }) => {
    const { instances, ...subject } = await many;
    const few = { ...subject, instances: instances.slice(0, 2) };
    await judgeBatch(name, oneByOne(await engine.prepare(subject.key)), few);
  });
});

describe('a batch', () => {
  it('without random factors is found out', async () => {
    const subject = updateSlice();
    const sums = (instances: readonly Instance[]) =>
      instances.flatMap(({ publicSignals }) => publicSignals).reduce((sum, signal) => sum + BigInt(signal), 0n);
    const naive: PreparedBatch = (instances) => () => sums(instances) === sums(subject.instances);
    await expect(judgeBatch('naive', naive, subject)).rejects.toThrow("each other's signals");
    await expect(judgeBatch('all', () => () => true, subject)).rejects.toThrow('a changed signal');
    await expect(judgeBatch('none', () => () => false, subject)).rejects.toThrow('refuses');
  });
});

describe('mcl', () => {
  it('says that a key is of a curve it has left', async () => {
    const { key, instances } = updateSlice();
    const attempt = (await mclOrder().prepare(key))(instances[0] as Instance);
    expect(attempt()).toBe(true);
    const { key: other, instances: others } = updateSlice('bls12-381');
    expect((await mclOrder().prepare(other))(others[0] as Instance)()).toBe(true);
    expect(attempt).toThrow('another curve');
  });

  it('does not leave out the order check of G1 where it is needed', async () => {
    await expect((async () => mclNoG1Order().prepare(updateSlice('bls12-381').key))()).rejects.toThrow('BN254 alone');
  });
});

async function acceptedOf(prepared: Prepared, instances: Record<string, Instance>): Promise<string[]> {
  const accepted: string[] = [];
  for (const [what, instance] of Object.entries(instances)) {
    // Throwing is refusing; the bytes of what has none can't be made.
    const verdict = await (async () => prepared(instance)())().catch(() => false);
    if (verdict) accepted.push(what);
  }
  return accepted;
}
