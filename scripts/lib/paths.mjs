// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Where the Rust workspace is. */
export const rustDir = join(root, 'rust');

/** Where tools are installed for this user, in a folder for each tool and version. */
export const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fedzk');

/**
 * @typedef {object} Package
 * @property {string} dir absolute path
 * @property {Manifest} manifest its package.json
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/** @returns {Package[]} the members of the npm workspace, as pnpm-workspace.yaml names them */
export function workspacePackages() {
  const packages = join(root, 'packages');
  const dirs = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name)) : [];
  return [...dirs, join(root, 'bench')]
    .filter((dir) => existsSync(join(dir, 'package.json')))
    .map((dir) => ({ dir, manifest: readJson(join(dir, 'package.json')) }));
}

/** @param {string} file @returns {any} */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
