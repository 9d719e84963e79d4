import { curveOf } from './curves.js';
import type { Instance, Prepared, PreparedBatch } from './engine.js';
import { type Subject, withChangedSignal } from './subject.js';

/**
 * Checks that an engine accepts each valid proof, and refuses it with another signal.
 *
 * @throws if it doesn't
 */
export async function judge(engine: string, prepared: Prepared, { name, key, instances }: Subject): Promise<void> {
  for (const instance of instances) {
    if (!(await prepared(instance)())) throw new Error(`${engine} refuses a valid proof of "${name}"`);
    if (key.nPublic > 0 && (await prepared(withChangedSignal(instance, curveOf(key)))())) {
      throw new Error(`${engine} accepts a proof of "${name}" with a changed signal`);
    }
  }
}

/**
 * Checks that an engine accepts the valid proofs as a batch. Checks that it refuses the batch if
 * one proof has another signal, and if two proofs have swapped signals. After the swap the sum of
 * all equations still holds, so only random factors reveal it.
 *
 * @throws if it doesn't
 */
export async function judgeBatch(
  engine: string,
  prepared: PreparedBatch,
  { name, key, instances }: Subject,
): Promise<void> {
  if (!(await prepared(instances)())) throw new Error(`${engine} refuses valid proofs of "${name}"`);
  for (const i of [0, instances.length - 1]) {
    const changed = instances.map((instance, at) => (at === i ? withChangedSignal(instance, curveOf(key)) : instance));
    if (await prepared(changed)()) throw new Error(`${engine} accepts proofs of "${name}", one with a changed signal`);
  }
  const exchanged = withExchangedSignals(instances);
  if (exchanged !== undefined && (await prepared(exchanged)())) {
    throw new Error(`${engine} accepts proofs of "${name}", two with each other's signals`);
  }
}

/**
 * Swaps the signals of the first proof with those of the first proof that has others. Returns
 * `undefined` if all have the same.
 */
function withExchangedSignals(instances: readonly Instance[]): Instance[] | undefined {
  const [first] = instances;
  const other = instances.findIndex(({ publicSignals }) => `${publicSignals}` !== `${first?.publicSignals}`);
  const second = instances[other];
  if (first === undefined || second === undefined) return undefined;
  const exchanged = [...instances];
  exchanged[0] = { ...first, publicSignals: second.publicSignals };
  exchanged[other] = { ...second, publicSignals: first.publicSignals };
  return exchanged;
}
