// Cloudflare's runtime, with a module of WebAssembly that the bundler left alone.
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bundle, WORKER } from '../src/bundle.js';
import { input } from '../src/input.js';
import { serveWorker } from '../src/workerd.js';
import { EXPECTED } from './expected.js';

// The first is from before workerd compiled bytes at start-up.
const DATES = ['2025-05-01', '2026-11-01'];

describe.each(DATES)('workerd, compatibility date %s', (date) => {
  it.each(['worker.js', 'slim-worker.js'])('%s', async (program) => {
    const installed = inject('installed');
    const files = await bundle(installed, { ...WORKER, entryPoints: [program] });
    expect(files.map(({ name }) => name).sort()).toEqual(['core.wasm', program]);

    const worker = await serveWorker(join(installed, `${date}-${program}`), modulesOf(files, program), date);
    try {
      const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(input) });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(EXPECTED);
    } finally {
      expect(await worker.stop()).toBe('');
    }
  });
});

/** workerd starts the first module. */
function modulesOf<File extends { name: string }>(files: readonly File[], program: string): File[] {
  return [...files].sort((a, b) => Number(b.name === program) - Number(a.name === program));
}
