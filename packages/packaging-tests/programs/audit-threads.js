// Notes the results of @fedzk/audit/threads in a runtime. The expected results are in test/audit-threads.test.ts.
import { notebook } from './results.js';

/**
 * @param {typeof import('@fedzk/audit/threads')} audit
 * @param {import('@fedzk/audit/threads').LogPlace} place
 * @param {string} verifierKey
 */
export async function threadsBody({ verifyLogOnThreads, FedzkError }, place, verifierKey) {
  const { say, results } = notebook(FedzkError);
  const verify = (/** @type {Partial<import('@fedzk/audit/threads').ThreadsOptions>} */ more) =>
    verifyLogOnThreads(place, { verifierKey, ...more });
  const codeOf = (/** @type {Promise<unknown>} */ call) =>
    call.catch((error) => (error instanceof FedzkError ? error.code : String(error)));

  /** @type {number[]} */
  const steps = [];
  say('report', await verify({ threads: 2, onProgress: (done) => void steps.push(done) }));
  say('steps', steps);
  say('as many threads as there are', await verify({}));
  const aborter = new AbortController();
  let heard = 0;
  const onProgress = () => void (++heard === 3 && aborter.abort('enough'));
  say('aborted', await codeOf(verify({ signal: aborter.signal, onProgress })));
  say('no threads', await codeOf(verify({ threads: 0 })));
  say('no place', await codeOf(verifyLogOnThreads(/** @type {never} */ ({}), { verifierKey })));
  return results;
}
