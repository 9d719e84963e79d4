import { FedzkError, fieldsOf } from '@fedzk/core';
import { type Prover, type ProverOptions, proverOf } from './prover.js';
import { here } from './work/here.js';
import { warmUp } from './work/warm-up.js';

/**
 * Opens a proving key. Proofs are made by the calling thread, which others get to use between slices of some 20 to 100 ms;
 * `@fedzk/prove/threads` has others do it.
 *
 * @throws {FedzkError} `invalid-proving-key`: damaged, no key, or one to which nobody has contributed; `unsupported`: a key
 *   for another protocol; `invalid-argument`: invalid options, or a circuit that is not the key's
 *
 * @example
 * ```ts
 * await using prover = await createProver({
 *   circuitWasm: await readFile('circuit.wasm'),
 *   zkey: await readFile('circuit.zkey'),
 * });
 * const { proof, publicSignals } = await prover.prove(inputs, { signal: AbortSignal.timeout(60_000) });
 * ```
 */
export async function createProver(options: ProverOptions): Promise<Prover> {
  const { threads } = fieldsOf<ProverOptions & { readonly threads?: unknown }, 'threads'>(
    options,
    ['threads'],
    'options',
  );
  if (threads !== undefined) {
    const message = '"options" has "threads", and this prover has none: import createProver of "@fedzk/prove/threads".';
    throw new FedzkError('invalid-argument', message);
  }
  return proverOf(options, async (key) => {
    await warmUp(key);
    return here(key);
  });
}
