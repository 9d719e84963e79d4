// Bundles a package: ES modules, CommonJS for programs that can't `require` these (under Jest, in Node 22 before 22.12), and
// declarations for both.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/** What a package's tsup.config.ts says of it. Paths are the package's. */
export interface Bundles {
  /** The sources of its ES modules. They share their code in chunks: a program with two of them has one instance. */
  readonly modules: readonly string[];
  /** Those of them that `require` is given too. */
  readonly commonjs: readonly string[];
  /** The sources of its declarations, by the names of the files without `.d.ts` and `.d.cts`. */
  readonly declarations: Readonly<Record<string, string>>;
  /** What its command line takes by name, so that it has no part in the chunks. */
  readonly external?: readonly string[];
  /** The types of a runtime that its declarations name. */
  readonly types?: readonly string[];
  /** What else belongs into `dist`. */
  readonly onSuccess?: () => Promise<void>;
}

/** What all files of JavaScript have in common. */
export const common: Options = {
  config: false,
  tsconfig: fileURLToPath(new URL('tsconfig.base.json', import.meta.url)),
  outDir: 'dist',
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  removeNodeProtocol: false,
  clean: false,
  dts: false,
};

/** A package's configuration. */
export function bundles({ modules, commonjs, declarations, external = [], types = [], onSuccess }: Bundles) {
  const scripts: Options = {
    ...common,
    splitting: true,
    external: [/\.wasm/, /^node:/, ...external],
    // As deep as entry/, since a loader that two entries share moves into a chunk with its '../core.wasm'.
    esbuildOptions(options) {
      options.chunkNames = 'chunks/[name]-[hash]';
    },
  };
  return defineConfig(async () => {
    // Once, and not by each of the three at the same time.
    await rm('dist', { recursive: true, force: true });
    return [
      { ...scripts, entry: [...modules], ...(onSuccess && { onSuccess }) },
      {
        ...scripts,
        entry: [...commonjs],
        outExtension: () => ({ js: '.cjs' }),
        esbuildPlugins: [commonJs],
        // It consists of ES modules only, so bundle what is used of it.
        noExternal: [/^@noble\//],
      },
      {
        ...common,
        entry: { ...declarations },
        // For both ways of resolving: what a type declares does not depend on them.
        format: ['esm', 'cjs'],
        dts: {
          only: true,
          compilerOptions: { types: [...types] },
          // What can be disposed of extends `Disposable`, for programs whose own `lib` has none.
          banner: '/// <reference lib="esnext.disposable" />',
        },
      },
    ];
  });
}

/**
 * Converts bundled ES modules to CommonJS, since esbuild makes chunks of ES modules only. CommonJS runs in Node alone, so it
 * reads the WebAssembly modules from their files: `load.require.node.ts` replaces `load.node.ts` and `load.inline.ts`, and a
 * tarball has no module as a string twice.
 */
const commonJs: EsbuildPlugin = {
  name: 'commonjs',
  setup({ esbuild, onEnd, onResolve }) {
    onResolve({ filter: /\/load\.(node|inline)\.js$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/load.require.node.ts`,
    }));
    onEnd(async ({ outputFiles = [] }) => {
      for (const [i, { path, text: code, hash }] of outputFiles.entries()) {
        if (!path.endsWith('.cjs')) continue;
        const url = "const moduleUrl = require('node:url').pathToFileURL(__filename).href;";
        const { code: text } = await esbuild.transform(code, {
          format: 'cjs',
          platform: 'node',
          target: 'es2022',
          define: { 'import.meta.url': 'moduleUrl' },
          // As `require`: Jest has no `import` in CommonJS.
          supported: { 'dynamic-import': false },
          ...(code.includes('import.meta.url') && { banner: url }),
        });
        outputFiles[i] = { path, hash, text, contents: new TextEncoder().encode(text) };
      }
    });
  },
};
