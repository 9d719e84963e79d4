import { copyFile, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/${name}.ts`);
const runtimes = ['inline', 'workerd', 'edge-light'];

// The entries share their code in chunks, so that a program with two of them has one instance of the module.
export default defineConfig({
  entry: entries([
    'index',
    'quant',
    'slim',
    ...runtimes.flatMap((runtime) => [`entry/verify.${runtime}`, `entry/quant.${runtime}`]),
  ]),
  outDir: 'dist',
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  dts: { entry: entries(['index', 'quant', 'slim']) },
  external: [/core\.wasm/],
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../core.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    await copyFile('wasm/fedzk_verify_bg.wasm', 'dist/core.wasm');
    await writeFile('dist/core.wasm.d.ts', 'declare const module: WebAssembly.Module;\nexport default module;\n');
  },
});
