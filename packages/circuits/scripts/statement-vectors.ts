/**
 * What `@fedzk/statement` is tested against: public signals of `gradient_update` as circom's own witness generator computes
 * them, and the constraints that circom counts. No line of TypeScript has computed a commitment or a tag of it.
 */

import { curves, type Prime, primes } from '../src/poseidon-constants.js';
import { compile, type Edit, main } from '../test/circom.js';
import { compileUpdate, type Inputs, type Parameters } from '../test/gradient.js';
import { countConstraints } from '../test/r1cs.js';
import { circomVersion } from './circom.js';
import { calculate, draws, hex } from './witness-vectors.js';

/** The circuit with its commitment and tag as outputs: what it compares with an input, it gives. */
const OUTPUTS: readonly Edit[] = (
  [
    ['signal input commitment;', 'signal output commitment;'],
    ['signal input tag;', 'signal output tag;'],
    ['commitment === chain.out;', 'commitment <== chain.out;'],
    ['tag === s + horner[0];', 'tag <== s + horner[0];'],
  ] as const
).map(([text, by]) => ({ file: 'gradient_update.circom', text, by }));

/** Values of a vector: all lowest, all highest, or drawn. */
type Values = 'lowest' | 'highest' | 'drawn';

/** Around a full element, one and two blocks of the chain, each width, both ends of the headroom. */
const CASES: readonly (readonly [n: number, b: number, h: number, values: Values])[] = [
  [1, 8, 10, 'drawn'],
  [14, 8, 10, 'lowest'],
  [15, 8, 10, 'highest'],
  [64, 8, 10, 'drawn'],
  [182, 8, 10, 'drawn'],
  [183, 8, 10, 'drawn'],
  [51, 4, 1, 'drawn'],
  [12, 4, 16, 'lowest'],
  [8, 16, 16, 'highest'],
  [120, 16, 10, 'drawn'],
];

async function statement(curve: Prime, [n, b, h, values]: (typeof CASES)[number]): Promise<object> {
  const random = draws(`statement-vectors ${curve} ${n} ${b} ${h}`);
  const element = (): bigint => random.next().value % primes[curve];
  const half = 1n << BigInt(b - 1);
  const value = {
    lowest: () => -half,
    highest: () => half - 1n,
    drawn: () => (random.next().value % (2n * half)) - half,
  };
  const x = Array.from({ length: n }, value[values]);
  const inputs = { x, s: element(), k: element(), rho: element(), maxNormSq: x.reduce((sum, v) => sum + v * v, 0n) };
  const { commitment, tag } = await computed(curve, { n, b, h }, inputs);

  // The circuit as it is takes them, and has so many constraints.
  const circuit = compileUpdate({ n, b, h }, { prime: curve });
  await calculate(circuit.files.wasm, inputs, { commitment, tag });
  const { nonLinear, linear } = countConstraints(circuit.r1cs);
  return {
    ...{ curve: curves[curve], n, bits: b, headroom: h, x: x.map(Number) },
    ...{ s: hex(inputs.s), k: hex(inputs.k), rho: hex(inputs.rho), maxNormSq: String(inputs.maxNormSq) },
    ...{ commitment: hex(commitment), tag: hex(tag), constraints: nonLinear + linear },
  };
}

/** Commitment and tag by circom. */
async function computed(
  curve: Prime,
  { n, b, h }: Parameters,
  inputs: Inputs,
): Promise<{ commitment: bigint; tag: bigint }> {
  const source = main('gradient_update', 'rho, maxNormSq', `GradientUpdate(${n}, ${b}, ${h})`);
  const [, commitment = 0n, tag = 0n] = await compile(source, { prime: curve }, OUTPUTS).calculate({ ...inputs });
  return { commitment, tag };
}

/** The file by its path in packages/vectors. */
export async function statementVectors(): Promise<Record<string, object>> {
  const statements: object[] = [];
  for (const curve of ['bn128', 'bls12381'] as const) {
    for (const each of CASES) statements.push(await statement(curve, each));
  }
  return {
    'statement/gradient-update.json': {
      origin: {
        what: 'inputs of gradient_update; commitment and tag as circom computes them; its constraints. Elements in hexadecimal',
        made: `npm circom2 ${circomVersion()} --O2 and npm snarkjs; packages/circuits/scripts/statement-vectors.ts`,
        licence: 'Apache-2.0 OR MIT',
      },
      statements,
    },
  };
}
