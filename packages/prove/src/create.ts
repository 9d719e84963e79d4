import { FedzkError, fieldsOf } from '@fedzk/core';
import { type Prover, type ProverOptions, proverOf } from './prover.js';
import { here } from './work/here.js';
import { warmUp } from './work/warm-up.js';

/**
 * Opens a proving key and makes a prover. It works in the calling thread, in slices of about 20 to 100 ms between which other
 * code runs. `@fedzk/prove/threads` works in other threads.
 *
 * @throws {FedzkError} `invalid-proving-key`: no key, a damaged key, or one to which nobody has contributed; `unsupported`: a
 *   key for another protocol; `invalid-argument`: invalid options, or another circuit than the key's
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
    const message =
      '"options" has "threads", but this prover has none: import createProver from "@fedzk/prove/threads".';
    throw new FedzkError('invalid-argument', message);
  }
  return proverOf(options, async (key) => {
    await warmUp(key);
    return here(key);
  });
}
