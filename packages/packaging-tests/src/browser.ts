import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { BundledFile } from './bundle.js';

/** Finds a Chromium, or why there is none: what `npm test` found, else the one on PATH. */
export function findChromium(): { readonly path: string; readonly version: string } | { readonly missing: string } {
  const { FEDZK_CHROMIUM: told, FEDZK_CHROMIUM_MISSING: missing, PATH = '' } = process.env;
  if (missing) return { missing };
  for (const path of told ? [told] : PATH.split(delimiter).map((dir) => join(dir, 'chromium'))) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { path, version: /[\d.]+/.exec(stdout)?.[0] ?? '' };
  }
  return { missing: 'no chromium on PATH' };
}

/** The report of a page of programs/, by programs/report.js. */
export interface Outcome {
  readonly results?: unknown;
  readonly code?: string;
  readonly message?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Opens a page that runs the first of the files, under a Content-Security-Policy, and waits for its report. */
export async function outcomeOf(browser: Browser, files: readonly BundledFile[], policy: string): Promise<Outcome> {
  await using server = await serve(files, policy);
  const page = await browser.newPage();
  try {
    const failed = page.waitForEvent('pageerror').then((error) => {
      throw error;
    });
    const reported = page.waitForRequest('**/outcome');
    const [request] = await Promise.all([Promise.race([reported, failed]), page.goto(server.url)]);
    return request.postDataJSON() as Outcome;
  } finally {
    await page.close();
  }
}

async function serve(
  files: readonly BundledFile[],
  policy: string,
): Promise<AsyncDisposable & { readonly url: string }> {
  const html = `<!doctype html><script type="module" src="/${files[0]?.name}"></script>`;
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    const file = files.find((candidate) => candidate.name === name);
    const type = name === '' ? 'text/html' : TYPES[extname(name)];
    const headers = { 'content-security-policy': policy, ...(type && { 'content-type': type }) };
    if (name === '') response.writeHead(200, headers).end(html);
    else if (file) response.writeHead(200, headers).end(file.bytes);
    else response.writeHead(name === 'outcome' ? 204 : 404, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
