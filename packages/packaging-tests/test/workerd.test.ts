// Cloudflare's runtime, with a module of WebAssembly that the bundler left alone.
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bundle, plainNames, programFirst, WORKER_OF_SEVERAL } from '../src/bundle.js';
import { input } from '../src/input.js';
import { FASTEST } from '../src/machine.js';
import { serveWorker, version } from '../src/workerd.js';
import { expected, expectedOfSlim } from './expected.js';

// The first is from before workerd compiled bytes at start-up.
const DATES = ['2025-05-01', '2026-11-01'];

// Of @fedzk/keys, which seals snapshots, and of @fedzk/audit.
const OF_COMPLY = ['argon2.wasm', 'core.relaxed.wasm', 'core.wasm', 'core.wasm', 'swizzlesRelaxed.wasm'];

describe.each(DATES)(`workerd ${version}, compatibility date %s`, (date) => {
  it.each([
    ['worker.js', expected(FASTEST), ['bls12-381.wasm', 'bn254.wasm', 'ceremony.wasm', 'core.wasm', ...OF_COMPLY]],
    ['slim-worker.js', expectedOfSlim('portable'), []],
  ])('%s', async (program, results, others) => {
    const installed = inject('installed');
    // workerd starts the first module.
    const files = programFirst(program, await bundle(installed, { ...WORKER_OF_SEVERAL, entryPoints: [program] }));
    const ofVerify = ['core.fma.wasm', 'core.wasm', 'fusesMultiplyAdd.wasm'];
    expect(files[0]?.name).toBe(program);
    expect(plainNames(files.slice(1))).toEqual([...others, ...ofVerify].sort());

    const worker = await serveWorker(join(installed, `${date}-${program}`), files, date);
    try {
      const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(input) });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(results);
    } finally {
      expect(await worker.stop()).toBe('');
    }
  });
});
