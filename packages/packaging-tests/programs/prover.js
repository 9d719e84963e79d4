// The prover.js of a README: proves any statement by a key with a known trapdoor. It replaces the circuit's prover, since a
// README's program has no circuit.
import { createVerifier } from '@fedzk/verify';
import { bn254 } from '@noble/curves/bn254.js';

const [alpha, beta, gamma, delta] = [3n, 5n, 7n, 11n];
const ic = [13n, 17n, 19n, 23n, 29n];

const g1 = (/** @type {bigint} */ k) => {
  const { x, y } = bn254.G1.Point.BASE.multiply(k).toAffine();
  return [String(x), String(y), '1'];
};
const g2 = (/** @type {bigint} */ k) => {
  const { x, y } = bn254.G2.Point.BASE.multiply(k).toAffine();
  return [
    [String(x.c0), String(x.c1)],
    [String(y.c0), String(y.c1)],
    ['1', '0'],
  ];
};

export const verificationKey = {
  protocol: 'groth16',
  curve: 'bn128',
  nPublic: 4,
  vk_alpha_1: g1(alpha),
  vk_beta_2: g2(beta),
  vk_gamma_2: g2(gamma),
  vk_delta_2: g2(delta),
  IC: ic.map(g1),
};

/** @type {import('@fedzk/agg').Prover} */
export const prover = {
  vkeyId: createVerifier(verificationKey).id,
  // J. Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016, §3.1: a·b = α·β + v·γ + c·δ.
  async prove({ commitment, rho, tag, maxNormSq }) {
    const [a, b] = [commitment || 1n, tag || 1n];
    const signals = [commitment, rho, tag, maxNormSq];
    const v = signals.reduce((sum, signal, i) => sum + signal * (ic[i + 1] ?? 0n), ic[0] ?? 0n);
    const c = bn254.fields.Fr.create((a * b - alpha * beta - v * gamma) * bn254.fields.Fr.inv(delta));
    return { proof: { pi_a: g1(a), pi_b: g2(b), pi_c: g1(c), protocol: 'groth16', curve: 'bn128' } };
  },
};
