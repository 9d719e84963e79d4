// @ts-check
// Lists the skips that are allowed. In CI any other is a failure, such as that of a suite whose tool is missing.

/**
 * @typedef {import('./counts.mjs').Outcome} Outcome
 * @typedef {import('./counts.mjs').Skip} Skip
 *
 * @typedef {object} Allowed
 * @property {string} suite
 * @property {string} [test] how a test's name begins; the suite itself where there is none
 * @property {string} [part] a part of a test's name, where many tests are meant
 * @property {string} [reason] what the suite says, where one skip of several is meant
 * @property {string} why shown where a test gives no reason
 * @property {() => boolean} [when] whether it is expected here; always unless given
 */

const isRoot = () => process.getuid?.() === 0;
const isNode20 = () => process.version.startsWith('v20.');

/**
 * Lists tests that depend on the machine's user, processor, Node or Rust, and those that need SLOW=1. A tool that set-up could
 * not install is not listed.
 */
export const ALLOWED = /** @type {readonly Allowed[]} */ ([
  ...[
    '@fedzk/audit test/tiles.test.ts > memory',
    '@fedzk/keys test/crash.test.ts > a conflict without end is told',
    '@fedzk/server test/first-start.test.ts > with keys of RSA-4096, a first start for production',
    '@fedzk/server test/production.test.ts > a key of a whole ceremony',
    '@fedzk/vectors test/vectors.test.ts > makers > make/noble-bls.mjs',
    '@fedzk/vectors test/vectors.test.ts > makers > make/simulated.mjs bls12381',
    '@fedzk/vectors test/vectors.test.ts > makers > make/zcash.mjs',
    '@fedzk/vectors test/vectors.test.ts > makers > make/gnark',
    '@fedzk/vectors test/vectors.test.ts > makers > make/groth16.mjs arkworks',
    '@fedzk/vectors test/vectors.test.ts > makers > make/groth16.mjs gnark',
  ].map((test) => ({ suite: 'typescript', test, why: 'waits for SLOW=1', when: () => process.env.SLOW !== '1' })),
  {
    suite: 'typescript',
    test: '@fedzk/audit test/directory-reader.test.ts > what is no file > nor one that may not be read',
    why: 'root may read every file',
    when: isRoot,
  },
  {
    suite: 'bench',
    test: '@fedzk/bench test/strictness.test.ts > the table in the README of @fedzk/verify > is what the engines make',
    why: 'waits for SLOW=1',
    when: () => process.env.SLOW !== '1',
  },
  {
    suite: 'bench',
    test: '@fedzk/bench test/audit.test.ts > appends > of SQLite are in its table',
    why: 'npm run bench -- audit builds better-sqlite3',
  },
  {
    suite: 'typescript',
    test: "@fedzk/keys test/file.test.ts > what is not its own > another user's",
    why: 'only root can make such files',
    when: () => !isRoot(),
  },
  ...['swizzle', 'fma'].map((name) => ({
    suite: 'typescript',
    test: `@fedzk/core test/wasm/${name}.test.ts`,
    why: 'asks for what only Node 20 has behind an option',
    when: () => !isNode20(),
  })),
  {
    suite: 'typescript, relaxed',
    why: 'the other suites ran on this build',
    when: () => !isNode20(),
  },
  ...['rust as wasm, fma', 'rust as wasm, relaxed', 'typescript, other build'].map((suite) => ({
    suite,
    reason: 'this machine, or its Node, has no fused multiply-add',
    why: 'the instruction is not there',
  })),
  {
    suite: 'typescript',
    part: '.tools.test.ts > ',
    why: 'npm run test:tools installs what it needs',
  },
  {
    suite: 'wasm lock',
    reason: 'the lock is of other tools',
    why: 'another version of Rust makes other bytes',
  },
]);

/**
 * Gives each skip its reason, and in CI counts one that the list does not name as a failure.
 *
 * @param {string} suite
 * @param {Outcome} outcome
 * @param {boolean} ci
 * @param {readonly Allowed[]} [allowed]
 * @returns {Outcome}
 */
export function judged(suite, outcome, ci, allowed = ALLOWED) {
  const told = outcome.skips ?? [];
  const untold = Math.max(outcome.skipped - told.length, 0);
  const silent = Array.from({ length: untold }, () => /** @type {Skip} */ ({ name: 'a test' }));
  const all = [...told, ...silent].map((skip) => {
    const entry = allowed.find((each) => names(each, suite, skip));
    return { ...skip, reason: skip.reason ?? entry?.why ?? 'it gives no reason', named: entry !== undefined };
  });
  const skips = all.map(({ name, reason }) => ({ name, reason }));
  const unnamed = all.filter(({ named }) => !named);
  if (!ci || unnamed.length === 0) return { ...outcome, ...(skips.length > 0 && { skips }) };

  const lines = unnamed.map(({ name, reason }) => `  ${name || suite}: ${reason}`);
  const output = `Skipped, which scripts/lib/skips.mjs does not name:\n${lines.join('\n')}`;
  return {
    passed: outcome.passed,
    failed: outcome.failed + unnamed.length,
    skipped: all.length - unnamed.length,
    skips,
    output: outcome.output ? `${outcome.output}\n\n${output}` : output,
  };
}

/** @param {Allowed} entry @param {string} ofSuite @param {Skip} skip */
function names({ suite, test, part, reason, when = () => true }, ofSuite, skip) {
  if (suite !== ofSuite || !when()) return false;
  if (reason !== undefined && reason !== skip.reason) return false;
  if (part !== undefined) return skip.name.includes(part);
  return test === undefined ? skip.name === '' : skip.name.startsWith(test);
}

/** Lists the reasons of skips, each once. @param {readonly Skip[]} skips @returns {string[]} */
export function reasons(skips) {
  const byReason = new Map();
  for (const { name, reason = '' } of skips) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  return [...byReason].map(([reason, of]) => {
    const [first = ''] = of;
    const more = of.length > 1 ? ` and ${of.length - 1} more` : '';
    return `skipped: ${first === '' ? '' : `${first}${more}: `}${reason}`;
  });
}
