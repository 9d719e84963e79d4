import { execFileSync } from 'node:child_process';
import { SWIZZLE_PROBE, swizzlesRelaxed } from '@fedzk/core';
import { programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';

const path = await programOf("import { swizzlesRelaxed } from '@fedzk/core'; console.log(swizzlesRelaxed());");

/** What a new process of this Node, with flags, says. */
function inNode(...flags: string[]): string {
  return execFileSync(process.execPath, [...flags, path], { encoding: 'utf8' }).trim();
}

const RELAXED = '--experimental-wasm-relaxed-simd';

/** An engine's look-up as a module of plain instructions: whether it gives the lane at 15, at 128 and at 255, else 0. */
function lookup(at15: number, at128: number, at255: number): WebAssembly.Module {
  const [value, index, constant, equal, multiply, add] = [0, 1, 0x41, 0x46, 0x6c, 0x6a];
  const get = (local: number): number[] => [0x20, local];
  const place = (leb: readonly number[], factor: number): number[] => [
    ...[...get(index), constant, ...leb, equal],
    ...[constant, factor, multiply],
  ];
  const sum = [...place([15], at15), ...place([0x80, 1], at128), add, ...place([0xff, 1], at255), add];
  const code = [0, ...sum, ...get(value), multiply, 0x0b];
  return new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f],
      ...[3, 2, 1, 0],
      ...[7, 5, 1, 1, 0x66, 0, 0],
      ...[10, code.length + 2, 1, code.length, ...code],
    ),
  );
}

describe('swizzlesRelaxed', () => {
  it.each([
    [1, 0, 0, true],
    [0, 0, 0, false],
    [1, 1, 0, false],
    [1, 0, 1, false],
    [1, 1, 1, false],
    [0, 1, 1, false],
  ])('an engine whose look-ups at 15, 128 and 255 give %i, %i and %i: %s', (at15, at128, at255, expected) => {
    expect(swizzlesRelaxed(lookup(at15, at128, at255))).toBe(expected);
  });

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
