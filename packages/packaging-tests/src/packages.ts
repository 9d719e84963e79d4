// The published packages, and what is meant to be in them. A new one is added here.
import { type Published, published } from './places.js';

/** What a package is meant to be. */
export interface Meant {
  /** Its files beside {@link EVERY_PACKAGE}, without a bundler's hashes. */
  readonly files: readonly string[];
  /** Its run-time dependencies. */
  readonly dependencies: readonly string[];
}

export const LICENCES: readonly string[] = ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT'];
export const EVERY_PACKAGE: readonly string[] = [...LICENCES, 'README.md', 'package.json'];

const RUNTIMES = ['node', 'inline', 'workerd', 'edge-light'];

/** Declarations, for `import` and for `require`. */
const declarations = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.d.cts`]);

/** A script, for both. */
const scripts = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`dist/${name}.js`, `dist/${name}.cjs`]);

export const MEANT: Readonly<Record<string, Meant>> = {
  '@fedzk/core': { files: [...declarations('index'), ...scripts('index')], dependencies: [] },
  '@fedzk/verify': {
    files: [
      // The glue, verification, quantization, pools, what their workers do, what stands in for these; and what
      // instantiates the module, one a runtime.
      ...Array<string>(13).fill('dist/chunks/chunk-*.js'),
      // The same for `require`, without the strings of the modules.
      ...Array<string>(6).fill('dist/chunks/chunk-*.cjs'),
      ...['verify', 'quant', 'pool', 'worker'].map((entry) => `dist/entry/${entry}.node.cjs`),
      ...RUNTIMES.flatMap((runtime) => [`dist/entry/verify.${runtime}.js`, `dist/entry/quant.${runtime}.js`]),
      ...['web', 'node', 'workerd', 'edge-light'].map((runtime) => `dist/entry/pool.${runtime}.js`),
      ...['web', 'node'].map((runtime) => `dist/entry/worker.${runtime}.js`),
      ...['dist/cli.js', 'dist/core.wasm', 'dist/core.fma.wasm', 'dist/fma-probe.wasm'],
      ...scripts('levels', 'slim'),
      ...declarations('index', 'levels', 'quant', 'slim', 'pool', 'pool-worker', 'core.wasm'),
      // What index and pool share.
      ...declarations('verifier-*'),
    ],
    dependencies: ['@fedzk/core'],
  },
  '@fedzk/keys': {
    files: [
      // The glue, the primitives, the store, strings of the modules; and what instantiates them, one a runtime.
      ...Array<string>(11).fill('dist/chunks/chunk-*.js'),
      // The same for `require`, without the strings of the modules.
      ...Array<string>(6).fill('dist/chunks/chunk-*.cjs'),
      ...['keys', 'primitives'].map((entry) => `dist/entry/${entry}.node.cjs`),
      ...RUNTIMES.flatMap((runtime) => [`dist/entry/keys.${runtime}.js`, `dist/entry/primitives.${runtime}.js`]),
      ...['dist/core.wasm', 'dist/core.relaxed.wasm', 'dist/argon2.wasm', 'dist/swizzle-probe.wasm'],
      ...['dist/cli.js', 'FORMAT.md', ...scripts('node', 'slim')],
      ...declarations('index', 'node', 'primitives', 'slim', 'core.wasm'),
      // What index, node and slim share.
      ...declarations('options-*'),
    ],
    dependencies: ['@fedzk/core'],
  },
  '@fedzk/audit': {
    files: [
      // The glue, the tree, notes and the verifier; the writer; the module as a string; storage; threads, and their parts
      // for the web and for Node; what reads a folder; errors of files. Each thread's program is a file of its own.
      ...Array<string>(14).fill('dist/chunks/chunk-*.js'),
      // The same for `require`, without the string of the module and with what is needed of @noble/curves.
      ...Array<string>(7).fill('dist/chunks/chunk-*.cjs'),
      ...['audit.inline', 'verify.inline', 'threads.node', 'threads-worker.node'].map(
        (entry) => `dist/entry/${entry}.cjs`,
      ),
      ...['inline', 'workerd', 'edge-light'].flatMap((runtime) => [
        `dist/entry/audit.${runtime}.js`,
        `dist/entry/verify.${runtime}.js`,
      ]),
      ...['web', 'node', 'workerd', 'edge-light'].map((runtime) => `dist/entry/threads.${runtime}.js`),
      ...['web', 'node'].map((runtime) => `dist/entry/threads-worker.${runtime}.js`),
      'dist/entry/files-worker.node.js',
      ...['dist/cli.js', 'dist/core.wasm', 'dist/verify.html', ...scripts('node')],
      ...declarations('index', 'node', 'verify', 'threads', 'threads-worker', 'core.wasm'),
      // What they share.
      ...declarations('storage-*', 'log-*', 'options-*'),
    ],
    dependencies: ['@fedzk/core', '@noble/curves', '@noble/hashes'],
  },
  '@fedzk/prove': {
    files: [
      // The prover and witnesses; quantization; what the calling thread does; the glue of each curve and of both; threads;
      // and what knows where the modules are, one a runtime. Each thread's program is a file of its own.
      ...Array<string>(13).fill('dist/chunks/chunk-*.js'),
      // The same for `require`.
      ...Array<string>(5).fill('dist/chunks/chunk-*.cjs'),
      ...['prove.inline', 'threads.node', 'threads-worker.node'].map((entry) => `dist/entry/${entry}.cjs`),
      ...['inline', 'workerd', 'edge-light'].map((runtime) => `dist/entry/prove.${runtime}.js`),
      // What a program fetches when it has a key on a curve.
      ...['bn254', 'bls12-381'].flatMap((curve) => [`dist/entry/${curve}.inline.js`, `dist/prove-${curve}.wasm`]),
      ...['web', 'node', 'workerd', 'edge-light'].map((runtime) => `dist/entry/threads.${runtime}.js`),
      ...['web', 'node'].map((runtime) => `dist/entry/threads-worker.${runtime}.js`),
      ...['dist/cli.js', ...scripts('node')],
      ...declarations('index', 'node', 'threads', 'threads-worker', 'core.wasm'),
      // What they share.
      ...declarations('prover-*', 'source-*'),
    ],
    dependencies: ['@fedzk/core', '@fedzk/verify'],
  },
  '@fedzk/statement': {
    // What both entries share: field, arguments, Poseidon.
    files: [
      ...['dist/chunks/chunk-*.js', 'dist/chunks/chunk-*.cjs'],
      ...declarations('index', 'poseidon'),
      ...scripts('index', 'poseidon'),
    ],
    dependencies: ['@fedzk/core'],
  },
  '@fedzk/agg': {
    files: [...declarations('index'), ...scripts('index')],
    dependencies: [
      ...['@fedzk/core', '@fedzk/statement', '@fedzk/verify'],
      ...['@hpke/core', '@hpke/dhkem-x25519', '@noble/curves', '@noble/hashes'],
    ],
  },
};

/** Those that are packed, installed and run. */
export const tested: readonly Published[] = published.filter(({ manifest }) => manifest.name in MEANT);
