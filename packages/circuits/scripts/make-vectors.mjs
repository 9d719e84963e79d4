/**
 * Makes `update-slice.json` and `update-slice-bls12-381.json` in `packages/vectors/groth16`: the instance update-slice-10x8
 * compiled for either curve, a key of it, and one proof a client, over real gradients. Run it as
 * `npm run vectors` in `packages/circuits`; it takes a few seconds.
 *
 * These are development set-ups, not ceremonies. Their only contributions are beacons whose input stands below, so that
 * everybody gets the same verification keys, and everybody can also work out the trapdoors and prove false statements
 * under them. The proofs are random (snarkjs draws r and s) and differ from run to run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { output, versionOf } from '../../vectors/make/output.mjs';
import { compile, modulo, root } from '../test/circom.ts';
import { publicSignals } from '../test/slice.ts';
import { circomVersion } from './circom.js';
import { clientSlices } from './client-slices.js';
import { CLIENTS, LEARNING_RATE, STEPS } from './slice-gradients.js';

const INSTANCE = 'update-slice-10x8';
const CURVES = [
  { name: 'BN254', prime: 'bn128', file: 'groth16/update-slice.json', clients: CLIENTS },
  { name: 'BLS12-381', prime: 'bls12381', file: 'groth16/update-slice-bls12-381.json', clients: 2 },
];
const BEACON = sha256('fedzk development set-up, not a ceremony');
const BEACON_ITERATIONS = 10; // snarkjs hashes 2^10 times, its least: a beacon known beforehand needs no delay

const instance = JSON.parse(readFileSync(join(root, 'circuits.json'), 'utf8')).find(({ name }) => name === INSTANCE);

for (const curve of CURVES) {
  const circuit = compile(readFileSync(join(root, instance.source), 'utf8'), { ...instance, prime: curve.prime });
  const zkey = await developmentSetup(circuit, curve);
  const verificationKey = await snarkjs.zKey.exportVerificationKey(zkey);

  const proofs = [];
  for (const slice of clientSlices().slice(0, curve.clients)) {
    proofs.push(await prove(slice, circuit, zkey, verificationKey));
  }
  output(curve.file, { origin: origin(circuit, curve), verificationKey, proofs }, 3);
  await globalThis[`curve_${curve.prime}`].terminate(); // snarkjs keeps its workers, and so the process, alive
}

/** Phase 1 and phase 2 in memory, one beacon each. */
async function developmentSetup({ r1cs, files }, { prime }) {
  const rows = r1cs.constraints.length + r1cs.publicInputs + 1; // snarkjs adds a row for each public signal and for 1
  const curve = await snarkjs.curves.getCurveFromName(prime);
  const [start, beacon, prepared, first, last] = Array.from({ length: 5 }, () => ({ type: 'mem' }));
  await snarkjs.powersOfTau.newAccumulator(curve, Math.ceil(Math.log2(rows)), start);
  await snarkjs.powersOfTau.beacon(start, beacon, 'development', BEACON, BEACON_ITERATIONS);
  await snarkjs.powersOfTau.preparePhase2(beacon, prepared);
  await snarkjs.zKey.newZKey({ type: 'mem', data: files.r1cs }, prepared, first);
  await snarkjs.zKey.beacon(first, last, 'development', BEACON, BEACON_ITERATIONS);
  return last;
}

async function prove({ name, x, rho }, { r1cs, files }, zkey, verificationKey) {
  const reduced = (value) => modulo(value, r1cs.prime).toString();
  const statement = publicSignals(x.map(BigInt), rho);
  const inputs = Object.fromEntries(Object.entries(statement).map(([key, value]) => [key, reduced(value)]));

  const wasm = { type: 'mem', data: files.wasm };
  const result = await snarkjs.groth16.fullProve({ ...inputs, x: x.map((v) => reduced(BigInt(v))) }, wasm, zkey);
  const expected = instance.publicSignals.map((key) => inputs[key]);
  if (result.publicSignals.join() !== expected.join()) throw new Error(`${name}: unexpected public signals`);
  if (!(await snarkjs.groth16.verify(verificationKey, result.publicSignals, result.proof))) {
    throw new Error(`${name}: snarkjs refuses its own proof`);
  }
  return { name, x, publicSignals: result.publicSignals, proof: result.proof };
}

function origin({ files }, { name, prime, clients }) {
  const hashOf = (file) => sha256(readFileSync(join(root, file)));
  return {
    what: `Groth16 key and proofs over ${name} of ${instance.template}(${Object.values(instance.parameters).join(', ')})`,
    publicSignals: instance.publicSignals,
    setup:
      'development set-up, not a ceremony: both phases have one beacon with a known input, so the trapdoor is public',
    remake: 'pnpm --filter @fedzk/circuits vectors: the same key, fresh proofs',
    date: new Date().toISOString().slice(0, 10),
    tools: { circom2: circomVersion(), snarkjs: versionOf('snarkjs'), node: process.versions.node },
    sha256: {
      'packages/circuits/circom/update_slice.circom': hashOf('circom/update_slice.circom'),
      [`packages/circuits/${instance.source}`]: hashOf(instance.source),
      r1cs: sha256(files.r1cs),
    },
    simplification: instance.simplification,
    prime,
    x: `bias gradients of softmax regression on the digits (packages/demo/data), client k with the k-th of ${CLIENTS} parts, after ${STEPS} steps at rate ${LEARNING_RATE}; clipped at 2^-7, scale 2^-7 / 127, rounded half to even; of the first ${clients} clients`,
    rho: 'first 31 bytes of SHA-256("fedzk update-slice rho " + name + " " + x joined by blanks): a stand-in, since this circuit has no commitment',
    licence: 'Apache-2.0 OR MIT; the digits are CC BY 4.0',
  };
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
