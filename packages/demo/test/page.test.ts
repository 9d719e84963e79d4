// The page in Chromium: a proof of each size, progress, Cancel, and that it stays responsive. SLOW=1 has the largest.
import { readFileSync } from 'node:fs';
import { createVerifier } from '@fedzk/verify';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { findChromium } from '../../packaging-tests/src/browser.js';
import { type PageServer, servePage } from '../page/server.js';
import { circuitOf, MODELS } from '../src/models.js';

const found = findChromium();
const slow = process.env.SLOW === '1';
const models = MODELS.filter(({ level }) => slow || level !== 'maximum');
let server: PageServer;
let browser: Browser | undefined;
let page: Page;

beforeAll(async () => {
  if ('missing' in found) return;
  server = await servePage(new Map(models.map(({ level }) => [level, developmentKey(circuitOf(level).name).zkey])));
  browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe(`the page, in ${'version' in found ? `Chromium ${found.version}` : 'Chromium'}`, () => {
  beforeEach(async (ctx) => {
    ctx.skip('missing' in found, 'missing' in found ? found.missing : '');
    if (browser === undefined) throw new Error('no browser was started');
    page = await browser.newPage();
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => troubles.push(message.text()));
    await page.goto(server.url);
    await page.evaluate(watch);
    return async () => {
      await page.close();
      expect(troubles).toEqual([]);
    };
  });

  const start = async (level: string): Promise<void> => {
    await page.check(`input[value=${level}]`);
    await page.click('#prove');
  };
  const reach = (state: string) => page.waitForSelector(`main[data-state=${state}]`, { timeout: 200_000 });
  const seen = () => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

  it('is isolated, and asks for one of three sizes', async () => {
    expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([true, 'function']);
    expect(await page.locator('#models label').allInnerTexts()).toEqual([
      'logistic regression, tumours: 31 parameters, level standard',
      'softmax regression, digits: 650 parameters, level enhanced',
      'perceptron 64-96-10, digits: 7210 parameters, level maximum',
    ]);
    expect(await page.isDisabled('#cancel')).toBe(true);
  });

  it.each(models)(
    'proves $parameters parameters, and Node verifies',
    async ({ level }) => {
      await start(level);
      await reach('done');
      const { bars, frames } = await seen();
      expect(await page.textContent('#percent')).toBe('100 %');
      expect(bars).toEqual([...bars].sort((a, b) => a - b));
      expect(bars.at(-1)).toBe(1);
      expect(new Set(bars).size).toBeGreaterThan(3);
      // The page was drawn while it proved: a proof in the page's own thread gives all values in one frame.
      expect(new Set(frames).size).toBeGreaterThan(3);

      expect(await page.textContent('#verdict')).toBe('verified');
      const { proof, publicSignals } = JSON.parse(await page.inputValue('#proof'));
      const vkey = JSON.parse(readFileSync(developmentKey(circuitOf(level).name).vkey, 'utf8'));
      const verifier = createVerifier(vkey);
      const another = [...publicSignals.slice(0, 3), String(BigInt(publicSignals[3]) + 1n)];
      expect(verifier.explain(proof, publicSignals)).toBe('ok');
      expect(verifier.explain(proof, another)).toBe('equation');
      verifier.dispose();
    },
    300_000,
  );

  it('cancels a proof, and makes another one', async () => {
    await start('enhanced');
    // In the middle of the proof, by the bar itself.
    await expect
      .poll(async () => (await seen()).bars.some((value) => value > 0.1), { interval: 5, timeout: 60_000 })
      .toBe(true);
    await page.click('#cancel');
    await reach('cancelled');
    expect(await page.textContent('#stage')).toBe('Cancelled.');
    expect(await page.isHidden('#result')).toBe(true);
    const { bars } = await seen();
    expect(bars).not.toContain(1);
    await start('standard');
    await reach('done');
    expect(await page.isVisible('#result')).toBe(true);
  }, 120_000);

  it('cancels before the key is there', async () => {
    await page.route('**/keys/*', () => {}); // never answered
    await start('standard');
    await page.click('#cancel');
    await reach('cancelled');
  });

  it('says what went wrong', async () => {
    await page.route('**/data/*', (route) => route.fulfill({ body: '1,30\nnothing' }));
    await start('standard');
    await reach('failed');
    expect(await page.textContent('#stage')).toContain('tumours: row 2: expected 30 numbers');
  });
});

/** What the page's watch has seen since the page was opened. */
interface Seen {
  /** The bar's values of proofs, in the order of their change. */
  bars: number[];
  /** The number of the frame in which each of them came. */
  frames: number[];
}

/** In the page: counts frames, and notes each value of the bar. */
function watch(): void {
  const seen: Seen = { bars: [], frames: [] };
  Object.assign(globalThis, { seen });
  let frames = 0;
  const frame = (): void => {
    frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const bar = document.querySelector('progress') as HTMLProgressElement;
  new MutationObserver(() => {
    if (!bar.hasAttribute('value')) return;
    seen.bars.push(bar.value);
    seen.frames.push(frames);
  }).observe(bar, { attributes: true, attributeFilter: ['value'] });
}
