import { fromHex } from '@fedzk/core';
import type { Fp2 } from '@noble/curves/abstract/tower.js';
import { hex } from '../../wasm/fedzk_bench.hex.js';
import { initSync, Operation as Kind, Loop as WasmLoop } from '../../wasm/fedzk_bench.js';
import type { Curve } from '../curves.js';
import { nobleCurve } from '../engines/noble.js';
import type { Arithmetic, Loop, Loops } from './library.js';
import { fp2, fp2Value, OPERATION_NAMES, type Operands, type Operation, type Value } from './operation.js';

// Uses rust/wasm-bench, since `@fedzk/verify` doesn't export its arithmetic. Both build the same
// crate with the same flags.

/** Runs loops within the module, and so measures the arithmetic alone. */
export function fedzk(): Arithmetic {
  return {
    name: 'fedzk',
    package: '@fedzk/verify',
    how: 'loops within a module of the bench; multiples in G1 by halves of the scalar and a table, in G2 by signed digits',
    start: (curve, operands) => loops(curve, operands, (loop, times) => loop.run(times)),
  };
}

/** Runs one operation a call, as the other modules do. */
export function fedzkCalls(): Arithmetic {
  return {
    name: 'fedzk, a call each',
    package: '@fedzk/verify',
    how: 'the same, a call from JavaScript for each operation; operands stay in the memory of the module',
    start: (curve, operands) =>
      loops(curve, operands, (loop, times) => {
        for (let i = 0; i < times; i++) loop.run(1);
      }),
  };
}

const KINDS: Readonly<Record<Operation, Kind>> = {
  fpProduct: Kind.FpProduct,
  fp2Product: Kind.Fp2Product,
  fp12Product: Kind.Fp12Product,
  g1Addition: Kind.G1Addition,
  g2Addition: Kind.G2Addition,
  g1Multiple: Kind.G1Multiple,
  g2Multiple: Kind.G2Multiple,
  pairing: Kind.Pairing,
  preparedPairing: Kind.PreparedPairing,
};

let started = false;

async function loops(curve: Curve, operands: Operands, run: (loop: WasmLoop, times: number) => void): Promise<Loops> {
  if (!started) initSync({ module: fromHex(hex) });
  started = true;
  const form = await formOf(curve);
  const entries = OPERATION_NAMES.map((operation): [Operation, Loop] => {
    const loop = new WasmLoop(curve === 'bls12-381', KINDS[operation], form.operands(operation, operands));
    return [operation, { run: (times) => run(loop, times), value: () => form.value(operation, loop.value()) }];
  });
  return Object.fromEntries(entries);
}

/** Encodes values as the module does, see rust/wasm-bench/src/lib.rs. */
async function formOf(curve: Curve) {
  const length = curve === 'bn254' ? 32 : 48;
  const tower = await towerOf(curve);
  const bytes = (value: Value): Uint8Array =>
    Buffer.concat(value.map((x) => Buffer.from(x.toString(16).padStart(2 * length, '0'), 'hex')));
  const integers = (from: Uint8Array): Value =>
    Array.from({ length: from.length / length }, (_, i) => {
      return BigInt(`0x${Buffer.from(from.subarray(i * length, (i + 1) * length)).toString('hex')}`);
    });
  // Points of G2 have imaginary parts first.
  const swapped = ([x0, x1, y0, y1]: Value) => [x1, x0, y1, y0] as Value;

  return {
    operands(operation: Operation, { fp, fp2, fp12, g1, g2, scalar }: Operands): Uint8Array {
      const k = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
      const [p1, q1] = g1.map(bytes) as [Uint8Array, Uint8Array];
      const [p2, q2] = g2.map((point) => bytes(swapped(point))) as [Uint8Array, Uint8Array];
      const parts = {
        fpProduct: fp.map(bytes),
        fp2Product: fp2.map(bytes),
        fp12Product: fp12.map((value) => bytes(tower.fromStandard(value))),
        g1Addition: [p1, q1],
        g2Addition: [p2, q2],
        g1Multiple: [p1, k],
        g2Multiple: [p2, k],
        pairing: [p1, p2],
        preparedPairing: [p1, p2],
      };
      return Buffer.concat(parts[operation]);
    },

    value(operation: Operation, from: Uint8Array): Value {
      const value = integers(from);
      if (value.length === 12) return tower.toStandard(value);
      return operation.startsWith('g2') ? swapped(value) : value;
    },
  };
}

/**
 * The constant t of rust/curves/src/bls12_381: t⁶ = (1 + u)(2 + u). The standard tower's w is t
 * divided by the module's w.
 */
const T: Value = [
  0x154c2a4a4101b7fd30e35153d4dcb06b57fb6fa5853fb06e34be1cbcb0333f2885c5228d48b1f8d000ce88766741ac64n,
  0x10cfd814b846ba569d0dfaa32cc004a64b1068902097a05c8b48558b195431b5cf26224ef82d8ac421d41d9897a32244n,
];

/**
 * Returns conversions of elements of Fp12 between the standard tower and the module's, which differ
 * over BLS12-381.
 */
async function towerOf(curve: Curve): Promise<{ fromStandard(value: Value): Value; toStandard(value: Value): Value }> {
  if (curve === 'bn254') return { fromStandard: (value) => value, toStandard: (value) => value };
  const { Fp2 } = (await nobleCurve(curve)).fields;
  const xi = { c0: 2n, c1: 1n };
  // w^i of the standard tower is t^i/w^i = (t^i/ξ)·w^(6 − i), for i > 0.
  const factors = Array.from({ length: 6 }, (_, i) => (i === 0 ? Fp2.ONE : Fp2.div(Fp2.pow(fp2(T), BigInt(i)), xi)));
  const map = (value: Value, change: (coefficient: Fp2, power: number) => [Fp2, number]): Value => {
    const out: Value[] = Array.from({ length: 6 });
    for (let at = 0; at < 6; at++) {
      const [coefficient, power] = change(fp2(value.slice(2 * at, 2 * at + 2)), powerAt(at));
      out[placeOf(power)] = fp2Value(coefficient);
    }
    return out.flat();
  };
  const other = (power: number): number => (6 - power) % 6;
  return {
    fromStandard: (value) => map(value, (c, i) => [Fp2.mul(c, factors[i] as Fp2), other(i)]),
    toStandard: (value) => map(value, (c, i) => [Fp2.div(c, factors[other(i)] as Fp2), other(i)]),
  };
}

/** Returns the power of w at a place of 1, v, v², w, vw, v²w; `placeOf` is its inverse. */
function powerAt(place: number): number {
  return place < 3 ? 2 * place : 2 * (place - 3) + 1;
}

function placeOf(power: number): number {
  return power % 2 === 0 ? power / 2 : 3 + (power - 1) / 2;
}
