// @ts-check
import { installPackages } from './packages.mjs';
import { Problem } from './problem.mjs';
import { prepareRust } from './rust.mjs';
import { step } from './steps.mjs';
import { atLeast, nodeMinimum } from './versions.mjs';

/** Makes this machine ready to build and test. What is there is left alone. */
export async function setup() {
  console.log('setup');
  await prepareNode();
  await step('rust', prepareRust);
}

/** Node and the packages from the registry, which is all that the sources run on. */
export async function prepareNode() {
  await step('node', checkNode);
  await step('packages', installPackages);
}

async function checkNode() {
  const version = process.versions.node;
  const minimum = nodeMinimum();
  if (!atLeast(version, minimum)) {
    throw new Problem(`Node is ${version}; ${minimum} or newer is needed.`, 'Install it from https://nodejs.org');
  }
  return version;
}
