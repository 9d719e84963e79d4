import { execFileSync } from 'node:child_process';
import { FMA_PROBE, fusesMultiplyAdd } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

/** What a new process of this Node, with flags, says. */
function inNode(...flags: string[]): string {
  const program = "import('@fedzk/core').then(({ fusesMultiplyAdd }) => console.log(fusesMultiplyAdd()))";
  return execFileSync(process.execPath, [...flags, '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  }).trim();
}

const RELAXED = '--experimental-wasm-relaxed-simd';

describe('fusesMultiplyAdd', () => {
  it.runIf(process.version.startsWith('v20.'))('is false where the instruction is not known', () => {
    expect(WebAssembly.validate(FMA_PROBE)).toBe(process.execArgv.includes(RELAXED));
    expect(inNode()).toBe('false');
  });

  it.runIf(process.version.startsWith('v20.'))('is false where a machine, or V8, does not fuse', () => {
    expect(inNode(RELAXED, '--no-enable-fma3')).toBe('false');
  });

  it('takes the probe compiled, and anything else for a no', () => {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(fusesMultiplyAdd(empty)).toBe(false);
    if (!WebAssembly.validate(FMA_PROBE)) return;
    expect(fusesMultiplyAdd(new WebAssembly.Module(FMA_PROBE))).toBe(fusesMultiplyAdd());
  });
});
