/**
 * Makes groth16/simulated.json: Groth16 instances over BN254 without a circuit, from a known trapdoor; with `bls12381`,
 * groth16/simulated-bls12-381.json over BLS12-381. The bytes are the same on every run.
 * `node make/simulated.mjs [bls12381]` writes, with `--check` it compares.
 *
 * With the trapdoor anybody can solve the verification equation for C (J. Groth, "On the Size of Pairing-based
 * Non-interactive Arguments", 2016, section 3.1, the simulator): the discrete logarithms satisfy
 *   a·b = α·β + v·γ + c·δ,  v = ic_0 + Σ s_i · ic_i,
 * so any a, b and signals s give a c. That makes instances of any shape, also of shapes that are rare in real circuits.
 */
import * as snarkjs from 'snarkjs';
import * as bls12381 from './bls12-381.mjs';
import * as bn254 from './bn254.mjs';
import { multiply, take, write } from './curve.mjs';
import { output, versionOf } from './output.mjs';

/** By snarkjs's name: the curve, a primitive cube root of 1 mod r, and the other differences between the two files. */
const CURVES = {
  bn128: {
    curve: bn254,
    title: 'BN254',
    seed: 'fedzk bn254 simulated',
    seedIn: 'make/bn254.mjs',
    file: 'groth16/simulated.json',
    lambda: cubeRootOfUnity(bn254.r),
    more: [],
  },
  bls12381: {
    curve: bls12381,
    title: 'BLS12-381',
    seed: 'fedzk bls12-381 simulated',
    seedIn: 'make/curve.mjs',
    file: 'groth16/simulated-bls12-381.json',
    lambda: bls12381.x ** 2n - 1n,
    more: splits(bls12381),
  },
};
const NAME = process.argv.includes('bls12381') ? 'bls12381' : 'bn128';
const { curve, title, seed, seedIn, file, lambda, more } = CURVES[NAME];
const { Fp12, G1, G2, pairingBatch, r } = curve;
const random = curve.scalars(seed);
const draw = () => random.next().value;

/** `lambda` is the endomorphism's eigenvalue, at which scalar decompositions have their edges. */
const EDGES = [0n, 1n, r - 1n, 2n ** 128n, 2n ** 128n - 1n, 2n ** 127n, (r - 1n) / 2n, (r + 1n) / 2n];
const LAMBDA_EDGES = [lambda, r - lambda, lambda + 1n, lambda - 1n, r - lambda - 1n, (lambda * lambda) % r, 2n, r - 2n];

const cases = [
  simulate('nPublic 0', []),
  simulate('nPublic 1', [draw()]),
  simulate('nPublic 1, signal 0', [0n]),
  simulate('nPublic 1, signal 1', [1n]),
  simulate('nPublic 1, signal r - 1', [r - 1n]),
  simulate('nPublic 2', take(2, random)),
  simulate('nPublic 4', take(4, random)),
  simulate('nPublic 4, edge signals', [0n, 1n, r - 1n, 2n ** 128n]),
  simulate('nPublic 4, all signals 0: the sum is IC_0', [0n, 0n, 0n, 0n]),
  simulate('nPublic 16, edge signals', [...EDGES, ...LAMBDA_EDGES]),
  simulate('nPublic 64', [...EDGES, ...take(56, random)]),

  // The sum of IC points meets the special cases of point addition.
  simulate('icSumIsInfinity', take(3, random), { ic: (s, ic) => solveIcSum(s, ic, 0n) }),
  simulate('icSumIsInfinity, IC_0 = -IC_1, signal 1', [1n], { ic: (_, [, ic1]) => [-ic1, ic1] }),
  simulate('IC_0 = IC_1, signal 1: their addition is a doubling', [1n], { ic: (_, [ic0]) => [ic0, ic0] }),
  simulate('IC_1 = IC_2, equal signals', [5n, 5n], { ic: (_, [ic0, ic1]) => [ic0, ic1, ic1] }),
  simulate('IC_1 = IC_2, random signals', take(2, random), { ic: (_, [ic0, ic1]) => [ic0, ic1, ic1] }),
  simulate('IC_1 = -IC_2, equal random signals: they cancel', Array(2).fill(draw()), {
    ic: (_, [ic0, ic1]) => [ic0, ic1, -ic1],
  }),
  simulate('IC_1 = -IC_2, signals 7 and 8', [7n, 8n], { ic: (_, [ic0, ic1]) => [ic0, ic1, -ic1] }),
  simulate('the sum is infinity after s_1 IC_1, and goes on', take(3, random), {
    ic: (s, [, ic1, ...rest]) => [-s[0] * ic1, ic1, ...rest],
  }),
  simulate('s_1 IC_1 = IC_0', take(2, random), { ic: (s, [ic0, , ic2]) => [ic0, ic0 * invert(s[0]), ic2] }),
  simulate('all IC equal, signals 1', Array(4).fill(1n), { ic: (_, [ic0]) => Array(5).fill(ic0) }),
  simulate('IC_i = 2^i times the generator, signals 1', Array(16).fill(1n), { ic: (s) => powersOfTwo(s.length + 1) }),
  simulate('IC sum is the generator', take(2, random), { ic: (s, ic) => solveIcSum(s, ic, 1n) }),

  // The pairings share points.
  simulate('gamma = delta, as in a key without contributions', [draw()], { gamma: 1n, delta: 1n }),
  simulate('B = beta = gamma = delta', [draw()], { beta: 1n, gamma: 1n, delta: 1n, b: 1n }),
  simulate('A = alpha, B = beta: the other two pairings cancel', [draw()], ({ alpha, beta }) => ({
    a: alpha,
    b: beta,
  })),
  simulate('A = -alpha, B = -beta', [draw()], ({ alpha, beta }) => ({ a: -alpha, b: -beta })),
  simulate('A = -alpha, B = beta', [draw()], ({ alpha, beta }) => ({ a: -alpha, b: beta })),
  simulate('alpha, beta, gamma, delta, A, B are the generators', [draw()], {
    alpha: 1n,
    beta: 1n,
    gamma: 1n,
    delta: 1n,
    a: 1n,
    b: 1n,
  }),

  ...more.map(([name, signals]) => simulate(name, signals)),
];

for (const entry of cases) await check(entry);
await globalThis[`curve_${NAME}`].terminate(); // snarkjs keeps its workers, and so the process, alive

output(
  file,
  {
    origin: {
      what: `Groth16 over ${title}: verification keys, proofs and public signals made from known trapdoors; every one verifies`,
      from: `make/simulated.mjs with npm @noble/curves ${versionOf('@noble/curves')}; checked with it and with snarkjs ${versionOf('snarkjs')}`,
      licence: 'Apache-2.0 OR MIT',
      seed: `SHA-256 counter over "${seed}", see ${seedIn}`,
      form: 'snarkjs JSON without vk_alphabeta_12; no point is at infinity; `icSumIsInfinity` where IC_0 + Σ s_i IC_i is',
    },
    cases,
  },
  4,
);

/** Makes an instance. `fixed` sets some of the scalars, also as a function of the others; `fixed.ic` sets those of IC. */
function simulate(name, signals, fixed = {}) {
  const drawn = { alpha: draw(), beta: draw(), gamma: draw(), delta: draw(), a: draw(), b: draw() };
  const { ic: changeIc = (_, ic) => ic, ...set } = typeof fixed === 'function' ? fixed(drawn) : fixed;
  const { alpha, beta, gamma, delta, a, b } = { ...drawn, ...set };
  const ic = changeIc(signals, take(signals.length + 1, random)).map(modulo);

  const v = modulo(signals.reduce((sum, s, i) => sum + s * ic[i + 1], ic[0]));
  const c = modulo((a * b - alpha * beta - v * gamma) * invert(delta));
  const g1 = (k) => snarkjsPoint(multiply(G1.BASE, modulo(k)));
  const g2 = (k) => snarkjsPoint(multiply(G2.BASE, modulo(k)));
  return {
    name,
    ...(v === 0n ? { icSumIsInfinity: true } : {}),
    verificationKey: {
      protocol: 'groth16',
      curve: NAME,
      nPublic: signals.length,
      vk_alpha_1: g1(alpha),
      vk_beta_2: g2(beta),
      vk_gamma_2: g2(gamma),
      vk_delta_2: g2(delta),
      IC: ic.map(g1),
    },
    proof: { pi_a: g1(a), pi_b: g2(b), pi_c: g1(c), protocol: 'groth16', curve: NAME },
    publicSignals: signals.map(String),
  };
}

/** Replaces the last scalar of IC so that the sum has the given logarithm. */
function solveIcSum(signals, ic, target) {
  const rest = signals.slice(0, -1).reduce((sum, s, i) => sum + s * ic[i + 1], ic[0]);
  return [...ic.slice(0, -1), (target - rest) * invert(signals.at(-1))];
}

function powersOfTwo(count) {
  return Array.from({ length: count }, (_, i) => 2n ** BigInt(i));
}

/** snarkjs writes projective coordinates with z = 1. */
function snarkjsPoint(point) {
  const affine = write(point);
  if (affine === null) throw new Error('no point may be at infinity here');
  return [...affine, typeof affine[0] === 'string' ? '1' : ['1', '0']];
}

/** Checks that both libraries accept the entry, and refuse it with another signal, or another C if it has no signals. */
async function check({ name, verificationKey, proof, publicSignals }) {
  const verdicts = async (changedProof, signals) => [
    await snarkjs.groth16.verify(verificationKey, signals, changedProof),
    verifyWithNoble(verificationKey, changedProof, signals),
  ];
  const right = await verdicts(proof, publicSignals);
  const other = publicSignals.map((s, i) => (i === 0 ? modulo(BigInt(s) + 1n).toString() : s));
  const wrong = await verdicts(publicSignals.length > 0 ? proof : { ...proof, pi_c: proof.pi_a }, other);
  if (!right.every((v) => v === true) || !wrong.every((v) => v === false)) {
    throw new Error(`${name}: verdicts ${right}, of a changed instance ${wrong}`);
  }
}

function verifyWithNoble(key, proof, signals) {
  const g1 = ([x, y]) => G1.fromAffine({ x: BigInt(x), y: BigInt(y) });
  const g2 = ([x, y]) => G2.fromAffine({ x: fp2(x), y: fp2(y) });
  const fp2 = ([c0, c1]) => ({ c0: BigInt(c0), c1: BigInt(c1) });
  const sum = signals.reduce((total, s, i) => total.add(multiply(g1(key.IC[i + 1]), BigInt(s))), g1(key.IC[0]));
  const pairs = [
    { g1: g1(proof.pi_a).negate(), g2: g2(proof.pi_b) },
    { g1: g1(key.vk_alpha_1), g2: g2(key.vk_beta_2) },
    { g1: sum, g2: g2(key.vk_gamma_2) },
    { g1: g1(proof.pi_c), g2: g2(key.vk_delta_2) },
  ];
  // The library refuses infinity; its pairing is 1.
  return Fp12.eql(pairingBatch(pairs.filter((pair) => !pair.g1.is0())), Fp12.ONE);
}

/** More edges of BLS12-381: of k = a + b λ with λ = x² - 1 and with λ = -x², and of digits to the base |x|. */
function splits({ x, r }) {
  const [square, base] = [x ** 2n, -x];
  const ofSquare = [-2n, -1n, 0n, 1n, 2n].flatMap((d) => [square + d, r - square + d]);
  const twice = [
    2n * square,
    2n * (square - 1n),
    r - 2n * square,
    (square * square) / 2n,
    ((square - 1n) / 2n) * square,
  ];
  const ofBase = [base - 1n, base, base + 1n, base ** 3n - 1n, base ** 3n, base ** 3n + 1n, r - base, r - base ** 3n];
  const ofBits = [2n ** 64n - 1n, 2n ** 64n, 2n ** 192n, 2n ** 254n, 2n ** 254n - 1n];
  return [
    ['nPublic 10, edges at x² and -x²', ofSquare],
    ['nPublic 18, more edges of splits', [...twice, ...ofBase, ...ofBits]],
    ['nPublic 1, signal x² - 1', [square - 1n]],
    ['nPublic 1, signal -x²', [r - square]],
  ];
}

function cubeRootOfUnity(order) {
  for (let base = 2n; ; base++) {
    const root = power(base, (order - 1n) / 3n, order);
    if (root !== 1n) return root;
  }
}

function invert(a) {
  return power(modulo(a), r - 2n, r);
}

function power(base, exponent, order) {
  let result = 1n;
  for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % order;
  return result;
}

function modulo(a) {
  return ((a % r) + r) % r;
}
