// @ts-check
import { skippedFor } from './counts.mjs';
import { within } from './process.mjs';
import { judged, reasons } from './skips.mjs';
import { step } from './steps.mjs';
import { prepareNeeds } from './suites/needs.mjs';

/** A file of tests that takes longer is printed. */
const SLOW_SECONDS = 10;

/**
 * @typedef {import('./counts.mjs').Outcome} Outcome
 * @typedef {import('./suites.mjs').Suite} Suite
 *
 * @typedef {object} Options
 * @property {{ native: NodeJS.ProcessEnv, wasm: NodeJS.ProcessEnv }} environments
 * @property {boolean} ci a skip that skips.mjs does not name is a failure
 * @property {boolean} [slow] each may take six times as long
 */

/**
 * Runs suites, those of a lane one after the other and the lanes at once. The lane that ends first takes those that may run in
 * either. A failure stops none. Prints a line about each, the reasons of skips, files that took long, and a failure's output.
 *
 * @param {readonly Suite[]} suites
 * @param {Options} options
 * @returns {Promise<Outcome[]>}
 */
export async function runSuites(suites, options) {
  const shared = suites.filter(({ lane }) => lane === 'either');
  const names = [...new Set(suites.map(({ lane }) => lane))].filter((name) => name !== 'either');
  const lanes = names.length === 0 ? [[]] : names.map((name) => suites.filter(({ lane }) => lane === name));
  return (await Promise.all(lanes.map((lane) => runLane(lane, shared, options)))).flat();
}

/**
 * @param {readonly Suite[]} own the lane's suites
 * @param {Suite[]} shared those of either lane, which this one takes from when it has run its own
 * @param {Options} options
 */
async function runLane(own, shared, options) {
  const outcomes = [];
  const rest = [...own];
  for (let suite = rest.shift() ?? shared.shift(); suite; suite = rest.shift() ?? shared.shift()) {
    const { name } = suite;
    outcomes.push(await step(name, (note) => runSuite(/** @type {Suite} */ (suite), note, options), describe, details));
  }
  return outcomes;
}

/** @param {Suite} suite @param {import('./steps.mjs').Note} note @param {Options} options @returns {Promise<Outcome>} */
async function runSuite({ name, minutes, needs, how }, note, { environments, ci, slow = false }) {
  const work = async () => {
    const missing = await prepareNeeds(needs, note);
    return missing === '' ? how({ ...environments, note }) : skippedFor(missing);
  };
  return judged(name, await within(minutes * (slow ? 6 : 1) * 60_000, work).catch(broken), ci);
}

/** Lists what is printed below a suite's line. @param {Outcome} outcome */
function details(outcome) {
  const below = [...reasons(outcome.skips ?? []), ...slowest(outcome)].map((line) => `    ${line}`);
  return outcome.output ? [...below, `\n${outcome.output.trimEnd()}\n`] : below;
}

/** Makes the outcome of a suite that could not be run. @param {unknown} error @returns {Outcome} */
function broken(error) {
  return { passed: 0, failed: 1, skipped: 0, output: error instanceof Error ? `${error.stack}` : String(error) };
}

/** Lists the ten slowest files, of those that took more than {@link SLOW_SECONDS}. @param {Outcome} outcome */
function slowest({ files = [] }) {
  const slow = files.filter(({ seconds }) => seconds > SLOW_SECONDS);
  return slow.slice(0, 10).map(({ file, seconds }) => `${seconds.toFixed(0).padStart(4)} s ${file}`);
}

/** @param {Outcome} outcome */
function describe({ passed, failed, skipped }) {
  const parts = [passed && `${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
  return parts.filter(Boolean).join(', ');
}
