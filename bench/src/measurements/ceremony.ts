import { measureWork, type Work, type WorkResult } from '../ceremony/contenders.js';

/** Work on a file that is fetched: it is too large for a message. */
export interface CeremonyInput extends Work {
  readonly address: string;
}

/** Times long work of ceremonies. */
export async function measureCeremony({ address, ...work }: CeremonyInput): Promise<WorkResult> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: status ${response.status}`);
  return measureWork(work, new Uint8Array(await response.arrayBuffer()));
}
