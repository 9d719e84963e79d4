// Next's edge runtime: its own virtual machine, and what its bundler does with `.wasm?module`. Next itself is 340 MB.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EdgeVM } from '@edge-runtime/vm';
import type { Plugin } from 'esbuild';
import { bundle } from './bundle.js';

/** A program that answers requests, as the edge runtime has it. */
export interface EdgeProgram {
  /** Sends a text to it, and gives the status and the text of its answer. */
  post(text: string): Promise<{ readonly status: number; readonly text: string }>;
}

/** Starts a program of the installed folder, whose default export has `fetch`. It may not compile code or WebAssembly. */
export async function startEdge(installed: string, program: string): Promise<EdgeProgram> {
  const modules = new Map<string, WebAssembly.Module>();
  const [file] = await bundle(installed, {
    stdin: {
      contents: `import worker from './${program}'; addEventListener('fetch', (event) => event.respondWith(worker.fetch(event.request)));`,
      resolveDir: installed,
    },
    conditions: ['edge-light', 'worker', 'browser'],
    format: 'iife',
    plugins: [compiled(modules)],
  });
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    initialCode: '',
    extend: (context) => Object.assign(context, Object.fromEntries(modules)),
  });
  vm.evaluate(new TextDecoder().decode(file?.bytes));
  return {
    async post(text) {
      const response = await vm.dispatchFetch('http://edge.test/', { method: 'POST', body: text });
      return { status: response.status, text: await response.text() };
    },
  };
}

/** As Next does it: what is imported with `?module` is compiled before the program starts, and is a global of it. */
function compiled(modules: Map<string, WebAssembly.Module>): Plugin {
  return {
    name: 'wasm-module',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.wasm\?module$/ }, ({ path, importer }) => ({
        path: resolve(dirname(importer), path.replace('?module', '')),
      }));
      onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
        const name = `wasm_${modules.size}`;
        modules.set(name, await WebAssembly.compile(await readFile(path)));
        return { contents: `export default globalThis.${name};`, loader: 'js' };
      });
    },
  };
}
