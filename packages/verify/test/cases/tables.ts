// All the cases of a curve.
import type { Vectors } from '../support/vectors.js';
import { byteCases } from './bytes.js';
import type { Case } from './case.js';
import { coordinateCases } from './coordinates.js';
import { flagCases } from './flags.js';
import { pointCases } from './points.js';
import { shapeCases } from './shapes.js';
import { signalCases } from './signals.js';

/** Of proofs in JSON. */
export function jsonCases(vectors: Vectors): readonly Case[] {
  return [...coordinateCases(vectors), ...pointCases(vectors), ...shapeCases(vectors)];
}

/** Of proofs in bytes. */
export function proofByteCases(vectors: Vectors): readonly Case[] {
  return [...byteCases(vectors), ...flagCases(vectors)];
}

/** All, by what they are about. */
export function tables(vectors: Vectors): Readonly<Record<string, readonly Case[]>> {
  return {
    signals: signalCases(vectors),
    coordinates: coordinateCases(vectors),
    points: pointCases(vectors),
    shapes: shapeCases(vectors),
    bytes: byteCases(vectors),
    flags: flagCases(vectors),
  };
}
