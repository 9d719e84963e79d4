import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { sources } from './packages/testkit/src/on-sources.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Tests of what is built, as users get it. The others run on the sources. */
const ON_BUILDS = ['bench', 'packages/packaging-tests', 'scripts'];

/** FEDZK_NODE_FLAGS: with other flags Node has the instructions of another build of a module, or lacks them. */
const flags = process.env['FEDZK_NODE_FLAGS'];

const packages = readdirSync(join(root, 'packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(join(root, folder, 'test')));

/**
 * What a test file has that must not meet other files in one process: modules that are mocked or stubbed, or that are given
 * their WebAssembly once; a support module whose folder ends with the file; or this word in a comment.
 */
const ALONE = /\bvi\.(mock|doMock|stubGlobal|stubEnv)\(|support\/command-line|@alone/;

/** Packages whose tests are about what a module does once in a process. */
const ALONE_AS_A_WHOLE = ['packages/verify', 'packages/prove', 'bench', 'packages/packaging-tests', 'scripts'];

/** FEDZK_TOOLS=apart: another suite of the same run has what needs programs of Debian. */
const LEFT = ['**/node_modules/**', ...(process.env['FEDZK_TOOLS'] === 'apart' ? ['**/*.tools.test.ts'] : [])];

function filesAlone(folder: string): string[] {
  const files = readdirSync(join(root, folder, 'test'), { recursive: true, encoding: 'utf8' });
  const alone = (file: string): boolean => ALONE.test(readFileSync(join(root, folder, 'test', file), 'utf8'));
  return files.filter((file) => /\.test\.\w+$/.test(file) && alone(file)).map((file) => `test/${file}`);
}

/**
 * The projects of a folder. A process of its own for each file costs more than most files, so the files of a package share
 * those of the workers, except for those that must be alone.
 */
function projectsOf(folder: string): TestProjectInlineConfiguration[] {
  const name = folder === 'scripts' ? folder : `@fedzk/${folder.replace('packages/', '')}`;
  if (ALONE_AS_A_WHOLE.includes(folder)) return [project(folder, { name })];
  const alone = filesAlone(folder);
  const shared = project(folder, { name, isolate: false, exclude: [...LEFT, ...alone] });
  return alone.length === 0
    ? [shared]
    : [shared, project(folder, { name: `${name}, alone`, include: alone, exclude: LEFT })];
}

/** Vitest gives projects nothing of the root's options, unless they extend it. */
function project(folder: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    extends: true,
    root: join(root, folder),
    plugins: ON_BUILDS.includes(folder) ? [] : [sources()],
    test: {
      ...test,
      setupFiles: [join(root, 'packages/testkit/src/each-file.ts')],
      ...(folder === 'packages/packaging-tests' && { globalSetup: [join(root, folder, 'src/install.ts')] }),
    },
  };
}

export default defineConfig({
  test: {
    // No test takes so long; on a busy machine one may take much longer than alone. Deeper tests repeat up to a hundred times.
    testTimeout: process.env.SLOW === '1' ? 1_200_000 : 120_000,
    hookTimeout: 120_000,
    // vitest leaves one core to itself, which on two would be half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    execArgv: flags === undefined ? [] : flags.split(' '),
    projects: [...packages, 'bench', 'scripts'].flatMap(projectsOf),
  },
});
