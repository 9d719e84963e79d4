// A Web Worker that makes a circuit's inputs: gradient, quantization, commitment and tag. The page stays responsive
// meanwhile.
import type { Level } from '@fedzk/verify/levels';
import { inputsOf, MODELS } from '../src/models.js';

/** The worker's answer. */
export type Prepared = { readonly inputs: Awaited<ReturnType<typeof inputsOf>> } | { readonly error: string };

addEventListener('message', async ({ data }: MessageEvent<{ readonly level: Level }>) => {
  postMessage(await prepare(data.level).catch((error): Prepared => ({ error: String(error) })));
});

async function prepare(level: Level): Promise<Prepared> {
  const model = MODELS.find((each) => each.level === level);
  if (model === undefined) throw new Error(`no model has the level ${level}`);
  const response = await fetch(`data/${model.data}`);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return { inputs: await inputsOf(model, model.gradient(await response.text())) };
}
