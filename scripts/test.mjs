// @ts-check
// npm test: set-up, build, then every suite. The last line counts: "N passed, N failed, N skipped".
import { build, buildBench } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { total } from './lib/counts.mjs';
import { nativeEnvironment, wasmEnvironment } from './lib/environment.mjs';
import { main, Problem } from './lib/problem.mjs';
import { within } from './lib/process.mjs';
import { runSuites } from './lib/runner.mjs';
import { ensureRuntimes, runtimeVersions } from './lib/runtimes.mjs';
import { setup } from './lib/setup.mjs';
import { step } from './lib/steps.mjs';
import { suites } from './lib/suites.mjs';

/** @typedef {import('./lib/counts.mjs').Outcome} Outcome */

const USAGE = `usage: npm test -- [--static | --runtimes] [--slow]
  --static     only what looks at the sources and packages without running them
  --runtimes   only the packages in each runtime
  --slow       deeper: SLOW=1 for every suite
With CI=true a skip that scripts/lib/skips.mjs does not name is a failure.`;

/** How long set-up and build may take: several times as long as on a new machine. */
const SETUP_MINUTES = 45;

/** @type {Outcome[]} */
const outcomes = [];

await main(async () => {
  const args = process.argv.slice(2);
  if (args.some((arg) => !['--static', '--runtimes', '--slow'].includes(arg))) throw new Problem(USAGE);
  const kind = args.includes('--static') ? 'static' : args.includes('--runtimes') ? 'runtimes' : undefined;

  if (args.includes('--slow')) process.env.SLOW = '1';
  const extra = await within(SETUP_MINUTES * 60_000, async () => {
    await setup();
    await build({ generate: false });
    await buildBench();
    console.log('test');
    return kind === 'static' ? {} : { ...(await browser()), ...(await runtimes()) };
  });
  const environments = {
    native: { ...nativeEnvironment(), ...extra },
    wasm: { ...(await wasmEnvironment()), ...extra },
  };
  const chosen = suites(environments).filter((suite) => kind === undefined || suite.kind === kind);
  const ci = !['', 'false', '0', undefined].includes(process.env.CI);
  outcomes.push(...(await runSuites(chosen, { ci, slow: process.env.SLOW === '1' })));
});

// Whatever stopped the run before its suites were through is a failure too.
if (process.exitCode) outcomes.push({ passed: 0, failed: 1, skipped: 0 });
if (outcomes.some(({ failed }) => failed > 0)) process.exitCode = 1;
console.log(total(outcomes));

/** What the tests are told about a browser: its path, or why there is none. */
async function browser() {
  const chromium = await step('chromium', ensureChromium, (found) => ('path' in found ? found.version : found.missing));
  return 'path' in chromium ? { FEDZK_CHROMIUM: chromium.path } : { FEDZK_CHROMIUM_MISSING: chromium.missing };
}

/** Why the other runtimes are not there, if they are not. */
async function runtimes() {
  const { missing } = await step('other runtimes', ensureRuntimes, (ensured) => ensured.missing ?? runtimeVersions());
  return missing === undefined ? {} : { FEDZK_RUNTIMES_MISSING: missing };
}
