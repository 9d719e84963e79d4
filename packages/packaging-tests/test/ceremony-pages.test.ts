// The pages of ceremonies, opened from files, in Chromium: what they say, by keyboard too, and what they ask for.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { contribute, memorySink, newKey, newPowers, prepare, verifyKey } from '@fedzk/prove/ceremony';
import { readContributions } from '@fedzk/verify/ceremony';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { draftOf, manifestOf, trustedKeysOf } from '../../testkit/src/ceremony/manifest.js';
import { findChromium } from '../src/browser.js';
import { smallCircuit } from '../src/circuit.js';

const CONTRIBUTE = new URL('../../prove/dist/contribute.html', import.meta.url);
const MANIFEST = new URL('../../prove/dist/manifest.html', import.meta.url);

const found = findChromium();
const inWhat = 'version' in found ? `Chromium ${found.version}` : 'Chromium';
let browser: Browser | undefined;
let page: Page;
/** What a page asked for, threw, and what its policy refused. */
let troubles: string[];

beforeAll(async () => {
  if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

/** Opens a page before each test; checks afterwards that it asked for nothing but what the test allows. */
function eachOn(url: URL): void {
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
async function picture(name: string): Promise<void> {
  const folder = process.env['FEDZK_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** The names of what the tabulator key reaches, in turn. */
async function tabbed(times: number): Promise<string[]> {
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

describe(`the page to contribute with, in ${inWhat}`, () => {
  let files: { readonly r1cs: Uint8Array; readonly ptau: Uint8Array; readonly zkey: Uint8Array };

  beforeAll(async () => {
    const written = async (write: (sink: ReturnType<typeof memorySink>) => Promise<unknown>) => {
      const sink = memorySink();
      await write(sink);
      return sink.bytes ?? new Uint8Array();
    };
    const r1cs = smallCircuit();
    const first = await written((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
    const second = await written((sink) => contribute(first, sink));
    const ptau = await written((sink) => prepare(second, sink));
    files = { r1cs, ptau, zkey: await written((sink) => newKey({ r1cs, ptau }, sink)) };
  });
  eachOn(CONTRIBUTE);

  /** Waits for a state; says what the page says if it is another. */
  async function state(name: string): Promise<void> {
    const reached = page.waitForSelector(`main[data-state=${name}]`, { timeout: 20_000 });
    await reached.catch(async () => expect(await page.textContent('#result')).toBe(name));
  }

  const inMemory = () => page.evaluate(() => document.querySelector('main')?.setAttribute('data-sink', 'memory'));
  const choose = (name: string, bytes: Uint8Array) =>
    page.setInputFiles('#file', { name, mimeType: '', buffer: Buffer.from(bytes) });
  const fact = async (name: string): Promise<string> =>
    (await page.locator(`dt:text-is("${name}") + dd`).textContent()) ?? '';

  /** Follows a link that saves a file. */
  async function saved(text: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#links a:has-text("${text}")`)]);
    return { name: download.suggestedFilename(), bytes: new Uint8Array(readFileSync(await download.path())) };
  }

  it('takes a key and gives the next one, with a signed note', async () => {
    await inMemory();
    await choose('circuit_0000.zkey', files.zkey);
    await page.fill('#name', 'Alice');
    await page.fill('#typed', 'dice: 4 2 6 1');
    await picture('contribute-form');
    await page.click('#more summary');
    const csHash = Buffer.from(files.zkey.slice(-68, -4)).toString('hex');
    await page.fill('#announcement', JSON.stringify(announcementOf(csHash)));
    await page.fill('#signer', 'alice');
    await page.click('#new-key');
    await page.click('#start');
    await state('done');
    await picture('contribute-done');
    expect(await page.inputValue('#typed')).toBe('');
    const { name, bytes } = await saved('Save circuit_0001.zkey');
    expect(name).toBe('circuit_0001.zkey');
    expect(await verifyKey({ ...files, zkey: bytes })).toMatchObject({ ok: true });
    const { contributions } = await readContributions(bytes);
    expect(contributions).toMatchObject([{ kind: 'person', name: 'Alice', hash: await fact('Contribution hash') }]);
    const note = new TextDecoder().decode((await saved('Save the signed note')).bytes);
    expect(note).toMatch(/^fedzk\/ceremony\/contribution\/v1\nannouncement [0-9a-f]{64}\n[\s\S]+\n\n— alice \S+\n$/);
    expect(note).toContain(`contribution ${contributions[0]?.hash}\n`);
    expect(await fact('Your key')).toMatch(/^alice\+[0-9a-f]{8}\+/);
  }, 60_000);

  it('takes powers of tau', async () => {
    await inMemory();
    await choose('pot.ptau', files.ptau);
    await page.press('#name', 'Enter');
    await state('done');
    expect(await fact('Place')).toBe('contribution 2');
    const { name, bytes } = await saved('Save pot_next.ptau');
    expect([name, new TextDecoder().decode(bytes.slice(0, 4))]).toEqual(['pot_next.ptau', 'ptau']);
  }, 60_000);

  it('goes on with a download that broke off', async () => {
    await using server = await serve(files.zkey);
    await inMemory();
    await page.fill('#url', server.url);
    await page.click('#start');
    await state('done');
    expect(server.asked).toEqual([undefined, 'bytes=500-']);
    // Chromium reports the request that broke off, too.
    expect(troubles.slice(1).every((each) => each === server.url || each.includes('net::ERR_'))).toBe(true);
    troubles.length = 1;
  }, 60_000);

  it('says what is wrong', async () => {
    await page.click('#start');
    await state('failed');
    expect(await page.textContent('#result')).toContain('Choose the file');
    await inMemory();
    await choose('a.zkey', files.zkey.slice(0, -1));
    await page.click('#start');
    await expect.poll(() => page.textContent('#text'), { timeout: 10_000 }).toContain('ends early');
    await picture('contribute-failed');
    await choose('a.txt', new TextEncoder().encode('nothing'));
    await page.click('#start');
    await expect.poll(() => page.textContent('#text'), { timeout: 10_000 }).toContain('a ptau or a zkey');
  }, 60_000);

  it('cancels', async () => {
    await inMemory();
    const sink = memorySink();
    await newPowers({ curve: 'bls12-381', power: 13 }, sink);
    await choose('big.ptau', sink.bytes ?? new Uint8Array());
    await page.click('#start');
    await state('working');
    await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0.01, undefined, {
      timeout: 60_000,
    });
    await picture('contribute-working');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cancel');
    await page.keyboard.press('Enter');
    await state('cancelled');
    expect(await page.isDisabled('#cancel')).toBe(true);
    expect(await page.locator('#links a').count()).toBe(0);
  }, 120_000);

  it('is named and reached by keys', async () => {
    expect(await tabbed(6)).toEqual([
      'The file of the contribution before yours',
      'or its address',
      'Your name, for all to see',
      'Something at random',
      'Sign your contribution, so that it counts',
      'Contribute',
    ]);
    expect(await page.getAttribute('#result', 'role')).toBe('status');
  });
});

/** An announcement of a circuit, which closes in the future. */
function announcementOf(csHash: string): object {
  const { announcement } = draftOf({ people: 0 });
  return { ...announcement, csHash, closes: '2099-01-01T00:00:00Z' };
}

/** Serves a file to any page. The first answer breaks off after 500 bytes. */
async function serve(file: Uint8Array): Promise<AsyncDisposable & { readonly url: string; readonly asked: unknown[] }> {
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
    response.write(file.subarray(0, 500), () => setTimeout(() => response.destroy(), 500));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/circuit_0000.zkey`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe(`the page that shows a manifest, in ${inWhat}`, () => {
  eachOn(MANIFEST);

  const draft = draftOf({ level: 'standard', people: 6 });
  const manifest = JSON.parse(JSON.stringify(manifestOf(draft)));
  const trusted = trustedKeysOf(draft);
  const result = () => page.locator('#result');
  const verdict = () => page.getAttribute('#result', 'data-verdict');
  const canonical = (value: unknown): string => JSON.stringify(value, (_, each) => sorted(each));

  async function fill(json: unknown, contributors = trusted.contributors): Promise<void> {
    await page.fill('#manifest', canonical(json));
    await page.fill('#contributors', contributors.join('\n'));
    await page.fill('#verifiers', trusted.verifiers.join('\n'));
    await page.selectOption('#level', 'standard');
  }

  it('says who made a key', async () => {
    expect(await result().textContent()).toBe('Not checked yet');
    await fill(manifest);
    await picture('manifest-yes');
    expect(await page.textContent('#result h2')).toBe('✓ The key meets standard: 6 people you trust contributed');
    expect(await verdict()).toBe('yes');
    const rows = await page.locator('table').first().locator('tbody tr').allInnerTexts();
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatch(/^1\tperson 0\tcontributor-0\+\S+\t✓ counts$/);
    expect(rows[6]).toContain('the random beacon');
    expect(await page.locator('dd').nth(2).textContent()).toBe(manifest.announcement.closes);
  });

  it('says who does not count, and what is wrong', async () => {
    await fill(manifest, trusted.contributors.slice(0, 3));
    expect(await verdict()).toBe('no');
    expect(await result().textContent()).toContain('too-few: ');
    expect(await page.locator('table').first().locator('td.yes').count()).toBe(3);
    await fill({ ...manifest, contributors: manifest.contributors.slice(1) });
    expect(await page.locator('tbody tr').first().textContent()).toContain('nobody signed it');
    await picture('manifest-no');
    await page.fill('#manifest', '{}');
    expect(await page.textContent('#result h2')).toBe('✗ This is no manifest');
    await page.fill('#contributors', 'nonsense');
    expect(await page.textContent('#result h2')).toBe('✗ The keys can’t be used');
    await page.click('text=Clear all');
    await page.waitForSelector('#result[data-verdict=waiting]');
  });

  it('shows odd characters by their numbers', async () => {
    const odd = draftOf({ level: 'standard', people: 6 });
    odd.announcement.circuit.name = 'a\u202eb<b>c';
    await fill(manifestOf(odd), trustedKeysOf(odd).contributors);
    expect(await page.locator('dd').first().textContent()).toMatch(/^aU\+202Eb<b>c, /);
  });

  it('takes a file', async () => {
    await fill({});
    const buffer = Buffer.from(canonical(manifest));
    await page.setInputFiles('#manifest-file', { name: 'm.json', mimeType: '', buffer });
    await page.waitForSelector('#result[data-verdict=yes]');
  });

  it('is named and reached by keys', async () => {
    expect(await tabbed(6)).toEqual([
      'Manifest',
      'Choose a file with the manifest',
      'Contributors whom you trust',
      'Verifiers whom you trust',
      'Level that you need',
      'Clear all',
    ]);
  });
});

/** Sorts the names of an object, as RFC 8785 does. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

it.each([
  ['contribute.html', CONTRIBUTE, 380 << 10],
  ['manifest.html', MANIFEST, 110 << 10],
] as const)('%s is one file', (_, url, most) => {
  const html = readFileSync(url, 'utf8');
  expect(gzipSync(html, { level: 9 }).length).toBeLessThan(most);
  expect(html.match(/\b(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"']);
});
