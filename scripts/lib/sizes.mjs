// @ts-check
// Measures what each entry adds to a program: bundled and minified, each file after gzip. Other packages of this repository,
// except core, are left out. The budget of a WebAssembly module alone is in its crate's Cargo.toml.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { published, wrong } from '../../packages/kit/src/declared.mjs';
import { lateModules, outputsOf } from '../../packages/kit/src/entries.mjs';
import { manifestOf } from '../../packages/kit/src/manifest.mjs';
import { NATIVE } from '../../packages/testkit/src/program.mjs';
import { Problem } from './problem.mjs';

/** @typedef {import('../../packages/kit/src/declared.mjs').Declared} Declared */

/** Bytes of the program itself: gzip's frame, and a line that uses the import. */
const OWN = 46;

/** `ENTRY [RUNTIME] [{ names }]` */
const BUDGET = /^(\.\S*)(?: ([\w-]+))?(?: (\{.+\}))?$/;

/** Measures what is built, and checks that each entry has a budget and keeps to it. @param {readonly Declared[]} chosen */
export async function checkSizes(chosen) {
  const over = [];
  for (const pkg of chosen) {
    const keys = Object.keys(pkg.budgets).map((key) => key.split(' ')[0] ?? '');
    const without = [...published(pkg).map(([key]) => key), ...lateModules(pkg).map((key) => `${key}.wasm`)];
    for (const key of without) if (!keys.includes(key)) wrong(pkg, 'budgets', `has none for '${key}'`);
    for (const [key, budget] of Object.entries(pkg.budgets)) {
      const size = await sizeOf(pkg, key);
      console.log(`@fedzk/${pkg.name} ${key}: ${size} bytes of ${budget}`);
      if (size > budget) over.push(`packages/${pkg.name}: budgets: '${key}': ${size - budget} bytes over ${budget}`);
    }
  }
  if (over.length > 0) throw new Problem(over.join('\n'));
}

/** @param {Declared} pkg @param {string} key */
async function sizeOf(pkg, key) {
  const { file, names, runtime } = measured(pkg, key);
  if (!existsSync(join(pkg.dir, `dist/${file}.js`)))
    wrong(pkg, 'dist', `has no ${file}.js; run: npm run kit -- build ${pkg.name}`, '');
  const late = lateModules(pkg).map((each) => `${each}.inline`);
  const { dependencies = {}, optionalDependencies = {} } = manifestOf(pkg);
  const others = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
    (name) => name.startsWith('@fedzk/') && name !== '@fedzk/core',
  );
  const imports = names === '*' ? '* as all' : names;
  const used = names === '*' ? 'all' : names.slice(1, -1);
  const { outputFiles } = await build({
    stdin: { contents: `import ${imports} from './dist/${file}.js'; console.log(${used});`, resolveDir: pkg.dir },
    absWorkingDir: pkg.dir,
    outdir: 'sizes',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: [
      ...['node:*', ...NATIVE, ...others.flatMap((name) => [name, `${name}/*`])],
      ...late.filter((each) => each !== file).map((each) => `*/${each}.js`),
    ],
    ...((runtime === 'workerd' || runtime === 'edge-light') && {
      conditions: ['workerd'],
      loader: { '.wasm': 'copy' },
    }),
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, -OWN);
}

/** @param {Declared} pkg @param {string} budget */
function measured(pkg, budget) {
  const late = lateModules(pkg).find((key) => budget === `${key}.wasm`);
  if (late !== undefined) return { file: `${late}.inline`, names: '*', runtime: 'inline' };
  const [, key, runtime, names = '*'] = BUDGET.exec(budget) ?? [];
  const output = outputsOf(pkg).find((each) => each.key === key && each.runtime === runtime);
  if (output === undefined) wrong(pkg, 'budgets', `'${budget}' is no entry; name ENTRY [RUNTIME] [{ names }]`);
  return { file: output.file, names, runtime };
}
