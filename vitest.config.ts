import { defineConfig } from 'vitest/config';
import { sources } from './packages/kit/src/vitest.mjs';

// FEDZK_NODE_FLAGS: with other flags Node has the instructions of the other build of a module, or lacks them.
const flags = process.env['FEDZK_NODE_FLAGS'];

/** Tests that run on the sources, by the folder's name; the others run on what is built. */
const ON_SOURCES = ['core', 'verify', 'prove', 'agg', 'keys', 'audit', 'vectors', 'demo', 'kit'].map(
  (name) => `packages/${name}`,
);

const project = (folder: string, more: object = {}) => ({
  extends: true as const,
  root: folder,
  ...more,
  test: { name: `@fedzk/${folder.replace('packages/', '')}` },
});

export default defineConfig({
  test: {
    // No test takes so long; on a busy machine one may take much longer than alone.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    execArgv: flags === undefined ? [] : flags.split(' '),
    projects: [
      ...[...ON_SOURCES, 'circuits'].map((folder) => project(folder, { plugins: [sources()] })),
      project('bench'),
      'packages/packaging-tests',
      { ...project('scripts'), test: { name: 'scripts' } },
    ],
  },
});
