// @ts-check
// Installs command lines with cargo. One on PATH with the right version is used; else it is built once for this user, into a
// folder named by its version.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nativeEnvironment, toolDir } from './environment.mjs';
import { lines, must, run } from './process.mjs';
import { CARGO_FUZZ, CIRCOMSPECT, WASM_PACK, wasmBindgen } from './versions.mjs';

/** @typedef {import('./steps.mjs').Note} Note */

/** Prepares wasm-pack and the command that it calls, which only the slow tests use, to compare. @param {Note} note */
export async function prepareWasmPack(note) {
  const version = wasmBindgen();
  await prepare(
    {
      dir: toolDir('wasm-bindgen'),
      commands: ['wasm-bindgen'],
      version,
      // Without --locked, since its lockfile names a release that was withdrawn.
      install: ['wasm-bindgen-cli', '--version', version, '--bin', 'wasm-bindgen'],
      minutes: '3 to 5',
    },
    note,
  );
  return prepare(
    {
      dir: toolDir('wasm-pack'),
      commands: ['wasm-pack'],
      version: WASM_PACK,
      install: ['wasm-pack', '--version', WASM_PACK, '--locked'],
      minutes: '2 to 4',
    },
    note,
  );
}

/** Prepares the linter of circuits, which only the tests use. @param {Note} note */
export function prepareCircomspect(note) {
  return prepare(
    {
      dir: toolDir('circomspect'),
      commands: ['circomspect'],
      version: CIRCOMSPECT,
      install: ['circomspect', '--version', CIRCOMSPECT],
      minutes: '1 to 3',
      // It knows no --version.
      answer: ['--help', 'INPUT'],
    },
    note,
  );
}

/** Prepares the program that runs libFuzzer, which only the slow tests use. @param {Note} note */
export function prepareCargoFuzz(note) {
  return prepare(
    {
      dir: toolDir('cargo-fuzz'),
      commands: ['cargo-fuzz'],
      version: CARGO_FUZZ,
      install: ['cargo-fuzz', '--version', CARGO_FUZZ],
      minutes: '1 to 2',
    },
    note,
  );
}

/**
 * @typedef {object} Tool
 * @property {string} dir
 * @property {readonly string[]} commands all that it has to bring
 * @property {string} version
 * @property {readonly string[]} install arguments of `cargo install`
 * @property {string} minutes what to expect on two cores
 * @property {readonly [argument: string, part: string]} [answer] what to ask a command that does not name its version,
 *   and a word of its answer
 */

/** Builds a tool quickly, for the few seconds that it runs: optimised in full, circomspect compiles four times as long. */
const QUICK = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** @param {Tool} tool @param {Note} note @returns {Promise<string>} */
async function prepare(tool, note) {
  if (await isThere(tool)) return tool.version;

  note(`building it takes ${tool.minutes} minutes`);
  // --force: the installed command does not answer, whatever cargo's list says. The build folder outlives an interrupted build.
  const build = join(tool.dir, 'build');
  const install = ['install', ...tool.install, '--force', '--root', tool.dir, '--target-dir', build];
  const name = `${tool.install[0]} ${tool.version}`;
  await must('cargo', install, {
    env: { ...nativeEnvironment(), ...QUICK },
    onLine: note,
    failed: `cargo could not install ${name}.`,
    remedy: `Put ${tool.commands.join(' and ')} ${tool.version} on PATH, or run again: npm run setup`,
  });
  rmSync(build, { recursive: true, force: true });
  return `${tool.version}, built into ${tool.dir}`;
}

/** Tells whether each command runs and names its version; a half-written file does neither. @param {Tool} tool */
async function isThere({ commands, version, answer: [argument, part] = ['--version', ''] }) {
  const env = nativeEnvironment();
  const outputs = await Promise.all(commands.map((command) => run(command, [argument], { env })));
  return outputs.every(({ code, output }, i) =>
    part === '' ? lines(output).at(-1) === `${commands[i]} ${version}` : code === 0 && output.includes(part),
  );
}
