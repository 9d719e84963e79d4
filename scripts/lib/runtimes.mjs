// @ts-check
// Installs and finds the other runtimes, each a binary from npm. They are large, and only tests and the bench use them, so
// set-up does not install them. scripts/runtimes/package.json names them, with their versions.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles, readStamp, writeStamp } from './files.mjs';
import { readJson, root } from './paths.mjs';
import { lines, run } from './process.mjs';
import { packageManager } from './versions.mjs';

/** Where in its package each has its binary. */
const BINARIES = { 'node-22': 'bin/node', 'node-24': 'bin/node', deno: 'deno', bun: 'bin/bun' };

/** @typedef {keyof typeof BINARIES} RuntimeName */

export const runtimesDir = join(root, 'scripts/runtimes');

const platform = `${process.platform}-${process.arch}`;
const stamp = join(runtimesDir, 'node_modules/.fedzk-installed');

/**
 * Installs those that exist for this platform, 200 MB to download.
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<{ missing?: string }>} why some are not there
 */
export async function ensureRuntimes(note) {
  const wanted = hashFiles(['package.json', 'pnpm-lock.yaml'].map((name) => join(runtimesDir, name)));
  if (readStamp(stamp) === wanted) return {};

  // pnpm counts a package that it failed to fetch as installed.
  rmSync(join(runtimesDir, 'node_modules'), { recursive: true, force: true });
  const args = ['--yes', packageManager(), 'install', '--ignore-workspace', '--frozen-lockfile', '--ignore-scripts'];
  const { code, output } = await run('npx', args, { cwd: runtimesDir, onLine: note });
  if (code !== 0) return { missing: `pnpm could not install it: ${lines(output).at(-1)}` };

  const here = Object.keys(readJson(join(runtimesDir, 'package.json')).optionalDependencies).filter((name) =>
    name.endsWith(`-${platform}`),
  );
  const lacking = here.filter((name) => !existsSync(join(runtimesDir, 'node_modules', name, 'package.json')));
  if (lacking.length > 0) return { missing: `pnpm could not fetch ${lacking.join(', ')}` };
  writeStamp(stamp, wanted);
  return {};
}

/** @returns {string} what there is, with versions */
export function runtimeVersions() {
  const names = /** @type {RuntimeName[]} */ (Object.keys(BINARIES));
  const found = names.map((name) => ({ name, ...findRuntime(name) }));
  return found.map((each) => `${each.name} ${'version' in each ? each.version : each.missing}`).join(', ');
}

/**
 * @param {RuntimeName} name
 * @returns {{ path: string, version: string } | { missing: string }} where it is, or why it is not
 */
export function findRuntime(name) {
  const path = join(runtimesDir, 'node_modules', `${name}-${platform}`, BINARIES[name]);
  if (!existsSync(path)) {
    const unknown = `not installed; where there is one for ${platform}, npm run test:runtimes installs it`;
    return { missing: process.env.FEDZK_RUNTIMES_MISSING || unknown };
  }
  const { status, stdout, stderr, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [version] = /\d+\.\d+\.\d+/.exec(stdout ?? '') ?? [];
  if (status === 0 && version) return { path, version };
  return { missing: `it does not run here: ${error?.message ?? lines(stderr).at(-1) ?? `code ${status}`}` };
}
