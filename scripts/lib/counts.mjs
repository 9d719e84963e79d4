// @ts-check
// Counts passed, failed and skipped tests, from the runners' own output.
import { relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly Skip[]} [skips] what was skipped, as far as the runner tells
 * @property {string} [output] what to show of a failure
 * @property {readonly { file: string, seconds: number }[]} [files] how long each file of tests took, the longest first
 *
 * @typedef {object} Skip
 * @property {string} name the test's, with its file; '' where it is the suite
 * @property {string} [reason]
 */

/** @param {Outcome[]} outcomes @returns {string} the closing line of a test run */
export function total(outcomes) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => outcomes.reduce((n, o) => n + o[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
}

/** @param {string} reason @returns {Outcome} */
export function skippedFor(reason) {
  return { passed: 0, failed: 0, skipped: 1, skips: [{ name: '', reason }] };
}

/** Counts a check as one test. @param {{ code: number, output: string }} result @returns {Outcome} */
export function checkOutcome({ code, output }) {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0, output };
}

/**
 * From the lines `test result: ok. 3 passed; 0 failed; 1 ignored; …`, one a test binary.
 * @param {{ code: number, output: string }} result
 * @returns {Outcome}
 */
export function cargoOutcome({ code, output }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  const skips = [...output.matchAll(/^test (.+) \.\.\. ignored(?:, (.+))?$/gm)].map(([, name = '', reason]) => ({
    name,
    ...(reason !== undefined && { reason }),
  }));
  return { ...settle(counts, code, output), ...(skips.length > 0 && { skips }) };
}

/**
 * @typedef {object} VitestReport vitest's JSON reporter, as much of it as counts
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly VitestFile[]} testResults
 *
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} status
 * @property {readonly unknown[]} assertionResults
 * @property {number} startTime in milliseconds
 * @property {number} endTime
 */

/**
 * A file that could not be loaded has no tests in the report and counts as one failed.
 * @param {VitestReport | undefined} report undefined when vitest wrote none
 * @param {{ code: number, output: string }} result
 * @param {readonly Skip[]} [skips] what skips-reporter.mjs wrote
 * @returns {Outcome}
 */
export function vitestOutcome(report, { code, output }, skips = []) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const files = (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    file: relative(root, name),
    seconds: (endTime - startTime) / 1000,
  }));
  if (report) {
    const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    counts.passed = report.numPassedTests;
    counts.failed = report.numFailedTests + broken.length;
    counts.skipped = report.numPendingTests + report.numTodoTests;
  }
  return {
    ...settle(counts, code, failuresIn(output)),
    ...(skips.length > 0 && { skips }),
    ...(files.length > 0 && { files: files.sort((a, b) => b.seconds - a.seconds) }),
  };
}

/** Cuts vitest's output to its report of failures; keeps all of it where there is none. @param {string} output */
function failuresIn(output) {
  const at = output.search(/^.*⎯.* (Failed Suites|Failed Tests|Unhandled Errors) .*$/m);
  return at < 0 ? output : output.slice(at);
}

/**
 * Counts a failure for a runner that failed without a failed test, which has crashed, and for one that ran no test.
 * @param {{ passed: number, failed: number, skipped: number }} counts
 * @param {number} code
 * @param {string} output
 * @returns {Outcome}
 */
function settle(counts, code, output) {
  if (counts.failed === 0 && code !== 0) counts.failed = 1;
  if (counts.passed + counts.failed + counts.skipped === 0)
    return { ...counts, failed: 1, output: `${output}\nran no test` };
  return counts.failed === 0 ? counts : { ...counts, output };
}
