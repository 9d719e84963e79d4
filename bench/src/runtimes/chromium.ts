import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Runtime } from './runtime.js';

/** Opens a page that contains the measurements. */
export async function openChromium(executablePath: string): Promise<Runtime> {
  const server = await serve({
    '/page.js': await bundle(new URL('./chromium-page.ts', import.meta.url)),
    '/ceremony-worker.web.js': await bundle(CEREMONY_WORKER),
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(server.url);
  // Isolates the page, whose clock then has steps of 5 µs instead of 100 µs.
  if (!(await page.evaluate('crossOriginIsolated'))) throw new Error('the page is not isolated');
  return {
    title: `Chromium ${browser.version()}`,
    measure: (name, input) =>
      page.evaluate(([name, input]) => globalThis.measure(name, input), [name, input] as const) as never,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.close();
    },
  };
}

/** The program of the threads that `@fedzk/prove/ceremony` starts beside the page's script. */
const CEREMONY_WORKER = new URL('../../../packages/prove/dist/ceremony-worker.web.js', import.meta.url);

async function bundle(program: URL): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(program)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    plugins: [withBothBuilds],
    loader: { '.wasm': 'binary' },
    // Modules of Node that the page never calls.
    external: ['./node.js'],
    outdir: 'out',
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no file');
  return file.contents;
}

/**
 * Resolves our packages to entries that have all builds of the modules. By the packages' own
 * conditions, a page has only the portable ones.
 */
const withBothBuilds: Plugin = {
  name: 'with both builds',
  setup({ onResolve }) {
    onResolve({ filter: /\/module-bytes\.js$/ }, ({ resolveDir }) => ({ path: `${resolveDir}/module-bytes.web.ts` }));
    onResolve({ filter: /^@fedzk\/(verify|keys)(\/(quant|primitives))?$/ }, ({ path }) => {
      const [, name = '', entry = name] = path.split('/');
      return {
        path: fileURLToPath(new URL(`../../../packages/${name}/dist/${entry}.node.js`, import.meta.url)),
      };
    });
  },
};

const HTML = '<!doctype html><script type="module" src="/page.js"></script>';

/** Serves a page and the scripts at their paths. */
async function serve(
  scripts: Readonly<Record<string, Uint8Array>>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const found = scripts[request.url ?? ''];
    response.writeHead(found || request.url === '/' ? 200 : 404, {
      'content-type': found ? 'text/javascript' : 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    });
    response.end(found ?? HTML);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
