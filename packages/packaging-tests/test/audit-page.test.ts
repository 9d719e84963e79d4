// The page that verifies entries, opened from a file, in Chromium: what it says, and that it asks for nothing.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { AuditLog, createSigner, memoryStorage } from '@fedzk/audit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../src/browser.js';

const PAGE = new URL('../../audit/dist/verify.html', import.meta.url);
const MOST_BYTES = 60 << 10;

const found = findChromium();
let browser: Browser | undefined;
let page: Page;
let given: { readonly key: string; readonly entry: string; readonly proof: string };
let otherEntry: string;

beforeAll(async () => {
  if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  const signer = await createSigner('example.com/audit', new Uint8Array(32).fill(3));
  const storage = memoryStorage();
  const log = await AuditLog.open(storage, {
    origin: signer.name,
    signer,
    now: () => Date.UTC(2026, 0, 31, 12),
  });
  const events = Array.from({ length: 20 }, (_, i) => ({
    user_id: 'client_001',
    operation: 'proof_generation',
    resource: `circuit:${i} <b>é</b>`,
    result: 'success' as const,
  }));
  await Promise.all(events.map((event) => log.append(event)));
  const entries = [];
  for await (const { bytes } of log.entries()) entries.push(new TextDecoder().decode(bytes));
  given = {
    key: signer.verifierKey,
    entry: entries[7] ?? '',
    proof: await log.prove(7),
  };
  otherEntry = entries[8] ?? '';
  await log.close();
});
afterAll(() => browser?.close());

describe(`the page, in ${'version' in found ? `Chromium ${found.version}` : 'Chromium'}`, () => {
  /** What it asked for, what it threw, and what its policy refused. */
  let troubles: string[];

  beforeEach(async (ctx) => {
    ctx.skip('missing' in found, 'missing' in found ? found.missing : '');
    if (browser === undefined) throw new Error('no browser was started');
    page = await browser.newPage({ viewport: { width: 800, height: 1200 } });
    troubles = [];
    page.on('request', (request) => troubles.push(request.url()));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => troubles.push(message.text()));
    await page.goto(PAGE.href);
    return async () => {
      await page.close();
      expect(troubles).toEqual([PAGE.href]);
    };
  });

  const fill = async (values: Partial<Record<'key' | 'entry' | 'proof', string>>): Promise<void> => {
    for (const [name, value] of Object.entries(values)) await page.fill(`#${name}`, value);
  };
  const verdict = (): Promise<string | null> => page.getAttribute('#result', 'data-verdict');
  const said = async (): Promise<string> => (await page.textContent('#result')) ?? '';
  const facts = async (): Promise<Record<string, string>> => {
    const [names, values] = await Promise.all([page.locator('dt').allInnerTexts(), page.locator('dd').allInnerTexts()]);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  };

  it('says yes, and where', async () => {
    expect(await said()).toContain('Missing: a verifier key, an entry, a proof.');
    await fill({ key: given.key, entry: given.entry });
    expect([await verdict(), await said()]).toEqual(['waiting', expect.stringContaining('Missing: a proof.')]);
    await fill({ proof: given.proof });
    expect(await verdict()).toBe('yes');
    expect(await facts()).toEqual({
      Log: 'example.com/audit',
      Index: '7',
      Time: '2026-01-31T12:00:00.000Z, as the entry says',
      What: 'proof_generation of circuit:7 <b>é</b>: success',
      Who: 'client_001',
      'Log’s size': '20 entries when it was signed',
      'Leaf hash': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const shot = process.env['FEDZK_SCREENSHOT'];
    if (shot !== undefined) await page.screenshot({ path: shot, fullPage: true });
  });

  it('says no, and why', async () => {
    const other = await createSigner('example.com/audit', new Uint8Array(32).fill(4));
    const elsewhere = await createSigner('example.com/other', new Uint8Array(32).fill(3));
    for (const [change, words] of [
      [{ entry: otherEntry }, 'does not lead from this entry'],
      [{ entry: given.entry.replace('success', 'failure') }, 'does not lead from this entry'],
      [{ proof: given.proof.replace('index 7', 'index 6') }, 'does not lead from this entry'],
      [{ proof: given.proof.replace('index 7', 'index 07') }, 'is not a text of C2SP tlog-proof'],
      [{ proof: given.proof.replace('\n20\n', '\n21\n') }, 'was not signed with this key'],
      [{ key: other.verifierKey }, 'was not signed with this key'],
      [{ key: elsewhere.verifierKey }, 'of “example.com/audit”, and the key is that of “example.com/other”'],
      [{ entry: 'x'.repeat(70_000) }, 'longer than one can be'],
    ] as const) {
      await fill({ ...given, ...change });
      expect([await verdict(), await said()]).toEqual(['no', expect.stringContaining(words)]);
      expect(await facts()).toEqual({});
    }
    await fill({ ...given, key: 'nonsense' });
    expect([await verdict(), await said()]).toEqual(['unusable', expect.stringContaining('a verifier key')]);
    await fill({ key: `log ${given.key}\n` });
    expect([await verdict(), await said()]).toEqual(['unusable', expect.stringContaining('a line "quorum"')]);
    await fill({ key: `# ours\nlog ${given.key}\nquorum none\n` });
    expect(await verdict()).toBe('yes');
    await page.click('text=Clear all');
    await page.waitForSelector('#result[data-verdict=waiting]');
  });

  it('takes files, and tells which is which', async () => {
    const drop = (files: readonly (readonly [name: string, text: string])[], on = 'h1'): Promise<void> =>
      page.evaluate(
        ([files, on]) => {
          const data = new DataTransfer();
          for (const [name, text] of files) data.items.add(new File([text], name));
          document.querySelector(on)?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
        },
        [files, on] as const,
      );
    await drop([
      ['entry.json', given.entry],
      ['a.tlog-proof', given.proof],
      ['log.vkey', `${given.key}\n`],
    ]);
    await page.waitForSelector('#result[data-verdict=yes]');
    await drop([['entry.json', given.proof]], '#entry');
    await page.waitForSelector('#result[data-verdict=no]');
    await drop([['entry.json', `${given.entry}\n`]]);
    await page.waitForSelector('#result[data-verdict=yes]');
    expect(await said()).toContain('with a newline behind it');
    // A file's bytes count, and not the text that is shown of them.
    const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(bytes) });
    const marked = Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from(given.entry)]);
    await page.setInputFiles('#entry-file', file('entry', marked));
    await page.waitForSelector('#result[data-verdict=no]');
    await page.setInputFiles('#entry-file', file('entry', Buffer.from(given.entry)));
    await page.waitForSelector('#result[data-verdict=yes]');
    await page.locator('#entry').press('End');
    await page.keyboard.type(' ');
    await page.waitForSelector('#result[data-verdict=no]');
  });

  it('is named and reached by keys', async () => {
    const names = [];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate(() => {
          const active = document.activeElement;
          const labelled = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
          return labelled ? active.labels?.[0]?.textContent?.trim() : active?.textContent;
        }),
      );
    }
    expect(names).toEqual([
      'Verifier key',
      'Choose a file with the verifier key',
      'Entry',
      'Choose a file with the entry',
      'Proof',
      'Choose a file with the proof',
      'Clear all',
    ]);
    expect(await page.getAttribute('#result', 'role')).toBe('status');
  });

  it('runs nothing that was put in it, and reaches nobody', async () => {
    const refused = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      const fetched = await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      );
      return [fetched, 'ran' in window];
    });
    expect(refused).toEqual(['refused', false]);
    expect(troubles.slice(1).every((trouble) => trouble.includes('Content Security Policy'))).toBe(true);
    troubles.length = 1;
  });
});

it('the page is one small file', () => {
  const html = readFileSync(PAGE, 'utf8');
  expect(gzipSync(html, { level: 9 }).length).toBeLessThan(MOST_BYTES);
  expect(html.match(/\b(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"']);
});
