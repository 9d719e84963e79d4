import { type Curve, curves, groth16 } from 'snarkjs';
import type { Engine } from '../engine.js';

// snarkjs's verify has no option for threads: it asks ffjavascript for the curve by name, and ffjavascript returns
// globalThis.curve_bn128 where that is set. Each mode keeps an engine of its own and puts it there before each
// verification, so both run in one process; the other engine's threads sleep meanwhile.

const CHECKS =
  'signal range and on curve by the library; not: canonical coordinates, z = 1, signal count, subgroup; ' +
  'reads and prepares the key anew for each proof, as its API has it';

/** As its documentation shows it: the curve's engine has a worker thread a core. */
export function snarkjs(): Engine {
  return engine('snarkjs', `${CHECKS}; a worker thread a core`, false);
}

/** With an engine without threads, which some users put in place by hand. */
export function snarkjsSingleThread(): Engine {
  return engine('snarkjs, one thread', `${CHECKS}; curve preset in globalThis`, true);
}

function engine(name: string, checks: string, singleThread: boolean): Engine {
  let curve: Curve | undefined;
  return {
    name,
    package: 'snarkjs',
    strict: false,
    checks,
    async prepare(key) {
      globalThis.curve_bn128 = null; // else a mode without threads that was there first would be returned
      curve ??= await curves.getCurveFromName('bn128', { singleThread });
      const own = curve;
      return ({ proof, publicSignals }) =>
        () => {
          globalThis.curve_bn128 = own;
          return groth16.verify(key, publicSignals, proof);
        };
    },
    async close() {
      await curve?.terminate();
      curve = undefined;
    },
  };
}
