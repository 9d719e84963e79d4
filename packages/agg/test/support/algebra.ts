// What an attacker does with equations over F_r.

import { bn254 } from '@noble/curves/bn254.js';
import { reduce } from '../../src/protocol/field.js';

/** a / b. */
function divide(a: bigint, b: bigint): bigint {
  return reduce(a * bn254.fields.Fr.inv(reduce(b)));
}

/** The x with rows · x = right, for as many independent equations as unknowns. */
export function solve(rows: readonly (readonly bigint[])[], right: readonly bigint[]): bigint[] {
  const system = rows.map((row, i) => [...row, right[i] ?? 0n]);
  for (const [i] of system.entries()) {
    const pivot = system.findIndex((row, j) => j >= i && row[i] !== 0n);
    const [row, other] = [system[i], system[pivot]];
    if (row === undefined || other === undefined) throw new Error('the equations are dependent');
    [system[i], system[pivot]] = [other, row];
    const scaled = other.map((entry) => divide(entry, other[i] ?? 1n));
    system[i] = scaled;
    for (const [j, rest] of system.entries()) {
      const factor = rest[i] ?? 0n;
      if (j !== i) system[j] = rest.map((entry, column) => reduce(entry - factor * (scaled[column] ?? 0n)));
    }
  }
  return system.map((row) => row.at(-1) ?? 0n);
}

/** Coefficients of p_1..p_L and s in a tag: rho, rho^2, …, rho^L, 1. */
export function tagEquation(rho: bigint, elements: number): bigint[] {
  const row: bigint[] = [];
  for (let power = rho; row.length < elements; power = reduce(power * rho)) row.push(power);
  return [...row, 1n];
}
