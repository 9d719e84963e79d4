// @ts-check
// Installs Debian's packages that tests need and npm lacks. Only root can install, and no service is started.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { lines, run } from './process.mjs';

/** The script that tells Debian's packages whether their service may start. */
const POLICY = '/usr/sbin/policy-rc.d';

/** What `*.tools.test.ts` run. */
const TOOLS = ['openssl', 'postgresql', 'python3-venv', 'redis-server', 'softhsm2'];

/** @param {import('./steps.mjs').Note} note @returns {Promise<string>} */
export async function ensureTools(note) {
  const why = await installDebian(TOOLS, note);
  return why === '' ? TOOLS.join(', ') : `${why}; the tests of those that are not there are skipped`;
}

/** Ends when nothing is being installed: apt-get has one lock, and what asks for packages runs beside each other. */
let last = Promise.resolve('');

/**
 * Installs those that are not installed, after what was asked before.
 * @param {readonly string[]} packages
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<string>} why they can't be installed here, or ''
 */
export function installDebian(packages, note) {
  last = last.catch(() => '').then(() => install(packages, note));
  return last;
}

/** @param {readonly string[]} packages @param {import('./steps.mjs').Note} note @returns {Promise<string>} */
async function install(packages, note) {
  const lacking = [];
  for (const name of packages) if (!(await isInstalled(name))) lacking.push(name);
  if (lacking.length === 0) return '';
  if ((await run('apt-get', ['--version'])).code !== 0) return `there is no apt-get to install ${lacking.join(', ')}`;
  if (process.getuid?.() !== 0) return `only root can install ${lacking.join(', ')}`;

  const own = !existsSync(POLICY);
  if (own) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...lacking]]) {
      const { code, output } = await run('apt-get', args, { env, onLine: note });
      if (code !== 0) return `apt-get ${args[0]} failed: ${lines(output).at(-1)}`;
    }
    return '';
  } finally {
    if (own) rmSync(POLICY);
  }
}

/** @param {string} name */
async function isInstalled(name) {
  const { stdout } = await run('dpkg', ['-s', name]);
  return /^Status: install ok installed$/m.test(stdout);
}
