/**
 * Witnesses that satisfy a circuit but for one constraint: what a prover could show if that one were left out.
 *
 * Some inputs are given, and each other wire follows from them by a constraint. So does a forged witness: the removed
 * constraint gives its wire a wrong value, and all later constraints are solved as before.
 */
import { inverse } from '@fedzk/statement';
import { curveOf } from '../src/poseidon-constants.js';
import { modulo } from './circom.js';
import type { Constraint, LinearCombination, R1cs } from './r1cs.js';

/** Constraints that give as many wires, all of whose other wires are known before. */
export interface Step {
  readonly constraints: readonly number[];
  readonly wires: readonly number[];
}

/**
 * The constraints in an order in which each step's wires follow from `given` and the steps before.
 *
 * @param given The numbers of the wires that may be chosen.
 * @throws Error where a constraint says nothing new, or wires are left that nothing gives.
 */
export function order({ constraints, wires }: R1cs, given: readonly number[]): Step[] {
  const known = new Set([0, ...given]);
  const waiting = constraints.map(({ a, b, c }) => new Set([...a.keys(), ...b.keys(), ...c.keys()]));
  const users = Array.from({ length: wires }, (): number[] => []);
  for (const [i, unknown] of waiting.entries()) for (const wire of unknown) users[wire]?.push(i);
  const factors = constraints.map(({ a, b }) => new Set([...a.keys(), ...b.keys()]));
  const used = new Set<number>();
  const steps: Step[] = [];
  const ready: number[] = []; // those that wait for one wire
  let layers = factors.flatMap((unknown, i) => (unknown.size === 0 ? [i] : [])); // those that wait for wires of c only

  const learn = (wire: number): void => {
    known.add(wire);
    for (const i of users[wire] ?? []) {
      const unknown = waiting[i];
      if (unknown?.delete(wire) && unknown.size === 1) ready.push(i);
      if (factors[i]?.delete(wire) && factors[i].size === 0) layers.push(i);
    }
  };
  const take = (step: Step): void => {
    steps.push(step);
    for (const i of step.constraints) used.add(i);
    for (const wire of step.wires) learn(wire);
  };

  for (const wire of known) learn(wire);
  for (;;) {
    for (let i = ready.pop(); i !== undefined; i = ready.pop()) {
      const [wire] = waiting[i] ?? [];
      if (used.has(i)) continue;
      if (wire === undefined) throw new Error(`constraint ${i} says nothing that others don't`);
      take({ constraints: [i], wires: [wire] });
    }
    layers = layers.filter((i) => !used.has(i));
    const block = blockOf(layers, waiting);
    if (!block) break;
    take(block);
  }
  if (used.size < constraints.length || known.size < wires) {
    throw new Error(`${constraints.length - used.size} constraints and ${wires - known.size} wires are left over`);
  }
  return steps;
}

/** As many of `layers` as the wires that they wait for. */
function blockOf(layers: readonly number[], waiting: readonly ReadonlySet<number>[]): Step | undefined {
  const found = new Map<string, number[]>();
  for (const i of layers) {
    const wires = [...(waiting[i] ?? [])].sort((left, right) => left - right);
    const block = [...(found.get(wires.join()) ?? []), i];
    if (block.length === wires.length) return { constraints: block, wires };
    found.set(wires.join(), block);
  }
  return undefined;
}

/**
 * A witness that satisfies all constraints but the one removed, of which a · b − c is `error`. Where that one says that
 * one of two factors is 0, the factor that was 0 is `error`.
 *
 * @param honest A witness that satisfies all: the forged one starts from it, and has its choices between two factors.
 * @throws Error where a later constraint then has no solution.
 */
export function forge(
  r1cs: R1cs,
  steps: readonly Step[],
  honest: readonly bigint[],
  removed: number,
  error: bigint,
): bigint[] {
  const witness = [...honest];
  const from = steps.findIndex(({ constraints }) => constraints.includes(removed));
  for (const step of steps.slice(from)) {
    const errors = step.constraints.map((i) => (i === removed ? error : 0n));
    const own = step.constraints.map((i) => r1cs.constraints[i] as Constraint);
    for (const [i, value] of solve(own, step.wires, witness, honest, errors, r1cs.prime).entries()) {
      witness[step.wires[i] as number] = value;
    }
  }
  return witness;
}

function solve(
  constraints: readonly Constraint[],
  wires: readonly number[],
  witness: readonly bigint[],
  honest: readonly bigint[],
  errors: readonly bigint[],
  prime: bigint,
): bigint[] {
  const rest = (terms: LinearCombination): bigint => dot(terms, witness, prime, wires);
  const [only] = constraints;
  const [wire, error] = [wires[0] ?? -1, errors[0] ?? 0n];
  if (constraints.length === 1 && only?.a.has(wire) && only.b.has(wire)) {
    if (only.c.size > 0) throw new Error(`wire ${wire} is squared`);
    const factor = dot(only.a, honest, prime) === 0n ? only.a : only.b;
    return [divide(error - rest(factor), factor.get(wire) ?? 0n, prime)];
  }
  const rows = constraints.map(({ a, b, c }, i) => {
    const [left, right] = [rest(a), rest(b)];
    const at = (each: number): bigint => left * (b.get(each) ?? 0n) + right * (a.get(each) ?? 0n) - (c.get(each) ?? 0n);
    return [...wires.map(at), (errors[i] ?? 0n) - left * right + rest(c)].map((value) => modulo(value, prime));
  });
  return eliminate(rows, prime);
}

/** Gauss and Jordan; the last column is the right side. */
function eliminate(rows: bigint[][], prime: bigint): bigint[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const at = rows.findIndex((row, i) => i >= column && row[column] !== 0n);
    const [pivot] = at < 0 ? [] : rows.splice(at, 1);
    if (!pivot) throw new Error('a step has no solution, or many');
    const scale = inverse(pivot[column] ?? 0n, curveOf(prime));
    const scaled = pivot.map((value) => (value * scale) % prime);
    for (const row of rows) {
      const factor = prime - (row[column] ?? 0n);
      for (let i = column; i <= size; i++) row[i] = ((row[i] ?? 0n) + factor * (scaled[i] ?? 0n)) % prime;
    }
    rows.splice(column, 0, scaled);
  }
  return rows.map((row) => row[size] ?? 0n);
}

/** ⟨terms, values⟩, without the terms of some wires. */
function dot(
  terms: LinearCombination,
  values: readonly bigint[],
  prime: bigint,
  without: readonly number[] = [],
): bigint {
  let sum = 0n;
  for (const [wire, coefficient] of terms) {
    if (!without.includes(wire)) sum += coefficient * (values[wire] ?? 0n);
  }
  return modulo(sum, prime);
}

const divide = (value: bigint, by: bigint, prime: bigint): bigint =>
  (modulo(value, prime) * inverse(modulo(by, prime), curveOf(prime))) % prime;
