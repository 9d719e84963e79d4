/**
 * Makes `packages/vectors/groth16/update-slice.json`: a key of the instance update-slice-10x8 and one proof a client, over
 * real gradients. Run it as `pnpm --filter @fedzk/circuits vectors`; it takes a few seconds.
 *
 * This is a development set-up, not a ceremony. Its only contributions are beacons whose input stands below, so that
 * everybody gets the same verification key, and everybody can also work out the trapdoor and prove false statements
 * under it. The proofs are random (snarkjs draws r and s) and differ from run to run.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as snarkjs from 'snarkjs';
import { stringify } from '../../packages/vectors/make/json.mjs';
import { compile, modulo, root } from '../test/circom.ts';
import { publicSignals } from '../test/slice.ts';
import { clientSlices } from './client-slices.js';
import { CLIENTS, LEARNING_RATE, STEPS } from './slice-gradients.js';

const INSTANCE = 'update-slice-10x8';
const BEACON = sha256('fedzk development set-up, not a ceremony').toString('hex');
const BEACON_ITERATIONS = 10; // snarkjs hashes 2^10 times, its least: a beacon known beforehand needs no delay

const instance = JSON.parse(readFileSync(join(root, 'circuits.json'), 'utf8')).find(({ name }) => name === INSTANCE);
const circuit = compile(readFileSync(join(root, instance.source), 'utf8'), instance);
const { zkey, power } = await developmentSetup(circuit);
const verificationKey = await snarkjs.zKey.exportVerificationKey(zkey);

const proofs = [];
for (const slice of clientSlices()) proofs.push(await prove(slice));

const target = fileURLToPath(new URL('../../packages/vectors/groth16/update-slice.json', import.meta.url));
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${stringify({ origin: origin(), verificationKey, proofs }, 3)}\n`);
console.log(`${target}: ${proofs.length} proofs, powers of tau 2^${power}`);
await globalThis.curve_bn128.terminate(); // snarkjs keeps its workers, and so the process, alive

/** Phase 1 and phase 2 in memory, one beacon each. */
async function developmentSetup({ r1cs, files }) {
  const memory = () => ({ type: 'mem' });
  const rows = r1cs.constraints.length + r1cs.publicInputs + 1; // snarkjs adds a row for each public signal and for 1
  const power = Math.ceil(Math.log2(rows));
  const curve = await snarkjs.curves.getCurveFromName(instance.prime);

  const [start, beacon, prepared, first, zkey] = [memory(), memory(), memory(), memory(), memory()];
  await snarkjs.powersOfTau.newAccumulator(curve, power, start);
  await snarkjs.powersOfTau.beacon(start, beacon, 'development', BEACON, BEACON_ITERATIONS);
  await snarkjs.powersOfTau.preparePhase2(beacon, prepared);
  await snarkjs.zKey.newZKey({ type: 'mem', data: files.r1cs }, prepared, first);
  await snarkjs.zKey.beacon(first, zkey, 'development', BEACON, BEACON_ITERATIONS);
  return { zkey, power };
}

async function prove({ name, x, rho }) {
  const reduced = (value) => modulo(value, circuit.r1cs.prime).toString();
  const statement = publicSignals(x.map(BigInt), rho);
  const inputs = Object.fromEntries(Object.entries(statement).map(([key, value]) => [key, reduced(value)]));

  const wasm = { type: 'mem', data: circuit.files.wasm };
  const result = await snarkjs.groth16.fullProve({ ...inputs, x: x.map((v) => reduced(BigInt(v))) }, wasm, zkey);
  const expected = instance.publicSignals.map((key) => inputs[key]);
  if (result.publicSignals.join() !== expected.join()) throw new Error(`${name}: unexpected public signals`);
  if (!(await snarkjs.groth16.verify(verificationKey, result.publicSignals, result.proof))) {
    throw new Error(`${name}: snarkjs refuses its own proof`);
  }
  return { name, x, publicSignals: result.publicSignals, proof: result.proof };
}

function origin() {
  const require = createRequire(import.meta.url);
  const version = (tool) => require(`${tool}/package.json`).version;
  const hashOf = (file) => sha256(readFileSync(join(root, file))).toString('hex');
  return {
    what: `Groth16 key and proofs over BN254 of ${instance.template}(${Object.values(instance.parameters).join(', ')})`,
    publicSignals: instance.publicSignals,
    setup:
      'development set-up, not a ceremony: both phases have one beacon with a known input, so the trapdoor is public',
    remake: 'pnpm --filter @fedzk/circuits vectors: the same key, fresh proofs',
    date: new Date().toISOString().slice(0, 10),
    tools: {
      circom2: version('circom2'),
      snarkjs: JSON.parse(readSnarkjsPackage(require)).version,
      node: process.versions.node,
    },
    sha256: {
      'circuits/src/update_slice.circom': hashOf('src/update_slice.circom'),
      [`circuits/${instance.source}`]: hashOf(instance.source),
      r1cs: sha256(circuit.files.r1cs).toString('hex'),
    },
    simplification: instance.simplification,
    x: `bias gradients of softmax regression on the digits (packages/demo/data), client k with the k-th of ${CLIENTS} parts, after ${STEPS} steps at rate ${LEARNING_RATE}; clipped at 2^-7, scale 2^-7 / 127, rounded half to even`,
    rho: 'first 31 bytes of SHA-256("fedzk update-slice rho " + name + " " + x joined by blanks): a stand-in, since this circuit has no commitment',
    licence: 'Apache-2.0 OR MIT; the digits are CC BY 4.0',
  };
}

/** snarkjs exports neither its package.json nor its version. */
function readSnarkjsPackage(require) {
  return readFileSync(join(dirname(require.resolve('snarkjs')), '../package.json'), 'utf8');
}

function sha256(data) {
  return createHash('sha256').update(data).digest();
}
