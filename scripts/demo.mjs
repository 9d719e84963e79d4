// @ts-check
// npm run demo: runs the main job on real data, from the sources. It needs Node alone; --maximum also compiles the largest circuit.
// With --service it shows the round through fedzk serve alone; with --network each aggregator is a process of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installForDemo, installPackages } from './lib/packages.mjs';
import { root } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { prepareNode } from './lib/setup.mjs';
import { step } from './lib/steps.mjs';

await main(async () => {
  const args = process.argv.slice(2);
  const maximum = args.join(' ') === '--maximum';
  const [first = ''] = args;
  const isPart = ['--service', '--network'].includes(first) && args.slice(1).every((arg) => arg === '--keep');
  if (args.length > 0 && !maximum && !isPart) {
    throw new Problem('usage: npm run demo [-- --maximum | -- --service [--keep] | -- --network [--keep]]');
  }
  console.log('setup');
  // The compiler of circuits is installed for development only.
  await prepareNode(maximum ? installPackages : installForDemo);
  const program = maximum ? await built() : [await step('demo', bundle, () => 'bundled')];
  const { status } = spawnSync(process.execPath, isPart ? [...program, ...args] : program, {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});

/** @returns {Promise<string>} a path */
async function bundle() {
  // It needs what set-up has just installed.
  const { program } = await import('../packages/testkit/src/program.mjs');
  return program(pathToFileURL(join(root, 'packages/demo/src/clone.ts')));
}

/** Builds the packages: the circuits' scripts look for the compiler beside themselves, so a bundle can't run them. @returns {Promise<string[]>} */
async function built() {
  const { build } = await import('./lib/build.mjs');
  await build();
  return ['--import', 'tsx', join(root, 'packages/demo/src/maximum.ts')];
}
