import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import type { BenchCase, Outcome } from '../case.js';
import { versionOf, versionsOf } from '../record.js';
import { limitLine, table } from '../report.js';

/** A program of one line, with the options that a bundler needs for it. */
interface Program {
  readonly name: string;
  readonly package: string;
  readonly contents: string;
  readonly options?: BuildOptions;
}

const OURS = "export { createVerifier } from '@fedzk/verify';";

/**
 * Programs to bundle. noble, mcl and the crate ark need the glue of this bench, which their
 * programs contain. Each program is for both curves unless its name says otherwise.
 */
const PROGRAMS: readonly Program[] = [
  {
    name: 'fedzk, wasm as a file',
    package: '@fedzk/verify',
    contents: OURS,
    options: { conditions: ['edge-light'], loader: { '.wasm': 'copy' } },
  },
  {
    name: 'fedzk, both builds as files',
    package: '@fedzk/verify',
    contents: OURS,
    options: { conditions: ['workerd'], loader: { '.wasm': 'copy' } },
  },
  { name: 'fedzk, one file', package: '@fedzk/verify', contents: OURS },
  { name: 'snarkjs', package: 'snarkjs', contents: "export { groth16 } from 'snarkjs';" },
  { name: 'noble + glue', package: '@noble/curves', contents: "export { noble } from './engines/noble.ts';" },
  {
    name: 'noble + glue, BN254 alone',
    package: '@noble/curves',
    contents: `import { bn254 } from '@noble/curves/bn254.js';
      import { groth16 } from './engines/noble.ts';
      export const prepare = (key) => groth16(bn254, key).single;`,
  },
  { name: 'mcl + glue', package: 'mcl-wasm', contents: "export { mclOrder } from './engines/mcl.ts';" },
  {
    name: 'ark + glue, wasm as a file',
    package: 'ark-groth16',
    contents: `export { default as wasm } from '../wasm/ark/ark_bg.wasm';
      export { initSync, Key } from '../wasm/ark/ark.js';
      export { arkGroth16 } from './engines/ark.ts';`,
    options: { loader: { '.wasm': 'copy' } },
  },
];

/**
 * Upper limits for the first program, which has one build for both curves, in thousands of bytes
 * after gzip. The wasm counts as binary, not as hexadecimal text.
 */
const LIMIT_KB = 80;

export const size: BenchCase = {
  name: 'size',
  summary: 'JavaScript and wasm of a verifier, bundled, minified and compressed',
  run,
};

async function run(): Promise<Outcome> {
  const results: ({ readonly program: string } & Measured)[] = [];
  for (const program of PROGRAMS) results.push({ program: program.name, ...(await measure(program)) });

  const kb = (bytes: number): string => (bytes / 1000).toFixed(1);
  console.log('\nKB of 1,000 bytes; esbuild for a browser, minified\n');
  console.log(
    table(
      ['program', 'version', 'KB', 'gzip KB', 'of it wasm'],
      PROGRAMS.map(({ name, package: from }, i) => {
        const { bytes, gzip, gzipWasm } = results[i] as Measured;
        return [name, versionOf(from), kb(bytes), kb(gzip), gzipWasm === 0 ? '' : kb(gzipWasm)];
      }),
    ),
  );
  const ours = (results[0]?.gzip ?? Number.NaN) / 1000;
  const failed = !(ours <= LIMIT_KB);
  console.log(`\nlimit: ${limitLine('JS + wasm after gzip', ours, LIMIT_KB, 'KB')}`);
  if (failed) console.log(`@fedzk/verify is ${((ours - LIMIT_KB) * 1000).toFixed(0)} bytes too large.`);
  const versions = versionsOf([...PROGRAMS.map((program) => program.package), 'esbuild']);
  return { record: { versions, results }, failed };
}

/** Bytes that a bundler leaves. Each file is compressed on its own. */
interface Measured {
  readonly bytes: number;
  readonly gzip: number;
  readonly gzipWasm: number;
}

async function measure({ contents, options }: Program): Promise<Measured> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'out',
    ...options,
    write: false,
  });
  const files = outputFiles.map(({ path, contents: file }) => ({
    wasm: path.endsWith('.wasm'),
    bytes: file.length,
    gzip: gzipSync(file, { level: 9 }).length,
  }));
  const sum = (of: (file: (typeof files)[number]) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  return {
    bytes: sum((file) => file.bytes),
    gzip: sum((file) => file.gzip),
    gzipWasm: sum((file) => (file.wasm ? file.gzip : 0)),
  };
}
