// @ts-check
// Prepares what a suite needs and not every machine has. Tools are built or installed when the first suite needs them.
import { Problem } from '../problem.mjs';
import { lines } from '../process.mjs';
import { rustMissing } from '../rust.mjs';
import { prepareCargoFuzz, prepareCircomspect, prepareWasmPack } from '../tools.mjs';
import { fuses, RELAXED_FLAGS } from './node-flags.mjs';

/** @typedef {keyof typeof NEEDS} Need */

/** @type {(name: string, prepare: typeof prepareCircomspect) => (note: import('../steps.mjs').Note) => Promise<string>} */
const built = (name, prepare) => async (note) => {
  try {
    await prepare(note);
    return '';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${name} could not be built: ${lines(error.message).at(-1)}`;
  }
};

/** Prepare each need; give why it is missing, or ''. */
const NEEDS = {
  rust: async () => rustMissing(),
  circomspect: built('circomspect', prepareCircomspect),
  'wasm-pack': built('wasm-pack', prepareWasmPack),
  'cargo-fuzz': built('cargo-fuzz', prepareCargoFuzz),
  fused: async () => ((await fuses(RELAXED_FLAGS)) ? '' : 'this machine, or its Node, has no fused multiply-add'),
  'fused by a flag': async () =>
    RELAXED_FLAGS.length > 0 ? '' : 'this Node has relaxed SIMD by itself, and the other suites ran on it',
};

/**
 * Prepares what a suite needs.
 * @param {readonly Need[]} needs
 * @param {import('../steps.mjs').Note} note
 * @returns {Promise<string>} why the suite is skipped, or ''
 */
export async function prepareNeeds(needs, note) {
  for (const need of needs) {
    const missing = await NEEDS[need](note);
    if (missing !== '') return missing;
  }
  return '';
}
