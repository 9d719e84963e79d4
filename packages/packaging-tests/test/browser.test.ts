// Chromium, under Content-Security-Policies that allow as little as the packages need, and less.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findChromium, type Outcome, outcomeOf } from '../src/browser.js';
import { bundle } from '../src/bundle.js';
import { EXPECTED } from './expected.js';

const ALLOWED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const REFUSED = "default-src 'none'; script-src 'self'; connect-src 'self'";

const found = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());
beforeEach((ctx) => ctx.skip('missing' in found, 'missing' in found ? found.missing : ''));

async function open(program: string, policy: string): Promise<Outcome> {
  if (browser === undefined) throw new Error('no browser was started');
  const installed = inject('installed');
  const data = [join(installed, 'input.json'), join(installed, 'node_modules/@fedzk/verify/dist/core.wasm')];
  const files = await bundle(installed, { entryPoints: [program], splitting: true });
  files.sort((a, b) => Number(b.name === program) - Number(a.name === program));
  for (const path of data) files.push({ name: path.slice(path.lastIndexOf('/') + 1), bytes: readFileSync(path) });
  return outcomeOf(browser, files, policy);
}

describe("Chromium, script-src 'self' 'wasm-unsafe-eval'", () => {
  it.each(['page.js', 'late-page.js', 'slim-page.js'])('%s', async (program) => {
    expect(await open(program, ALLOWED)).toEqual({ results: EXPECTED });
  });
});

describe("Chromium, script-src 'self'", () => {
  it.each(['late-page.js', 'slim-page.js'])('%s says what the policy lacks', async (program) => {
    const { code, message } = await open(program, REFUSED);
    expect({ code, message }).toEqual({ code: 'wasm', message: expect.stringContaining("'wasm-unsafe-eval'") });
  });
});
