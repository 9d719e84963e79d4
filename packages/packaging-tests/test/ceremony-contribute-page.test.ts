// The page to contribute to ceremonies with, opened from its file in Chromium.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { contribute, memorySink, newKey, newPowers, prepare, verifyKey } from '@fedzk/prove/ceremony';
import { readContributions } from '@fedzk/verify/ceremony';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonical, draftOf } from '../../testkit/src/ceremony/manifest.js';
import { smallCircuit } from '../src/circuit.js';
import { drop, eachOn, inWhat, overflow, page, picture, serve, tabbed, troubles } from '../src/page.js';

const CONTRIBUTE = new URL('../../prove/dist/contribute.html', import.meta.url);

describe(`the page to contribute with, in ${inWhat}`, () => {
  let files: { readonly r1cs: Uint8Array; readonly ptau: Uint8Array; readonly zkey: Uint8Array };
  /** Powers that are not prepared, so that they take contributions. */
  let powers: Uint8Array;

  beforeAll(async () => {
    const written = async (write: (sink: ReturnType<typeof memorySink>) => Promise<unknown>) => {
      const sink = memorySink();
      await write(sink);
      return sink.bytes ?? new Uint8Array();
    };
    const r1cs = smallCircuit();
    const first = await written((sink) => newPowers({ curve: 'bn254', power: 2 }, sink));
    powers = await written((sink) => contribute(first, sink));
    const ptau = await written((sink) => prepare(powers, sink));
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
    await page.fill('#announcement', canonical(announcementOf(csHash)));
    await page.fill('#signer', 'alice');
    expect(await page.textContent('#announced')).toContain('before 2099-01-01T00:00:00Z');
    const [made] = await Promise.all([page.waitForEvent('download'), page.click('#new-key')]);
    expect([made.suggestedFilename(), readFileSync(await made.path(), 'utf8')]).toEqual([
      'alice.key',
      `${await page.inputValue('#key')}\n`,
    ]);
    expect(await page.textContent('#key-told')).toContain(
      'saved as alice.key. Keep that file: this page forgets the key.',
    );
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
    expect(await fact('Your public key')).toMatch(/^alice\+[0-9a-f]{8}\+/);
  }, 60_000);

  it('takes powers of tau', async () => {
    await saveLater();
    await choose('pot.ptau', powers);
    await page.press('#name', 'Enter');
    await state('done');
    expect(await fact('Place')).toBe('contribution 1, counted from 0, as in the manifest');
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
    await page.fill('#url', 'http://me:SECRET@example.com/circuit_0000.zkey');
    await page.click('#start');
    await expect.poll(() => page.textContent('#text')).toContain('the address has a name or password');
    await page.fill('#url', server.url);
    await page.click('#start');
    await state('done');
    expect(server.asked).toEqual([undefined, 'bytes=500-']);
    // Chromium reports the request that broke off, too.
    expect(troubles.slice(1).every((each) => each === server.url || each.includes('net::ERR_'))).toBe(true);
    troubles.splice(1);
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
    await page.fill('#announcement', canonical(announcementOf(csHash)));
    await page.fill('#key', '11'.repeat(32));
    await page.click('#start');
    await expect.poll(() => page.textContent('#text')).toContain('Give the name of your key, too');
    for (const [announcement, words] of [
      ['', 'announcement, too'],
      ['{', 'is no JSON'],
      [canonical({ csHash }), 'announcement'],
      [canonical(announcementOf('00'.repeat(64))), 'its circuit hash differs'],
      [canonical({ ...announcementOf(csHash), closes: '2023-01-01T00:00:00Z' }), 'closed at'],
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
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    expect(page.workers()).toHaveLength(cores === 1 ? 1 : 1 + Math.min(cores, 16));
    await page.keyboard.press('Enter');
    await state('cancelled');
    await expect.poll(() => page.workers(), { timeout: 10_000 }).toHaveLength(0);
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
    await drop('announcement.json', new TextEncoder().encode(canonical(announcementOf(csHash))));
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
    // Nothing is left unsigned by mistake.
    await page.click('#start');
    await state('failed');
    expect(await page.textContent('#text')).toContain('“a.key” has no Ed25519 key');
    await page.click('button:has-text("Leave it unsigned")');
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
    await using server = await serve(files.zkey, { html: CONTRIBUTE });
    await page.addInitScript(() => {
      // A file of the browser's own place stands for one that a user chooses.
      const ask = async ({ suggestedName: name }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
      Object.assign(globalThis, { showSaveFilePicker: ask });
    });
    await page.goto(`${server.origin}/page.html`);
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
    await choose('a_0000.ptau', powers);
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
    troubles.splice(1);
  }, 60_000);

  it('fits a phone, in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.click('#more summary');
    await picture('contribute-phone');
    expect(await overflow()).toBe(0);
  });
});

/** An announcement of a circuit, which closes in the future. */
function announcementOf(csHash: string) {
  const { announcement } = draftOf({ people: 0 });
  const beacon = { source: 'bitcoin', height: 5_000_000, iterations: 10 };
  return { ...announcement, csHash, beacon, closes: '2099-01-01T00:00:00Z' };
}
