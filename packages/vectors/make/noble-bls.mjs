/**
 * Makes bls12-381/noble.json: points and pairing values of BLS12-381 by @noble/curves. The bytes are the same on every run.
 * `node make/noble-bls.mjs` writes, `node make/noble-bls.mjs --check` compares.
 */
import * as curve from './bls12-381.mjs';
import { output, versionOf } from './output.mjs';
import { bls12_381 as textbook } from './textbook-pairing.mjs';
import { check, multiples, orderOf, pairings, product, squareRoot, sums } from './values.mjs';

const { Fp, Fp2, G1, G2, multiply, p, r, scalars, take, write, x } = curve;

const SEED = 'fedzk bls12-381 noble';
const random = scalars(SEED);

/** The prime factors of E(Fp)'s cofactor. Apart from the subgroup, E(Fp) is Z/(1 - x) × Z/((1 - x) / 3). */
const COFACTOR = (x - 1n) ** 2n / 3n;
const COFACTOR_PRIMES = [3n, 11n, 11n, 10177n, 10177n, 859267n, 859267n, 52437899n, 52437899n];
/** The twist has r · cofactor points over Fp2. */
const TWIST_COFACTOR =
  (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n;
const TWIST_COFACTOR_PRIMES = [
  ...[13n, 13n, 23n, 23n, 2713n, 11953n, 262069n],
  402096035359507321594726366720466575392706800671181159425656785868777272553337714697862511267018014931937703598282857976535744623203249n,
];
const [G1_PRIMES, G2_PRIMES] = [
  [r, ...COFACTOR_PRIMES],
  [r, ...TWIST_COFACTOR_PRIMES],
];
/** The factor that the library's final exponentiation adds to (p^12 - 1) / r. */
const EXTRA_EXPONENT = 3n;

check(r === x ** 4n - x ** 2n + 1n && p === ((x - 1n) ** 2n * r) / 3n + x, 'the parameter');
check(COFACTOR === product(COFACTOR_PRIMES), 'factors of the cofactor');
check(TWIST_COFACTOR === product(TWIST_COFACTOR_PRIMES), 'factors of the twist cofactor');

/** The endomorphisms' eigenvalues: x² - 1 and -x² on G1, x on G2. */
const lambdaEdges = [x ** 2n - 2n, x ** 2n - 1n, x ** 2n, x ** 2n + 1n, r - x ** 2n, r - x ** 2n + 1n];
const xEdges = [-x - 1n, -x, -x + 1n, r + x, -(x ** 3n), r + x ** 3n];
const edges = [0n, 1n, 2n, 3n, r - 1n, r - 2n, (r - 1n) / 2n, (r + 1n) / 2n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 254n];
const ks = [...edges, ...lambdaEdges, ...xEdges, ...take(9, random)];

output(
  'bls12-381/noble.json',
  {
    origin: {
      what: 'points and pairing values of BLS12-381',
      from: `npm @noble/curves ${versionOf('@noble/curves')}, bls12_381, by make/noble-bls.mjs`,
      licence: 'MIT (library); the values are facts',
      seed: `SHA-256 counter over "${SEED}", see make/curve.mjs`,
      points: 'G1 [x, y]; G2 [[x.c0, x.c1], [y.c0, y.c1]] with c1 the factor of u; decimal; null is infinity',
    },
    parameters: {
      p: p.toString(),
      r: r.toString(),
      x: x.toString(),
      cofactor: COFACTOR.toString(),
      cofactorPrimes: COFACTOR_PRIMES.map(String),
      twistCofactor: TWIST_COFACTOR.toString(),
      twistCofactorPrimes: TWIST_COFACTOR_PRIMES.map(String),
    },
    g1Multiples: multiples(G1, ks),
    g2Multiples: multiples(G2, ks),
    g1Sums: sums(G1, random),
    g2Sums: sums(G2, random),
    g1OutsideSubgroup: outsideG1(),
    g2OutsideSubgroup: outsideG2(),
    pairing: {
      tower: 'u² = -1, v³ = 1 + u, w² = v',
      order: 'coefficient [6i + 2j + k] belongs to w^i · v^j · u^k',
      value:
        'reduced^m, what @noble/curves returns: the hard part of its final exponentiation is for m times its exponent',
      reduced: 'f^((p^12 - 1) / r), f = f_(x,Q)(P) the optimal ate Miller value, x < 0: by make/textbook-pairing.mjs',
      m: EXTRA_EXPONENT.toString(),
      values: pairings(curve, textbook, EXTRA_EXPONENT, random),
    },
  },
  3,
);

/** Makes points on the curve over Fp whose order doesn't divide r. */
function outsideG1() {
  const ofThree = pointAt(G1, 0n);
  const [one, two, three] = [0, 1, 2].map(() => next(G1, () => random.next().value));
  const ofExponent = multiply(one, r);
  const ofPrime = primeOrder(one, G1_PRIMES);
  const [k, l, m] = take(3, random);
  return outside(G1, G1_PRIMES, [
    ['x = 0: order 3', ofThree],
    ['x = 0: order 3, minus', ofThree.negate()],
    ['smallest x > 0 on the curve', smallest(G1, (c) => c + 1n)],
    ['random x', one],
    ['another random x', two],
    ['a third random x', three],
    ['order 1 - x, the most beside the subgroup', ofExponent],
    ['order 11', ofPrime(11n)],
    ['order 11, minus', ofPrime(11n).negate()],
    ['order 10177', ofPrime(10177n)],
    ['order 859267', ofPrime(859267n)],
    ['order 52437899', ofPrime(52437899n)],
    ['generator + order 3', G1.BASE.add(ofThree)],
    ['generator + order 1 - x', G1.BASE.add(ofExponent)],
    ['random of the subgroup + order 3', multiply(G1.BASE, k).add(ofThree)],
    ['random of the subgroup + order 11', multiply(G1.BASE, l).add(ofPrime(11n))],
    ['random of the subgroup + order 1 - x', multiply(G1.BASE, m).add(ofExponent)],
  ]);
}

/** Makes points on the twist over Fp2 whose order doesn't divide r. */
function outsideG2() {
  const fp2 = (c0, c1) => Fp2.create({ c0, c1 });
  const [one, two, three] = [0, 1, 2].map(() => next(G2, () => fp2(...take(2, random))));
  const ofCofactor = multiply(one, r);
  const ofPrime = primeOrder(one, G2_PRIMES);
  const [k, l] = take(2, random);
  const primes = [...new Set(TWIST_COFACTOR_PRIMES)];
  return outside(G2, G2_PRIMES, [
    ['smallest x = c + 0u on the twist', smallest(G2, (c) => fp2(c, 0n))],
    ['smallest x = 0 + cu on the twist', smallest(G2, (c) => fp2(0n, c))],
    ['smallest x = c + 1u on the twist', smallest(G2, (c) => fp2(c, 1n))],
    ['random x', one],
    ['another random x', two],
    ['a third random x', three],
    ['r times the first random x', ofCofactor],
    ...primes.slice(0, -1).map((prime) => [`order ${prime}`, ofPrime(prime)]),
    ['order 13, minus', ofPrime(13n).negate()],
    ["order the cofactor's greatest prime", ofPrime(primes.at(-1))],
    ['generator + order 13', G2.BASE.add(ofPrime(13n))],
    ['generator + r times the first random x', G2.BASE.add(ofCofactor)],
    ['random of the subgroup + order 23', multiply(G2.BASE, k).add(ofPrime(23n))],
    ['random of the subgroup + r times the first random x', multiply(G2.BASE, l).add(ofCofactor)],
  ]);
}

/** Returns the multiples of a point that have the order `prime`. */
function primeOrder(point, primes) {
  const order = orderOf(point, primes);
  return (prime) => {
    check(order % prime === 0n, `order ${prime}`);
    return multiply(point, order / prime);
  };
}

function outside(Group, primes, points) {
  return points.map(([name, point]) => {
    check(!point.is0() && !multiply(point, r).is0() && !point.isTorsionFree(), name);
    const { x: abscissa, y } = point.toAffine();
    const { field, equation } = equationOf(Group);
    check(field.eql(field.sqr(y), equation(abscissa)), `${name}: on the curve`);
    return { name, order: orderOf(point, primes).toString(), point: write(point) };
  });
}

/** Returns the point with the first abscissa of c = 0, 1, … that has one; y is the library's root. */
function smallest(Group, abscissa) {
  let c = 0n;
  return next(Group, () => abscissa(c++));
}

function next(Group, draw) {
  for (;;) {
    const point = pointAt(Group, draw());
    if (point !== undefined) return point;
  }
}

function pointAt(Group, abscissa) {
  const { field, equation } = equationOf(Group);
  const y = squareRoot(field, equation(abscissa));
  return y === undefined ? undefined : Group.fromAffine({ x: abscissa, y });
}

/** y² = x³ + 4, and on the twist y² = x³ + 4 (1 + u). */
function equationOf(Group) {
  const [field, b] = Group === G1 ? [Fp, 4n] : [Fp2, Fp2.create({ c0: 4n, c1: 4n })];
  return { field, equation: (abscissa) => field.add(field.mul(field.sqr(abscissa), abscissa), b) };
}
