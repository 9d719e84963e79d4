import { buildBls12381, buildBn128, type Curve as Library } from 'ffjavascript';
import type { Curve } from '../curves.js';
import type { Arithmetic, Loop } from './library.js';
import type { Operands, Value } from './operation.js';

// snarkjs's arithmetic, without threads. Both libraries below share one module.

/** Calls the public API. Each call copies operands into the module and the result out. */
export function ffjavascriptApi(): Arithmetic {
  return {
    name: 'ffjavascript',
    package: 'ffjavascript',
    how: 'its API, which copies operands in and the result out with each call; Q prepared is not in it',
    async start(curve, operands) {
      const library = await build(curve);
      const own = read(library, operands);
      return {
        ...products(library, own),
        ...sums(library, own),
        ...multiples(library, own),
        ...pairings(library, own),
      };
    },
  };
}

/** Calls the module's functions on operands that stay in its memory. */
export function ffjavascriptInner(): Arithmetic {
  return {
    name: 'ffjavascript, inner',
    package: 'ffjavascript',
    how: 'what its API calls, on operands that stay in the memory of the module',
    async start(curve, operands) {
      const library = await build(curve);
      const own = read(library, operands);
      return {
        ...innerProducts(library, own),
        ...innerSums(library, own),
        ...innerMultiples(library, own),
        ...innerPairings(library, own),
      };
    },
  };
}

function build(curve: Curve): Promise<Library> {
  return curve === 'bn254' ? buildBn128(true) : buildBls12381(true);
}

/** Converts operands to the library's form. */
function read(library: Library, { fp, fp2, fp12, g1, g2, scalar }: Operands) {
  const two = ([a, b]: readonly [Value, Value], one: (value: Value) => Uint8Array) =>
    [one(a), one(b)] as [Uint8Array, Uint8Array];
  return {
    fp: two(fp, ([x]) => library.F1.fromObject(x)),
    fp2: two(fp2, (value) => library.F2.fromObject(value)),
    fp12: two(fp12, (value) => library.F12.fromObject([triple(value.slice(0, 6)), triple(value.slice(6))])),
    g1: two(g1, (point) => library.G1.fromObject(point)),
    g2: two(g2, (point) => library.G2.fromObject([point.slice(0, 2), point.slice(2)])),
    scalar: Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse(),
  };
}

type Own = ReturnType<typeof read>;

/** Groups coefficients in pairs. */
function triple(value: Value): Value[] {
  return [0, 2, 4].map((at) => value.slice(at, at + 2));
}

/** Flattens the library's nested arrays. */
function integers(value: unknown): Value {
  return [value].flat(Number.POSITIVE_INFINITY) as bigint[];
}

function affine(group: Library['G1'], point: Uint8Array): Value {
  return integers(group.toObject(group.toAffine(point)).slice(0, 2));
}

function products({ F1, F2, F12 }: Library, { fp, fp2, fp12 }: Own) {
  let [a, b] = fp;
  const fpProduct: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a = F1.mul(a, b);
    },
    value: () => integers(F1.toObject(a)),
  };
  let [a2, b2] = fp2;
  const fp2Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a2 = F2.mul(a2, b2);
    },
    value: () => integers(F2.toObject(a2)),
  };
  let [a12, b12] = fp12;
  const fp12Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) a12 = F12.mul(a12, b12);
    },
    value: () => integers(F12.toObject(a12)),
  };
  return { fpProduct, fp2Product, fp12Product };
}

function sums({ G1, G2 }: Library, { g1, g2 }: Own) {
  let p1 = G1.toJacobian(g1[0]);
  const g1Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p1 = G1.add(p1, g1[1]);
    },
    value: () => affine(G1, p1),
  };
  let p2 = G2.toJacobian(g2[0]);
  const g2Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) p2 = G2.add(p2, g2[1]);
    },
    value: () => affine(G2, p2),
  };
  return { g1Addition, g2Addition };
}

function multiples({ G1, G2 }: Library, { g1: [p1], g2: [p2], scalar }: Own) {
  let multiple1 = p1;
  const g1Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple1 = G1.timesScalar(p1, scalar);
    },
    value: () => affine(G1, multiple1),
  };
  let multiple2 = p2;
  const g2Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) multiple2 = G2.timesScalar(p2, scalar);
    },
    value: () => affine(G2, multiple2),
  };
  return { g1Multiple, g2Multiple };
}

function pairings(library: Library, { g1: [p], g2: [q] }: Own) {
  let value = new Uint8Array(library.F12.n8);
  const pairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) value = library.pairing(p, q) as typeof value;
    },
    value: () => integers(library.F12.toObject(value)),
  };
  return { pairing };
}

type Call = (...places: number[]) => void;

/** Returns the module's functions and its memory. */
function inside({ tm }: Library) {
  return {
    call(name: string): Call {
      const call = tm.instance.exports[name];
      if (call === undefined) throw new Error(`ffjavascript's module has no ${name}`);
      return call;
    },
    /** Copies bytes into the memory. Returns their address. */
    put(bytes: Uint8Array): number {
      const place = tm.alloc(bytes.length);
      tm.setBuff(place, bytes);
      return place;
    },
    get: tm.getBuff.bind(tm),
    room: tm.alloc.bind(tm),
  };
}

function innerProducts(library: Library, { fp, fp2, fp12 }: Own) {
  const { F1, F2, F12 } = library;
  const { call, put, get } = inside(library);
  const [f1mMul, f2mMul, ftmMul] = ['f1m_mul', 'f2m_mul', 'ftm_mul'].map(call) as [Call, Call, Call];
  const [a, b] = fp.map(put) as [number, number];
  const fpProduct: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) f1mMul(a, b, a);
    },
    value: () => integers(F1.toObject(get(a, F1.n8))),
  };
  const [a2, b2] = fp2.map(put) as [number, number];
  const fp2Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) f2mMul(a2, b2, a2);
    },
    value: () => integers(F2.toObject(get(a2, F2.n8))),
  };
  const [a12, b12] = fp12.map(put) as [number, number];
  const fp12Product: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) ftmMul(a12, b12, a12);
    },
    value: () => integers(F12.toObject(get(a12, F12.n8))),
  };
  return { fpProduct, fp2Product, fp12Product };
}

function innerSums(library: Library, { g1, g2 }: Own) {
  const { G1, G2 } = library;
  const { call, put, get } = inside(library);
  const [g1mAdd, g2mAdd] = ['g1m_addMixed', 'g2m_addMixed'].map(call) as [Call, Call];
  const [p1, q1] = [G1.toJacobian(g1[0]), g1[1]].map(put) as [number, number];
  const g1Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g1mAdd(p1, q1, p1);
    },
    value: () => affine(G1, get(p1, 3 * G1.F.n8)),
  };
  const [p2, q2] = [G2.toJacobian(g2[0]), g2[1]].map(put) as [number, number];
  const g2Addition: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g2mAdd(p2, q2, p2);
    },
    value: () => affine(G2, get(p2, 3 * G2.F.n8)),
  };
  return { g1Addition, g2Addition };
}

function innerMultiples(library: Library, { g1, g2, scalar }: Own) {
  const { G1, G2 } = library;
  const { call, put, get, room } = inside(library);
  const [g1mTimes, g2mTimes] = ['g1m_timesScalarAffine', 'g2m_timesScalarAffine'].map(call) as [Call, Call];
  const [k, p1, p2] = [scalar, g1[0], g2[0]].map(put) as [number, number, number];
  const multiple1 = room(3 * G1.F.n8);
  const g1Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g1mTimes(p1, k, scalar.length, multiple1);
    },
    value: () => affine(G1, get(multiple1, 3 * G1.F.n8)),
  };
  const multiple2 = room(3 * G2.F.n8);
  const g2Multiple: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) g2mTimes(p2, k, scalar.length, multiple2);
    },
    value: () => affine(G2, get(multiple2, 3 * G2.F.n8)),
  };
  return { g1Multiple, g2Multiple };
}

function innerPairings(library: Library, { g1, g2 }: Own) {
  const { F12, G1, G2, name } = library;
  const { call, put, get, room } = inside(library);
  const pair = call(`${name}_pairing`);
  const prepareP = call(`${name}_prepareG1`);
  const prepareQ = call(`${name}_prepareG2`);
  const millerLoop = call(`${name}_millerLoop`);
  const finalExponentiation = call(`${name}_finalExponentiation`);
  const [p, q] = [G1.toJacobian(g1[0]), G2.toJacobian(g2[0])].map(put) as [number, number];
  const value = room(F12.n8);
  const pairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) pair(p, q, value);
    },
    value: () => integers(F12.toObject(get(value, F12.n8))),
  };
  const preparedP = room(library.prePSize);
  const preparedQ = room(library.preQSize);
  prepareQ(q, preparedQ);
  const looped = room(F12.n8);
  const prepared = room(F12.n8);
  const preparedPairing: Loop = {
    run(times) {
      for (let i = 0; i < times; i++) {
        prepareP(p, preparedP);
        millerLoop(preparedP, preparedQ, looped);
        finalExponentiation(looped, prepared);
      }
    },
    value: () => integers(F12.toObject(get(prepared, F12.n8))),
  };
  return { pairing, preparedPairing };
}
