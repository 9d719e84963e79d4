/** Small circuits with keys of snarkjs's set-up, and those of `circuits.json` with their development keys. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDERS } from '@fedzk/statement';
import { withCompiled } from '../../../circuits/scripts/circom.js';
import { readInstances } from '../../../circuits/scripts/instances.js';
import { developmentKey } from '../../../circuits/scripts/keys.js';
import { statement } from '../../../circuits/test/gradient.js';
import { inputs as gradientInputs } from '../../../circuits/test/gradient-check.js';
import { publicSignals } from '../../../circuits/test/slice.js';
import type { CircomInputs } from '../../src/index.js';
import { type Prime, snarkjsKeys } from './snarkjs.js';

export interface Keyed {
  readonly prime: Prime;
  readonly wasm: Uint8Array;
  readonly zkey: Uint8Array;
}

/** Compiles a circuit whose main component is `Main`, and makes a key of it, of up to 32 rows; `initial` is the one before any contribution. */
export async function keyed(
  body: string,
  prime: Prime = 'bn128',
  inputs: readonly string[] = [],
): Promise<Keyed & { readonly initial: Uint8Array }> {
  const list = inputs.length === 0 ? '' : `{public [${inputs.join(', ')}]} `;
  const source = `pragma circom 2.2.0;\n${body}\ncomponent main ${list}= Main();\n`;
  const { r1cs, wasm } = withCompiled(source, { prime }, (out) => ({
    r1cs: readFileSync(join(out, 'main.r1cs')),
    wasm: readFileSync(join(out, 'main_js/main.wasm')),
  }));
  return { prime, wasm: new Uint8Array(wasm), ...(await snarkjsKeys(new Uint8Array(r1cs), prime)) };
}

/** x squared n times: n constraints and one public signal, the last square. */
export const powers = (n: number): string => `template Main() {
  signal input x;
  signal output y;
  signal square[${n}];
  for (var i = 0; i < ${n}; i++) square[i] <== (i == 0 ? x : square[i - 1]) * (i == 0 ? x : square[i - 1]);
  y <== square[${n - 1}];
}`;

/** A product. */
export const PRODUCT = 'template Main() { signal input a; signal input b; signal output c; c <== a * b; }';

/** An instance of `circuits.json` with its development key. */
export function instance(name: string): Keyed & { readonly inputs: CircomInputs } {
  const files = developmentKey(name);
  const found = readInstances().find((each) => each.name === name);
  if (found === undefined) throw new Error(`no instance ${name}`);
  const [wasm, zkey] = [files.wasm, files.zkey].map((path) => new Uint8Array(readFileSync(path)));
  if (!wasm || !zkey) throw new Error('two files');
  return { prime: 'bn128', wasm, zkey, inputs: inputsOf(found) };
}

/** Inputs with values at both ends of their range. */
function inputsOf({ template, parameters }: ReturnType<typeof readInstances>[number]): CircomInputs {
  const { n = 0, b = 0, h = 0 } = parameters as Readonly<Record<string, number>>;
  const x = Array.from({ length: n }, (_, i) => BigInt(((i * 97) % 256) - 128));
  if (template === 'UpdateSlice') {
    const signals = Object.entries(publicSignals(x, 0x5d1c0f7b0a5f3b6b2f1en)).map(([key, value]) => [
      key,
      value % ORDERS.bn254,
    ]);
    return { ...(Object.fromEntries(signals) as Readonly<Record<string, bigint>>), x };
  }
  const given = gradientInputs(x);
  return { ...statement({ n, b, h }, given, ORDERS.bn254), s: given.s, k: given.k, x };
}
