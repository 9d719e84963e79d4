// @ts-check
// Makes programs of sources, for tests that start processes and workers.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '@fedzk/kit/declared';
import { moduleFile } from '@fedzk/kit/modules';
import { bundled, outputOf, packageOf } from '@fedzk/kit/sources';

/** Packages that no bundle can have, since they load a library from beside themselves. */
export const NATIVE = ['libsql', 'pkcs11js'];

/** Has a program import them from where they are. @type {import('esbuild').Plugin} */
const native = {
  name: 'native',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${NATIVE.join('|')})$`) }, ({ path, resolveDir }) => ({
      path: createRequire(join(resolveDir, 'any.js')).resolve(path),
      external: true,
    }));
  },
};

/** Holds programs under the hash of their text, so that a running program is never overwritten. */
const programs = join(root, 'node_modules/.fedzk-programs');

/**
 * Bundles a source and all that it imports into a program for Node.
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
 * Bundles a text, which imports packages by their names, into a program for Node.
 *
 * @param {string} text of a module
 * @returns {Promise<string>} a path
 */
export function programOf(text) {
  return written({ stdin: { contents: text, loader: 'ts', resolveDir: root } });
}

/** @param {import('esbuild').BuildOptions} from */
async function written(from) {
  const options = {
    platform: /** @type {const} */ ('node'),
    target: 'node20',
    // A package's `sideEffects` do not name its tests.
    ignoreAnnotations: true,
    // CommonJS in a bundle of ES modules asks for it.
    plugins: [native],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  };
  const text = await bundled({ ...options, ...from }, addressOf);
  const path = join(programs, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.mjs`);
  await mkdir(programs, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, text, { mode: 0o755 });
  await rename(unfinished, path);
  return path;
}

/** Writes the address of a file, or of the program that is made of a source. @param {string} path */
export async function addressOf(path) {
  const file = path.endsWith('.ts') ? await program(pathToFileURL(path)) : moduleFile(path);
  return `new URL(${JSON.stringify(pathToFileURL(file).href)})`;
}
