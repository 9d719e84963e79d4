// The pages of ceremonies, opened from files, in Chromium: what they say, by keyboard too, and what they ask for.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { contribute, memorySink, newKey, newPowers, prepare, verifyKey } from '@fedzk/prove/ceremony';
import { readContributions } from '@fedzk/verify/ceremony';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Chain } from '../../testkit/src/ceremony/chain.js';
import { draftAround, draftOf, manifestOf, ROUND, seedOf, trustedKeysOf } from '../../testkit/src/ceremony/manifest.js';
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

/** How far the page is wider than its window. */
function overflow(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Drops a file on the page. */
async function drop(name: string, bytes: Uint8Array): Promise<void> {
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

  /** Headless browsers show no dialog for files to write to. */
  const saveLater = () => page.evaluate(() => document.querySelector('main')?.setAttribute('data-sink', 'later'));
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
    await saveLater();
    await choose('circuit_0000.zkey', files.zkey);
    await page.fill('#name', 'Alice');
    await page.fill('#typed', 'dice: 4 2 6 1');
    await picture('contribute-form');
    await page.click('#more summary');
    const csHash = Buffer.from(files.zkey.slice(-68, -4)).toString('hex');
    await page.fill('#announcement', JSON.stringify(announcementOf(csHash)));
    await page.fill('#signer', 'alice');
    expect(await page.textContent('#announced')).toContain('before 2099-01-01T00:00:00Z');
    const [made] = await Promise.all([page.waitForEvent('download'), page.click('#new-key')]);
    expect([made.suggestedFilename(), readFileSync(await made.path(), 'utf8')]).toEqual([
      'alice.key',
      `${await page.inputValue('#key')}\n`,
    ]);
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
    await saveLater();
    await choose('pot.ptau', files.ptau);
    await page.press('#name', 'Enter');
    await state('done');
    expect(await fact('Place')).toBe('contribution 2');
    const { name, bytes } = await saved('Save pot_next.ptau');
    expect([name, new TextDecoder().decode(bytes.slice(0, 4))]).toEqual(['pot_next.ptau', 'ptau']);
  }, 60_000);

  it('goes on with a download that broke off', async () => {
    await using server = await serve(files.zkey);
    await saveLater();
    await page.fill('#url', 'http://example.com/circuit_0000.zkey');
    await page.click('#start');
    await state('failed');
    expect(await page.textContent('#text')).toContain('must begin with https://');
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
    await saveLater();
    await choose('a.zkey', files.zkey.slice(0, -1));
    await page.click('#start');
    await expect.poll(() => page.textContent('#text'), { timeout: 10_000 }).toContain('ends early');
    await picture('contribute-failed');
    await choose('a.txt', new TextEncoder().encode('nothing'));
    await page.click('#start');
    await expect.poll(() => page.textContent('#text'), { timeout: 10_000 }).toContain('a ptau or a zkey');
    await choose('a.zkey', files.zkey);
    await page.click('#more summary');
    const csHash = Buffer.from(files.zkey.slice(-68, -4)).toString('hex');
    for (const [announcement, words] of [
      ['', 'announcement, too'],
      ['{', 'is no JSON'],
      [JSON.stringify({ csHash }), 'announcement'],
      [JSON.stringify(announcementOf('00'.repeat(64))), 'its circuit hash differs'],
      [JSON.stringify({ ...announcementOf(csHash), closes: '2023-01-01T00:00:00Z' }), 'closed at'],
    ] as const) {
      await page.fill('#announcement', announcement);
      await page.fill('#signer', 'alice');
      await page.fill('#key', '11'.repeat(32));
      await page.click('#start');
      await expect.poll(() => page.textContent('#text'), { timeout: 10_000 }).toContain(words);
      expect(await page.locator('#links a').count()).toBe(0);
    }
  }, 60_000);

  it('cancels', async () => {
    await saveLater();
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
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('start');
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
    expect(await page.getAttribute('#said', 'role')).toBe('status');
    await page.click('#more summary');
    await page.focus('#more summary');
    expect(await tabbed(7)).toEqual([
      'The ceremony’s announcement',
      'Choose a file with the announcement',
      'Name of your key',
      'Your Ed25519 key, 64 hexadecimal digits',
      'Choose a file with your key',
      'Make a key, and save it',
      'Contribute',
    ]);
  });

  it('takes what is dropped, and key files', async () => {
    await saveLater();
    await drop('circuit_0007.zkey', files.zkey);
    const csHash = Buffer.from(files.zkey.slice(-68, -4)).toString('hex');
    await drop('announcement.json', new TextEncoder().encode(JSON.stringify(announcementOf(csHash))));
    await expect.poll(() => page.textContent('#announced')).toContain('gradient-update');
    await page.fill('#signer', 'alice');
    const seed = Buffer.alloc(32, 7);
    const pem = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
      format: 'der',
      type: 'pkcs8',
    }).export({ format: 'pem', type: 'pkcs8' });
    for (const buffer of [seed, Buffer.from(`${seed.toString('hex')}\n`), Buffer.from(pem)]) {
      await page.fill('#key', '');
      await page.setInputFiles('#key-file', { name: 'a.key', mimeType: '', buffer });
      await expect.poll(() => page.inputValue('#key')).toBe(seed.toString('hex'));
    }
    await page.setInputFiles('#key-file', { name: 'a.key', mimeType: '', buffer: Buffer.alloc(31) });
    await expect.poll(() => page.textContent('#key-told')).toContain('no Ed25519 key');
    await page.focus('#name');
    await page.keyboard.press('Enter');
    await state('done');
    // Without a key it is the text to sign.
    expect((await saved('Save the note')).name).toBe('circuit_0008.zkey.note');
  }, 60_000);

  it('shows names as text', async () => {
    await saveLater();
    await choose('<img src=x onerror=alert(1)>\u202e_0000.zkey', files.zkey);
    await page.click('#start');
    await state('done');
    expect(await page.textContent('#links')).toContain('Save <img src=x onerror=alert(1)>U+202E_0001.zkey');
    expect(await page.locator('img').count()).toBe(0);
  }, 60_000);

  it('writes to the chosen file, or to the browser’s own place, where it is served', async () => {
    await using server = await serve(files.zkey);
    await page.addInitScript(() => {
      // A file of the browser's own place stands for one that a user chooses.
      const ask = async ({ suggestedName: name }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
      Object.assign(globalThis, { showSaveFilePicker: ask });
    });
    await page.goto(`${server.origin}/contribute.html`);
    const sizes = () =>
      page.evaluate(async () => {
        const found: Record<string, number> = {};
        const folder = await navigator.storage.getDirectory();
        for await (const [name, each] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>)
          found[name.replace(/-\d+$/, '')] = (await each.getFile()).size;
        return found;
      });
    await choose('a_0000.zkey', files.zkey);
    await page.click('#start');
    await state('done');
    expect(await page.textContent('#text')).toContain('The file is saved.');
    const { 'a_0001.zkey': size = 0 } = await sizes();
    expect(size).toBeGreaterThan(files.zkey.length + 391);
    // Powers of tau are read back, so they come there by the browser's own place.
    await choose('a_0000.ptau', files.ptau);
    await page.click('#start');
    await state('working').catch(() => {});
    await state('done');
    const { contribution = 0, 'a_0001.ptau': copied } = await sizes();
    expect([contribution > 1000, copied]).toEqual([true, contribution]);
    // What fails leaves nothing.
    await choose('b_0000.zkey', files.zkey.slice(0, -1));
    await page.click('#start');
    await state('failed');
    await expect.poll(async () => Object.keys(await sizes())).not.toContain('b_0001.zkey');
    await saveLater();
    await choose('c_0000.zkey', files.zkey);
    await page.click('#start');
    await state('done');
    expect(await verifyKey({ ...files, zkey: (await saved('Save c_0001.zkey')).bytes })).toMatchObject({ ok: true });
    troubles = [CONTRIBUTE.href];
  }, 60_000);

  it('fits a phone, in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.click('#more summary');
    await picture('contribute-phone');
    expect(await overflow()).toBe(0);
  });
});

/** What the server has beside the file. */
const PAGES: Readonly<Record<string, URL>> = { '/contribute.html': CONTRIBUTE };

/** An announcement of a circuit, which closes in the future. */
function announcementOf(csHash: string): object {
  const { announcement } = draftOf({ people: 0 });
  return { ...announcement, csHash, closes: '2099-01-01T00:00:00Z' };
}

/** Serves a file to any page, and the pages. The first answer with the file breaks off after 500 bytes. */
async function serve(
  file: Uint8Array,
  breaks = true,
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
    const own = PAGES[request.url ?? ''];
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
    expect(await result().innerText()).toBe('Not checked yet');
    await fill(manifest);
    await picture('manifest-yes');
    expect(await page.textContent('#result h2')).toBe('✓ The key meets standard: 6 people you trust contributed');
    expect(await verdict()).toBe('yes');
    const rows = await page.locator('.people').first().locator('li').allInnerTexts();
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatch(/^person 0\s+✓ counts\s+contributor-0\+\S+$/);
    expect(rows[6]).toContain('the random beacon');
    expect(await page.locator('.people').last().locator('.counts').allInnerTexts()).toEqual(
      Array(2).fill('✓ signed it, and you trust it'),
    );
    expect(await page.locator('.box strong').allInnerTexts()).toEqual([
      'Announcement',
      'Circuit hash',
      '6 contributions',
      'Random beacon',
      'Verification key',
      '2 verifiers',
    ]);
    expect(await page.locator('.tie em').allInnerTexts()).toEqual(Array(6).fill('✓ holds'));
    expect(await page.locator('dt:text-is("Closed") + dd').textContent()).toBe(manifest.announcement.closes);
  });

  it('says who does not count, and what is wrong', async () => {
    await fill(manifest, trusted.contributors.slice(0, 3));
    expect(await verdict()).toBe('no');
    expect(await result().textContent()).toContain('too-few: ');
    expect(await why(3)).toBe('– you don’t trust its key; it does no harm');
    expect(await why(2)).toBe('– would count, if all else were right');
    await fill({ ...manifest, contributors: manifest.contributors.slice(1) });
    expect(await why(0)).toBe('– nobody signed it; it does no harm');
    await picture('manifest-no');
    await page.fill('#manifest', '{}');
    expect(await page.textContent('#result h2')).toBe('✗ This is no manifest');
    await page.fill('#contributors', 'nonsense');
    expect(await page.textContent('#result h2')).toBe('✗ The keys can’t be used');
    await page.click('text=Clear all');
    await page.waitForSelector('#result[data-verdict=waiting]');
  });

  it('tells a wrong signature from one of somebody who is not trusted', async () => {
    const [first, second] = manifest.contributors;
    const signature = second.signature;
    await fill({ ...manifest, contributors: [{ ...first, signature }, ...manifest.contributors.slice(1)] });
    expect(await why(0)).toBe('✗ its signature is wrong, or of something else');
    // The change is one of what the verifiers signed, too.
    expect(await whyOfVerifier(0)).toBe('✗ its signature is wrong, or of something else');
    expect(await page.locator('.tie[data-state=fails]').count()).toBeGreaterThan(0);
    await fill({ ...manifest, verifiers: [manifest.verifiers[0], { ...manifest.verifiers[1], signature }] });
    expect(await whyOfVerifier(0)).toBe('✓ signed it, and you trust it');
    expect(await whyOfVerifier(1)).toBe('✗ its signature is wrong, or of something else');
    expect(await page.locator('.tie[data-state=fails]').allInnerTexts()).toEqual([
      expect.stringMatching(/^at least two sign it/),
    ]);
    await fill(manifest);
    await page.fill('#verifiers', trusted.verifiers[1] ?? '');
    expect(await whyOfVerifier(0)).toBe('– signed it, but you don’t trust its key');
  });

  const why = (i: number) => page.locator('.people').first().locator('li').nth(i).locator('.why').textContent();
  const whyOfVerifier = (i: number) =>
    page.locator('.people').last().locator('li').nth(i).locator('.why').textContent();

  it('shows odd characters by their numbers', async () => {
    const odd = draftOf({ level: 'standard', people: 6 });
    odd.announcement.circuit.name = 'a\u202eb<b>c';
    await fill(manifestOf(odd), trustedKeysOf(odd).contributors);
    expect(await page.locator('dt:text-is("Circuit") + dd').textContent()).toMatch(/^aU\+202Eb<b>c, /);
    expect(await page.locator('.box').first().textContent()).toContain('aU+202Eb<b>c, ');
    const names = [
      '<img src=x onerror=alert(1)>',
      '\u2066\u200Bb\u0000',
      'a\u3164\u00A0\u2003b',
      'e\u0301\u0301\u0301\u0301',
    ];
    await fill(manifestOf(draftNamed(names)));
    const shown = await page.locator('.people bdi').allInnerTexts();
    expect(shown.slice(0, 4)).toEqual([
      '<img src=x onerror=alert(1)>',
      'U+2066U+200BbU+0000',
      'aU+3164U+00A0U+2003b',
      'e\u0301\u0301U+0301U+0301',
    ]);
    expect(await page.locator('img').count()).toBe(0);
    await picture('manifest-hostile');
  });

  it('takes files, chosen or dropped', async () => {
    await page.selectOption('#level', 'standard');
    const buffer = Buffer.from(`${canonical(manifest)}\n`);
    await page.setInputFiles('#manifest-file', { name: 'm.json', mimeType: '', buffer });
    await page.waitForSelector('#result[data-verdict=no]');
    const keys = Buffer.from(JSON.stringify(trusted));
    await page.setInputFiles('#keys-file', { name: 'trust.json', mimeType: '', buffer: keys });
    await page.waitForSelector('#result[data-verdict=yes]');
    await page.setInputFiles('#keys-file', { name: 'k.txt', mimeType: '', buffer: Buffer.from('a+b+c\n') });
    await expect.poll(() => page.inputValue('#contributors')).toBe('a+b+c');
    await drop('trust.json', keys);
    await page.waitForSelector('#result[data-verdict=yes]');
    await drop('m.json', Buffer.from('{}'));
    await expect.poll(() => page.inputValue('#manifest')).toBe('{}');
  });

  it('fetches a manifest', async () => {
    await using server = await serve(Buffer.from(canonical(manifest)), false);
    await fill({});
    for (const [address, words] of [
      ['http://example.com/', 'must begin with https://'],
      ['ftp:', 'must begin with https://'],
      [`${server.origin}/none`, 'status 404'],
    ]) {
      await page.fill('#url', address ?? '');
      await page.press('#url', 'Enter');
      await expect.poll(() => page.textContent('#url-told')).toContain(words);
    }
    await page.fill('#url', server.url);
    await page.press('#url', 'Enter');
    await page.waitForSelector('#result[data-verdict=yes]');
    expect(troubles.slice(1).every((each) => each.startsWith(server.origin) || each.includes('404'))).toBe(true);
    troubles.length = 1;
  });

  it('fits a phone, in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await fill(manifest);
    await picture('manifest-phone');
    expect(await overflow()).toBe(0);
  });

  it('is named and reached by keys', async () => {
    expect(await tabbed(9)).toEqual([
      'Manifest',
      'Choose a file with the manifest',
      'or its address',
      'Fetch',
      'Contributors whom you trust',
      'Verifiers whom you trust',
      'Choose a file with the keys',
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

/** A draft of a ceremony whose first contributors have these names in the key. */
function draftNamed(names: readonly string[]): ReturnType<typeof draftOf> {
  const chain = new Chain('bn254', Buffer.alloc(64, 1));
  const all = [...names, 'e', 'f', 'g', 'h'].slice(0, 6);
  for (const name of all) chain.add({ seed: seedOf(name), name });
  chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
  return draftAround(chain, 'standard', [...all.keys()]);
}

it.each([
  ['contribute.html', CONTRIBUTE, 380 << 10],
  ['manifest.html', MANIFEST, 110 << 10],
] as const)('%s is one file', (_, url, most) => {
  const html = readFileSync(url, 'utf8');
  expect(gzipSync(html, { level: 9 }).length).toBeLessThan(most);
  expect(html.match(/\b(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"']);
});
