// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import {
  CIRCUITS,
  type Circuit,
  type CircuitName,
  type Curve,
  type DevelopmentKey,
  developmentKey,
  type GradientCircuit,
  type ManifestJson,
  poseidonConstants,
  r1csSha256,
  readR1cs,
} from '@fedzk/circuits';

export const circuits: Readonly<Record<CircuitName, Circuit>> = CIRCUITS;

export async function prepared(name: CircuitName): Promise<readonly [Uint8Array, DevelopmentKey]> {
  return [await readR1cs(name), await developmentKey(name, { signal: AbortSignal.timeout(60_000) })];
}

export const hashOf = (circuit: GradientCircuit): string | undefined => r1csSha256(circuit);

export const manifestOf = ({ manifest }: DevelopmentKey): ManifestJson => manifest;

const curve: Curve = 'bn254';
export const constants: string = poseidonConstants(curve);
