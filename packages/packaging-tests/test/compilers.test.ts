// Compiles a program that imports every name with each TypeScript that a user may have. types.test.ts checks the names.
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { blocks } from '../../testkit/src/readme.js';
import { markdown } from '../src/markdown.js';
import { root } from '../src/places.js';
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

/** What a project in strict mode asks for. */
const STRICT = { noEmit: true, strict: true, target: 'es2022', lib: ['es2022', 'dom'] };

describe.each(COMPILERS)('TypeScript $version', ({ version, tsc }) => {
  it.each(Object.entries(RESOLUTIONS))('moduleResolution %s', async (name, resolution) => {
    const installed = inject('installed');
    const config = join(installed, `tsconfig.${version}.${name}.json`);
    const compilerOptions = { ...STRICT, types: [], ...resolution };
    await writeFile(config, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    expect(await run(process.execPath, [tsc, '-p', config], installed)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

/** The packages whose READMEs' examples a TypeScript user can paste as they are. */
const PASTED = ['verify', 'prove'];
/** What their examples import beside our packages, by the folders that have it. */
const OTHERS = {
  '@types/node': 'node_modules/@types/node',
  valibot: 'packages/verify/node_modules/valibot',
  zod: 'packages/verify/node_modules/zod',
};

it('examples of READMEs compile as they are, in strict mode, with the newest', async () => {
  const dir = join(inject('installed'), 'readme-types');
  for (const [name, folder] of Object.entries(OTHERS)) {
    const link = join(dir, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, folder), link);
  }
  const programs = PASTED.flatMap((name) =>
    ['js', 'ts'].flatMap((language) =>
      blocks(markdown(`packages/${name}/README.md`), language).map((code, i) => ({
        file: `${name}-${language}-${i + 1}.mts`,
        code,
      })),
    ),
  );
  expect(programs.length).toBeGreaterThan(12);
  for (const { file, code } of programs) await writeFile(join(dir, file), code);
  // The programs above have our declarations checked.
  const compilerOptions = { ...STRICT, types: ['node'], skipLibCheck: true, ...RESOLUTIONS.nodenext };
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
  const { tsc = '' } = COMPILERS.at(-1) ?? {};
  expect(await run(process.execPath, [tsc, '-p', dir], dir)).toEqual({ code: 0, stdout: '', stderr: '' });
});
