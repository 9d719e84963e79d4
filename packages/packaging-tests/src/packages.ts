// The published packages, and what their declarations say about an installed package.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Declared, published as entriesOf, packages } from '../../kit/src/declared.mjs';
import { lateModules, outputsOf, requiredOf, wasmFiles } from '../../kit/src/entries.mjs';
import { filesBelow, manifestIn, type Published } from './places.js';

export interface Tested extends Published {
  readonly declared: Declared;
}

/** The packages that are packed, installed and run. */
export const tested: readonly Tested[] = [...packages.values()]
  .map((declared) => ({ declared, dir: declared.dir, manifest: manifestIn(declared.dir) }))
  .filter(({ manifest }) => !manifest.private);

export const LICENCES: readonly string[] = ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT'];

/** The names of all entries that programs import; a worker's program exports nothing. */
export const entries: readonly string[] = tested.flatMap(({ declared, manifest }) =>
  entriesOf(declared)
    .filter(([key]) => declared.workers?.[key] === undefined)
    .map(([key]) => manifest.name + key.slice(1)),
);

/** The files of a package, without declarations, and without the chunks that a bundler names. */
export function filesOf(pkg: Declared): string[] {
  const dist = [
    ...outputsOf(pkg).map(({ file }) => `${file}.js`),
    ...requiredOf(pkg).map(({ file }) => `${file}.cjs`),
    ...lateModules(pkg).map((key) => `${key}.inline.js`),
    ...wasmFiles(pkg).flatMap(({ file, probe }) => [file, ...(probe === undefined ? [] : [`${probe}.wasm`])]),
    ...(pkg.cli === undefined ? [] : ['cli.js']),
    ...Object.keys(pkg.made ?? {}),
  ];
  const others = [...LICENCES, 'README.md', 'package.json', ...(pkg.publish ?? []).flatMap((path) => below(pkg, path))];
  return [...new Set(dist)].map((file) => `dist/${file}`).concat(others);
}

/** A file, or all files of a folder. */
function below({ dir }: Declared, path: string): string[] {
  const at = join(dir, path);
  return statSync(at).isDirectory() ? filesBelow(at).map((file) => `${path}/${file}`) : [path];
}

/** Lists words of what only some runtimes have, Node's modules and workers, by the scripts that may contain them. */
export function meantFor(pkg: Declared): ReadonlyMap<string, readonly string[]> {
  const node = ['node:', 'process.', 'Buffer.'];
  const workers = pkg.workers === undefined ? [] : ['Worker(', 'import.meta'];
  return new Map(
    outputsOf(pkg).flatMap(({ file, key, runtime }) => {
      const forNode = runtime === 'node' || pkg.entries[key]?.runtimes?.includes('node') === true;
      const own = forNode && runtime === undefined ? ['import.meta'] : [];
      const starts = pkg.workers?.[key] === undefined && (forNode || runtime === 'web') ? [...workers, ...own] : [];
      return forNode || starts.length > 0 ? [[`dist/${file}.js`, [...(forNode ? node : []), ...starts]] as const] : [];
    }),
  );
}
