// @ts-check
// Tells which build of a module Node chooses, and which flags make it choose another.
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { run } from '../process.mjs';

/** The flags for relaxed SIMD in Node 20; later versions have it by default. */
export const RELAXED_FLAGS = process.version.startsWith('v20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** Tells whether Node chooses the build for fused multiply-add when it has these flags. @param {readonly string[]} flags */
export async function fuses(flags) {
  const program = "import('@fedzk/core').then((core) => process.exit(core.fusesMultiplyAdd() ? 0 : 1))";
  const { code } = await run(process.execPath, [...flags, '-e', program], { cwd: join(root, 'packages/verify') });
  return code === 0;
}
