// What a bundler leaves of an entry that a program imports and does not use. The sizes of what is used are budgets of the declarations.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { BUNDLERS, type BundledFile, bundle } from '../src/bundle.js';
import { must } from '../src/run.js';

it.each(['@fedzk/core', '@fedzk/verify/slim', '@fedzk/keys/slim'])('%s: nothing', async (entry) => {
  const installed = inject('installed');
  const stdin = { contents: `import * as all from '${entry}';`, resolveDir: installed };
  const [file] = await bundle(installed, { stdin, minify: true });
  expect(file?.bytes.length).toBe(0);
});

it.each(Object.entries(BUNDLERS))(
  '%s: the module of ceremonies is in the bundles that use it alone, in Node and for browsers',
  async (name, bundler) => {
    const installed = inject('installed');
    const asked = "{ level: 'standard', trustedKeys: { contributors: [], verifiers: [] } }";
    const programs = {
      'prove-alone.mjs': "import { createProver } from '@fedzk/prove';\nconsole.log(typeof createProver);\n",
      'prove-manifests.mjs': `import { verifyManifest } from '@fedzk/prove';\nconsole.log(verifyManifest({}, ${asked}).problems[0]);\n`,
    };
    for (const [file, text] of Object.entries(programs)) await writeFile(join(installed, file), text);
    const has = (files: readonly BundledFile[]): boolean =>
      files.some(({ bytes }) => Buffer.from(bytes).includes('fedzk/ceremony/contribution/v1'));
    for (const target of ['node', 'browser'] as const) {
      const alone = await bundler(installed, 'prove-alone.mjs', target);
      const manifests = await bundler(installed, 'prove-manifests.mjs', target);
      expect([has(alone), has(manifests)], target).toEqual([false, true]);
      if (target === 'browser') continue;
      const dir = join(installed, '..', `manifests-${name}`);
      await mkdir(dir);
      await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
      for (const file of manifests) await writeFile(join(dir, file.name), file.bytes);
      expect(await must(process.execPath, [manifests[0]?.name ?? ''], dir)).toBe('malformed\n');
    }
  },
);
