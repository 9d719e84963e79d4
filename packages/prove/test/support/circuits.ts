/** Small circuits, compiled for the tests, and those of `circuits.json`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDERS } from '@fedzk/statement';
import { type Options, withCompiled } from '../../../circuits/scripts/circom.js';
import { buildInstance, readInstances } from '../../../circuits/scripts/instances.js';
import { statement } from '../../../circuits/test/gradient.js';
import { inputs as gradientInputs } from '../../../circuits/test/gradient-check.js';
import type { CircomInputs } from '../../src/index.js';

/** The witness module of a circuit, whose main component is `Main`. */
export function compile(body: string, options: Options = {}): Uint8Array {
  const source = `pragma circom 2.2.0;\n${body}\ncomponent main = Main();\n`;
  return withCompiled(source, options, (out) => readFileSync(join(out, 'main_js/main.wasm')));
}

/** A product that has to be the other number squared, minus one, in a template of its own. */
export const NESTED = `template Inner() {
  signal input a;
  signal input b;
  signal output c;
  c <== a * b;
  log("c is", c);
  a === b + 2;
}
template Main() {
  signal input a;
  signal input b;
  signal output c;
  component inner = Inner();
  inner.a <== a;
  inner.b <== b;
  c <== inner.c;
  assert(c != 15);
}`;

/** 2 · 3 values, weighted by their places, and a bus. */
export const SHAPES = `bus Point() { signal x; signal y; }
template Main() {
  signal input m[2][3];
  input Point() p;
  input Point() q[2];
  signal output sum;
  signal output product;
  var total = 0;
  for (var i = 0; i < 2; i++) for (var j = 0; j < 3; j++) total += (10 * i + j + 1) * m[i][j];
  sum <== total;
  product <== (p.x + 2 * q[0].x + 3 * q[1].x) * (p.y + 5 * q[0].y + 7 * q[1].y);
}`;

/** The sum of the squares of n values. */
export const squares = (n: number): string => `template Main() {
  signal input x[${n}];
  signal output sum;
  signal square[${n}];
  var total = 0;
  for (var i = 0; i < ${n}; i++) {
    square[i] <== x[i] * x[i];
    total += square[i];
  }
  sum <== total;
}`;

/** A gradient update's circuit, and inputs for it. */
export function gradientUpdate(name: string): { wasm: Uint8Array; inputs: CircomInputs; values: Int8Array } {
  const { n = 0, b = 0, h = 0 } = readInstances().find((each) => each.name === name)?.parameters ?? {};
  const values = Int8Array.from({ length: n }, (_, i) => ((i * 167) % 256) - 128);
  const given = gradientInputs(Array.from(values, BigInt));
  const { s, k } = given;
  const inputs = { ...statement({ n, b, h }, given, ORDERS.bn254), s, k, x: values };
  return { wasm: readFileSync(buildInstance(name).wasm), inputs, values };
}
