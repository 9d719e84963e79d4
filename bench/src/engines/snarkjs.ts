import { type Curve as CurveEngine, curves, groth16 } from 'snarkjs';
import { type Curve, curveOf } from '../curves.js';
import type { Engine } from '../engine.js';

// snarkjs's verify has no option for threads: it asks ffjavascript for the curve by name, and ffjavascript returns
// globalThis.curve_bn128 or curve_bls12381 where that is set. Each mode keeps engines of its own and puts one there
// before each verification, so both run in one process; the other engine's threads sleep meanwhile.

const CHECKS =
  'signal range and on curve by the library; not: canonical coordinates, z = 1, signal count, subgroup; ' +
  'reads and prepares the key anew for each proof, as its API has it';

/** Makes the engine as the documentation shows it, with one worker thread a core. */
export function snarkjs(): Engine {
  return engine('snarkjs', `${CHECKS}; a worker thread a core`, false);
}

/** Makes the engine without threads, as some users set it up by hand. */
export function snarkjsSingleThread(): Engine {
  return engine('snarkjs, one thread', `${CHECKS}; curve preset in globalThis`, true);
}

function engine(name: string, checks: string, singleThread: boolean): Engine {
  const own = new Map<Curve, CurveEngine>();
  return {
    name,
    package: 'snarkjs',
    strict: false,
    checks,
    async prepare(key) {
      const curve = curveOf(key);
      preset(curve, null); // else a mode without threads that was there first would be returned
      const used = own.get(curve) ?? (await curves.getCurveFromName(key.curve, { singleThread }));
      own.set(curve, used);
      return ({ proof, publicSignals }) =>
        () => {
          preset(curve, used);
          return groth16.verify(key, publicSignals, proof);
        };
    },
    async close() {
      for (const used of own.values()) await used.terminate();
      own.clear();
    },
  };
}

/** Makes ffjavascript return this engine for the curve. With null, it builds one with threads. */
export function preset(curve: Curve, used: CurveEngine | null): void {
  if (curve === 'bn254') globalThis.curve_bn128 = used;
  else globalThis.curve_bls12381 = used;
}
