// One body over @fedzk/audit/threads: threads of Node, Deno and Bun, Web Workers of Chromium, and workerd, which has none.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findChromium, type Outcome, outcomeOf } from '../src/browser.js';
import { BUNDLERS, type BundledFile, bundle, programFirst, WORKER } from '../src/bundle.js';
import { run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';
import { serveWorker } from '../src/workerd.js';
import { expected, files, problems, report, verifierKey, writeLog } from './expected-threads.js';

const ALLOWED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const installed = inject('installed');

let server: Server;
let url: string;

beforeAll(async () => {
  writeLog(join(installed, 'a log'));
  server = createServer(({ url: path }, response) => {
    const bytes = files.get(path?.slice(1) ?? '');
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('the log is one with a problem', () => {
  expect(report).toMatchObject({ ok: false, size: 82_433, problems, checked: { entries: 82_433 } });
});

describe.each(RUNTIMES)('$title', ({ missing, reading, fetching }) => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

  const start = ([path = '', ...args]: readonly string[], ...more: string[]) =>
    run(path, [...args, ...more], installed);

  it('a folder', async () => {
    const { code, stdout, stderr } = await start(reading, 'audit-threads.mjs', 'a log', verifierKey);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it('a web server', async () => {
    const { code, stdout, stderr } = await start(fetching, 'audit-threads.mjs', url, verifierKey);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  it('the command line', async () => {
    const command = ['node_modules/@fedzk/audit/dist/cli.js', 'verify', 'a log', '--json', '--key', verifierKey];
    const { code, stdout, stderr } = await start(reading, ...command);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(report);
  });
});

it('workerd, in the calling thread', async () => {
  const modules = await bundle(installed, { ...WORKER, entryPoints: ['audit-threads-edge.js'] });
  const [program, ...others] = programFirst('audit-threads-edge.js', modules);
  expect([program?.name, ...others.map(({ name }) => name)]).toEqual(['audit-threads-edge.js', 'core.wasm']);
  const worker = await serveWorker(
    join(installed, 'audit-threads-edge'),
    [program as BundledFile, ...others],
    '2025-05-01',
  );
  try {
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify({ url, key: verifierKey }) });
    expect(await response.json()).toEqual({ results: expected, unsupported: 'unsupported' });
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

  /** The log is where the page is: a policy can name that. */
  async function open(program: readonly BundledFile[], policy: string): Promise<Outcome> {
    if (browser === undefined) throw new Error('no browser was started');
    const log = [...files, ['key', new TextEncoder().encode(verifierKey)] as const];
    const served = log.map(([path, bytes]) => ({ name: `log/${path}`, bytes }));
    const input = { name: 'input.json', bytes: readFileSync(join(installed, 'input.json')) };
    return outcomeOf(browser, [...program, ...served, input], policy);
  }

  async function bundled(entryPoints: NonNullable<BuildOptions['entryPoints']>): Promise<BundledFile[]> {
    return programFirst('audit-threads-page.js', await bundle(installed, { entryPoints, splitting: true }));
  }

  // esbuild leaves `new URL('./threads-worker.web.js', import.meta.url)` alone: that name, beside the page's script.
  const page = {
    'audit-threads-page': 'audit-threads-page.js',
    'threads-worker.web': '@fedzk/audit/threads/worker',
  };

  it('esbuild: Web Workers', async () => {
    expect(await open(await bundled(page), ALLOWED)).toEqual({ results: expected });
  });

  const [vite = ''] = Object.keys(BUNDLERS).filter((name) => name.startsWith('Vite'));
  it(`${vite}, which makes a file of the worker`, async () => {
    const program = (await BUNDLERS[vite]?.(installed, 'audit-threads-page.js', 'browser')) ?? [];
    expect(program.map(({ name }) => name)).toEqual([
      'audit-threads-page.js',
      expect.stringMatching(/threads-worker\.web-[\w-]+\.js$/),
    ]);
    expect(await open(program, ALLOWED)).toEqual({ results: expected });
  });

  it.each([
    ["worker-src 'none'", page, `${ALLOWED}; worker-src 'none'`],
    ['no file where the worker should be', ['audit-threads-page.js'], ALLOWED],
  ])('%s: says that a thread ended', async (_, programs, policy) => {
    expect(await open(await bundled(programs), policy)).toMatchObject({
      code: 'worker',
      message: expect.stringContaining("worker-src 'self'"),
    });
  });

  it('has nothing of Node in its bundle', async () => {
    const text = (await bundled(page)).map(({ bytes }) => Buffer.from(bytes).toString()).join();
    expect(text).toContain('new URL("./threads-worker.web.js", import.meta.url)');
    expect(text).not.toContain('node:');
  });
});
