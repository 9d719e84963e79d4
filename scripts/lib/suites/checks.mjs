// @ts-check
// How a command that only looks is run: it counts as one test.
import { join } from 'node:path';
import { checkOutcome } from '../counts.mjs';
import { workspacePackages } from '../paths.mjs';
import { run } from '../process.mjs';

/** @typedef {import('../suites.mjs').How} How */

/** A command in the repository's root. @param {string} line @returns {How} */
export function command(line) {
  const [name = '', ...args] = line.split(' ');
  return async ({ native, note }) => checkOutcome(await run(name, args, { env: native, onLine: note }));
}

/** A command in the folder of each published package. @param {string} line @returns {How} */
export function inEach(line) {
  const [name = '', ...args] = line.split(' ');
  return async ({ native, note }) => {
    const dirs = workspacePackages().flatMap(({ dir, manifest }) => (manifest.private ? [] : [dir]));
    const all = { code: dirs.length === 0 ? 1 : 0, output: dirs.length === 0 ? 'no folder to check' : '' };
    for (const dir of dirs) {
      const { code, output } = await run(name, args, { cwd: dir, env: native, onLine: note });
      if (code === 0) continue;
      all.code = code;
      all.output += `${dir}\n${output}\n`;
    }
    return checkOutcome(all);
  };
}

/** Programs of tsc, which looks again at what has changed since; stops at the first that has an error. @param {readonly string[]} configs @returns {How} */
export function programs(configs) {
  return async ({ native, note }) => {
    for (const config of configs) {
      const known = join('node_modules/.fedzk-types', `${config.replaceAll('/', '-')}.tsbuildinfo`);
      const args = ['--noEmit', '--incremental', '--tsBuildInfoFile', known, '-p', config];
      const result = await run('tsc', args, { env: native, onLine: note });
      if (result.code !== 0) return checkOutcome(result);
    }
    return checkOutcome({ code: 0, output: '' });
  };
}
