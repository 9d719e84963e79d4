// A bundle in Node, where no package is in reach. For bundles in a browser see browser.test.ts.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { BUNDLERS } from '../src/bundle.js';
import { input } from '../src/input.js';
import { run } from '../src/run.js';
import { expected } from './expected.js';

it.each(Object.entries(BUNDLERS))(`%s, in Node ${process.versions.node}`, async (name, bundler) => {
  const installed = inject('installed');
  const dir = join(installed, '..', name);
  await mkdir(dir);
  const files = await bundler(installed, 'import.mjs', 'node');
  for (const file of files) await writeFile(join(dir, file.name), file.bytes);
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');

  const { code, stdout, stderr } = await run(process.execPath, [files[0]?.name ?? ''], dir, JSON.stringify(input));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(expected('portable'));
});
