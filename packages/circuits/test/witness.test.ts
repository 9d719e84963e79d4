/**
 * rust/statement against circom's own witness generator: the .wtns files have to be the same, byte for byte. What is
 * wrong with inputs has to be seen by both.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeEnvironment } from '../../../scripts/lib/environment.mjs';
import { buildInstance, readInstances } from '../scripts/instances.js';
import { calculate, draws, hex, vectors } from '../scripts/witness-vectors.js';
import { curves, type Prime, primes } from '../src/poseidon-constants.js';
import { root } from './circom.js';
import { compileUpdate, type Inputs, layout, type Parameters, statement } from './gradient.js';

const minute = 60_000;
const slow = process.env.SLOW === '1';

/** Public signals that replace the true ones. */
type Claimed = { readonly commitment?: bigint; readonly tag?: bigint };

const folder = folderOf();

const tool = ['--quiet', '--release', '--package', 'fedzk-statement', '--example', 'wtns'];
const options = { cwd: join(root, '../../rust'), env: nativeEnvironment(), encoding: 'utf8' } as const;
beforeAll(() => {
  const built = spawnSync('cargo', ['build', ...tool], options);
  if (built.status !== 0) throw new Error(`fedzk-statement: ${built.error?.message ?? built.stderr}`);
}, 10 * minute);

/** What rust/statement makes of the inputs: the file, or what it says is wrong. */
function generate(
  curve: Prime,
  { n, b, h }: Parameters,
  inputs: readonly (Inputs & Claimed)[],
): (Uint8Array | string)[] {
  const cases = inputs.map(({ x, s, k, rho, maxNormSq, commitment, tag }, i) => ({
    curve: curves[curve],
    n,
    bits: b,
    headroom: h,
    x: x.map(Number),
    s: hex(s),
    k: hex(k),
    rho: hex(rho),
    maxNormSq: Number(maxNormSq),
    ...(commitment === undefined ? {} : { commitment: hex(commitment) }),
    ...(tag === undefined ? {} : { tag: hex(tag) }),
    out: join(folder, `${i}.wtns`),
  }));
  const run = spawnSync('cargo', ['run', ...tool], { ...options, input: JSON.stringify(cases) });
  if (run.status !== 0) throw new Error(`fedzk-statement: ${run.error?.message ?? run.stderr}`);
  const lines = run.stdout.trim().split('\n');
  expect(lines.length).toBe(inputs.length);
  return lines.map((line, i) => (line.startsWith('error: ') ? line.slice(7) : readFileSync(join(folder, `${i}.wtns`))));
}

async function expectSame(
  wasm: Uint8Array,
  curve: Prime,
  parameters: Parameters,
  inputs: readonly Inputs[],
): Promise<void> {
  for (const [i, file] of generate(curve, parameters, inputs).entries()) {
    const own = inputs[i] as Inputs;
    const expected = await calculate(wasm, own, statement(parameters, own, primes[curve]));
    // Not toEqual: it would print megabytes.
    expect(typeof file === 'string' ? file : Buffer.compare(file, expected), `inputs ${i}`).toBe(0);
  }
}

/** Random ones, the extremes of x, of the slack and of the field elements. */
function inputsOf(curve: Prime, { n, b, h }: Parameters): Inputs[] {
  const random = draws(`${curve} ${n} ${b} ${h}`);
  const draw = (below: bigint): bigint => random.next().value % below;
  const element = (): bigint => draw(primes[curve]);
  const half = 1n << BigInt(b - 1);
  const largest = (1n << BigInt(layout({ n, b, h }).slackBits)) - 1n;
  const make = (value: () => bigint, more: (normSq: bigint) => Partial<Inputs>): Inputs => {
    const x = Array.from({ length: n }, value);
    const normSq = x.reduce((sum, each) => sum + each * each, 0n);
    return { x, s: element(), k: element(), rho: element(), maxNormSq: normSq, ...more(normSq) };
  };
  const uniform = (): bigint => draw(2n * half) - half;
  // The largest norm of all is 2^w where n is a power of two, one more than maxNormSq may be.
  const allLow =
    BigInt(n) * half * half > largest
      ? []
      : [
          make(
            () => -half,
            () => ({ maxNormSq: largest }),
          ),
        ];
  return [
    make(uniform, () => ({ maxNormSq: largest })),
    make(uniform, (normSq) => ({ maxNormSq: normSq + draw(largest - normSq + 1n) })),
    make(uniform, () => ({})),
    ...allLow,
    make(
      () => half - 1n,
      () => ({}),
    ),
    make(
      () => 0n,
      () => ({ maxNormSq: 0n }),
    ),
    make(
      () => 0n,
      () => ({ maxNormSq: largest, rho: 0n, s: 0n, k: 0n }),
    ),
    make(uniform, () => ({ rho: 1n, s: primes[curve] - 1n, k: primes[curve] - 1n })),
  ];
}

/** Values an element (m = 7, 10, 14, 31 or 50), elements and blocks of 15: one less, filled exactly, one more. */
const shapes: readonly (readonly [Prime, number, number, number])[] = [
  ['bn128', 1, 8, 10],
  ['bn128', 91, 16, 16],
  ['bls12381', 31, 8, 10],
];
const moreShapes = (['bn128', 'bls12381'] as const).flatMap((curve) => [
  ...Array.from({ length: 33 }, (_, i) => [curve, 7 * (i + 1), 16, 16] as const),
  ...Array.from({ length: 33 }, (_, i) => [curve, 10 * i + 1, 8, 16] as const),
  ...[1, 2, 3, 49, 50, 51, 750, 751].map((n) => [curve, n, 4, 1] as const),
  ...[1, 2, 63, 64, 65, 800].map((n) => [curve, n, 8, 10] as const),
  ...[1, 2, 127, 128, 129].map((n) => [curve, n, 16, 9] as const),
]);

describe('circom.diff', () => {
  it.each(slow ? [...shapes, ...moreShapes] : shapes)(
    '%s: n = %i, b = %i, h = %i',
    async (prime, n, b, h) => {
      const parameters = { n, b, h };
      const { files } = compileUpdate(parameters, { prime });
      await expectSame(files.wasm, prime, parameters, inputsOf(prime, parameters));
    },
    5 * minute,
  );

  it.each(
    readInstances().filter(({ template, level }) => template === 'GradientUpdate' && (slow || level !== 'maximum')),
  )(
    '$name',
    async ({ name, prime, parameters: { n = 0, b = 0, h = 0 } }) => {
      const wasm = readFileSync(buildInstance(name).wasm);
      await expectSame(wasm, prime, { n, b, h }, inputsOf(prime, { n, b, h }));
    },
    5 * minute,
  );
});

it(
  'the recorded vectors are what circom and packages/statement make',
  async () => {
    for (const [path, content] of Object.entries(await vectors())) {
      expect(JSON.parse(readFileSync(join(root, '../vectors', path), 'utf8')), path).toEqual(content);
    }
  },
  5 * minute,
);

describe('inputs that both refuse', () => {
  const parameters = { n: 3, b: 8, h: 10 };
  const circuit = compileUpdate(parameters);
  const [good] = inputsOf('bn128', { n: 3, b: 8, h: 10 }) as [Inputs];
  const signals = statement(parameters, good, primes.bn128);
  const cases: [string, Inputs & Claimed, string][] = [
    ['a value too large', { ...good, x: [1n, 128n, 1n] }, "x[1] doesn't fit into 8 bits, sign included"],
    ['a value too small', { ...good, x: [1n, 1n, -129n] }, "x[2] doesn't fit into 8 bits, sign included"],
    ['a norm one above', { ...good, x: [3n, 4n, 1n], maxNormSq: 25n }, 'the squared norm of x is above maxNormSq'],
    ['another commitment', { ...good, commitment: signals.commitment ^ 1n }, "the commitment isn't that of x, s and k"],
    ['another tag', { ...good, tag: signals.tag ^ 1n }, "the tag isn't that of x, s and rho"],
  ];

  it('the true signals, given', async () => {
    const given = { ...good, commitment: signals.commitment, tag: signals.tag };
    await expectSame(circuit.files.wasm, 'bn128', parameters, [given]);
  });

  it.each(cases)('%s', async (_, inputs, message) => {
    expect(generate('bn128', parameters, [inputs])).toEqual([message]);
    await expect(circuit.calculate({ ...statement(parameters, inputs, primes.bn128), ...inputs })).rejects.toThrow();
  });
});
