// A prover that lets the test decide when, and how, each proof ends.

import type { Prover } from '../../src/compose.js';
import type { Setting } from './round.js';

/** A prover that waits to be let go on, and says how it ends. */
export function held(set: Setting) {
  const waiting: { go: () => void; fail: (reason: Error) => void }[] = [];
  const prover: Prover = {
    vkeyId: set.prover.vkeyId,
    async prove(inputs, options) {
      await new Promise<void>((go, fail) => waiting.push({ go, fail }));
      return set.prover.prove(inputs, options);
    },
  };
  /** The proof that has waited longest. */
  const next = async () => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return waiting.shift() ?? { go() {}, fail() {} };
  };
  return { prover, next, waiting };
}
