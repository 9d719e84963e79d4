// @ts-check
import { within } from './process.mjs';
import { judged, reasons } from './skips.mjs';
import { step } from './steps.mjs';
import { MINUTES } from './suites.mjs';

/**
 * @typedef {import('./counts.mjs').Outcome} Outcome
 * @typedef {import('./suites.mjs').Suite} Suite
 */

/**
 * Runs suites one after the other, also after a failure. Prints a line about each, the reasons of skips, and a failure's output.
 *
 * @param {readonly Suite[]} suites
 * @param {{ ci: boolean, slow?: boolean }} options ci: a skip that skips.mjs does not name is a failure; slow: each may
 *   take six times as long
 * @returns {Promise<Outcome[]>}
 */
export async function runSuites(suites, { ci, slow = false }) {
  const outcomes = [];
  for (const { name, run, minutes = MINUTES } of suites) {
    const work = async (/** @type {import('./steps.mjs').Note} */ note) => {
      const ms = minutes * (slow ? 6 : 1) * 60_000;
      return judged(name, await within(ms, () => run(note)).catch(broken), ci);
    };
    const outcome = await step(name, work, describe);
    for (const reason of reasons(outcome.skips ?? [])) console.log(`    ${reason}`);
    if (outcome.output) console.log(`\n${outcome.output.trimEnd()}\n`);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** A suite that could not be run. @param {unknown} error @returns {Outcome} */
function broken(error) {
  return { passed: 0, failed: 1, skipped: 0, output: error instanceof Error ? `${error.stack}` : String(error) };
}

/** @param {Outcome} outcome */
function describe({ passed, failed, skipped }) {
  const parts = [passed && `${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
  return parts.filter(Boolean).join(', ');
}
