import type { CeremonyEngine } from './types.js';
export async function openEngine(_: string, __: object = {}): Promise<CeremonyEngine> {
  throw new Error('stand-in');
}
