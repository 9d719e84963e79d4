import { type Inputs, wtns } from 'snarkjs';

/** The `.wtns` file that snarkjs makes. */
export async function snarkjsWitness(wasm: Uint8Array, inputs: Inputs): Promise<Uint8Array> {
  const out: { readonly type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await wtns.calculate(inputs, wasm, out);
  if (out.data === undefined) throw new Error('snarkjs wrote no witness');
  return out.data;
}
