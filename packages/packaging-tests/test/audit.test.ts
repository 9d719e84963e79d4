// @fedzk/audit in each runtime.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { BUNDLERS, bundle, programFirst, WORKER } from '../src/bundle.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { serveWorker, version } from '../src/workerd.js';
import { OF_LOG } from './expected-audit.js';

const installed = inject('installed');

describe.each(RUNTIMES)('$title', ({ name, missing, command: [path = '', ...args], keeping }) => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  it('a log in memory', async () => {
    const { code, stdout, stderr } = await run(path, [...args, 'audit.mjs'], installed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(OF_LOG);
  });

  it('a log in files', async () => {
    const [program = '', ...options] = keeping;
    const { code, stdout, stderr } = await run(program, [...options, 'audit-files.mjs', `log of ${name}`], installed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(OF_LOG);
  });
});

it.each(Object.entries(BUNDLERS))('%s, for browsers: one file that needs no other', async (name, bundler) => {
  const dir = join(installed, '..', `audit ${name}`);
  await mkdir(dir);
  const files = await bundler(installed, 'audit.mjs', 'browser');
  for (const file of files) await writeFile(join(dir, file.name), file.bytes);
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
  const { code, stdout, stderr } = await run(process.execPath, [files[0]?.name ?? ''], dir);
  expect({ code, stderr, files: files.length }).toEqual({ code: 0, stderr: '', files: 1 });
  expect(JSON.parse(stdout)).toEqual(OF_LOG);
});

it(`workerd ${version}`, async () => {
  const files = programFirst(
    'audit-worker.js',
    await bundle(installed, { ...WORKER, entryPoints: ['audit-worker.js'] }),
  );
  expect(files.map(({ name }) => name)).toEqual(['audit-worker.js', 'core.wasm']);
  const worker = await serveWorker(join(installed, 'audit-worker'), files, '2025-05-01');
  try {
    const response = await fetch(worker.url);
    expect(await response.json()).toEqual(OF_LOG);
  } finally {
    expect(await worker.stop()).toBe('');
  }
});
