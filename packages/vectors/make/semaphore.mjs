/**
 * Makes semaphore/depth-16.json: the verification key of a real ceremony, and proofs under it. The proofs are random, so each
 * run makes another file. The packages have 170 MB, so they aren't dependencies here. To make the file anew, copy this file
 * and json.mjs to an empty folder, install these npm packages there, and run `node semaphore.mjs depth-16.json`:
 *   @semaphore-protocol/{proof,identity,group} 4.14.3, @zk-kit/semaphore-artifacts 4.13.0
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Group } from '@semaphore-protocol/group';
import { Identity } from '@semaphore-protocol/identity';
import { generateProof, unpackGroth16Proof, verifyProof } from '@semaphore-protocol/proof';
import { keccak256 } from 'ethers/crypto';
import { toBeHex } from 'ethers/utils';
import { groth16 } from 'snarkjs';
import { stringify } from './json.mjs';

const DEPTH = 16;

const require = createRequire(import.meta.url);
const artifacts = dirname(require.resolve('@zk-kit/semaphore-artifacts/package.json'));
const artifact = (extension) => join(artifacts, `semaphore-${DEPTH}.${extension}`);
const verificationKey = JSON.parse(readFileSync(artifact('json'), 'utf8'));

const members = ['one', 'two', 'three', 'four', 'five'].map((name) => new Identity(`fedzk vector ${name}`));
const group = new Group(members.map(({ commitment }) => commitment));

const proofs = [];
for (const [who, message, scope] of [
  [0, 1, 1],
  [3, 2026, 77],
  [4, 0, 0],
]) {
  const made = await generateProof(members[who], group, message, scope, DEPTH, {
    wasm: artifact('wasm'),
    zkey: artifact('zkey'),
  });
  // In the order of the circuit: its two outputs, then its two public inputs.
  const publicSignals = [made.merkleTreeRoot, made.nullifier, hash(made.message), hash(made.scope)];
  const proof = unpackGroth16Proof(made.points);
  if (!(await verifyProof(made)) || !(await groth16.verify(verificationKey, publicSignals, proof))) {
    throw new Error('a proof does not verify');
  }
  // Both unchanged: whoever verifies Semaphore's proofs gets these shapes.
  const name = `member ${who + 1} of 5, message ${message}, scope ${scope}`;
  proofs.push({ name, publicSignals, points: made.points, proof });
}

const origin = {
  what: 'a Groth16 verification key of Semaphore v4 (tree depth 16) from its public ceremony, and proofs under it',
  key: 'npm @zk-kit/semaphore-artifacts 4.13.0, semaphore-16.json, unchanged but for white space',
  proofs:
    'made once with npm @semaphore-protocol/proof 4.14.3 by make/semaphore.mjs: its points, and what its unpackGroth16Proof gives',
  publicSignals: ['merkleTreeRoot', 'nullifier', 'keccak256(message) >> 8', 'keccak256(scope) >> 8'],
  licence: 'MIT (key: Ethereum Foundation)',
};
writeFileSync(process.argv[2], `${stringify({ origin, verificationKey, proofs }, 3)}\n`);
process.exit(); // snarkjs keeps its workers, and so the process, alive

function hash(value) {
  return (BigInt(keccak256(toBeHex(BigInt(value), 32))) >> 8n).toString();
}
