// @fedzk/keys in each runtime, by published values.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { swizzlesRelaxed } from '@fedzk/core';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { BUNDLERS, bundle, programFirst, WORKER } from '../src/bundle.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { serveWorker, version } from '../src/workerd.js';
import { expected, OF_STORE } from './expected-keys.js';

const installed = inject('installed');

/** Where it is not this process that runs the program. */
const EITHER = expect.stringMatching(/^(strict|relaxed)$/);

describe.each(RUNTIMES)('$title', ({ name, missing, command: [path = '', ...args], keeping }) => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  it('imports them', async () => {
    const { code, stdout, stderr } = await run(path, [...args, 'keys.mjs'], installed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const here = path === process.execPath ? (swizzlesRelaxed() ? 'relaxed' : 'strict') : EITHER;
    expect(JSON.parse(stdout)).toEqual(expected(here));
  });

  it('keeps keys in files', async () => {
    const [program = '', ...options] = keeping;
    const { code, stdout, stderr } = await run(program, [...options, 'keys-files.mjs', `files of ${name}`], installed);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(OF_STORE);
  });

  it('the command line', async () => {
    const cli = [...keeping, 'node_modules/@fedzk/keys/dist/cli.js'];
    await useCommandLine(cli, `store of ${name}`);
  });
});

it.each(['import', 'require'])('tokens without pkcs11js, by %s: it says what to install', async (way) => {
  const { code, stdout, stderr } = await run(process.execPath, ['keys-pkcs11.mjs', way], installed);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    code: 'unsupported',
    message: expect.stringContaining('npm install pkcs11js'),
  });
});

it.each(['fedzk-keys', '@fedzk/keys'])('npx %s', async (name) => {
  await useCommandLine(['npx', '--no', '--', name], `store of npx ${name.replace('/', ' ')}`);
});

/** A store's life by its command line. */
async function useCommandLine(cli: readonly string[], folder: string): Promise<void> {
  const fedzkKeys = async (...args: string[]): Promise<string> => {
    const command = ['FEDZK_MASTER_PASSWORD=correct horse', ...cli, ...args];
    const { code, stdout, stderr } = await run('env', command, installed, 'a secret');
    return `${code}: ${stdout}${stderr}`;
  };
  expect(await fedzkKeys('init', folder, '--kdf', 'pbkdf2')).toMatch(/^0: made [0-9a-f]{32}\n$/);
  expect(await fedzkKeys('put', folder, 'letters', '--exportable')).toBe('0: kept letters\n');
  expect(await fedzkKeys('get', folder, 'letters')).toBe('0: a secret');
  expect(await fedzkKeys('get', folder, 'none')).toMatch(/^1: fedzk-keys: .*"none"/);
  expect(await fedzkKeys('rewrap', folder, 'too much')).toMatch(/^2: fedzk-keys: .*--help/);
}

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
  expect(files.map(({ name }) => name).sort()).toEqual([
    ...['argon2.wasm', 'core.relaxed.wasm', 'core.wasm', 'keys-worker.js', 'swizzlesRelaxed.wasm'],
  ]);
  const worker = await serveWorker(join(installed, 'keys-worker'), files, '2025-05-01');
  try {
    const response = await fetch(worker.url);
    expect(await response.json()).toEqual(expected('relaxed'));
  } finally {
    expect(await worker.stop()).toBe('');
  }
});
