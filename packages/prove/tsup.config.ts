import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  // `Quantizer extends Disposable`, for programs whose own `lib` has none.
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  clean: true,
});
