/** Engines on the modules of this repository, without and with threads. */

import { readFileSync } from 'node:fs';
import type { Curve } from '@fedzk/verify';
import { GLUES } from '../../../src/ceremony/engine/glue/both.js';
import { provideContribute } from '../../../src/ceremony/engine/instance.js';
import { openEngine as openHere } from '../../../src/ceremony/engine/open.edge.js';
import { openEngine as openThreads } from '../../../src/ceremony/engine/open.node.js';
import type { CeremonyEngine } from '../../../src/ceremony/engine/types.js';

export const CURVES = ['bn254', 'bls12-381'] as const;

for (const curve of CURVES) {
  const file = `../../../wasm/fedzk_contribute_${curve.replace('-', '_')}_bg.wasm`;
  provideContribute(`contribute-${curve}`, () => ({
    glue: GLUES[curve],
    module: readFileSync(new URL(file, import.meta.url)),
  }));
}

/** Opens an engine, in the calling thread if `threads` is 0. */
export function openEngine(curve: Curve, threads: number = 0): Promise<CeremonyEngine> {
  return threads === 0 ? openHere(curve) : openThreads(curve, { threads });
}
