/**
 * Makes bn254/noble.json: points and pairing values of BN254 by @noble/curves. The bytes are the same on every run.
 * `node make/noble.mjs` writes, `node make/noble.mjs --check` compares.
 */
import * as curve from './bn254.mjs';
import { output, versionOf } from './output.mjs';
import { bn254 as textbook } from './textbook-pairing.mjs';
import { check, multiples, orderOf, pairings, product, squareRoot, sums } from './values.mjs';

const { Fp2, G1, G2, multiply, p, r, scalars, take, write } = curve;

const SEED = 'fedzk bn254 noble';
const random = scalars(SEED);

const x = 4965661367192848881n; // the curve's parameter
/** The prime factors of the twist's cofactor. The twist has r · cofactor points over Fp2. */
const COFACTOR = 2n * p - r;
const COFACTOR_PRIMES = [10069n, 5864401n, 1875725156269n, 197620364512881247228717050342013327560683201906968909n];
/** The factor that the library's final exponentiation adds to (p^12 - 1) / r. */
const EXTRA_EXPONENT = 2n * x * (6n * x * x + 3n * x + 1n);

check(COFACTOR === product(COFACTOR_PRIMES), 'factors of the cofactor');

const edges = [0n, 1n, 2n, 3n, r - 1n, (r - 1n) / 2n, (r + 1n) / 2n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 128n + 1n];
const ks = [...edges, ...take(20, random)];

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
    g1Multiples: multiples(G1, ks),
    g2Multiples: multiples(G2, ks),
    g1Sums: sums(G1, random),
    g2Sums: sums(G2, random),
    g2OutsideSubgroup: outsideSubgroup(),
    pairing: {
      tower: 'u² = -1, v³ = 9 + u, w² = v',
      order: 'coefficient [6i + 2j + k] belongs to w^i · v^j · u^k',
      value:
        'reduced^m, what @noble/curves (and gnark-crypto) return: the hard part of their final exponentiation is for m times its exponent, m = 2x(6x² + 3x + 1)',
      reduced: 'f^((p^12 - 1) / r), f the optimal ate Miller value: by make/textbook-pairing.mjs',
      m: EXTRA_EXPONENT.toString(),
      values: pairings(curve, textbook, EXTRA_EXPONENT, random),
    },
  },
  3,
);

/** Makes points on the twist whose order doesn't divide r: on the curve, but invalid for a pairing. */
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
    return { name, order: orderOf(point, [r, ...COFACTOR_PRIMES]).toString(), point: write(point) };
  });
}

/** Returns the point with the smallest c >= 0 for which x = c + u · `imaginary` is on the twist; y is the library's root. */
function twistPoint(imaginary) {
  for (let c = 0n; ; c++) {
    const abscissa = Fp2.create({ c0: c, c1: imaginary });
    const y = squareRoot(Fp2, twistEquation(abscissa));
    if (y !== undefined) return G2.fromAffine({ x: abscissa, y });
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
