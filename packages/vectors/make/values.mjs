/**
 * Makes the values that noble.mjs and noble-bls.mjs have in common, each for its curve: sums, orders, pairings.
 */
import { multiply, take, write } from './curve.mjs';

/** Multiplies the generator by each of `scalars`. */
export function multiples(Group, scalars) {
  return scalars.map((k) => ({ k: k.toString(), point: write(multiply(Group.BASE, k)) }));
}

export function sums(Group, random) {
  const [a, b] = take(2, random).map((k) => multiply(Group.BASE, k));
  const zero = Group.ZERO;
  const pairs = [
    ['two points', a, b],
    ['the same, the other way round', b, a],
    ['equal points', a, a],
    ['opposite points', a, a.negate()],
    ['infinity on the left', zero, a],
    ['infinity on the right', a, zero],
    ['infinity twice', zero, zero],
    ['a point and its double', a, a.double()],
    ['a point and minus its double', a, a.double().negate()],
    ['generator and generator', Group.BASE, Group.BASE],
    ['generator and minus a point', Group.BASE, b.negate()],
  ];
  return pairs.map(([name, left, right]) => {
    const sum = left.add(right);
    check(sum.equals(right.add(left)), `sum: ${name}`);
    return { name, a: write(left), b: write(right), sum: write(sum) };
  });
}

/** Returns a point's order, which must divide the product of `primes`. */
export function orderOf(point, primes) {
  const [greatest] = primes.toSorted((a, b) => (a < b ? 1 : -1));
  const [own, others] = [primes.filter((prime) => prime === greatest), primes.filter((prime) => prime !== greatest)];
  let [order, rest] = [1n, multiply(point, product(others))];
  for (const prime of own) if (!rest.is0()) [order, rest] = [order * prime, multiply(rest, prime)];
  check(rest.is0(), 'group order');
  return others.length === 0 ? order : order * orderOf(multiply(point, product(own)), others);
}

export function product(factors) {
  return factors.reduce((a, b) => a * b, 1n);
}

/** Returns a square root, undefined if there is none. */
export function squareRoot(field, value) {
  try {
    return field.sqrt(value);
  } catch (error) {
    if (!/square root/i.test(error.message)) throw error;
    return undefined;
  }
}

/** Computes seven pairings by the library. Checks that each is the m-th power of textbook-pairing.mjs's value. */
export function pairings({ G1, G2, pairingBatch, r }, { reducedPairing, fromTower, toTower, power12 }, m, random) {
  const scalarsOf = [[1n, 1n], [2n, 1n], [1n, 2n], [1n, r - 1n], [r - 1n, r - 1n], take(2, random), take(2, random)];
  return scalarsOf.map(([a, b]) => {
    const [g1, g2] = [multiply(G1.BASE, a), multiply(G2.BASE, b)];
    const value = coefficients(pairingBatch([{ g1, g2 }]));
    const [P, Q] = [write(g1).map(BigInt), write(g2).map((c) => c.map(BigInt))];
    const reduced = reducedPairing(P, Q);
    const inTower = toTower(reduced);
    check(same(fromTower(inTower), reduced), 'change of basis');
    check(same(fromTower(value), power12(reduced, m)), `pairing of ${a} and ${b}`);
    return { a: a.toString(), b: b.toString(), value: value.map(String), reduced: inTower.map(String) };
  });
}

export function check(holds, what) {
  if (!holds) throw new Error(`check failed: ${what}`);
}

function coefficients(f) {
  return [f.c0, f.c1].flatMap((half) => [half.c0, half.c1, half.c2]).flatMap(({ c0, c1 }) => [c0, c1]);
}

function same(a, b) {
  return a.every((value, i) => value === b[i]);
}
