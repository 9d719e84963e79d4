// Does the same as pool-page.js with the page's own workers, each of which fails at its third job.
import * as pools from '@fedzk/verify/pool';
import { poolBody } from './pool.js';
import { report } from './report.js';

let started = 0;

function worker() {
  started++;
  return new Worker('/pool-mortal-worker.js', { type: 'module' });
}

report(async (input) => {
  const results = await poolBody(pools, input, { workers: 2, worker });
  return { results, started };
});
