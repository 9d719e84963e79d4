// Measures the memory of a process that only verifies a log.

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolder, writeProgram } from '../programs.js';
import { WIDTH } from './log.js';

export interface MemoryResult {
  readonly entries: number;
  /** Greatest memory of the process, in bytes. */
  readonly bytes: number;
}

export async function measureMemory(bundles: readonly number[]): Promise<MemoryResult[]> {
  const dir = programFolder('audit');
  const program = join(dir, 'memory.mjs');
  try {
    await writeProgram(new URL('./memory-program.ts', import.meta.url), program);
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
