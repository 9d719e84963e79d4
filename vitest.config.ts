import { existsSync, readdirSync } from 'node:fs';
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

/** Vitest gives projects nothing of the root's options, unless they extend it. */
function project(folder: string): TestProjectInlineConfiguration {
  const name = folder.replace('packages/', '');
  return {
    extends: true,
    root: join(root, folder),
    plugins: ON_BUILDS.includes(folder) ? [] : [sources()],
    test: {
      name: folder === 'scripts' ? name : `@fedzk/${name}`,
      ...(name === 'packaging-tests' && { globalSetup: [join(root, folder, 'src/install.ts')] }),
    },
  };
}

export default defineConfig({
  test: {
    // No test takes so long; on a busy machine one may take much longer than alone.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // vitest leaves one core to itself, which on two would be half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    execArgv: flags === undefined ? [] : flags.split(' '),
    projects: [...packages, 'bench', 'scripts'].map(project),
  },
});
