// @ts-check
// npm test: set-up, build, then every suite. The last line counts: "N passed, N failed, N skipped".
import { parseArgs } from 'node:util';
import { modulesAreCommitted } from '../packages/kit/src/modules.mjs';
import { buildForTests, buildModules } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { total } from './lib/counts.mjs';
import { ensureTools } from './lib/debian.mjs';
import { nativeEnvironment, wasmEnvironment } from './lib/environment.mjs';
import { rustDir, workspacePackages } from './lib/paths.mjs';
import { buildPkcs11js } from './lib/pkcs11js.mjs';
import { main, Problem } from './lib/problem.mjs';
import { lines, must, within } from './lib/process.mjs';
import { runSuites } from './lib/runner.mjs';
import { ensureRuntimes, runtimeVersions } from './lib/runtimes.mjs';
import { rustMissing } from './lib/rust.mjs';
import { roomsOf, select, selectChanged } from './lib/selection.mjs';
import { isCi, setup } from './lib/setup.mjs';
import { ended, step } from './lib/steps.mjs';
import { ON_BUILDS, SUITES, suitesOf } from './lib/suites.mjs';
import { installTrestle } from './lib/trestle.mjs';

/** @typedef {import('./lib/counts.mjs').Outcome} Outcome */

const USAGE = `usage: npm test -- [--static | --runtimes | --tools | --with-tools] [--slow]
       npm test -- PACKAGE… [--only]
       npm test -- rust [CRATE…] [--only]
       npm test -- --since COMMIT
  --static     only the checks of sources and packages, which run none of them
  --runtimes   only the packages in each runtime
  --tools      only the tests that need programs of Debian, such as PostgreSQL; root has them installed
  --with-tools everything, and those beside it
  --slow       deeper: SLOW=1 for every suite
  PACKAGE      a folder of packages/, or bench: its tests, the packages that use it, and its modules' crates if Rust changed
  CRATE        a folder of rust/: its tests, and the crates that use it
  --only       without what uses it
  --since      the packages and crates with files that differ from a commit
With CI=true a skip that scripts/lib/skips.mjs does not name is a failure.`;

/** How long set-up and build may take: several times as long as on a new machine. */
const SETUP_MINUTES = 45;

/** @type {Outcome[]} */
const outcomes = [];

await main(async () => {
  const { words, options } = given();
  if (options.slow) process.env.SLOW = '1';
  const kind = options.static ? 'static' : options.runtimes ? 'runtimes' : options.tools ? 'tools' : undefined;
  const withTools = options['with-tools'] === true;
  const chosen = await within(SETUP_MINUTES * 60_000, async () => {
    await setup(words.length === 0 ? 'try' : words[0] === 'rust' || words.includes('bench') ? 'must' : 'look');
    const selection = await selected(words, options);
    return selection === undefined ? everything(kind, withTools) : part(selection, words);
  });
  const slow = process.env.SLOW === '1';
  outcomes.push(...(await runSuites(chosen.suites, { environments: chosen.environments, ci: isCi(), slow })));
});

// An error that stopped the run before its suites ended is a failure too.
if (process.exitCode) outcomes.push({ passed: 0, failed: 1, skipped: 0 });
if (outcomes.some(({ failed }) => failed > 0)) process.exitCode = 1;
console.log(total(outcomes));

function given() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        ...{ static: { type: 'boolean' }, runtimes: { type: 'boolean' }, slow: { type: 'boolean' } },
        ...{ tools: { type: 'boolean' }, 'with-tools': { type: 'boolean' } },
        ...{ only: { type: 'boolean' }, since: { type: 'string' } },
      },
    });
    const kinds = [values.static, values.runtimes, values.tools, values['with-tools']];
    const ways = [...kinds, values.since !== undefined, positionals.length > 0];
    if (ways.filter(Boolean).length > 1) throw new Problem(USAGE);
    if (values.only && positionals.length === 0) throw new Problem(USAGE);
    return { words: positionals, options: values };
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(USAGE);
  }
}

/**
 * @param {readonly string[]} words
 * @param {{ only?: boolean, since?: string }} options
 * @returns {Promise<import('./lib/selection.mjs').Selection | undefined>} undefined for everything
 */
async function selected(words, { only, since }) {
  if (words.length === 0 && since === undefined) return undefined;
  const rooms = roomsOf(workspacePackages(), rustMissing() === '' ? await metadata() : { packages: [] });
  return since === undefined
    ? select(words, rooms, { only: only === true, rustChanged: !modulesAreCommitted() })
    : selectChanged(await changedSince(since), rooms);
}

/** Asks cargo for the crates. @returns {Promise<import('./lib/selection.mjs').CargoMetadata>} */
async function metadata() {
  const args = ['metadata', '--format-version=1', '--no-deps', '--locked'];
  const failed = 'The crates could not be listed.';
  return JSON.parse(await must('cargo', args, { cwd: rustDir, env: nativeEnvironment(), failed }));
}

/** Lists the files that differ from a commit, and untracked ones. @param {string} commit */
async function changedSince(commit) {
  const failed = `The files that differ from "${commit}" could not be listed.`;
  const tracked = await must('git', ['diff', '--name-only', commit, '--'], { failed });
  const others = await must('git', ['ls-files', '--others', '--exclude-standard'], { failed });
  return lines(tracked + others);
}

/**
 * @param {'static' | 'runtimes' | 'tools' | undefined} kind one, or what runs by default
 * @param {boolean} withTools whether what needs programs of Debian runs beside it
 */
async function everything(kind, withTools) {
  console.log('build');
  // What is downloaded comes while the compilers work.
  const elsewhere = kind === 'static' || kind === 'tools' ? [] : [browser(), runtimes()];
  const building = kind === 'tools' ? buildModules() : buildForTests({ bench: rustMissing() === '' });
  const installing = kind === 'tools' || withTools ? step('debian packages', ensureTools) : undefined;
  const [, , ...found] = await ended([building, installing, ...elsewhere]);
  const extra = Object.assign({}, ...found, withTools && { FEDZK_TOOLS: 'apart' });
  console.log('test');
  if (kind === 'tools' || withTools) await step('compliance-trestle', installTrestle);
  if (kind === 'tools' || kind === undefined) await step('pkcs11js', buildPkcs11js);
  const kinds = kind === undefined ? byDefault() : [kind];
  const suites = SUITES.filter((suite) => kinds.includes(suite.kind) || (withTools && suite.kind === 'tools'));
  return { suites, environments: await environments(extra) };
}

/** Lists the kinds of a plain run. Suites of `tests` include those of `tools` whose tool is installed. @returns {import('./lib/suites.mjs').Kind[]} */
function byDefault() {
  return ['static', 'tests', 'runtimes', ...(process.env.SLOW === '1' ? /** @type {const} */ (['slow']) : [])];
}

/** @param {import('./lib/selection.mjs').Selection} selection @param {readonly string[]} words */
async function part({ packages, crates }, words) {
  const onBuilds = packages.filter((name) => ON_BUILDS.includes(name) && words.includes(name));
  console.log('build');
  if (onBuilds.length > 0) await buildForTests({ bench: onBuilds.includes('bench') });
  else if (packages.length > 0) await buildModules();
  console.log('test');
  const extra = onBuilds.includes('packaging-tests') ? { ...(await browser()), ...(await runtimes()) } : {};
  const onSources = packages.filter((name) => !ON_BUILDS.includes(name));
  if (onSources.includes('keys')) await step('pkcs11js', buildPkcs11js);
  // A package that was named needs no Rust where that has not changed.
  const needsRust = words[0] === 'rust' || words.length === 0 || !modulesAreCommitted();
  const withoutRust = needsRust && rustMissing() !== '';
  const suites = suitesOf({ packages: [...onSources, ...onBuilds], crates }, withoutRust);
  return { suites, environments: await environments(extra) };
}

/** @param {NodeJS.ProcessEnv} extra */
async function environments(extra) {
  const native = { ...nativeEnvironment(), ...extra };
  return { native, wasm: rustMissing() === '' ? { ...(await wasmEnvironment()), ...extra } : native };
}

/** Finds a browser for the tests: its path, or why there is none. */
async function browser() {
  const chromium = await step('chromium', ensureChromium, (found) => ('path' in found ? found.version : found.missing));
  return 'path' in chromium ? { FEDZK_CHROMIUM: chromium.path } : { FEDZK_CHROMIUM_MISSING: chromium.missing };
}

/** Installs the other runtimes; tells the tests why they are missing, if they are. */
async function runtimes() {
  const { missing } = await step('other runtimes', ensureRuntimes, (ensured) => ensured.missing ?? runtimeVersions());
  return missing === undefined ? {} : { FEDZK_RUNTIMES_MISSING: missing };
}
