// @ts-check
// Installs compliance-trestle for the tests that have it read OSCAL: into an environment of Python of its own, once for this user.
import { join } from 'node:path';
import { toolDir } from './environment.mjs';
import { lines, run } from './process.mjs';
import { TRESTLE } from './versions.mjs';

/** @param {import('./steps.mjs').Note} note @returns {Promise<string>} what it did, or why it could not */
export async function installTrestle(note) {
  const dir = toolDir('compliance-trestle');
  if ((await run(join(dir, 'bin/trestle'), ['version'])).code === 0) return TRESTLE;
  for (const [command, args] of /** @type {const} */ ([
    ['python3', ['-m', 'venv', '--clear', dir]],
    [join(dir, 'bin/pip'), ['install', '--no-input', `compliance-trestle==${TRESTLE}`]],
  ])) {
    const { code, output } = await run(command, args, { onLine: note });
    if (code !== 0)
      return `not installed, so its tests are skipped: it takes Python 3 with venv (${lines(output).at(-1)})`;
  }
  return `${TRESTLE}, installed into ${dir}`;
}
