// The one body that runs in every runtime. It says what it sees; what it has to see stands in test/expected.ts.
import { aggregation } from './aggregation.js';
import { clientSide } from './client-side.js';
import { quantization } from './quantization.js';
import { notebook } from './results.js';
import { verification } from './verification.js';

/**
 * @typedef {typeof import('./packages.js')} Packages
 * @typedef {import('./results.js').Notebook} Notebook
 * @typedef {(notebook: Notebook, packages: Packages, input: import('./verification.js').Input) => void | Promise<void>} Part
 */

/** What is done with each entry. @type {Record<keyof Packages, Part>} */
const PARTS = { verify: verification, quant: quantization, agg: aggregation, prove: clientSide };

/**
 * @param {Partial<Packages> & Pick<Packages, 'verify'>} packages
 * @param {import('./verification.js').Input} input
 */
export async function body(packages, input) {
  const notes = notebook(packages.verify.FedzkError);
  notes.say('one FedzkError', new Set(Object.values(packages).map(({ FedzkError }) => FedzkError)).size);
  for (const [name, part] of Object.entries(PARTS)) {
    if (name in packages) await part(notes, /** @type {Packages} */ (packages), input);
  }
  return notes.results;
}
