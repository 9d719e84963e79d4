/**
 * Makes bn254/noble.json: points and pairing values of BN254 by @noble/curves. The same bytes on every run.
 * `node make/noble.mjs` writes, `node make/noble.mjs --check` compares.
 */
import { Fp, Fp2, G1, G2, multiply, p, pairingBatch, r, scalars, take, write } from './bn254.mjs';
import { output, versionOf } from './output.mjs';
import { fromTower, power12, reducedPairing } from './textbook-pairing.mjs';

const SEED = 'fedzk bn254 noble';
const random = scalars(SEED);

const x = 4965661367192848881n; // the curve's parameter
/** The twist has r · cofactor points over Fp2. The factors of the cofactor, each prime. */
const COFACTOR = 2n * p - r;
const COFACTOR_PRIMES = [10069n, 5864401n, 1875725156269n, 197620364512881247228717050342013327560683201906968909n];
/** What the library's final exponentiation has beyond (p^12 - 1) / r. */
const EXTRA_EXPONENT = 2n * x * (6n * x * x + 3n * x + 1n);

check(COFACTOR === COFACTOR_PRIMES.reduce((a, b) => a * b), 'factors of the cofactor');

const edges = [0n, 1n, 2n, 3n, r - 1n, (r - 1n) / 2n, (r + 1n) / 2n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 128n + 1n];
const multiples = [...edges, ...take(20, random)];

output(
  'bn254/noble.json',
  {
    origin: {
      what: 'points and pairing values of BN254 (alt_bn128 of EIP-196 and EIP-197)',
      from: `npm @noble/curves ${versionOf('@noble/curves')}, bn254, by make/noble.mjs`,
      licence: 'MIT (library); the values are facts',
      seed: `SHA-256 counter over "${SEED}", see make/bn254.mjs`,
      points: 'G1 [x, y]; G2 [[x.c0, x.c1], [y.c0, y.c1]] with c1 the factor of u; decimal; null is infinity',
    },
    parameters: {
      p: p.toString(),
      r: r.toString(),
      x: x.toString(),
      twistCofactor: COFACTOR.toString(),
      twistCofactorPrimes: COFACTOR_PRIMES.map(String),
    },
    g1Multiples: multiples.map((k) => ({ k: k.toString(), point: write(multiply(G1.BASE, k)) })),
    g2Multiples: multiples.map((k) => ({ k: k.toString(), point: write(multiply(G2.BASE, k)) })),
    g1Sums: sums(G1),
    g2Sums: sums(G2),
    g2OutsideSubgroup: outsideSubgroup(),
    pairing: {
      tower: 'u² = -1, v³ = 9 + u, w² = v',
      order: 'coefficient [6i + 2j + k] belongs to w^i · v^j · u^k',
      value:
        'reduced^m, what @noble/curves (and gnark-crypto) return: the hard part of their final exponentiation is for m times its exponent, m = 2x(6x² + 3x + 1)',
      reduced: 'f^((p^12 - 1) / r), f the optimal ate Miller value: by make/textbook-pairing.mjs',
      m: EXTRA_EXPONENT.toString(),
      values: pairings(),
    },
  },
  3,
);

function sums(Group) {
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

/** Points on the twist whose order doesn't divide r: right on the curve, and wrong for a pairing. */
function outsideSubgroup() {
  const [first, second] = [twistPoint(0n), twistPoint(1n)];
  const ofCofactor = multiply(first, r);
  const ofPrime = (prime) => multiply(first, r * (COFACTOR / prime));
  const [k, l] = take(2, random);
  const points = [
    ['smallest x = c + 0u on the twist', first],
    ['smallest x = c + 1u on the twist', second],
    ['order the cofactor', ofCofactor],
    ['order 10069', ofPrime(10069n)],
    ['order 10069, minus', ofPrime(10069n).negate()],
    ['order 5864401', ofPrime(5864401n)],
    ['order 1875725156269', ofPrime(1875725156269n)],
    ['generator + order the cofactor', G2.BASE.add(ofCofactor)],
    ['random of the subgroup + order the cofactor', multiply(G2.BASE, k).add(ofCofactor)],
    ['random of the subgroup + order 10069', multiply(G2.BASE, l).add(ofPrime(10069n))],
  ];
  return points.map(([name, point]) => {
    check(!point.is0() && !multiply(point, r).is0() && !point.isTorsionFree(), name);
    check(onTwist(point), name);
    return { name, order: orderOf(point).toString(), point: write(point) };
  });
}

/** The point with the smallest c >= 0 for which x = c + u · `imaginary` is on the twist; the root is the library's. */
function twistPoint(imaginary) {
  for (let c = 0n; ; c++) {
    const abscissa = Fp2.create({ c0: c, c1: imaginary });
    try {
      const y = Fp2.sqrt(twistEquation(abscissa));
      return G2.fromAffine({ x: abscissa, y });
    } catch (error) {
      if (!/square root/i.test(error.message)) throw error;
    }
  }
}

/** x³ + 3 / (9 + u), EIP-197. */
function twistEquation(abscissa) {
  const b = Fp2.div(Fp2.create({ c0: 3n, c1: 0n }), Fp2.create({ c0: 9n, c1: 1n }));
  return Fp2.add(Fp2.mul(Fp2.sqr(abscissa), abscissa), b);
}

function onTwist(point) {
  const { x: abscissa, y } = point.toAffine();
  return Fp2.eql(Fp2.sqr(y), twistEquation(abscissa));
}

function orderOf(point) {
  let order = r * COFACTOR;
  check(multiply(point, order).is0(), 'group order');
  for (const prime of [r, ...COFACTOR_PRIMES]) if (multiply(point, order / prime).is0()) order /= prime;
  return order;
}

function pairings() {
  const scalarsOf = [[1n, 1n], [2n, 1n], [1n, 2n], [1n, r - 1n], [r - 1n, r - 1n], take(2, random), take(2, random)];
  return scalarsOf.map(([a, b]) => {
    const [g1, g2] = [multiply(G1.BASE, a), multiply(G2.BASE, b)];
    const value = coefficients(pairingBatch([{ g1, g2 }]));
    const [P, Q] = [write(g1).map(BigInt), write(g2).map((c) => c.map(BigInt))];
    const reduced = reducedPairing(P, Q);
    check(same(fromTower(value), power12(reduced, EXTRA_EXPONENT)), `pairing of ${a} and ${b}`);
    return { a: a.toString(), b: b.toString(), value: value.map(String), reduced: toTower(reduced).map(String) };
  });
}

function coefficients(f) {
  return [f.c0, f.c1].flatMap((half) => [half.c0, half.c1, half.c2]).flatMap(({ c0, c1 }) => [c0, c1]);
}

/** From coefficients of w^0..w^11 to the tower's order: w^6 = 9 + u. */
function toTower(powers) {
  const result = [];
  for (const i of [0, 1]) {
    for (const j of [0, 1, 2]) {
      const at = i + 2 * j;
      result.push(Fp.create(powers[at] + 9n * powers[at + 6]), powers[at + 6]);
    }
  }
  check(same(fromTower(result), powers), 'change of basis');
  return result;
}

function same(a, b) {
  return a.every((value, i) => value === b[i]);
}

function check(holds, what) {
  if (!holds) throw new Error(`check failed: ${what}`);
}
