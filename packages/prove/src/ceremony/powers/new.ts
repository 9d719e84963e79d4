/** New powers of τ, with τ = α = β = 1: what the first person contributes to. */
import type { CallOptions } from '@fedzk/core';
import { repeated } from '../chain/powers-chain.js';
import type { CeremonyEngine } from '../engine/types.js';
import { u32 } from '../format/bytes.js';
import { numbersOf } from '../format/curves.js';
import { powersHeader, powersSections } from '../format/ptau.js';
import { FileWriter } from '../format/writer.js';
import type { CeremonySink } from '../sink.js';
import { Done, PART, partsOf } from '../work.js';

export async function writeNewPowers(
  engine: CeremonyEngine,
  power: number,
  sink: CeremonySink,
  options: CallOptions,
): Promise<void> {
  const writer = new FileWriter(sink, options.signal);
  const sections = powersSections(power);
  const done = new Done(
    sections.reduce((sum, { count }) => sum + count, 0),
    options,
  );
  await writer.head('ptau', 7);
  await writer.section(1, powersHeader(numbersOf(engine.curve), power, power));
  for (const { type, group, count } of sections) {
    const point = engine.generator(group);
    const many = repeated(point, Math.min(count, PART));
    await writer.begin(type, count * point.length);
    for (const part of partsOf(count)) {
      await writer.part(many.slice(0, part.count * point.length));
      done.add(part.count);
    }
  }
  await writer.section(7, u32(0));
  writer.end();
}
