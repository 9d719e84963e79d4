// @ts-check
import { modulesAreCommitted } from '../../packages/kit/src/modules.mjs';
import { installPackages } from './packages.mjs';
import { Problem } from './problem.mjs';
import { prepareRust } from './rust.mjs';
import { step } from './steps.mjs';
import { atLeast, nodeMinimum } from './versions.mjs';

/**
 * Installs what this machine lacks to build and test.
 *
 * @param {'must' | 'try' | 'look'} [rust] see {@link prepareRust}. In CI, and where modules have to be built, there is no way
 *   without it
 */
export async function setup(rust = 'try') {
  console.log('setup');
  await prepareNode();
  const how = isCi() || !modulesAreCommitted() ? 'must' : rust;
  await step('rust', (note) => prepareRust(note, how));
}

/** Whether this is a run of CI. */
export function isCi() {
  return !['', 'false', '0', undefined].includes(process.env.CI);
}

/**
 * Checks Node and installs the packages from the registry; the sources need no more.
 * @param {(note: import('./steps.mjs').Note) => Promise<string>} [install]
 */
export async function prepareNode(install = installPackages) {
  await step('node', checkNode);
  await step('packages', install);
}

async function checkNode() {
  const version = process.versions.node;
  const minimum = nodeMinimum();
  if (!atLeast(version, minimum)) {
    throw new Problem(`Node is ${version}; ${minimum} or newer is needed.`, 'Install it from https://nodejs.org');
  }
  return version;
}
