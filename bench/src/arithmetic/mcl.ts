import mcl from 'mcl-wasm';
import { startMcl } from '../engines/mcl.js';
import { type Call, get, innerCall, put } from '../engines/mcl-inner.js';
import type { Arithmetic, Loop } from './library.js';
import type { Operands, Value } from './operation.js';

// mcl has one curve at a time. A start for another curve invalidates earlier loops.

/** Calls the public API. Each call copies operands in and creates an object for the result. */
export function mclApi(): Arithmetic {
  return {
    name: 'mcl',
    package: 'mcl-wasm',
    how: 'its API, which copies operands in and the result out with each call',
    async start(curve, operands) {
      await startMcl(curve);
      const own = read(operands);
      return { ...products(own), ...sums(own), ...multiples(own), ...pairings(own) };
    },
  };
}

/** Calls the module's functions on operands that stay in its memory. */
export function mclInner(): Arithmetic {
  return {
    name: 'mcl, inner',
    package: 'mcl-wasm',
    how: 'what its API calls, on operands that stay in the memory of the module; not in its types',
    async start(curve, operands) {
      await startMcl(curve);
      const own = read(operands);
      return { ...innerProducts(own), ...innerSums(own), ...innerMultiples(own), ...innerPairings(own) };
    },
  };
}

/** Converts operands to mcl's form. */
function read({ fp, fp2, fp12, g1, g2, scalar }: Operands) {
  const two = <T>([a, b]: readonly [Value, Value], one: (value: Value) => T): [T, T] => [one(a), one(b)];
  return {
    fp: two(fp, (value) => parse(new mcl.Fp(), value)),
    fp2: two(fp2, (value) => parse(new mcl.Fp2(), value)),
    fp12: two(fp12, (value) => parse(new mcl.GT(), value)),
    g1: two(g1, (value) => parse(new mcl.G1(), [1n, ...value])),
    g2: two(g2, (value) => parse(new mcl.G2(), [1n, ...value])),
    scalar: parse(new mcl.Fr(), [scalar]),
  };
}

type Own = ReturnType<typeof read>;

function parse<T extends { setStr(text: string, base?: number): void }>(empty: T, value: Value): T {
  empty.setStr(value.join(' '), 10);
  return empty;
}

function integers(element: { getStr(base?: number): string }): Value {
  return element.getStr(10).split(' ').map(BigInt);
}

/** Reads the coordinates of a point, whose text begins with 1 if it is finite. */
function affine(point: { normalize(): void; getStr(base?: number): string }): Value {
  point.normalize();
  return integers(point).slice(1);
}

function products({ fp, fp2, fp12 }: Own) {
  let [a, b] = fp;
  const fpProduct: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a = mcl.mul(a, b);
    },
    value: () => integers(a),
  };
  let [a2, b2] = fp2;
  const fp2Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a2 = mcl.mul(a2, b2);
    },
    value: () => integers(a2),
  };
  let [a12, b12] = fp12;
  const fp12Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a12 = mcl.mul(a12, b12);
    },
    value: () => integers(a12),
  };
  return { fpProduct, fp2Product, fp12Product };
}

function sums({ g1, g2 }: Own) {
  let [p1, q1] = g1;
  const g1Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p1 = mcl.add(p1, q1);
    },
    value: () => affine(p1),
  };
  let [p2, q2] = g2;
  const g2Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p2 = mcl.add(p2, q2);
    },
    value: () => affine(p2),
  };
  return { g1Addition, g2Addition };
}

function multiples({ g1: [p1], g2: [p2], scalar }: Own) {
  let multiple1 = p1;
  const g1Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple1 = mcl.mul(p1, scalar);
    },
    value: () => affine(multiple1),
  };
  let multiple2 = p2;
  const g2Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple2 = mcl.mul(p2, scalar);
    },
    value: () => affine(multiple2),
  };
  return { g1Multiple, g2Multiple };
}

function pairings({ g1: [p], g2: [q] }: Own) {
  let value = new mcl.GT();
  const pairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) value = mcl.pairing(p, q);
    },
    value: () => integers(value),
  };
  const lines = new mcl.PrecomputedG2(q);
  let prepared = new mcl.GT();
  const preparedPairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) prepared = mcl.finalExp(mcl.precomputedMillerLoop(p, lines));
    },
    value: () => integers(prepared),
  };
  return { pairing, preparedPairing };
}

function innerProducts({ fp, fp2, fp12 }: Own) {
  const [fpMul, fp2Mul, gtMul] = ['_mclBnFp_mul', '_mclBnFp2_mul', '_mclBnGT_mul'].map(innerCall) as [Call, Call, Call];
  const [a, b] = fp.map(put) as [number, number];
  const fpProduct: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) fpMul(a, a, b);
    },
    value: () => integers(get(a, new mcl.Fp())),
  };
  const [a2, b2] = fp2.map(put) as [number, number];
  const fp2Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) fp2Mul(a2, a2, b2);
    },
    value: () => integers(get(a2, new mcl.Fp2())),
  };
  const [a12, b12] = fp12.map(put) as [number, number];
  const fp12Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) gtMul(a12, a12, b12);
    },
    value: () => integers(get(a12, new mcl.GT())),
  };
  return { fpProduct, fp2Product, fp12Product };
}

function innerSums({ g1, g2 }: Own) {
  const [g1Add, g2Add] = ['_mclBnG1_add', '_mclBnG2_add'].map(innerCall) as [Call, Call];
  const [p1, q1] = g1.map(put) as [number, number];
  const g1Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g1Add(p1, p1, q1);
    },
    value: () => affine(get(p1, new mcl.G1())),
  };
  const [p2, q2] = g2.map(put) as [number, number];
  const g2Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g2Add(p2, p2, q2);
    },
    value: () => affine(get(p2, new mcl.G2())),
  };
  return { g1Addition, g2Addition };
}

function innerMultiples({ g1, g2, scalar }: Own) {
  const [g1Mul, g2Mul] = ['_mclBnG1_mul', '_mclBnG2_mul'].map(innerCall) as [Call, Call];
  const k = put(scalar);
  const p1 = put(g1[0]);
  const multiple1 = put(new mcl.G1());
  const g1Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g1Mul(multiple1, p1, k);
    },
    value: () => affine(get(multiple1, new mcl.G1())),
  };
  const p2 = put(g2[0]);
  const multiple2 = put(new mcl.G2());
  const g2Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g2Mul(multiple2, p2, k);
    },
    value: () => affine(get(multiple2, new mcl.G2())),
  };
  return { g1Multiple, g2Multiple };
}

function innerPairings({ g1, g2 }: Own) {
  const [pair, millerLoop, finalExp] = ['_mclBn_pairing', '_mclBn_precomputedMillerLoop', '_mclBn_finalExp'].map(
    innerCall,
  ) as [Call, Call, Call];
  const [p, q] = [g1[0], g2[0]].map(put) as [number, number];
  const value = put(new mcl.GT());
  const pairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) pair(value, p, q);
    },
    value: () => integers(get(value, new mcl.GT())),
  };
  const { p: lines } = new mcl.PrecomputedG2(g2[0]) as unknown as { readonly p: number };
  const prepared = put(new mcl.GT());
  const preparedPairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) {
        millerLoop(prepared, p, lines);
        finalExp(prepared, prepared);
      }
    },
    value: () => integers(get(prepared, new mcl.GT())),
  };
  return { pairing, preparedPairing };
}
