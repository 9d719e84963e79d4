// The body that runs in every runtime. It notes what it sees. The expected results are in test/expected.ts.
import { aggregation } from './aggregation.js';
import { clientSide } from './client-side.js';
import * as exercises from './exercises.js';
import { quantization } from './quantization.js';
import { notebook } from './results.js';
import { verification } from './verification.js';

/**
 * @typedef {typeof import('./packages.js')} Packages
 * @typedef {import('./results.js').Notebook} Notebook
 * @typedef {Record<string, (entry: unknown) => unknown>} Exercises
 * @typedef {(notebook: Notebook, packages: Packages, input: import('./verification.js').Input) => void | Promise<void>} Part
 */

/** The part of the body for each entry. @type {Record<'verify' | 'quant' | 'agg' | 'prove', Part>} */
const PARTS = { verify: verification, quant: quantization, agg: aggregation, prove: clientSide };

/**
 * @param {Partial<Packages> & Pick<Packages, 'verify'>} packages
 * @param {import('./verification.js').Input} input
 */
export async function body(packages, input) {
  const notes = notebook(packages.verify.FedzkError);
  const errors = Object.values(packages).flatMap((entry) => ('FedzkError' in entry ? [entry.FedzkError] : []));
  notes.say('one FedzkError', new Set(errors).size);
  for (const [name, part] of Object.entries(PARTS)) {
    if (name in packages) await part(notes, /** @type {Packages} */ (packages), input);
  }
  const given = /** @type {Record<string, unknown>} */ (packages);
  for (const [name, exercise] of Object.entries(/** @type {Exercises} */ (exercises))) {
    if (name in given) notes.say(name, await exercise(given[name]));
  }
  return notes.results;
}
