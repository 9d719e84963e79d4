// What a verifier adds to a program: the same programs and measure as bench/src/cases/size.ts.
import { gzipSync } from 'node:zlib';
import type { BuildOptions } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { bundle, WORKER } from '../src/bundle.js';

const VERIFIER = "export { createVerifier } from '@fedzk/verify';";

interface Limit {
  readonly name: string;
  readonly program: string;
  readonly options: BuildOptions;
  /** Bytes after gzip, each file by itself. */
  readonly limit: number;
}

const LIMITS: readonly Limit[] = [
  // The design's limit for both curves is 80,000, its aim 60,000; what it takes now, and little more.
  { name: 'a verifier, wasm as a file', program: VERIFIER, options: WORKER, limit: 62_000 },
  // The design names none for one file; base64 adds a third to the wasm.
  { name: 'a verifier, one file', program: VERIFIER, options: {}, limit: 80_000 },
  { name: 'an error', program: "export { FedzkError } from '@fedzk/core';", options: {}, limit: 400 },
];

describe('gzip', () => {
  it.each(LIMITS)('$name: at most $limit bytes', async ({ program, options, limit }) => {
    const installed = inject('installed');
    const stdin = { contents: program, resolveDir: installed };
    const files = await bundle(installed, { ...options, stdin, minify: true });
    const bytes = files.reduce((sum, file) => sum + gzipSync(file.bytes, { level: 9 }).length, 0);
    expect(bytes).toBeLessThanOrEqual(limit);
    // A limit that nothing comes near says nothing.
    expect(bytes).toBeGreaterThan(limit * 0.7);
  });

  it.each(['@fedzk/core', '@fedzk/verify/slim'])('%s: nothing, where nothing of it is used', async (entry) => {
    const installed = inject('installed');
    const stdin = { contents: `import * as all from '${entry}';`, resolveDir: installed };
    const [file] = await bundle(installed, { stdin, minify: true });
    expect(file?.bytes.length).toBe(0);
  });
});
