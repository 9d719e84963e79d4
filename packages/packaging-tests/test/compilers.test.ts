// Compiles a program that imports every name with each TypeScript that a user may have. types.test.ts checks the names.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { run } from '../src/run.js';

const require = createRequire(import.meta.url);

/** Installed under these names; a new one is added here. */
const COMPILERS = ['typescript', 'typescript-6', 'typescript-7'].map((name) => {
  const manifest = require.resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return { version, tsc: join(dirname(manifest), 'bin/tsc') };
});

/** How a project resolves modules. TypeScript 7 has no other ways. */
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

it('are the last three', () => {
  expect(COMPILERS.map(({ version }) => version.replace(/\.\d+$/, ''))).toEqual(['5.9', '6.0', '7.0']);
});

describe.each(COMPILERS)('TypeScript $version', ({ version, tsc }) => {
  it.each(Object.entries(RESOLUTIONS))('moduleResolution %s', async (name, resolution) => {
    const installed = inject('installed');
    const config = join(installed, `tsconfig.${version}.${name}.json`);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      ...resolution,
    };
    await writeFile(config, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    expect(await run(process.execPath, [tsc, '-p', config], installed)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
