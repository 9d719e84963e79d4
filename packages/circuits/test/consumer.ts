// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import {
  CIRCUITS,
  type Circuit,
  type CircuitName,
  type DevelopmentKey,
  developmentKey,
  type Prime,
  poseidonConstants,
  readR1cs,
} from '@fedzk/circuits';

export const circuits: Readonly<Record<CircuitName, Circuit>> = CIRCUITS;

export async function prepared(name: CircuitName): Promise<readonly [Uint8Array, DevelopmentKey]> {
  return [await readR1cs(name), await developmentKey(name)];
}

const prime: Prime = 'bn128';
export const constants: string = poseidonConstants(prime);
