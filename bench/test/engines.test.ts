import { readFileSync } from 'node:fs';
import type { ProofJson } from '@fedzk/verify';
import { afterAll, describe, expect, it } from 'vitest';
import { engines, judge } from '../src/cases/verify.js';
import type { Instance, Prepared } from '../src/engine.js';
import { versionOf } from '../src/record.js';
import { semaphore, simulated, updateSlice } from '../src/vectors.js';

const all = engines();
const named = all.map((engine) => ({ name: engine.name, engine }));
afterAll(async () => {
  for (const engine of all) await engine.close?.();
});

const P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** Points of the twist outside the subgroup, in snarkjs JSON. */
const outside = (
  JSON.parse(readFileSync(new URL('../../packages/vectors/bn254/noble.json', import.meta.url), 'utf8')) as {
    g2OutsideSubgroup: { name: string; point: [[string, string], [string, string]] }[];
  }
).g2OutsideSubgroup.map(({ name, point }) => ({ name, point: [...point, ['1', '0']] }));

/** What a strict engine refuses: each a valid proof in a spelling, or with signals, that it must not have. */
function loose({ proof, publicSignals }: Instance): Record<string, Instance> {
  const [first = '', ...rest] = publicSignals;
  const [x = '', y = ''] = proof.pi_a;
  const [[bx0 = '', bx1 = ''] = [], by = []] = proof.pi_b;
  const a = (point: string[]): Instance => ({ proof: { ...proof, pi_a: point } as ProofJson, publicSignals });
  const plus = (text: string, modulus: bigint): string => (BigInt(text) + modulus).toString();
  return {
    'a coordinate + p': a([plus(x, P), y, '1']),
    'a coordinate of Fp2 + p': {
      proof: { ...proof, pi_b: [[plus(bx0, P), bx1], by, ['1', '0']] } as ProofJson,
      publicSignals,
    },
    'a leading zero': a([`0${x}`, y, '1']),
    'a negative coordinate': a([(BigInt(x) - P).toString(), y, '1']),
    'another z': a([x, y, '2']),
    'infinity for A': a(['0', '1', '0']),
    'a point off the curve': a([y, x, '1']),
    'a signal + r': { proof, publicSignals: [plus(first, R), ...rest] },
    'a signal too few': { proof, publicSignals: publicSignals.slice(0, -1) },
    'a signal too many': { proof, publicSignals: [...publicSignals, '0'] },
  };
}

describe.each(named)('$name', ({ name, engine }) => {
  it('has a version', () => {
    expect(versionOf(engine.package)).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('accepts valid proofs and refuses them with a changed signal', async () => {
    for (const subject of [updateSlice(), semaphore(), ...simulated()]) {
      await judge(name, await engine.prepare(subject.key), subject);
    }
  }, 60_000);

  it(`is ${engine.strict ? '' : 'not '}strict, as the table says`, async () => {
    const { key, instances } = updateSlice();
    const accepted = await acceptedOf(await engine.prepare(key), loose(instances[0] as Instance));
    if (engine.strict) expect(accepted).toEqual([]);
    else expect(accepted).toContain('a coordinate + p');
  });
});

// Of a proof the verdict does not tell who looks: with B outside the subgroup the equation fails too. A key shows it,
// whose points the glue reads with the same functions.
describe.each(named.filter(({ engine }) => engine.strict))('$name', ({ engine }) => {
  it('refuses points outside the subgroup', async () => {
    const { key } = updateSlice();
    expect(outside.length).toBeGreaterThan(5);
    for (const { name: which, point } of outside) {
      const prepare = async () => engine.prepare({ ...key, vk_gamma_2: point });
      await expect(prepare(), which).rejects.toBeDefined();
    }
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
