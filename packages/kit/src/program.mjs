// @ts-check
// Programs made of sources, for tests that start processes and workers.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sourceOf, withPrograms } from './sources.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Files by the hash of what is in them, so that a program that runs is never written over. */
export const programs = join(root, 'node_modules/.fedzk-programs');

/**
 * Makes a program that Node runs of a source, with all that it imports.
 *
 * @param {string | URL} source its file, or the name of an entry, `@fedzk/verify/pool/worker`
 * @returns {Promise<string>} a path
 */
export async function program(source) {
  return bundled({ entryPoints: [source instanceof URL ? fileURLToPath(source) : (sourceOf(source) ?? source)] });
}

/**
 * Makes a program of a text, which imports packages by their names.
 *
 * @param {string} text of a module
 * @returns {Promise<string>} a path
 */
export function programOf(text) {
  return bundled({ stdin: { contents: text, loader: 'ts', resolveDir: root } });
}

/** @param {import('esbuild').BuildOptions} from */
async function bundled(from) {
  const { outputFiles = [] } = await build({
    ...from,
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: 'program.mjs',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    // A package's `sideEffects` do not name its tests.
    ignoreAnnotations: true,
    // CommonJS in a bundle of ES modules asks for it.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [sources],
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  const path = join(programs, `${createHash('sha256').update(contents).digest('hex').slice(0, 32)}.mjs`);
  await mkdir(programs, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, contents, { mode: 0o755 });
  await rename(unfinished, path);
  return path;
}

/** @type {import('esbuild').Plugin} */
const sources = {
  name: 'sources',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@fedzk\// }, ({ path }) => {
      const source = sourceOf(path);
      return source === undefined ? undefined : { path: source };
    });
    onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: await withPrograms(await readFile(path, 'utf8'), path, program),
    }));
  },
};
