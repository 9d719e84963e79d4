import { defineConfig } from 'vitest/config';

// FEDZK_NODE_FLAGS: with other flags Node has the instructions of the other build of the module, or lacks them.
const flags = process.env['FEDZK_NODE_FLAGS'];

/** The command line takes the package by its name: in a test's own process that is the sources. */
const source = (path: string): string => new URL(`src/${path}`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@fedzk\/keys$/, replacement: source('entry/keys.node.ts') },
      { find: /^@fedzk\/keys\/node$/, replacement: source('node.ts') },
    ],
  },
  test: { execArgv: flags === undefined ? [] : flags.split(' ') },
});
