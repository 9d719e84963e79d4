// What an attacker does with equations over F_r.

import { type Curve, inverse, reduce } from '@fedzk/statement';
import type { Geometry } from '../../src/protocol/geometry.js';

/** The x with rows · x = right, for as many independent equations as unknowns. */
export function solve(rows: readonly (readonly bigint[])[], right: readonly bigint[], curve: Curve): bigint[] {
  const system = rows.map((row, i) => [...row, right[i] ?? 0n]);
  for (const [i] of system.entries()) {
    const pivot = system.findIndex((row, j) => j >= i && row[i] !== 0n);
    const [row, other] = [system[i], system[pivot]];
    if (row === undefined || other === undefined) throw new Error('the equations are dependent');
    [system[i], system[pivot]] = [other, row];
    const factor = inverse(reduce(other[i] ?? 1n, curve), curve);
    const scaled = other.map((entry) => reduce(entry * factor, curve));
    system[i] = scaled;
    for (const [j, rest] of system.entries()) {
      const factor = rest[i] ?? 0n;
      if (j !== i) system[j] = rest.map((entry, column) => reduce(entry - factor * (scaled[column] ?? 0n), curve));
    }
  }
  return system.map((row) => row.at(-1) ?? 0n);
}

/** Coefficients of p_1..p_L and s in a tag: rho, rho^2, …, rho^L, 1. */
export function tagEquation(rho: bigint, { elements, curve }: Pick<Geometry, 'elements' | 'curve'>): bigint[] {
  const row: bigint[] = [];
  for (let power = rho; row.length < elements; power = reduce(power * rho, curve)) row.push(power);
  return [...row, 1n];
}
