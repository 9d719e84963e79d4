// @ts-check
// What each entry adds to a program, bundled and minified, every file after gzip. `npm run check` holds it to its budget
// in bytes; that of the WebAssembly module by itself stands in rust/xtask.

const VERIFY = 'packages/verify/dist/entry';
const KEYS = 'packages/keys/dist/entry';
const AUDIT = 'packages/audit/dist/entry';
const PROVE = 'packages/prove/dist/entry';

/** The WebAssembly modules stay files of their own. */
const WORKER = { conditions: ['workerd'], loader: { '.wasm': 'copy' } };

/** @type {readonly [entry: string, budget: number, file: string, names: string, options?: object][]} */
const BUDGETS = [
  ['@fedzk/core, an error', 520, 'packages/core/dist/index.js', '{ FedzkError }'],
  // The design's limit for both curves is 80,000, its aim 60,000; what it takes now, and little more.
  ['@fedzk/verify, wasm as a file', 69_000, `${VERIFY}/verify.edge-light.js`, '{ createVerifier }', WORKER],
  [
    '@fedzk/verify, both builds of the wasm as files',
    141_000,
    `${VERIFY}/verify.workerd.js`,
    '{ createVerifier }',
    WORKER,
  ],
  // The design names none for one file; hexadecimal adds an eighth to the wasm.
  ['@fedzk/verify, one file', 77_000, `${VERIFY}/verify.inline.js`, '{ createVerifier }'],
  ['@fedzk/verify/quant, wasm as a file', 66_000, `${VERIFY}/quant.edge-light.js`, '*', WORKER],
  ['@fedzk/verify/slim', 12_800, 'packages/verify/dist/slim.js', '*'],
  ['@fedzk/verify/levels', 1_000, 'packages/verify/dist/levels.js', '*'],
  // The design's limit is 12,000.
  ['@fedzk/statement', 5_500, 'packages/statement/dist/index.js', '*'],
  ['@fedzk/keys, wasm as files', 66_500, `${KEYS}/keys.edge-light.js`, '*', WORKER],
  ['@fedzk/keys/primitives, wasm as files', 44_000, `${KEYS}/primitives.edge-light.js`, '*', WORKER],
  ['@fedzk/keys/primitives, one file', 48_500, `${KEYS}/primitives.inline.js`, '*'],
  ['@fedzk/keys/slim', 29_500, 'packages/keys/dist/slim.js', '*'],
  // The design's limit for a browser's verifier is 60,000, its aim 40,000.
  ['@fedzk/audit/verify, one file', 54_500, `${AUDIT}/verify.inline.js`, '*'],
  ['@fedzk/audit/threads, its worker', 36_000, `${AUDIT}/threads-worker.web.js`, '*'],
  ['@fedzk/audit, one file', 88_000, `${AUDIT}/audit.inline.js`, '*'],
  [
    '@fedzk/prove, without its modules and @fedzk/verify',
    14_200,
    `${PROVE}/prove.inline.js`,
    '*',
    { external: ['@fedzk/verify', '@fedzk/verify/quant', '*/bn254.inline.js', '*/bls12-381.inline.js'] },
  ],
  // Hexadecimal adds an eighth to the wasm.
  ['@fedzk/prove, for BN254', 101_000, `${PROVE}/bn254.inline.js`, '*'],
  ['@fedzk/prove, for BLS12-381', 114_000, `${PROVE}/bls12-381.inline.js`, '*'],
  ['@fedzk/prove/threads, its worker', 7_000, `${PROVE}/threads-worker.web.js`, '*'],
  ['@fedzk/agg, without @fedzk/verify', 39_800, 'packages/agg/dist/index.js', '*', { external: ['@fedzk/verify'] }],
];

export default BUDGETS.map(([name, budget, file, names, options]) => ({
  name,
  import: { [file]: names },
  limit: `${budget} B`,
  gzip: true,
  modifyEsbuildConfig: (/** @type {object} */ config) => ({
    ...config,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    ...options,
  }),
}));
