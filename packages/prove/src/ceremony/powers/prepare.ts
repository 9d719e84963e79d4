/** Adds the Lagrange forms to powers of τ, of which keys are made. */
import type { CallOptions } from '@fedzk/core';
import type { CeremonyEngine } from '../engine/types.js';
import { lagrangeSections, type PowersFile, powersHeader } from '../format/ptau.js';
import { FileWriter } from '../format/writer.js';
import type { CeremonySink } from '../sink.js';
import { Done, partsOf } from '../work.js';

/** Bytes that are copied at once. */
const COPIED = 1 << 20;

export async function writePrepared(
  engine: CeremonyEngine,
  file: PowersFile,
  sink: CeremonySink,
  options: CallOptions,
): Promise<void> {
  const { source, section, power, ceremonyPower, numbers } = file;
  const writer = new FileWriter(sink, options.signal);
  const lagrange = lagrangeSections(power);
  const cost = ({ group, largest }: (typeof lagrange)[number]) => (group === 'g1' ? 1 : 3) * (2 ** (largest + 1) - 1);
  const done = new Done(
    lagrange.reduce((sum, each) => sum + cost(each), 0),
    options,
  );
  await writer.head('ptau', 11);
  await writer.section(1, powersHeader(numbers, power, ceremonyPower));
  for (const type of [2, 3, 4, 5, 6, 7]) {
    const { offset, length } = section(type);
    await writer.begin(type, length);
    for (const { first, count } of partsOf(length, COPIED)) await writer.part(await source.read(offset + first, count));
  }
  for (const { type, group, largest } of lagrange) {
    const size = (group === 'g1' ? 2 : 4) * engine.n8;
    await writer.begin(type, (2 ** (largest + 1) - 1) * size);
    for (let k = 0; k <= largest; k++) {
      await writer.part(await lagrangeForm(engine, file, { type, group, largest }, k));
      done.add((group === 'g1' ? 1 : 3) * 2 ** k);
      options.signal?.throwIfAborted();
    }
  }
  writer.end();
}

/** Computes the Lagrange form over the domain of 2^k. */
export async function lagrangeForm(
  engine: CeremonyEngine,
  { source, section }: PowersFile,
  { type, group }: Pick<ReturnType<typeof lagrangeSections>[number], 'type' | 'group' | 'largest'>,
  k: number,
): Promise<Uint8Array> {
  const { offset, length } = section(type - 10);
  const bytes = 2 ** k * (group === 'g1' ? 2 : 4) * engine.n8;
  if (bytes <= length) return engine.lagrange(group, await source.read(offset, bytes));
  // Section 2 has 2^(power+1) - 1 points: the last coefficient of its largest domain is taken as infinity.
  const points = new Uint8Array(bytes);
  points.set(await source.read(offset, length));
  return engine.lagrange(group, points);
}
