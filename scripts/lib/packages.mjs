// @ts-check
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles, readStamp, writeStamp } from './files.mjs';
import { root, workspacePackages } from './paths.mjs';
import { must } from './process.mjs';
import { packageManager } from './versions.mjs';

/** Written when an installation has ended well, and removed before one begins: a cut-off one has none. */
const stamp = join(root, 'node_modules/.fedzk-installed');

/**
 * Installs what the lockfile names, unless that is what is installed.
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<string>}
 */
export async function installPackages(note) {
  return readStamp(stamp) === hashOfManifests() ? 'installed' : install(['--frozen-lockfile'], note);
}

/**
 * The same after a package.json was changed, which the lockfile follows.
 * @param {import('./steps.mjs').Note} note
 */
export function updatePackages(note) {
  return install(['--no-frozen-lockfile', '--prefer-offline'], note);
}

/** @param {readonly string[]} options @param {import('./steps.mjs').Note} note @returns {Promise<string>} */
async function install(options, note) {
  const manager = packageManager();
  rmSync(stamp, { force: true });
  await must('npx', ['--yes', manager, 'install', ...options], {
    onLine: note,
    failed: `${manager} could not install the packages.`,
    remedy: `If a package.json was changed: npx ${manager} install, and commit pnpm-lock.yaml.\nElse see whether npm reaches its registry: npm ping`,
  });
  writeStamp(stamp, hashOfManifests());
  return `installed by ${manager}`;
}

/** As {@link stamp}, of what the demo takes. */
const demoStamp = join(root, 'node_modules/.fedzk-installed-for-demo');

/**
 * Installs what the demo runs with and what bundles it, a tenth of all, unless it is there.
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<string>}
 */
export async function installForDemo(note) {
  const manager = packageManager();
  const wanted = hashOfManifests();
  if ([stamp, demoStamp].some((file) => readStamp(file) === wanted)) return 'installed';

  // Declarations import the kit by its name, which the root has for all.
  const chosen = [
    '--prod',
    ...['@fedzk/repository', '@fedzk/kit', '@fedzk/demo...'].flatMap((name) => ['--filter', name]),
  ];
  await must('npx', ['--yes', manager, 'install', '--frozen-lockfile', ...chosen], {
    onLine: note,
    failed: `${manager} could not install the packages.`,
    remedy: 'See whether npm reaches its registry: npm ping',
  });
  // The rest of an installation is not there any more.
  rmSync(stamp, { force: true });
  writeStamp(demoStamp, wanted);
  return `installed by ${manager}`;
}

function hashOfManifests() {
  const manifests = workspacePackages().map(({ dir }) => join(dir, 'package.json'));
  const own = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name));
  return hashFiles([...own.filter((file) => existsSync(file)), ...manifests]);
}
