import { copyFile, writeFile } from 'node:fs/promises';
import { SWIZZLE_PROBE } from '@fedzk/core';
import { bundles } from '../../tsup.base.js';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/entry/${name}.ts`);
const runtimes = ['node', 'inline', 'workerd', 'edge-light'];

export default bundles({
  modules: [
    ...['src/cli.ts', 'src/node.ts', 'src/slim.ts'],
    ...entries(runtimes.flatMap((runtime) => [`keys.${runtime}`, `primitives.${runtime}`])),
  ],
  commonjs: ['src/node.ts', 'src/slim.ts', ...entries(['keys.node', 'primitives.node'])],
  declarations: {
    index: 'src/index.ts',
    node: 'src/node.ts',
    primitives: 'src/primitives/index.ts',
    slim: 'src/slim.ts',
    'core.wasm': 'src/core.wasm.d.ts',
  },
  types: ['node'],
  external: ['@fedzk/keys', '@fedzk/keys/node'],
  async onSuccess() {
    await copyFile('wasm/fedzk_keys_bg.wasm', 'dist/core.wasm');
    await copyFile('wasm/fedzk_keys_relaxed_bg.wasm', 'dist/core.relaxed.wasm');
    await copyFile('wasm/fedzk_argon2_bg.wasm', 'dist/argon2.wasm');
    await writeFile('dist/swizzle-probe.wasm', SWIZZLE_PROBE);
  },
});
