// The memory of a process that verifies a log and does nothing else.

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { WIDTH } from './log.js';

export interface MemoryResult {
  readonly entries: number;
  /** The most bytes of the process. */
  readonly bytes: number;
}

export async function measureMemory(bundles: readonly number[]): Promise<MemoryResult[]> {
  // Beneath bench/, so that the imports of packages, which stay imports, are found.
  const dir = fileURLToPath(new URL('../../node_modules/.audit', import.meta.url));
  mkdirSync(dir, { recursive: true });
  const program = join(dir, 'memory.mjs');
  try {
    await build({
      entryPoints: [fileURLToPath(new URL('./memory-program.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      outfile: program,
    });
    const results: MemoryResult[] = [];
    for (const each of bundles) {
      const { stdout } = await promisify(execFile)(process.execPath, [program, String(each)]);
      results.push({ entries: each * WIDTH, bytes: Number(stdout) });
    }
    return results;
  } finally {
    rmSync(dir, { recursive: true });
  }
}
