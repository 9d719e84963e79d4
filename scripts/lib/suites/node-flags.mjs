// @ts-check
// Which build of a module Node chooses, and by which flags another one.
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { run } from '../process.mjs';

/** What makes Node 20 take relaxed SIMD; later ones take it by themselves. */
export const RELAXED_FLAGS = process.version.startsWith('v20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** Tells whether Node chooses the build for fused multiply-add when it has these flags. @param {readonly string[]} flags */
export async function fuses(flags) {
  const program = "import('@fedzk/core').then((core) => process.exit(core.fusesMultiplyAdd() ? 0 : 1))";
  const { code } = await run(process.execPath, [...flags, '-e', program], { cwd: join(root, 'packages/verify') });
  return code === 0;
}
