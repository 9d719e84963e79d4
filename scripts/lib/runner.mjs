// @ts-check
import { within } from './process.mjs';
import { judged, reasons } from './skips.mjs';
import { step } from './steps.mjs';
import { MINUTES } from './suites.mjs';

/** A file of tests that takes longer is worth a look. */
const SLOW_SECONDS = 10;

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
    for (const line of slowest(outcome)) console.log(`    ${line}`);
    if (outcome.output) console.log(`\n${outcome.output.trimEnd()}\n`);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** A suite that could not be run. @param {unknown} error @returns {Outcome} */
function broken(error) {
  return { passed: 0, failed: 1, skipped: 0, output: error instanceof Error ? `${error.stack}` : String(error) };
}

/** The ten files that took longest, of those that took more than {@link SLOW_SECONDS}. @param {Outcome} outcome */
function slowest({ files = [] }) {
  const slow = files.filter(({ seconds }) => seconds > SLOW_SECONDS);
  return slow.slice(0, 10).map(({ file, seconds }) => `${seconds.toFixed(0).padStart(4)} s ${file}`);
}

/** @param {Outcome} outcome */
function describe({ passed, failed, skipped }) {
  const parts = [passed && `${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
  return parts.filter(Boolean).join(', ');
}
