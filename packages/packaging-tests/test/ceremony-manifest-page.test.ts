// The page that shows manifests of ceremonies, opened from its file in Chromium; and both pages as files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Chain } from '../../testkit/src/ceremony/chain.js';
import { draftAround, draftOf, manifestOf, ROUND, seedOf, trustedKeysOf } from '../../testkit/src/ceremony/manifest.js';
import { drop, eachOn, inWhat, overflow, page, picture, serve, tabbed, troubles } from '../src/page.js';

const CONTRIBUTE = new URL('../../prove/dist/contribute.html', import.meta.url);
const MANIFEST = new URL('../../prove/dist/manifest.html', import.meta.url);

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
    expect((await result().textContent())?.trim()).toBe('Not checked yet');
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
    expect(await page.locator('dt:text-is("Open until") + dd').textContent()).toBe(manifest.announcement.closes);
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
      expect.stringMatching(/^is signed by at least two verifiers/),
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
    await using server = await serve(Buffer.from(canonical(manifest)), { breaks: false });
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
    troubles.splice(1);
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

it('the command line writes them to a folder, once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const cli = fileURLToPath(new URL('../../prove/dist/cli.js', import.meta.url));
  const run = () => spawnSync(process.execPath, [cli, 'ceremony', 'page', folder], { encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  for (const url of [CONTRIBUTE, MANIFEST]) {
    const name = url.pathname.split('/').at(-1) ?? '';
    expect(readFileSync(join(folder, name)).equals(readFileSync(url))).toBe(true);
  }
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('exists') });
});
