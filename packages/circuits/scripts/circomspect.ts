/**
 * Runs circomspect over all sources, for either curve. One of its passes is left out, since it reports every `<--`,
 * pinned or not: each of ours stands beside the constraint that pins it, and test/*forged.test.ts shows that constraint at
 * work.
 *
 * `circomspect.lock.json` names the sources in which it found nothing. With `--known` this program only says by its exit code
 * whether these are the sources here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCOMSPECT } from '../../../scripts/lib/versions.mjs';
import type { Prime } from '../src/poseidon-constants.js';
import { root, withSources } from './circom.js';
import { hashOf } from './kept.js';

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

/** Names the linter, and all that it reads. */
function stamp(): string {
  const sources = { bn128: hashOf('bn128', [LEFT_OUT]), bls12381: hashOf('bls12381', [LEFT_OUT]) };
  return `${JSON.stringify({ circomspect: CIRCOMSPECT, ...sources }, null, 2)}\n`;
}

const lock = join(root, 'circomspect.lock.json');
const isKnown = existsSync(lock) && readFileSync(lock, 'utf8') === stamp();

if (process.argv.includes('--known')) {
  process.exitCode = isKnown ? 0 : 1;
} else {
  process.exitCode = Math.max(inspect('bn128'), inspect('bls12381'));
  if (process.exitCode === 0 && !isKnown) {
    writeFileSync(lock, stamp());
    console.log('circomspect.lock.json is new: commit it.');
  }
}
