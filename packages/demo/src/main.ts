/**
 * The main job so far: real gradients are quantized and checked, and proofs about them are verified. Prints two tables;
 * exits with 1 when a verdict is not the one it has to be.
 */
import { createVerifier, type Verifier, type VerifyStatus } from '@fedzk/verify';
import { checkRange, quantize } from '@fedzk/verify/quant';
import { type Attempt, dishonest, honest } from './attempts.js';
import { type Client, clientGradients } from './clients.js';
import { BIAS_CLIP, BIAS_OFFSET, GRADIENT_CLIP } from './softmax.js';
import { table } from './table.js';
import { type SliceProof, sliceVectors } from './vectors.js';

const BITS = 8;
/** A bound on Σ x² such as a task sets, so that no client outweighs the others. */
const MAX_NORM_SQ = 1_000_000n;
/** Each verdict is timed this often, and the median shown. */
const ROUNDS = 15;

const REASONS: Readonly<Record<VerifyStatus, string>> = {
  ok: 'valid, for exactly these signals',
  'malformed-proof': 'not the shape or syntax of a proof',
  'malformed-signals': 'not the syntax of a public signal',
  'signal-count': 'the key has another number of signals',
  'signal-range': 'a signal is not below r: a second name for a number',
  'coordinate-range': 'a coordinate is not below p: a second encoding of a point',
  infinity: 'no honest proof contains the point at infinity',
  'not-on-curve': 'a point is not on the curve',
  'not-in-subgroup': 'a point is on the curve, but not in the group of order r',
  equation: 'all well-formed, but no proof of these numbers',
};

/** Quantizes and checks a client's whole gradient. */
function updateRow({ name, gradient }: Client): string[] {
  const start = performance.now();
  const { values, clipped } = quantize(gradient, { bits: BITS, clip: GRADIENT_CLIP });
  const report = checkRange(values, { min: -(2 ** (BITS - 1)), max: 2 ** (BITS - 1) - 1, maxNormSq: MAX_NORM_SQ });
  const time = performance.now() - start;
  const range = `${report.min} to ${report.max}, ${report.ok ? 'within limits' : 'refused'}`;
  return [name, String(values.length), String(clipped), range, String(report.normSq), milliseconds(time)];
}

/** Whether a proof's public sum and norm are those of the client's own quantized biases. */
function isAbout({ publicSignals }: SliceProof, { gradient }: Client): boolean {
  const { values, normSq } = quantize(gradient.subarray(BIAS_OFFSET), { bits: BITS, clip: BIAS_CLIP });
  const sum = values.reduce((total, value) => total + value, 0);
  const [, , provedSum, provedNorm] = publicSignals;
  return asField(sum) === provedSum && String(normSq) === provedNorm;
}

function asField(integer: number): string {
  const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
  return String((BigInt(integer) + r) % r);
}

/** Verifies an attempt several times: its verdict and the median time. */
function judge(verifier: Verifier, { proof, publicSignals }: Attempt): { verdict: VerifyStatus; time: number } {
  const verdict = verifier.explain(proof, publicSignals);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    verifier.explain(proof, publicSignals);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { verdict, time: times[ROUNDS >> 1] ?? Number.NaN };
}

function milliseconds(time: number): string {
  return time.toFixed(time < 0.1 ? 3 : 2);
}

function main(): boolean {
  const clients = clientGradients();
  console.log(
    `Updates: a gradient of softmax regression on the digits each, ${BITS} bits, clipped at ±${GRADIENT_CLIP}, Σ x² ≤ ${MAX_NORM_SQ}\n`,
  );
  const updates = clients.map(updateRow);
  console.log(table(['client', 'values', 'clipped', 'range check', 'Σ x²', 'ms'], updates, [1, 2, 4, 5]));

  const { verificationKey, proofs } = sliceVectors();
  const [first, second] = proofs;
  if (first === undefined || second === undefined) throw new Error('update-slice.json: expected two proofs or more');
  const strangers = clients.filter((client) => !proofs.some((p) => p.name === client.name && isAbout(p, client)));
  const start = performance.now();
  const verifier = createVerifier(verificationKey);
  console.log(`
Proofs: each says that its ten bias entries have ${BITS} bits, and what their sum and norm are
key ${verifier.id.slice(0, 16)}…, ${verifier.nPublic} signals, prepared in ${milliseconds(performance.now() - start)} ms
public sum and norm are those of the gradients above: ${strangers.length === 0 ? 'yes, of all clients' : `not of ${strangers.map((c) => c.name).join(', ')}`}
`);
  const attempts = [...honest(proofs), ...dishonest(first, second)];
  const judged = attempts.map((attempt) => ({ ...attempt, ...judge(verifier, attempt) }));
  verifier.dispose();
  const rows = judged.map(({ name, verdict, time }) => [
    name,
    verdict === 'ok' ? 'accepted' : 'refused',
    verdict,
    REASONS[verdict],
    milliseconds(time),
  ]);
  console.log(table(['proof', '', 'status', 'reason', 'ms'], rows, [4]));

  const wrong = judged.filter(({ verdict, expected }) => verdict !== expected);
  for (const { name, verdict, expected } of wrong) console.error(`${name}: expected ${expected}, got ${verdict}`);
  return (
    wrong.length === 0 && strangers.length === 0 && updates.every(([, , , range]) => range?.endsWith('within limits'))
  );
}

if (!main()) process.exitCode = 1;
