/**
 * Programs of their own: nothing in the package keeps one from ending.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { slice } from './support/vectors.js';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What a program prints; it fails where the program does not end by itself in time. */
async function run(program: string): Promise<string> {
  const args = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 30_000 });
  expect(stderr).toBe('');
  return stdout.trim();
}

const statement = JSON.stringify({
  ...slice,
  verificationKey: { ...slice.verificationKey, vk_alphabeta_12: undefined },
});

describe('a process ends by itself', { timeout: 60_000 }, () => {
  it('after an import', async () => {
    expect(await run("import '@fedzk/verify'; import '@fedzk/verify/quant'; console.log('imported');")).toBe(
      'imported',
    );
    expect(await run("import '@fedzk/verify/slim'; console.log('imported');")).toBe('imported');
  });

  it('after a verification, without dispose', async () => {
    const program = `
      import { createVerifier } from '@fedzk/verify';
      const { verificationKey, proof, publicSignals } = ${statement};
      const verifier = createVerifier(verificationKey);
      console.log(verifier.verify(proof, publicSignals), verifier.explain(proof, []));`;
    expect(await run(program)).toBe('true signal-count');
  });

  it('after quantization', async () => {
    const program = `
      import { checkRange, quantize } from '@fedzk/verify/quant';
      const { values } = quantize(new Float32Array(10).fill(0.5), { bits: 8, clip: 1, rounding: 'stochastic' });
      console.log(checkRange(values, { min: 63, max: 64 }).ok);`;
    expect(await run(program)).toBe('true');
  });

  it('and leaves no global behind', async () => {
    const program = `
      const before = new Set(Reflect.ownKeys(globalThis));
      await import('@fedzk/verify');
      await import('@fedzk/verify/quant');
      console.log(JSON.stringify(Reflect.ownKeys(globalThis).filter((key) => !before.has(key))));`;
    expect(await run(program)).toBe('[]');
  });
});
