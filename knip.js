// Files, exports and dependencies that nothing uses. What is used from outside is what packages declare; what is run by its
// name, by a process or a bundler, is named here.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folders = readdirSync(new URL('packages/', import.meta.url)).map((name) => `packages/${name}`);

/** @type {[folder: string, declared: import('@fedzk/kit').Package][]} */
const packages = await Promise.all(
  folders
    .map((folder) => [folder, new URL(`${folder}/fedzk.package.mjs`, import.meta.url)])
    .filter(([, file]) => existsSync(file))
    .map(async ([folder, file]) => [folder, (await import(file.href)).default]),
);

const files = ({ source }) => (typeof source === 'string' ? [source] : Object.values(source));

/** Each entry by its name, to its source. */
const paths = Object.fromEntries(
  packages.flatMap(([folder, { entries, workers = {} }]) =>
    Object.entries({ ...entries, ...workers }).map(([key, entry]) => [
      `@fedzk/${folder.replace('packages/', '')}${key.replace(/^\.?/, '')}`,
      [fileURLToPath(new URL(`${folder}/${files(entry)[0]}`, import.meta.url))],
    ]),
  ),
);

const declared = packages.map(([folder, { entries, workers = {}, cli, wasm = {}, made = {} }]) => [
  folder,
  [
    'fedzk.package.mjs',
    ...[...Object.values(entries), ...Object.values(workers)].flatMap(files),
    ...(cli === undefined ? [] : [cli]),
    ...Object.values(wasm).flatMap(({ give, glue }) => [give.in, ...(glue === undefined ? [] : [glue])]),
    ...Object.values(made),
  ],
]);

/** Tests, and what the packaging tests compile and run in each runtime. */
const TESTS = ['test/**/{*.test,consumer,exercise}.{ts,mjs,js}'];

/** Beside tests and what is declared: run by a name. */
const RUN = {
  'packages/agg': ['test/independent/*.mjs'],
  'packages/audit': ['page/*.ts'],
  'packages/circuits': ['scripts/*.{ts,mjs}'],
  // The kit asks it which build of a module runs.
  'packages/core': ['src/wasm/probes.ts'],
  'packages/demo': ['src/main.ts', 'src/clone.ts', 'src/maximum.ts', 'page/*.ts'],
  'packages/packaging-tests': ['programs/*'],
  'packages/prove': ['page/*/*.ts', 'test/ceremony/support/{killed-writer,large-contributor}.ts'],
  'packages/testkit': ['src/**/*.{ts,mjs}'],
  'packages/vectors': ['make/*.mjs', 'poseidon/make.mjs'],
  'packages/verify': ['test/make-negative.ts', 'test/ceremony/make-manifest.ts', 'test/support/tell-calls.mjs'],
  // In a page, esbuild takes the last in place of its twin for Node.
  bench: ['src/write-readme.ts', 'src/keys/module-bytes.web.ts'],
};

/** Dependencies that a package's own files don't import. */
const USED_BY_OTHERS = {
  // The cheats are made by sources of agg, which become part of the demo's bundle.
  'packages/demo': ['@noble/curves', '@noble/hashes'],
};

export default {
  paths,
  workspaces: {
    '.': { entry: ['scripts/*.mjs', 'scripts/lib/skips-reporter.mjs', 'scripts/test/*.test.mjs'] },
    ...Object.fromEntries(
      [...folders, 'bench'].map((folder) => [
        folder,
        {
          entry: [
            ...(existsSync(new URL(`${folder}/test`, import.meta.url)) ? TESTS : []),
            ...(RUN[folder] ?? []),
            ...(declared.find(([name]) => name === folder)?.[1] ?? []),
          ],
          ignoreDependencies: USED_BY_OTHERS[folder] ?? [],
        },
      ]),
    ),
  },
  // What xtask writes.
  ignore: ['packages/*/wasm/**'],
  ignoreDependencies: [
    // Commands of suites and of xtask.
    ...['@biomejs/biome', 'binaryen'],
    // Found by their package.json, since they have no module to import.
    ...['typescript-6', 'typescript-7', 'workerd'],
    // What made vectors once, as each file says; it is installed by whoever makes them anew.
    ...['@semaphore-protocol/.*', '@zk-kit/semaphore-artifacts', 'circomlibjs', 'ethers'].map(
      (name) => new RegExp(`^${name}$`),
    ),
    // The virtual module of the verifier's page.
    'fedzk',
  ],
  // Of the system, of Go, of Python, or built by cargo.
  ignoreBinaries: ['cc', 'go', 'mkfifo', 'openssl', 'script', 'circomspect', 'trestle'],
  ignoreUnresolved: ['./json.mjs'],
};
