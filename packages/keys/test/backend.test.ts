import { SWIZZLE_PROBE, swizzlesRelaxed } from '@fedzk/core';
import { backend } from '@fedzk/keys';
import { expect, it } from 'vitest';
import { argon2Wasm } from './support/core-wasm.js';

it('is the faster where the engine has it, and the one that the run asks for', () => {
  const faster = swizzlesRelaxed() ? 'relaxed' : 'strict';
  expect(backend()).toBe(faster);
  expect(backend()).toBe(process.env['FEDZK_BUILD'] ?? faster);
});

it('Argon2 has a module without imports', () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(argon2Wasm()))).toEqual([]);
});

it('is chosen by what the probe says', () => {
  expect(WebAssembly.validate(SWIZZLE_PROBE)).toBe(swizzlesRelaxed());
});
