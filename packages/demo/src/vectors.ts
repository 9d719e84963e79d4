/**
 * The proofs that the demo verifies: made once with circom and snarkjs, read from the vectors of the repository.
 */
import { readFileSync } from 'node:fs';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';

/** A proof about ten values: the client's quantized bias gradient. */
export interface SliceProof {
  readonly name: string;
  readonly proof: ProofJson;
  /** rho, tag, sum, normSq; see circuits/README.md. */
  readonly publicSignals: readonly string[];
}

/** The circuit's key and a proof of each client. */
export interface SliceVectors {
  readonly verificationKey: VerificationKeyJson;
  readonly proofs: readonly SliceProof[];
}

/** Reads `packages/vectors/groth16/update-slice.json`. */
export function sliceVectors(): SliceVectors {
  return read('groth16/update-slice.json') as SliceVectors;
}

/** A point of the twist outside the subgroup of order r: x, then y, each [real, imaginary]. */
export function pointOutsideSubgroup(): readonly (readonly string[])[] {
  const { g2OutsideSubgroup } = read('bn254/noble.json') as {
    g2OutsideSubgroup: readonly { readonly point: readonly (readonly string[])[] }[];
  };
  const [first] = g2OutsideSubgroup;
  if (first === undefined) throw new Error('bn254/noble.json: expected a point outside the subgroup');
  return first.point;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));
}
