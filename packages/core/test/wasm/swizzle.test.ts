import { execFileSync } from 'node:child_process';
import { SWIZZLE_PROBE, swizzlesRelaxed } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

/** What a new process of this Node, with flags, says. */
function inNode(...flags: string[]): string {
  const program = "import('@fedzk/core').then(({ swizzlesRelaxed }) => console.log(swizzlesRelaxed()))";
  return execFileSync(process.execPath, [...flags, '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  }).trim();
}

const RELAXED = '--experimental-wasm-relaxed-simd';

describe('swizzlesRelaxed', () => {
  it.runIf(process.version.startsWith('v20.'))('is true where the instruction is known, and false elsewhere', () => {
    expect(inNode()).toBe('false');
    expect(inNode(RELAXED)).toBe('true');
  });

  it('takes the probe compiled, and anything else for a no', () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(swizzlesRelaxed(empty)).toBe(false);
    const valid = WebAssembly.validate(SWIZZLE_PROBE);
    expect(swizzlesRelaxed()).toBe(valid);
    if (valid) expect(swizzlesRelaxed(new WebAssembly.Module(SWIZZLE_PROBE))).toBe(true);
  });
});
