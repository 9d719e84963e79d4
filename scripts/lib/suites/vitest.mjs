// @ts-check
// Runs suites with vitest: projects of vitest.config.ts, on the builds of modules that Node chooses or on others.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vitestOutcome } from '../counts.mjs';
import { readJson, root } from '../paths.mjs';
import { run } from '../process.mjs';
import { fuses, RELAXED_FLAGS } from './node-flags.mjs';

/** @typedef {import('../suites.mjs').How} How */

const SKIPS_REPORTER = join(root, 'scripts/lib/skips-reporter.mjs');

/**
 * @param {readonly string[]} projects vitest's
 * @param {readonly string[]} [filters] parts of files' names; all where there are none
 * @returns {How}
 */
export function vitest(projects, filters = []) {
  return async ({ native, note }) => {
    const dir = mkdtempSync(join(tmpdir(), 'fedzk-vitest-'));
    const [file, skipsFile] = [join(dir, 'report.json'), join(dir, 'skips.json')];
    // A package may have a second project, of the files that run alone: vitest.config.ts.
    const chosen = projects.flatMap((project) => ['--project', project, '--project', `${project}, alone`]);
    const reporters = ['default', 'json', SKIPS_REPORTER].map((name) => `--reporter=${name}`);
    const result = await run('vitest', ['run', ...chosen, ...reporters, `--outputFile.json=${file}`, ...filters], {
      env: { ...native, FEDZK_SKIPS: skipsFile },
      onLine: note,
    });
    const [report, skips] = [file, skipsFile].map((path) => (existsSync(path) ? readJson(path) : undefined));
    rmSync(dir, { recursive: true });
    return vitestOutcome(report, result, skips);
  };
}

/** Runs the tests that need programs of Debian. @param {readonly string[]} projects vitest's @returns {How} */
export function withTools(projects) {
  const how = vitest(projects, ['.tools.test.']);
  return (context) => how({ ...context, native: { ...context.native, FEDZK_TOOLS: '' } });
}

/** Test files of @fedzk/verify that use the module; arguments, pools and the command line are the same on any build. */
const OF_THE_MODULE = [
  // What snarkjs says doesn't depend on our build, and is compared on one of them. How memory grows doesn't either.
  ...['backend', 'batch', 'noble.diff', 'foreign', 'format.test', 'hostile', '/key.test', 'lifecycle', 'quant'],
  ...['refusals', 'slim', 'vectors'],
];

/** Test files of @fedzk/keys that use the module. */
const ON_EACH_BUILD = ['vectors', 'random', 'reader', 'lifecycle', 'aliasing', 'backend', 'slim'];

/** The tests of @fedzk/verify on the build that Node does not choose by itself. @type {How} */
export async function otherBuild(context) {
  const byItself = await fuses([]);
  const flags = byItself ? ['--no-enable-fma3'] : RELAXED_FLAGS;
  const filters = context.native.SLOW === '1' ? [] : OF_THE_MODULE;
  return vitest(['@fedzk/verify'], filters)(onBuild(context, byItself ? 'portable' : 'fma', flags));
}

/** The tests of @fedzk/keys on the build that Node 20 takes with a flag and later ones by themselves. @type {How} */
export function relaxedBuild(context) {
  return vitest(['@fedzk/keys'], ON_EACH_BUILD)(onBuild(context, 'relaxed', RELAXED_FLAGS));
}

/** @param {import('../suites.mjs').Context} context @param {string} build @param {readonly string[]} flags */
function onBuild(context, build, flags) {
  return { ...context, native: { ...context.native, FEDZK_NODE_FLAGS: flags.join(' '), FEDZK_BUILD: build } };
}
