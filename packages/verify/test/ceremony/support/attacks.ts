/** How drafts of ceremonies are spoilt, and points outside of their subgroups. */
import { Chain, type Link, sectionOf } from '@fedzk/testkit/ceremony/chain';
import { type G2, type Name, times } from '@fedzk/testkit/ceremony/curves';
import { type Draft, draftAround, manifestOf, ROUND, seedOf } from '@fedzk/testkit/ceremony/manifest';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { askedOf, ceremony, LEVELS, problemsOf } from './ceremony.js';

export const NAMES = ['bn254', 'bls12-381'] as const;

/** The problems of a draft that everybody signs as it stands. */
export function problems(draft: Draft): readonly string[] {
  return problemsOf(manifestOf(draft), askedOf(draft));
}

/** Builds a chain of as many people as the level wants; `change` adds what an attacker does. */
export function chainWith(name: Name, change: (chain: Chain, i: number) => boolean | undefined): Draft {
  const chain = new Chain(name, ceremony(name).chain.csHash);
  const people = name === 'bn254' ? 5 : 20;
  for (let i = 0; i < people; i++) if (!change(chain, i)) chain.add({ seed: seedOf(`person ${i}`) });
  const indexes = chain.links.map((_, i) => i);
  chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
  return draftAround(chain, LEVELS[name], indexes);
}

/** Puts another link in the place of one, in the bytes. */
export function spoilt(draft: Draft, index: number, change: (link: Link) => Link): Draft {
  const { on, chain } = draft;
  chain.links[index] = change(chain.links[index] as Link);
  return Object.assign(draft, { section: sectionOf(on, chain.csHash, chain.links) });
}

/** A point in the form of ZCash, of any subgroup. */
export function compressed(point: InstanceType<typeof bls12_381.G1.Point>): string {
  const { x, y } = point.toAffine();
  const isLarger = y > (bls12_381.fields.Fp.ORDER - 1n) / 2n;
  return ((isLarger ? 0xa0n << 376n : 0x80n << 376n) | x).toString(16);
}

/** A point of the twist whose order divides the cofactor. */
export function torsionOfG2(name: Name): G2 {
  const { on } = ceremony(name);
  const { Fp2 } = on.curve.fields;
  for (let i = 1n; ; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(x, Fp2.sqr(x)), on.curve.G2.Point.CURVE().b));
      const point = on.curve.G2.Point.fromAffine({ x, y }) as G2;
      return times(point, on.curve.G2.Point.ZERO as G2, on.r);
    } catch {
      // No square: the next x.
    }
  }
}

export function torsionOfG1(): InstanceType<typeof bls12_381.G1.Point> {
  const { Fp } = bls12_381.fields;
  const { r } = ceremony('bls12-381').on;
  for (let x = 1n; ; x++) {
    try {
      const y = Fp.sqrt(Fp.add(Fp.mul(x, Fp.sqr(x)), 4n));
      const point = times(bls12_381.G1.Point.fromAffine({ x, y }), bls12_381.G1.Point.ZERO, r);
      if (!point.is0()) return point;
    } catch {
      // No square: the next x.
    }
  }
}
