// Once a run: packs the published packages and installs them, and nothing else, in a folder outside the repository.
import { existsSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { writeExercises } from './exercises.js';
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
  // On some machines the temporary folder is a link; programs see the real path.
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fedzk-packaging-')));
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    const tarballs = join(dir, 'tarballs');
    const installed = join(dir, 'installed');
    await pack(tarballs);
    await install(installed, tarballs, doubled());
    // It imports packages that must be built, which pack() has checked.
    const { input } = await import('./input.js');
    await writeFile(join(installed, 'input.json'), JSON.stringify(input));
    for (const name of await readdir(programs)) await copyFile(join(programs, name), join(installed, name));
    await writeExercises(installed);
    await writeConsumers(installed);
    provide('installed', installed);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

/** Packs our packages with pnpm, which writes a version for `workspace:^`, and their dependencies as they are installed here. */
async function pack(to: string): Promise<void> {
  const { packageManager = 'pnpm' } = manifestIn(root);
  const own = tested.map(({ dir }) => dir);
  for (const dir of own) {
    if (!existsSync(join(dir, 'dist'))) throw new Error(`${dir} has no dist/. Run: npm run build`);
  }
  const options = ['--config.ignore-scripts=true', '--pack-destination', to];
  for (const dir of new Set([...own, ...own.flatMap(foreignDependencies)])) {
    await must('npx', ['--yes', packageManager, 'pack', ...options], dir);
  }
}

/** Lists the folders of a package's dependencies from elsewhere, and of theirs. */
function foreignDependencies(dir: string): string[] {
  const { dependencies = {}, optionalDependencies = {} } = manifestIn(dir);
  const from = join(dir, 'package.json');
  const foreign = (names: object): string[] => Object.keys(names).filter((name) => !name.startsWith('@fedzk/'));
  // pnpm puts the dependencies of an installed package beside it. Of native libraries only this machine's is there.
  const optional = foreign(optionalDependencies).flatMap((name) => placeOf(name, from) ?? []);
  const folders = [...foreign(dependencies).map((name) => folderOf(name, from)), ...optional].map((at) =>
    realpathSync(at),
  );
  return folders.flatMap((folder) => [folder, ...foreignDependencies(folder)]);
}

/** Finds the folder that a package's import of another leads to, if that is installed. */
function placeOf(name: string, from: string): string | undefined {
  const places = createRequire(from).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((place) => existsSync(join(place, 'package.json')));
}

function folderOf(name: string, from: string): string {
  const found = placeOf(name, from);
  if (found === undefined) throw new Error(`${name}, which ${from} depends on, is not installed`);
  return found;
}

/** The programs of packages that bring their own beside consumer.ts. */
async function writeConsumers(into: string): Promise<void> {
  for (const { declared } of tested) {
    const file = join(declared.dir, 'test/consumer.ts');
    if (existsSync(file)) await copyFile(file, join(into, `consumer-${declared.name}.ts`));
  }
}

/** A dependency that is there in another version too: npm puts one of them at the top, and the other below whoever needs it. */
interface Doubled {
  readonly needs: string;
  readonly name: string;
  /** The name of its tarball. */
  readonly file: string;
}

/** Lists the older ones of dependencies that are there in two versions. npm would ask a registry for these. */
function doubled(): Doubled[] {
  const folders = [...new Set(tested.flatMap(({ dir }) => foreignDependencies(dir)))].map((dir) => manifestIn(dir));
  const newest = new Map<string, string>();
  for (const { name, version } of folders) {
    if (isNewer(version, newest.get(name))) newest.set(name, version);
  }
  return [...new Set(tested.flatMap(({ dir }) => [dir, ...foreignDependencies(dir)]))].flatMap((dir) => {
    const { name: needs, dependencies = {} } = manifestIn(dir);
    return Object.keys(dependencies).flatMap((name) => {
      const at = placeOf(name, join(dir, 'package.json'));
      if (name.startsWith('@fedzk/') || at === undefined) return [];
      const { version } = manifestIn(at);
      const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
      return version === newest.get(name) ? [] : [{ needs, name, file }];
    });
  });
}

function isNewer(version: string, than = '0.0.0'): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}

/** Installs offline, so that only the tarballs can be installed. */
async function install(into: string, tarballs: string, older: readonly Doubled[]): Promise<void> {
  await mkdir(into);
  const overrides: Record<string, Record<string, string>> = {};
  for (const { needs, name, file } of older) overrides[needs] = { ...overrides[needs], [name]: join(tarballs, file) };
  await writeFile(join(into, 'package.json'), JSON.stringify({ private: true, type: 'module', overrides }));
  const nested = new Set(older.map(({ file }) => file));
  const names = (await readdir(tarballs)).filter((name) => name.endsWith('.tgz') && !nested.has(name));
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', join(tarballs, 'cache')];
  await must('npm', ['install', ...quiet, ...names.map((name) => join(tarballs, name))], into);
}
