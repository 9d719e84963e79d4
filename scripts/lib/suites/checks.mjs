// @ts-check
// Runs commands that only check; each counts as one test.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOutcome, skippedFor } from '../counts.mjs';
import { readJson, root } from '../paths.mjs';
import { run } from '../process.mjs';
import { prepareNeeds } from './needs.mjs';

/** @typedef {import('../suites.mjs').How} How */

/** Runs a command in the repository's root. @param {string} line @returns {How} */
export function command(line) {
  const [name = '', ...args] = line.split(' ');
  return async ({ native, note }) => checkOutcome(await run(name, args, { env: native, onLine: note }));
}

/** Where runs of tsc keep their state, so that the next checks only what has changed. */
const TYPES = 'node_modules/.fedzk-types';

/** Runs programs of tsc; stops at the first with an error. @param {readonly string[]} configs @returns {How} */
export function programs(configs) {
  return async ({ native, note }) => {
    for (const config of configs) {
      const known = join(TYPES, `${config.replaceAll('/', '-')}.tsbuildinfo`);
      const args = ['--noEmit', '--incremental', '--tsBuildInfoFile', known, '-p', config];
      const result = await run('tsc', args, { env: native, onLine: note });
      if (result.code !== 0) return checkOutcome(result);
    }
    return checkOutcome({ code: 0, output: '' });
  };
}

/**
 * Runs the programs of tsconfig.types.json and tsconfig.sources.json for some packages and what these import.
 * @param {readonly string[]} folders of packages, from the root
 * @returns {How}
 */
export function typesOf(folders) {
  const { files } = readJson(join(root, 'tsconfig.entries.json'));
  /** @param {readonly string[]} paths */
  const above = (paths) => paths.map((path) => join('../..', path));
  const withoutNode = files.filter((/** @type {string} */ file) =>
    folders.some((folder) => file.startsWith(`./${folder}/`)),
  );
  const chosen = [
    { name: 'types', include: above(folders) },
    ...(withoutNode.length > 0 ? [{ name: 'sources', include: [], files: above(withoutNode) }] : []),
  ];
  return (context) => {
    mkdirSync(join(root, TYPES), { recursive: true });
    const configs = chosen.map(({ name, ...config }) => {
      const file = join(TYPES, `${name}.json`);
      writeFileSync(join(root, file), JSON.stringify({ extends: `../../tsconfig.${name}.json`, ...config }));
      return file;
    });
    return programs(configs)(context);
  };
}

const CIRCOMSPECT = 'packages/circuits/scripts/circomspect.ts';

/**
 * Lints the circuits. Building the linter takes minutes, so it is not asked again about sources that its lock file names, unless
 * SLOW=1 wants that.
 *
 * @type {How}
 */
export async function circomspect({ native, note }) {
  const options = { env: native, onLine: note };
  if (native.SLOW !== '1') {
    const { code, output } = await run('tsx', [CIRCOMSPECT, '--known'], options);
    if (code === 0) return checkOutcome({ code, output });
  }
  const missing = await prepareNeeds(['circomspect'], note);
  return missing === '' ? checkOutcome(await run('tsx', [CIRCOMSPECT], options)) : skippedFor(missing);
}
