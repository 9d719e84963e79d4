// @ts-check
// The suites of a test run, in their order. Each is tried whatever became of those before it.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cargoOutcome, checkOutcome, skippedFor, vitestOutcome } from './counts.mjs';
import { WASM_TARGET } from './environment.mjs';
import { readJson, root, rustDir, workspacePackages } from './paths.mjs';
import { Problem } from './problem.mjs';
import { lines, run } from './process.mjs';
import { prepareCargoFuzz, prepareCircomspect, prepareTestRunner, prepareWasmPack } from './tools.mjs';

/**
 * @typedef {import('./counts.mjs').Outcome} Outcome
 * @typedef {import('./steps.mjs').Note} Note
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {'static' | 'tests' | 'runtimes'} kind static: nothing but looking; runtimes: the packages as strangers use them
 * @property {(note: Note) => Promise<Outcome>} run
 * @property {number} [minutes] how long it may take, where that is more than {@link MINUTES}
 */

/** The crates whose tests run as WebAssembly too. */
const WASM_TESTED = ['fedzk-curves', 'fedzk-groth16', 'fedzk-quant'];

/** How long a suite may take: several times as long as on two cores that have other work too. */
export const MINUTES = 15;

const SKIPS_REPORTER = join(root, 'scripts/lib/skips-reporter.mjs');

/** The vitest project that packs, installs and runs the packages. */
const RUNTIMES_PROJECT = '@fedzk/packaging-tests';

/** @param {{ native: NodeJS.ProcessEnv, wasm: NodeJS.ProcessEnv }} environments @returns {Suite[]} */
export function suites({ native, wasm }) {
  return [
    {
      name: 'rustfmt',
      kind: 'static',
      run: (note) => cargoCheck('fmt', ['--all', '--check'], native, note),
    },
    {
      name: 'clippy',
      kind: 'static',
      run: (note) => cargoCheck('clippy', ['--workspace', '--all-targets', '--', '-D', 'warnings'], native, note),
    },
    {
      name: 'clippy, fma',
      kind: 'static',
      run: (note) =>
        cargoCheck(
          'clippy',
          ['-p', 'fedzk-curves', '--features', 'fma', '--all-targets', '--', '-D', 'warnings'],
          native,
          note,
        ),
    },
    {
      name: 'clippy, BLS12-381',
      kind: 'static',
      run: (note) =>
        cargoCheck(
          'clippy',
          ['-p', 'fedzk-wasm-prove', '--no-default-features', '--features', 'bls12-381', '--', '-D', 'warnings'],
          native,
          note,
        ),
    },
    {
      name: 'rust',
      kind: 'tests',
      minutes: 25,
      run: (note) => cargoTest(['--workspace', '--exclude', 'xtask'], native, note),
    },
    {
      name: 'xtask',
      kind: 'tests',
      run: (note) => testXtask(wasm, note),
    },
    {
      name: 'rust as wasm',
      kind: 'tests',
      minutes: 25,
      run: (note) => wasmTest(WASM_TESTED, wasm, note),
    },
    {
      name: 'rust as wasm, simd128',
      kind: 'tests',
      run: (note) => wasmTest(['fedzk-keystore', 'fedzk-sha256'], simd128(wasm), note),
    },
    ...(native.SLOW === '1' ? [fuzzing(native), wasmPack(wasm)] : []),
    {
      name: 'rust, fma',
      kind: 'tests',
      run: (note) => cargoTest(['-p', 'fedzk-curves', '--features', 'fma'], native, note),
    },
    {
      name: 'rust as wasm, fma',
      kind: 'tests',
      minutes: 25,
      run: (note) => rustAsFma(wasm, note),
    },
    {
      name: 'rust as wasm, relaxed',
      kind: 'tests',
      run: (note) => rustAsRelaxed(wasm, note),
    },
    {
      name: 'wasm lock',
      kind: 'static',
      run: async (note) => {
        const result = await cargo(['xtask', 'wasm', '--check'], wasm, note);
        const compared = !result.output.includes('not compared with');
        return result.code === 0 && !compared ? skippedFor('the lock is of other tools') : checkOutcome(result);
      },
    },
    {
      name: 'generated files',
      kind: 'static',
      run: async (note) => checkOutcome(await cargo(['xtask', 'codegen', '--check'], wasm, note)),
    },
    {
      name: 'types',
      kind: 'static',
      run: (note) => checkTypes(native, note),
    },
    {
      name: 'biome',
      kind: 'static',
      run: async (note) => checkOutcome(await run('biome', ['check'], { env: native, onLine: note })),
    },
    {
      name: 'circomspect',
      kind: 'static',
      run: (note) => circomspect(native, note),
    },
    {
      name: 'publint',
      kind: 'static',
      run: (note) => checkEach(publishedDirs(), 'publint', ['--strict', '--pack', 'npm'], native, note),
    },
    {
      name: 'attw',
      kind: 'static',
      run: (note) => checkEach(publishedDirs(), 'attw', ['--profile', 'node16', '--pack', '.'], native, note),
    },
    {
      name: 'size-limit',
      kind: 'static',
      run: async (note) => checkOutcome(await run('size-limit', [], { env: native, onLine: note })),
    },
    {
      name: 'typescript',
      kind: 'tests',
      minutes: 45,
      run: (note) => vitest([`!${RUNTIMES_PROJECT}`], native, note),
    },
    {
      name: 'typescript, other build',
      kind: 'tests',
      run: (note) => otherBuild(native, note),
    },
    {
      name: 'typescript, relaxed',
      kind: 'tests',
      run: (note) => keysRelaxed(native, note),
    },
    {
      name: 'runtimes',
      kind: 'runtimes',
      minutes: 25,
      run: (note) => vitest([RUNTIMES_PROJECT], native, note),
    },
  ];
}

/**
 * The suites of a selection. What `npm test` alone looks at, such as the shape of packages, is not among them.
 *
 * @param {import('./selection.mjs').Selection} selection
 * @param {{ native: NodeJS.ProcessEnv, wasm: NodeJS.ProcessEnv }} environments
 * @returns {Suite[]}
 */
export function suitesOf({ packages, crates }, { native, wasm }) {
  const library = crates.filter((name) => name !== 'xtask');
  const projects = packages.filter((name) => existsSync(join(dirOf(name), 'test'))).map((name) => `@fedzk/${name}`);
  const rust = library.flatMap((name) => ['-p', `fedzk-${name}`]);
  /** @type {[boolean, string, (note: Note) => Promise<Outcome>][]} */
  const all = [
    [library.length > 0, 'rust', (note) => cargoTest(rust, native, note)],
    [library.length < crates.length, 'xtask', (note) => testXtask(wasm, note)],
    [packages.length > 0, 'types', (note) => checkTypes(native, note, PROGRAMS.slice(0, 2))],
    [projects.length > 0, 'typescript', (note) => vitest(projects, native, note)],
  ];
  return all.flatMap(([chosen, name, run]) =>
    chosen ? { name, kind: /** @type {const} */ ('tests'), minutes: 45, run } : [],
  );
}

/** @param {string} name of a package, its folder's */
function dirOf(name) {
  return workspacePackages().find(({ dir }) => basename(dir) === name)?.dir ?? '';
}

/** In the profile and the environment of `cargo xtask`: its dependencies are compiled once. @param {NodeJS.ProcessEnv} env @param {Note} note */
function testXtask(env, note) {
  return cargoTest(['--profile', 'xtask', '-p', 'xtask'], env, note);
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @param {Note} note */
function cargo(args, env, note) {
  return run('cargo', args, { cwd: rustDir, env, onLine: note });
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @param {Note} note */
async function cargoTest(args, env, note) {
  return cargoOutcome(await cargo(['test', '--no-fail-fast', ...args], env, note));
}

/**
 * Runs tests of crates as WebAssembly, in Node. What a build can change is `tests/each_build.rs` of a crate; the rest is
 * the same code on any machine, and waits for SLOW=1.
 * @param {readonly string[]} crates
 * @param {NodeJS.ProcessEnv} env
 * @param {Note} note
 * @param {string} [feature] of each of the crates
 */
async function wasmTest(crates, env, note, feature) {
  await prepareTestRunner(note);
  const tests = env.SLOW === '1' ? ['--tests'] : ['--lib', '--test', 'each_build'];
  const packages = crates.flatMap((name) => ['-p', name]);
  const features = feature === undefined ? [] : ['--features', crates.map((name) => `${name}/${feature}`).join()];
  return cargoTest(['--target', WASM_TARGET, ...tests, ...packages, ...features], env, note);
}

/** The crates on fused multiply-add, by the instructions themselves. @param {NodeJS.ProcessEnv} env @param {Note} note */
async function rustAsFma(env, note) {
  if (!(await fuses(FMA_FLAGS))) return skippedFor(NOT_FUSED);
  return wasmTest(['fedzk-curves', 'fedzk-groth16'], relaxedSimd(env), note, 'fma');
}

/** The crate on relaxed swizzles. @param {NodeJS.ProcessEnv} env @param {Note} note */
async function rustAsRelaxed(env, note) {
  if (!(await fuses(FMA_FLAGS))) return skippedFor(NOT_FUSED);
  return wasmTest(['fedzk-keystore'], relaxedSimd(env), note, 'relaxed');
}

/** @param {NodeJS.ProcessEnv} env */
function simd128(env) {
  // Other flags would build all of target/ anew.
  return { ...env, RUSTFLAGS: '-Ctarget-feature=+simd128', CARGO_TARGET_DIR: join(rustDir, 'target/simd128') };
}

/** @param {NodeJS.ProcessEnv} env */
function relaxedSimd(env) {
  return {
    ...env,
    RUSTFLAGS: '-Ctarget-feature=+simd128,+relaxed-simd',
    CARGO_TARGET_DIR: join(rustDir, 'target/fma'),
    NODE_ARGS: FMA_FLAGS.join(' '),
  };
}

/** The tests of @fedzk/verify on the build that Node does not choose by itself. @param {NodeJS.ProcessEnv} env @param {Note} note */
async function otherBuild(env, note) {
  if (!(await fuses(FMA_FLAGS))) return skippedFor(NOT_FUSED);
  const byItself = await fuses([]);
  const flags = byItself ? '--no-enable-fma3' : FMA_FLAGS.join(' ');
  const build = byItself ? 'portable' : 'fma';
  const filters = env.SLOW === '1' ? [] : OF_THE_MODULE;
  return vitest(['@fedzk/verify'], { ...env, FEDZK_NODE_FLAGS: flags, FEDZK_BUILD: build }, note, filters);
}

/** What of @fedzk/verify looks at the module: arguments, pools and the command line are the same on any build. */
const OF_THE_MODULE = [
  ...['backend', 'batch', 'diff', 'foreign', 'format.test', 'hostile', 'key.test', 'lifecycle', 'memory', 'quant'],
  ...['refusals', 'slim', 'vectors'],
];

/** What of @fedzk/keys does. */
const ON_EACH_BUILD = ['vectors', 'random', 'reader', 'lifecycle', 'aliasing', 'backend', 'slim'];

/** These tests of @fedzk/keys on the build that Node 20 takes with a flag and later ones by themselves. @param {NodeJS.ProcessEnv} env @param {Note} note */
async function keysRelaxed(env, note) {
  if (FMA_FLAGS.length === 0) return skippedFor('this Node has relaxed SIMD by itself, and the other suites ran on it');
  return vitest(
    ['@fedzk/keys'],
    { ...env, FEDZK_NODE_FLAGS: FMA_FLAGS.join(' '), FEDZK_BUILD: 'relaxed' },
    note,
    ON_EACH_BUILD,
  );
}

const NOT_FUSED = 'this machine, or its Node, has no fused multiply-add';

/** What makes Node 20 take relaxed SIMD; later ones take it by themselves. */
const FMA_FLAGS = process.version.startsWith('v20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** Whether Node chooses the build for fused multiply-add when it has these flags. @param {string[]} flags */
async function fuses(flags) {
  const program = "import('@fedzk/core').then((core) => process.exit(core.fusesMultiplyAdd() ? 0 : 1))";
  const { code } = await run(process.execPath, [...flags, '-e', program], { cwd: join(root, 'packages/verify') });
  return code === 0;
}

/**
 * A check by a component that not every Rust has.
 * @param {'fmt' | 'clippy'} component
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {Note} note
 */
async function cargoCheck(component, args, env, note) {
  const { code, output } = await cargo([component, '--version'], env, note);
  if (code !== 0 && /no such command|is not installed/.test(output)) {
    return skippedFor(`this Rust has no cargo ${component}`);
  }
  return checkOutcome(await cargo([component, ...args], env, note));
}

/** The circuits through their linter, which is built the first time. @param {NodeJS.ProcessEnv} env @param {Note} note */
function circomspect(env, note) {
  return withTool('circomspect', prepareCircomspect, note, async () =>
    checkOutcome(await run('tsx', ['packages/circuits/scripts/circomspect.ts'], { env, onLine: note })),
  );
}

/**
 * What needs a tool that can't be had is skipped.
 * @param {string} name
 * @param {(note: Note) => Promise<string>} prepare
 * @param {Note} note
 * @param {() => Promise<Outcome>} use
 */
async function withTool(name, prepare, note, use) {
  try {
    await prepare(note);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return skippedFor(`${name} could not be built: ${lines(error.message).at(-1)}`);
  }
  return use();
}

/**
 * The files that xtask binds against those of wasm-pack itself.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Suite}
 */
function wasmPack(env) {
  return {
    name: 'wasm-pack',
    kind: 'tests',
    run: (note) =>
      withTool('wasm-pack', prepareWasmPack, note, async () =>
        checkOutcome(await cargo(['xtask', 'wasm', '--wasm-pack'], env, note)),
      ),
  };
}

/**
 * The project rust/fuzz, which has tools and dependencies that nothing else needs: a minute of libFuzzer a target.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Suite}
 */
function fuzzing(env) {
  const cwd = join(rustDir, 'fuzz');
  const commands = [
    'fmt --check',
    'clippy --release --all-targets -- -D warnings',
    'run --release --example campaign seeds',
    ...['decode', 'key', 'verify'].flatMap((target) => [
      `run --release --example campaign ${target} 20000`,
      `fuzz run --sanitizer none ${target} -- -max_total_time=60 -max_len=1024 -len_control=0`,
    ]),
  ];
  return {
    name: 'fuzz',
    kind: 'tests',
    minutes: 30,
    run: (note) =>
      withTool('cargo-fuzz', prepareCargoFuzz, note, async () => {
        for (const command of commands) {
          // What cargo-fuzz asks of the compiler is for nightly ones.
          const result = await run('cargo', command.split(' '), {
            cwd,
            env: { ...env, ...(command.startsWith('fuzz') && { RUSTC_BOOTSTRAP: '1' }) },
            onLine: note,
          });
          if (result.code !== 0) return checkOutcome({ ...result, output: `cargo ${command}\n${result.output}` });
        }
        return { passed: commands.length, failed: 0, skipped: 0 };
      }),
  };
}

/**
 * One check, made in each folder; it counts once.
 * @param {string[]} dirs
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {Note} note
 */
async function checkEach(dirs, command, args, env, note) {
  const all = { code: dirs.length === 0 ? 1 : 0, output: dirs.length === 0 ? 'no folder to check' : '' };
  for (const dir of dirs) {
    const { code, output } = await run(command, args, { cwd: dir, env, onLine: note });
    if (code === 0) continue;
    all.code = code;
    all.output += `${dir}\n${output}\n`;
  }
  return checkOutcome(all);
}

/** Of what runs on sources, of what runs without Node, of scripts, and of what users compile against the declarations. */
const PROGRAMS = ['tsconfig.types.json', 'tsconfig.sources.json', 'scripts', 'packages/packaging-tests'];

/** @param {NodeJS.ProcessEnv} env @param {Note} note @param {readonly string[]} [programs] */
async function checkTypes(env, note, programs = PROGRAMS) {
  for (const program of programs) {
    const result = await run('tsc', ['--noEmit', '-p', program], { env, onLine: note });
    if (result.code !== 0) return checkOutcome(result);
  }
  return checkOutcome({ code: 0, output: '' });
}

/**
 * @param {readonly string[]} projects vitest's, or with `!` all others
 * @param {NodeJS.ProcessEnv} env
 * @param {Note} note
 * @param {readonly string[]} [filters] parts of files' names; all where there are none
 */
async function vitest(projects, env, note, filters = []) {
  const dir = mkdtempSync(join(tmpdir(), 'fedzk-vitest-'));
  const [file, skipsFile] = [join(dir, 'report.json'), join(dir, 'skips.json')];
  const reporters = ['default', 'json', SKIPS_REPORTER].map((name) => `--reporter=${name}`);
  const result = await run(
    'vitest',
    [
      ...['run', ...projects.flatMap((project) => ['--project', project])],
      ...[...reporters, `--outputFile.json=${file}`, ...filters],
    ],
    {
      env: { ...env, FEDZK_SKIPS: skipsFile },
      onLine: note,
    },
  );
  const [report, skips] = [file, skipsFile].map((path) => (existsSync(path) ? readJson(path) : undefined));
  rmSync(dir, { recursive: true });
  return vitestOutcome(report, result, skips);
}

function publishedDirs() {
  return workspacePackages().flatMap(({ dir, manifest }) => (manifest.private ? [] : [dir]));
}
