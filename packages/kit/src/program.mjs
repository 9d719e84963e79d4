// @ts-check
// Programs made of sources, for tests that start processes and workers.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './declared.mjs';
import { moduleFile } from './modules.mjs';
import { declared, outputOf, packageOf, sourceOf } from './sources.mjs';

export { moduleFile };

/** Files by the hash of what is in them, so that a program that runs is never written over. */
const programs = join(root, 'node_modules/.fedzk-programs');

/**
 * Makes a program that Node runs of a source, with all that it imports.
 *
 * @param {string | URL} source its file, or the name of an entry, `@fedzk/verify/pool/worker`
 * @returns {Promise<string>} a path
 */
export async function program(source) {
  const path = source instanceof URL ? fileURLToPath(source) : source;
  const { from = path } = outputOf(path) ?? {};
  return written({ entryPoints: [from], ...(from !== path && { absWorkingDir: packageOf(path)?.dir ?? root }) });
}

/**
 * Makes a program of a text, which imports packages by their names.
 *
 * @param {string} text of a module
 * @returns {Promise<string>} a path
 */
export function programOf(text) {
  return written({ stdin: { contents: text, loader: 'ts', resolveDir: root } });
}

/** @param {import('esbuild').BuildOptions} from */
async function written(from) {
  const text = await bundled(addressOf, {
    platform: 'node',
    target: 'node20',
    // A package's `sideEffects` do not name its tests.
    ignoreAnnotations: true,
    // CommonJS in a bundle of ES modules asks for it.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    ...from,
  });
  const path = join(programs, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.mjs`);
  await mkdir(programs, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, text, { mode: 0o755 });
  await rename(unfinished, path);
  return path;
}

/**
 * Bundles a source with all that it imports, packages by their names too, into one script.
 *
 * @param {import('./sources.mjs').Replace} replaced
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundled(replaced, options) {
  const { outputFiles = [] } = await build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    plugins: [names, declared(replaced)],
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}

/** Packages that no bundle can have, since they load a library from beside themselves. */
export const NATIVE = ['libsql'];

/** Names of packages are their sources. @type {import('esbuild').Plugin} */
const names = {
  name: 'names',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@fedzk\// }, ({ path, kind }) => {
      const found = sourceOf(path);
      return found && resolve(found.from, { kind, resolveDir: found.pkg.dir });
    });
    // It looks for its native library from where it is.
    onResolve({ filter: new RegExp(`^(${NATIVE.join('|')})$`) }, ({ path, resolveDir }) => ({
      path: createRequire(join(resolveDir, 'any.js')).resolve(path),
      external: true,
    }));
  },
};

/** The address of a file, or of the program that is made of a source. @param {string} path */
export async function addressOf(path) {
  const file = path.endsWith('.ts') ? await program(pathToFileURL(path)) : moduleFile(path);
  return `new URL(${JSON.stringify(pathToFileURL(file).href)})`;
}
