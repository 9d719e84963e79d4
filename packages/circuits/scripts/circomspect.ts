/**
 * Runs circomspect over all sources, for either curve. One of its passes is left out, since it reports every `<--`,
 * pinned or not: each of ours stands beside the constraint that pins it, and test/*forged.test.ts shows that constraint at
 * work.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Prime } from '../src/poseidon-constants.js';
import { withSources } from './circom.js';

/** Signal assignment. */
const LEFT_OUT = 'CS0005';

const curves: Readonly<Record<Prime, string>> = { bn128: 'BN254', bls12381: 'BLS12_381' };

/** Its exit code, 0 where it has nothing to say. */
function inspect(prime: Prime): number {
  return withSources(prime, (folder) => {
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = all.filter((name) => name.endsWith('.circom') && name !== 'poseidon_constants.circom');
    const options = ['--curve', curves[prime], '--library', folder, '--allow', LEFT_OUT];
    const args = [...files.map((name) => join(folder, name)), ...options];
    const { status, error } = spawnSync('circomspect', args, { stdio: 'inherit' });
    if (error) console.error(`circomspect: ${error.message}`);
    return status ?? 1;
  });
}

process.exitCode = Math.max(inspect('bn128'), inspect('bls12381'));
