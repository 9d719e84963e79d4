/**
 * Makes groth16/update-slice-bls12-381.json: the circuit UpdateSlice(10, 8) compiled for BLS12-381's scalar field, a key and
 * two proofs over the first two clients' gradients. `npx tsx packages/vectors/make/update-slice-bls.mjs` in the root makes
 * the same key, and fresh proofs: snarkjs draws r and s. circuits/scripts/make-vectors.mjs is its sibling over BN254.
 *
 * This is a development set-up, not a ceremony. Its only contributions are beacons whose input stands below, so that
 * everybody gets the same verification key, and everybody can also work out the trapdoor.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as snarkjs from 'snarkjs';
import { circomVersion } from '../../../circuits/scripts/circom.ts';
import { clientSlices } from '../../../circuits/scripts/client-slices.ts';
import { compile, modulo, root } from '../../../circuits/test/circom.ts';
import { publicSignals } from '../../../circuits/test/slice.ts';
import { stringify } from './json.mjs';
import { versionOf } from './output.mjs';

const PRIME = 'bls12381';
const SOURCE = 'src/instances/update_slice_10x8.circom';
const SIGNALS = ['rho', 'tag', 'sum', 'normSq'];
const SIMPLIFICATION = 'O2';
const BEACON = sha256('fedzk development set-up, not a ceremony');
const BEACON_ITERATIONS = 10; // snarkjs hashes 2^10 times, its least: a beacon known beforehand needs no delay

const circuit = compile(readFileSync(join(root, SOURCE), 'utf8'), { prime: PRIME, simplification: SIMPLIFICATION });
const zkey = await developmentSetup(circuit);
const verificationKey = await snarkjs.zKey.exportVerificationKey(zkey);

const proofs = [];
for (const slice of clientSlices().slice(0, 2)) proofs.push(await prove(slice));

const target = fileURLToPath(new URL('../groth16/update-slice-bls12-381.json', import.meta.url));
const text = `${stringify({ origin: origin(), verificationKey, proofs }, 3)}\n`;
writeFileSync(target, text);
console.log(`${target}: ${text.length} bytes`);
await globalThis[`curve_${PRIME}`].terminate(); // snarkjs keeps its workers, and so the process, alive

/** Phase 1 and phase 2 in memory, one beacon each. */
async function developmentSetup({ r1cs, files }) {
  const rows = r1cs.constraints.length + r1cs.publicInputs + 1; // snarkjs adds a row for each public signal and for 1
  const curve = await snarkjs.curves.getCurveFromName(PRIME);
  const [start, beacon, prepared, first, last] = Array.from({ length: 5 }, () => ({ type: 'mem' }));
  await snarkjs.powersOfTau.newAccumulator(curve, Math.ceil(Math.log2(rows)), start);
  await snarkjs.powersOfTau.beacon(start, beacon, 'development', BEACON, BEACON_ITERATIONS);
  await snarkjs.powersOfTau.preparePhase2(beacon, prepared);
  await snarkjs.zKey.newZKey({ type: 'mem', data: files.r1cs }, prepared, first);
  await snarkjs.zKey.beacon(first, last, 'development', BEACON, BEACON_ITERATIONS);
  return last;
}

async function prove({ name, x, rho }) {
  const reduced = (value) => modulo(value, circuit.r1cs.prime).toString();
  const statement = publicSignals(x.map(BigInt), rho);
  const inputs = Object.fromEntries(SIGNALS.map((key) => [key, reduced(statement[key])]));

  const wasm = { type: 'mem', data: circuit.files.wasm };
  const result = await snarkjs.groth16.fullProve({ ...inputs, x: x.map((v) => reduced(BigInt(v))) }, wasm, zkey);
  if (result.publicSignals.join() !== Object.values(inputs).join()) throw new Error(`${name}: other public signals`);
  if (!(await snarkjs.groth16.verify(verificationKey, result.publicSignals, result.proof))) {
    throw new Error(`${name}: snarkjs refuses its own proof`);
  }
  return { name, x, publicSignals: result.publicSignals, proof: result.proof };
}

function origin() {
  const hashOf = (file) => sha256(readFileSync(join(root, file)));
  return {
    what: 'Groth16 key and proofs over BLS12-381 of UpdateSlice(10, 8)',
    publicSignals: SIGNALS,
    setup:
      'development set-up, not a ceremony: both phases have one beacon with a known input, so the trapdoor is public',
    remake: 'npx tsx packages/vectors/make/update-slice-bls.mjs: the same key, fresh proofs',
    date: new Date().toISOString().slice(0, 10),
    tools: { circom2: circomVersion(), snarkjs: versionOf('snarkjs'), node: process.versions.node },
    sha256: {
      'circuits/src/update_slice.circom': hashOf('src/update_slice.circom'),
      [`circuits/${SOURCE}`]: hashOf(SOURCE),
      r1cs: sha256(circuit.files.r1cs),
    },
    simplification: SIMPLIFICATION,
    prime: PRIME,
    x: 'as in update-slice.json, of its first two clients; rho too',
    licence: 'Apache-2.0 OR MIT; the digits are CC BY 4.0',
  };
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
