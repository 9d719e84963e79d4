import { memorySink } from '../../../src/ceremony/index.js';

/** Runs a step, and returns the file. */
export async function filed(step: (sink: ReturnType<typeof memorySink>) => Promise<unknown>): Promise<Uint8Array> {
  const sink = memorySink();
  await step(sink);
  if (sink.bytes === undefined) throw new Error('nothing was committed');
  return sink.bytes;
}
