/**
 * Makes groth16/simulated.json: Groth16 instances over BN254 without a circuit, from a known trapdoor. The same bytes on
 * every run. `node make/simulated.mjs` writes, `node make/simulated.mjs --check` compares.
 *
 * With the trapdoor anybody can solve the verification equation for C (J. Groth, "On the Size of Pairing-based
 * Non-interactive Arguments", 2016, section 3.1, the simulator): the discrete logarithms satisfy
 *   a·b = α·β + v·γ + c·δ,  v = ic_0 + Σ s_i · ic_i,
 * so any a, b and signals s give a c. That makes instances of any shape, also ones that a real circuit hardly ever has.
 */
import * as snarkjs from 'snarkjs';
import { Fp12, G1, G2, multiply, pairingBatch, r, scalars, take, write } from './bn254.mjs';
import { output, versionOf } from './output.mjs';

const SEED = 'fedzk bn254 simulated';
const random = scalars(SEED);
const draw = () => random.next().value;

/** A primitive cube root of 1 mod r: the endomorphism's eigenvalue, at which scalar decompositions have their edges. */
const LAMBDA = cubeRootOfUnity();
const EDGES = [0n, 1n, r - 1n, 2n ** 128n, 2n ** 128n - 1n, 2n ** 127n, (r - 1n) / 2n, (r + 1n) / 2n];
const LAMBDA_EDGES = [LAMBDA, r - LAMBDA, LAMBDA + 1n, LAMBDA - 1n, r - LAMBDA - 1n, (LAMBDA * LAMBDA) % r, 2n, r - 2n];

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
];

for (const entry of cases) await check(entry);
await globalThis.curve_bn128.terminate(); // snarkjs keeps its workers, and so the process, alive

output(
  'groth16/simulated.json',
  {
    origin: {
      what: 'Groth16 over BN254: verification keys, proofs and public signals made from known trapdoors; every one verifies',
      from: `make/simulated.mjs with npm @noble/curves ${versionOf('@noble/curves')}; checked with it and with snarkjs ${versionOf('snarkjs')}`,
      licence: 'Apache-2.0 OR MIT',
      seed: `SHA-256 counter over "${SEED}", see make/bn254.mjs`,
      form: 'snarkjs JSON without vk_alphabeta_12; no point is at infinity; `icSumIsInfinity` where IC_0 + Σ s_i IC_i is',
    },
    cases,
  },
  4,
);

/** One instance. `fixed` sets some of the scalars, also as a function of the others; `fixed.ic` those of IC. */
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
      curve: 'bn128',
      nPublic: signals.length,
      vk_alpha_1: g1(alpha),
      vk_beta_2: g2(beta),
      vk_gamma_2: g2(gamma),
      vk_delta_2: g2(delta),
      IC: ic.map(g1),
    },
    proof: { pi_a: g1(a), pi_b: g2(b), pi_c: g1(c), protocol: 'groth16', curve: 'bn128' },
    publicSignals: signals.map(String),
  };
}

/** The last IC scalar replaced so that the sum has the given logarithm. */
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

/** Both libraries accept the entry, and refuse it when a signal, or C where there is none, is another. */
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

function cubeRootOfUnity() {
  for (let base = 2n; ; base++) {
    const root = power(base, (r - 1n) / 3n);
    if (root !== 1n) return root;
  }
}

function invert(a) {
  return power(modulo(a), r - 2n);
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % r;
  return result;
}

function modulo(a) {
  return ((a % r) + r) % r;
}
