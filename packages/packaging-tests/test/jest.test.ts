// Jest in its default configuration has no `require` of ES modules: every entry has a build in CommonJS.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { swizzlesRelaxed } from '@fedzk/core';
import { expect, inject, it } from 'vitest';
import { bundle } from '../src/bundle.js';
import { input } from '../src/input.js';
import { entries } from '../src/packages.js';
import { programs } from '../src/places.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { expected } from './expected.js';
import { OF_LOG } from './expected-audit.js';
import { expected as expectedOfKeys, OF_STORE } from './expected-keys.js';
import { expected as expectedOfPool } from './expected-pool.js';
import { expected as expectedOfThreads, verifierKey, writeLog } from './expected-threads.js';

const installed = inject('installed');
const require = createRequire(import.meta.url);
const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
const { version } = require('jest/package.json') as { readonly version: string };

/** A project that names no type, below the folder in which the packages are installed. */
async function project(): Promise<string> {
  const dir = join(installed, 'jest');
  await mkdir(dir);
  const [bodies] = await bundle(installed, {
    entryPoints: ['bodies.js'],
    format: 'cjs',
    platform: 'node',
    external: ['@fedzk/*'],
  });
  const hex = (text: string): Buffer => Buffer.from(text, 'hex');
  const files = {
    'package.json': '{ "private": true }',
    'all.test.js': await readFile(join(programs, 'jest.cjs')),
    'slim.test.js': await readFile(join(programs, 'jest-slim.cjs')),
    'entries.cjs': await readFile(join(installed, 'entries.cjs')),
    'exercised.cjs': await readFile(join(installed, 'exercised.cjs')),
    'bodies.js': bodies?.bytes ?? '',
    'input.json': JSON.stringify(input),
    'log.json': JSON.stringify({ verifierKey }),
    'circuit.zkey': hex(input.proving.zkey),
    'circuit.wtns': hex(input.proving.wtns),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
  writeLog(join(dir, 'a log'));
  return dir;
}

it(`Jest ${version}`, { timeout: 120_000 }, async () => {
  const dir = await project();
  const { code, stdout, stderr } = await run(process.execPath, [jest], dir);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: expect.stringContaining('12 passed') });

  const backend = RUNTIMES.find(({ command }) => command[0] === process.execPath)?.backend ?? '';
  const seenIn = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(dir, name), 'utf8'));
  expect(await seenIn('seen-slim.json')).toEqual({
    before: ['not-initialized', 'not-initialized'],
    after: ['portable', 'strict'],
  });
  expect(await seenIn('seen.json')).toEqual({
    'a commitment, by both entries': [true, true],
    'proofs, quantization, aggregation': expected(backend),
    'a pool': expectedOfPool(2),
    keys: expectedOfKeys(swizzlesRelaxed() ? 'relaxed' : 'strict'),
    'keys in files': OF_STORE,
    'a log': OF_LOG,
    'a log in a folder': OF_LOG,
    'a log on threads': expectedOfThreads,
    'a proof on threads, by a key in a file': true,
    'every entry': entries,
    'one error class': ['function', true],
  });
});
