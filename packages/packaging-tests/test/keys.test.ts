// @fedzk/keys in each runtime, by published values.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { swizzlesRelaxed } from '@fedzk/core';
import { describe, expect, inject, it } from 'vitest';
import { BUNDLERS, bundle, programFirst, WORKER } from '../src/bundle.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { serveWorker, version } from '../src/workerd.js';

const installed = inject('installed');

/** From packages/vectors: XAES-256-GCM, GCM's test case 14, RFC 5869 A.3, RFC 7914 §11, Argon2's reference implementation. */
function expected(backend: unknown): object {
  return {
    backend,
    xaes: '986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d',
    refusal: 'not-authentic',
    gcm: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    siv: 32,
    committing: true,
    kw: '02'.repeat(16),
    hkdf: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    pbkdf2:
      '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc' +
      '49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783',
    argon2id: '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
  };
}

/** Where it is not this process that runs the program. */
const EITHER = expect.stringMatching(/^(strict|relaxed)$/);

describe.each(RUNTIMES)('$title', ({ missing, command: [path = '', ...args] }) => {
  it.skipIf(missing !== undefined)('imports them', async () => {
    const { code, stdout, stderr } = await run(path, [...args, 'keys.mjs'], installed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const here = path === process.execPath ? (swizzlesRelaxed() ? 'relaxed' : 'strict') : EITHER;
    expect(JSON.parse(stdout)).toEqual(expected(here));
  });
});

it.each(Object.entries(BUNDLERS))('%s, for browsers: one file that needs no other', async (name, bundler) => {
  const dir = join(installed, '..', `keys ${name}`);
  await mkdir(dir);
  const files = await bundler(installed, 'keys.mjs', 'browser');
  for (const file of files) await writeFile(join(dir, file.name), file.bytes);
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
  const { code, stdout, stderr } = await run(process.execPath, [files[0]?.name ?? ''], dir);
  expect({ code, stderr, files: files.length }).toEqual({ code: 0, stderr: '', files: 1 });
  expect(JSON.parse(stdout)).toEqual(expected('strict'));
});

it(`workerd ${version}`, async () => {
  const files = programFirst('keys-worker.js', await bundle(installed, { ...WORKER, entryPoints: ['keys-worker.js'] }));
  expect(files.map(({ name }) => name)).toEqual([
    'keys-worker.js',
    ...['argon2.wasm', 'core.relaxed.wasm', 'core.wasm', 'swizzle-probe.wasm'],
  ]);
  const worker = await serveWorker(join(installed, 'keys-worker'), files, '2025-05-01');
  try {
    const response = await fetch(worker.url);
    expect(await response.json()).toEqual(expected('relaxed'));
  } finally {
    expect(await worker.stop()).toBe('');
  }
});
