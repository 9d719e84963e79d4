// Notes the answers of a pool, in every runtime that has one. The expected answers are in test/pool.test.ts.
import { notebook } from './results.js';

/**
 * @typedef {typeof import('@fedzk/verify/pool')} Pool
 * @typedef {import('@fedzk/verify/pool').VerifierPool} VerifierPool
 */

/** @param {Pool} pools @param {import('./verification.js').Input} input @param {import('@fedzk/verify/pool').VerifierPoolOptions} options */
export async function poolBody({ createVerifierPool, FedzkError }, input, options) {
  const { say, results } = notebook(FedzkError);
  const codeOf = (/** @type {Promise<unknown>} */ call) =>
    call.catch((error) => (error instanceof FedzkError ? error.code : String(error)));

  for (const { verificationKey, statements } of [input, input.bls12381]) {
    const pool = createVerifierPool(verificationKey, options);
    say('pool', [pool.curve, pool.nPublic, pool.id, pool.size]);
    const calls = statements.map(({ proof, publicSignals }) => pool.verify(proof, publicSignals));
    say('valid', await Promise.all(calls));
    const [first, second] = statements;
    if (first === undefined || second === undefined) throw new Error('the input has fewer than two statements');
    say('other signals', await pool.explain(first.proof, second.publicSignals));
    say('too few signals', await pool.explain(first.proof, []));
    const wrong = { ...first, publicSignals: second.publicSignals };
    const empty = { ...first, publicSignals: [] };
    const many = Array.from({ length: 200 }, (_, i) => (i % 50 !== 7 ? first : i < 100 ? wrong : empty));
    /** @type {number[]} */
    const progress = [];
    say('batch', await pool.verifyBatch(many, { onProgress: (done) => void progress.push(done) }));
    say('progress', progress.at(-1));
    say(
      'aborted',
      await codeOf(pool.verify(first.proof, first.publicSignals, { signal: AbortSignal.abort('enough') })),
    );
    const controller = new AbortController();
    const onProgress = () => controller.abort('enough');
    say('aborted on the way', await codeOf(pool.verifyBatch(many, { signal: controller.signal, onProgress })));
    const last = pool.verifyBatch(many, { onProgress: () => void pool.close() });
    say('asked before close', await last);
    await pool.close();
    say('asked after close', await codeOf(pool.verify(first.proof, first.publicSignals)));
    say('pending', pool.pending);
  }
  return results;
}
