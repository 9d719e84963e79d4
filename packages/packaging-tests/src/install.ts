// Once a run: packs the published packages and installs them, and nothing else, in a folder outside the repository.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { input } from './input.js';
import { tested } from './packages.js';
import { manifestIn, programs, root } from './places.js';
import { must } from './run.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which the packages are installed, with a copy of programs/ and their input.json. */
    installed: string;
  }
}

/** vitest calls it before the first test, and what it returns after the last. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  // As the programs will see it: on some machines the temporary folder is a link.
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fedzk-packaging-')));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    const tarballs = join(dir, 'tarballs');
    const installed = join(dir, 'installed');
    await pack(tarballs);
    await install(installed, tarballs);
    await writeFile(join(installed, 'input.json'), JSON.stringify(input));
    for (const name of await readdir(programs)) await copyFile(join(programs, name), join(installed, name));
    provide('installed', installed);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

/** By pnpm, which writes a version for `workspace:^`. */
async function pack(to: string): Promise<void> {
  const { packageManager = 'pnpm' } = manifestIn(root);
  for (const { dir } of tested) {
    if (!existsSync(join(dir, 'dist'))) throw new Error(`${dir} has no dist/. Run: npm run build`);
    await must('npx', ['--yes', packageManager, 'pack', '--pack-destination', to], dir);
  }
}

/** Offline, so that nothing but the tarballs can be what is installed. */
async function install(into: string, tarballs: string): Promise<void> {
  await mkdir(into);
  await writeFile(join(into, 'package.json'), '{ "private": true, "type": "module" }\n');
  const files = (await readdir(tarballs)).map((name) => join(tarballs, name));
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', join(tarballs, 'cache')];
  await must('npm', ['install', ...quiet, ...files], into);
}
