/**
 * What rust/statement is tested against without a compiler at hand: `witness/gradient-update.json`, witnesses by
 * circom's own generator, and `poseidon/constants.json`, fingerprints of the constants that packages/statement generates.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { poseidonParameters } from '@fedzk/statement/poseidon';
import { wtns } from 'snarkjs';
import { curves, type Prime, primes } from '../src/poseidon-constants.js';
import { compileUpdate, type Inputs, type Parameters, statement } from '../test/gradient.js';
import { circomVersion } from './circom.js';
import { buildInstance } from './instances.js';

const licence = 'Apache-2.0 OR MIT';
/** A .wtns file's bytes before the wires' values: magic number, version, count, section 1 whole, section 2's head. */
const HEAD = 4 + 4 + 4 + 12 + 40 + 12;

/** 64 hexadecimal digits. */
export function hex(value: bigint): string {
  return value.toString(16).padStart(64, '0');
}

/** Integers of 512 bits that look random, the same on each run. */
export function* draws(seed: string): Generator<bigint, never> {
  for (let i = 0; ; i++) yield BigInt(`0x${createHash('sha512').update(`${seed} ${i}`).digest('hex')}`);
}

/** The .wtns file that circom's generator makes. It rejects where the inputs and signals don't satisfy the circuit. */
export async function calculate(wasm: Uint8Array, inputs: Inputs, signals: object): Promise<Uint8Array> {
  const out: { readonly type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await wtns.calculate({ ...inputs, ...signals }, { type: 'mem', data: wasm }, out);
  if (!out.data) throw new Error('snarkjs wrote no witness');
  return out.data;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function witness(wasm: Uint8Array, curve: Prime, { n, b, h }: Parameters): Promise<object> {
  const random = draws(`witness-vectors ${curve} ${n}`);
  const element = (): bigint => random.next().value % primes[curve];
  const half = 1n << BigInt(b - 1);
  const x = Array.from({ length: n }, () => (random.next().value % (2n * half)) - half);
  const inputs = { x, s: element(), k: element(), rho: element(), maxNormSq: BigInt(n) * half * half - 1n };
  const { commitment, tag } = statement({ n, b, h }, inputs, primes[curve]);
  const file = await calculate(wasm, inputs, { commitment, tag });
  return {
    ...{ curve: curves[curve], n, bits: b, headroom: h, x: x.map(Number) },
    ...{ s: hex(inputs.s), k: hex(inputs.k), rho: hex(inputs.rho), maxNormSq: Number(inputs.maxNormSq) },
    ...{ commitment: hex(commitment), tag: hex(tag), sha256: sha256(file.subarray(HEAD)) },
  };
}

async function witnesses(): Promise<object> {
  const instance = (name: string): Uint8Array => readFileSync(buildInstance(name).wasm);
  const small = { n: 3, b: 8, h: 10 };
  return {
    origin: {
      what: 'inputs of gradient_update, public signals, SHA-256 of all wires, 32 bytes each, little-endian',
      made: `npm circom2 ${circomVersion()} --O2 and npm snarkjs; packages/circuits/scripts/witness-vectors.ts`,
      licence,
    },
    witnesses: [
      await witness(compileUpdate(small, { prime: 'bls12381' }).files.wasm, 'bls12381', small),
      await witness(instance('gradient-update-31x8'), 'bn128', { n: 31, b: 8, h: 10 }),
      await witness(instance('gradient-update-650x8'), 'bn128', { n: 650, b: 8, h: 10 }),
    ],
  };
}

function constants(): object {
  const widths = Array.from({ length: 16 }, (_, i) => i + 2);
  return {
    origin: {
      what: "SHA-256 of Poseidon's round constants, then matrix, row by row: 32 bytes each, big-endian",
      made: 'packages/statement/src/poseidon/grain.ts; packages/circuits/scripts/witness-vectors.ts',
      licence,
    },
    constants: (['bn128', 'bls12381'] as const).flatMap((curve) =>
      widths.map((width) => {
        const { roundConstants, matrix } = poseidonParameters(width, curves[curve]);
        const bytes = Buffer.from([...roundConstants, ...matrix.flat()].map(hex).join(''), 'hex');
        return { curve: curves[curve], width, sha256: sha256(bytes) };
      }),
    ),
  };
}

/** The files by their paths in packages/vectors. */
export async function vectors(): Promise<Record<string, object>> {
  return { 'witness/gradient-update.json': await witnesses(), 'poseidon/constants.json': constants() };
}
