// One body over @fedzk/verify/pool: threads of Node, Web Workers of Chromium, and workerd, which has neither.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findChromium, type Outcome, outcomeOf } from '../src/browser.js';
import { bundle, programFirst, WORKER } from '../src/bundle.js';
import { input } from '../src/input.js';
import { run } from '../src/run.js';
import { serveWorker } from '../src/workerd.js';
import { expected } from './expected-pool.js';

const ALLOWED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

it('Node', async () => {
  const { code, stdout, stderr } = await run(process.execPath, ['pool.mjs'], inject('installed'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(expected(2));
});

it('workerd, in the calling thread', async () => {
  const installed = inject('installed');
  const files = await bundle(installed, { ...WORKER, entryPoints: ['pool-edge.js'] });
  expect(files.map(({ name }) => name).sort()).toEqual([
    'core.fma.wasm',
    'core.wasm',
    'fusesMultiplyAdd.wasm',
    'pool-edge.js',
  ]);
  const modules = programFirst('pool-edge.js', files);
  const worker = await serveWorker(join(installed, 'pool-edge'), modules, '2025-05-01');
  try {
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(input) });
    expect(await response.json()).toEqual(expected(0));
  } finally {
    expect(await worker.stop()).toBe('');
  }
});

describe('Chromium', () => {
  const found = findChromium();
  let browser: Browser | undefined;

  beforeAll(async () => {
    if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach((ctx) => ctx.skip('missing' in found, 'missing' in found ? found.missing : ''));

  async function open(entryPoints: NonNullable<BuildOptions['entryPoints']>, policy: string): Promise<Outcome> {
    if (browser === undefined) throw new Error('no browser was started');
    const files = await bundle(inject('installed'), { entryPoints, splitting: true });
    files.sort((a, b) => Number(b.name.endsWith('page.js')) - Number(a.name.endsWith('page.js')));
    files.push({ name: 'input.json', bytes: readFileSync(join(inject('installed'), 'input.json')) });
    return outcomeOf(browser, files, policy);
  }

  // esbuild leaves `new URL('./pool-worker.web.js', import.meta.url)` alone: that name, beside the page's script.
  const page = { 'pool-page': 'pool-page.js', 'pool-worker.web': '@fedzk/verify/pool/worker' };

  it('the default worker', async () => {
    expect(await open(page, ALLOWED)).toEqual({ results: expected(2) });
  });

  it('workers of the page, which fail', async () => {
    const programs = ['pool-mortal-page.js', 'pool-mortal-worker.js'];
    const { results } = (await open(programs, ALLOWED)) as { results: { results: unknown; started: number } };
    expect(results.results).toEqual(expected(2));
    expect(results.started).toBeGreaterThan(4);
  });

  it.each([
    ["worker-src 'none'", page, `${ALLOWED}; worker-src 'none'`],
    ['no file where the worker should be', ['pool-page.js'], ALLOWED],
  ])('%s: says that no worker can be started', async (_, programs, policy) => {
    expect(await open(programs, policy)).toMatchObject({
      code: 'worker',
      message: expect.stringContaining("worker-src 'self'"),
    });
  });

  it('has nothing of Node in its bundle', async () => {
    const files = await bundle(inject('installed'), { entryPoints: page });
    const text = files.map(({ bytes }) => Buffer.from(bytes).toString()).join();
    expect(text).toContain('new URL("./pool-worker.web.js", import.meta.url)');
    expect(text).not.toContain('node:');
  });
});
