/**
 * Programs of their own: nothing in the package keeps one from ending.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import { slice } from './support/vectors.js';

/** What a program prints; it fails where the program does not end by itself in time. */
async function run(text: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [await programOf(text)], { timeout: 30_000 });
  expect(stderr).toBe('');
  return stdout.trim();
}

const statement = JSON.stringify({
  ...slice,
  verificationKey: { ...slice.verificationKey, vk_alphabeta_12: undefined },
});

describe('a process ends by itself', { timeout: 60_000 }, () => {
  it('after an import', async () => {
    expect(
      await run(
        "import '@fedzk/verify'; import '@fedzk/verify/quant'; import '@fedzk/verify/pool'; console.log('imported');",
      ),
    ).toBe('imported');
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

  it('after the calls of a pool, without close', async () => {
    const program = `
      import { createVerifierPool } from '@fedzk/verify/pool';
      const { verificationKey, proof, publicSignals } = ${statement};
      const pool = createVerifierPool(verificationKey, { workers: 2 });
      const answers = [pool.verify(proof, publicSignals), pool.explain(proof, []), pool.verify(proof, publicSignals)];
      for (const answer of await Promise.all(answers)) console.log(answer);
      await new Promise((resolve) => setTimeout(resolve, 50));
      pool.verifyBatch([{ proof, publicSignals }]).then(({ ok }) => console.log('late', ok));`;
    expect((await run(program)).split('\n')).toEqual(['true', 'signal-count', 'true', 'late true']);
  });

  it('after a pool that is closed, with calls open', async () => {
    const program = `
      import { createVerifierPool } from '@fedzk/verify/pool';
      const { verificationKey, proof, publicSignals } = ${statement};
      const idle = createVerifierPool(verificationKey);
      await idle.close();
      const pool = createVerifierPool(verificationKey, { workers: 2 });
      await pool.verify(proof, publicSignals);
      pool.verify(proof, publicSignals).then((answer) => console.log(answer));
      await pool.close();
      console.log('closed', pool.pending);`;
    expect((await run(program)).split('\n')).toEqual(['true', 'closed 0']);
  });

  it('after a call of a pool that is aborted, and one that no worker answers', async () => {
    const program = `
      import { Worker } from 'node:worker_threads';
      import { createVerifierPool } from '@fedzk/verify/pool';
      const { verificationKey, proof, publicSignals } = ${statement};
      const pool = createVerifierPool(verificationKey);
      const controller = new AbortController();
      const aborted = pool.verify(proof, publicSignals, { signal: controller.signal });
      controller.abort('enough');
      await aborted.catch((reason) => console.log(reason));
      const broken = createVerifierPool(verificationKey, { worker: () => new Worker('process.exit()', { eval: true }) });
      await broken.verify(proof, publicSignals).catch(({ code }) => console.log(code));`;
    expect((await run(program)).split('\n')).toEqual(['enough', 'worker']);
  });

  it('and leaves no global behind', async () => {
    const program = `
      const before = new Set(Reflect.ownKeys(globalThis));
      await import('@fedzk/verify');
      await import('@fedzk/verify/pool');
      await import('@fedzk/verify/quant');
      console.log(JSON.stringify(Reflect.ownKeys(globalThis).filter((key) => !before.has(key))));`;
    expect(await run(program)).toBe('[]');
  });
});
