// A page that is one file, opened in Chromium, and what a user does with it.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { findChromium } from './browser.js';

const found = findChromium();

/** What the tests of a page run in, for their names. */
export const inWhat = 'version' in found ? `Chromium ${found.version}` : 'Chromium';

/** The page of the running test. */
export let page: Page;
/** What it asked for, threw, and what its policy refused; first the page itself. */
export let troubles: string[];

/** Opens a page before each test; checks afterwards that it asked for nothing but what the test took off the list. */
export function eachOn(url: URL): void {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach(async (ctx) => {
    ctx.skip('missing' in found, 'missing' in found ? found.missing : '');
    if (browser === undefined) throw new Error('no browser was started');
    page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
    troubles = [];
    page.on('request', (request) => {
      if (!request.url().startsWith('blob:')) troubles.push(request.url());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => troubles.push(message.text()));
    await page.goto(url.href);
    return async () => {
      await page.close();
      expect(troubles).toEqual([url.href]);
    };
  });
}

/** Takes a picture, if a folder for pictures is named. */
export async function picture(name: string): Promise<void> {
  const folder = process.env['FEDZK_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** How far the page is wider than its window. */
export function overflow(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Drops a file on the page. */
export async function drop(name: string, bytes: Uint8Array): Promise<void> {
  const data = await page.evaluateHandle(
    ([name, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      return data;
    },
    [name, [...bytes]] as const,
  );
  await page.dispatchEvent('h1', 'drop', { dataTransfer: data });
}

/** The names of what the tabulator key reaches, in turn. */
export async function tabbed(times: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < times; i++) {
    await page.keyboard.press('Tab');
    names.push(
      await page.evaluate(() => {
        const active = document.activeElement;
        const labels = active && 'labels' in active ? (active.labels as NodeListOf<HTMLElement>) : undefined;
        return (labels?.[0]?.textContent ?? (active === document.body ? '' : active?.textContent) ?? '').trim();
      }),
    );
  }
  return names;
}

/** Serves a file to any page, and a page as `/page.html`. Unless told otherwise, the first answer with the file breaks off after 500 bytes. */
export async function serve(
  file: Uint8Array,
  { breaks = true, html }: { readonly breaks?: boolean; readonly html?: URL } = {},
): Promise<AsyncDisposable & { readonly origin: string; readonly url: string; readonly asked: unknown[] }> {
  const asked: unknown[] = [];
  const server: Server = createServer((request, response) => {
    const cors = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-expose-headers': '*',
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, cors).end();
      return;
    }
    const own = request.url === '/page.html' ? html : undefined;
    if (own !== undefined) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(readFileSync(own));
      return;
    }
    if (!request.url?.endsWith('.zkey')) {
      response.writeHead(404, cors).end();
      return;
    }
    const { range } = request.headers;
    asked.push(range);
    const at = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const headers = { ...cors, etag: '"1"', 'content-length': file.length - at };
    if (at > 0) {
      response.writeHead(206, { ...headers, 'content-range': `bytes ${at}-${file.length - 1}/${file.length}` });
      response.end(file.subarray(at));
      return;
    }
    response.writeHead(200, headers);
    if (!breaks) {
      response.end(file);
      return;
    }
    response.write(file.subarray(0, 500), () => setTimeout(() => response.destroy(), 500));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/circuit_0000.zkey`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
