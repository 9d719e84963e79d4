import { nobleCurve } from '../engines/noble.js';
import type { Arithmetic, Loop } from './library.js';
import { fp2, fp2Value, fp12, fp12Value, g1Point, g1Value, g2Point, g2Value, type Operands } from './operation.js';

/** `@noble/curves` is JavaScript throughout, so no call crosses into a module. */
export function noble(): Arithmetic {
  return {
    name: 'noble',
    package: '@noble/curves',
    how: 'its API; multiples by multiplyUnsafe, which is for public scalars',
    async start(curve, operands) {
      const library = await nobleCurve(curve);
      return {
        ...products(library, operands),
        ...sums(library, operands),
        ...multiples(library, operands),
        ...pairings(library, operands),
      };
    },
  };
}

type Library = Awaited<ReturnType<typeof nobleCurve>>;

function products(library: Library, operands: Operands) {
  const { Fp, Fp2, Fp12 } = library.fields;
  let [a = 0n, b = 0n] = operands.fp.flat();
  const fpProduct: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a = Fp.mul(a, b);
    },
    value: () => [a],
  };
  let a2 = fp2(operands.fp2[0]);
  const b2 = fp2(operands.fp2[1]);
  const fp2Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a2 = Fp2.mul(a2, b2);
    },
    value: () => fp2Value(a2),
  };
  let a12 = fp12(library, operands.fp12[0]);
  const b12 = fp12(library, operands.fp12[1]);
  const fp12Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a12 = Fp12.mul(a12, b12);
    },
    value: () => fp12Value(a12),
  };
  return { fpProduct, fp2Product, fp12Product };
}

function sums(library: Library, { g1, g2 }: Operands) {
  let p1 = g1Point(library, g1[0]);
  const q1 = g1Point(library, g1[1]);
  const g1Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p1 = p1.add(q1);
    },
    value: () => g1Value(p1),
  };
  let p2 = g2Point(library, g2[0]);
  const q2 = g2Point(library, g2[1]);
  const g2Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p2 = p2.add(q2);
    },
    value: () => g2Value(p2),
  };
  return { g1Addition, g2Addition };
}

function multiples(library: Library, { g1, g2, scalar }: Operands) {
  const p1 = g1Point(library, g1[0]);
  let multiple1 = p1;
  const g1Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple1 = p1.multiplyUnsafe(scalar);
    },
    value: () => g1Value(multiple1),
  };
  const p2 = g2Point(library, g2[0]);
  let multiple2 = p2;
  const g2Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple2 = p2.multiplyUnsafe(scalar);
    },
    value: () => g2Value(multiple2),
  };
  return { g1Multiple, g2Multiple };
}

function pairings(library: Library, { g1, g2 }: Operands) {
  const { Fp12 } = library.fields;
  const p = g1Point(library, g1[0]);
  const q = g2Point(library, g2[0]);
  let value = Fp12.ONE;
  const pairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) value = library.pairing(p, q);
    },
    value: () => fp12Value(value),
  };
  const lines = library.utils.calcPairingPrecomputes(q);
  const { x, y } = p.toAffine();
  let prepared = Fp12.ONE;
  const preparedPairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) {
        prepared = Fp12.finalExponentiate(library.millerLoopBatch([[lines, x, y]]));
      }
    },
    value: () => fp12Value(prepared),
  };
  return { pairing, preparedPairing };
}
