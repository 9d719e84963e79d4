// Chromium, under Content-Security-Policies that allow as little as the packages need, and less.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findChromium, type Outcome, outcomeOf } from '../src/browser.js';
import { BUNDLERS, type Bundler } from '../src/bundle.js';
import { expected, expectedOfSlim } from './expected.js';
import { OF_LOG } from './expected-audit.js';
import { expected as expectedOfKeys } from './expected-keys.js';

const ALLOWED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const REFUSED = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** What verifiers of Chromium say. */
const BACKEND = 'portable';

const found = findChromium();
const title = 'version' in found ? `Chromium ${found.version}` : 'Chromium';
let browser: Browser | undefined;

beforeAll(async () => {
  if ('path' in found) browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());
beforeEach((ctx) => ctx.skip('missing' in found, 'missing' in found ? found.missing : ''));

async function open(bundler: Bundler, program: string, policy: string): Promise<Outcome> {
  if (browser === undefined) throw new Error('no browser was started');
  const installed = inject('installed');
  const files = await bundler(installed, program, 'browser');
  for (const path of ['input.json', 'node_modules/@fedzk/verify/dist/core.wasm']) {
    files.push({ name: path.slice(path.lastIndexOf('/') + 1), bytes: readFileSync(join(installed, path)) });
  }
  return outcomeOf(browser, files, policy);
}

describe.each(Object.entries(BUNDLERS))(`${title}, %s`, (name, bundler) => {
  describe("script-src 'self' 'wasm-unsafe-eval'", () => {
    it.each(['page.js', 'late-page.js'])('%s', async (program) => {
      expect(await open(bundler, program, ALLOWED)).toEqual({ results: expected(BACKEND) });
    });

    it('keys-page.js', async () => {
      expect(await open(bundler, 'keys-page.js', ALLOWED)).toEqual({ results: expectedOfKeys('strict') });
    });

    it('audit-page.js', async () => {
      expect(await open(bundler, 'audit-page.js', ALLOWED)).toEqual({ results: OF_LOG });
    });

    it.each(['slim-page.js', ...(name.startsWith('Vite') ? ['url-page.js'] : [])])('%s', async (program) => {
      expect(await open(bundler, program, ALLOWED)).toEqual({ results: expectedOfSlim(BACKEND) });
    });
  });

  describe("script-src 'self'", () => {
    it.each(['late-page.js', 'slim-page.js'])('%s says what the policy lacks', async (program) => {
      const { code, message } = await open(bundler, program, REFUSED);
      expect({ code, message }).toEqual({ code: 'wasm', message: expect.stringContaining("'wasm-unsafe-eval'") });
    });
  });
});
