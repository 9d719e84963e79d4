// For runtimes without threads: the calling thread does all.
import type { Curve } from '@fedzk/verify';
import { engineOf } from './engine.js';
import { here } from './executor.js';
import { instanceOf } from './instance.js';
import { type EngineOptions, threadsOf } from './options.js';
import type { CeremonyEngine } from './types.js';

/** Opens an engine: see open.web.ts. */
export async function openEngine(curve: Curve, options: EngineOptions = {}): Promise<CeremonyEngine> {
  threadsOf(options, 1);
  const instance = await instanceOf(curve);
  return engineOf(instance, here(instance));
}
