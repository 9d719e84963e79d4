import { execFileSync } from 'node:child_process';
import { FMA_PROBE, fusesMultiplyAdd } from '@fedzk/core';
import { programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';

const path = await programOf("import { fusesMultiplyAdd } from '@fedzk/core'; console.log(fusesMultiplyAdd());");

/** What a new process of this Node, with flags, says. */
function inNode(...flags: string[]): string {
  return execFileSync(process.execPath, [...flags, path], { encoding: 'utf8' }).trim();
}

const RELAXED = '--experimental-wasm-relaxed-simd';

/** An engine of two roundings, as a module of plain instructions: the product, and then the sum. */
function twoRoundings(): WebAssembly.Module {
  return new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 8, 1, 0x60, 3, 0x7c, 0x7c, 0x7c, 1, 0x7c],
      ...[3, 2, 1, 0],
      ...[7, 5, 1, 1, 0x66, 0, 0],
      ...[10, 12, 1, 10, 0, 0x20, 0, 0x20, 1, 0xa2, 0x20, 2, 0xa0, 0x0b], // f64.mul, f64.add
    ),
  );
}

describe('fusesMultiplyAdd', () => {
  it('is false where the product is rounded before the sum', () => {
    expect(fusesMultiplyAdd(twoRoundings())).toBe(false);
  });

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
