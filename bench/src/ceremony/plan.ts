// What is measured where, and how often.

import { type CeremonyFile, keyFile, powersFile } from './files.js';

export interface Measured {
  readonly file: CeremonyFile;
  readonly threads: 'one' | 'all';
  readonly rounds: number;
}

/**
 * Lists what is measured. snarkjs prepares 2^14 powers in a quarter of an hour and contributes to a large key in minutes, so
 * these are measured once, side by side, and smaller ones where that is enough.
 */
export function plan(where: 'quick' | 'node' | 'page'): Measured[] {
  if (where === 'quick') {
    return [
      { file: keyFile('standard', 'bn254'), threads: 'one', rounds: 1 },
      { file: keyFile('standard', 'bn254'), threads: 'all', rounds: 1 },
      { file: powersFile(7, 'bn254'), threads: 'one', rounds: 1 },
      { file: powersFile(7, 'bls12-381'), threads: 'one', rounds: 1 },
    ];
  }
  const isNode = where === 'node';
  return [
    { file: keyFile('enhanced', 'bn254'), threads: 'one', rounds: 3 },
    { file: keyFile('enhanced', 'bn254'), threads: 'all', rounds: 3 },
    { file: keyFile('maximum', 'bn254'), threads: 'one', rounds: 1 },
    { file: keyFile('maximum', 'bls12-381'), threads: 'one', rounds: 1 },
    ...(isNode ? [{ file: keyFile('maximum', 'bn254'), threads: 'all' as const, rounds: 1 }] : []),
    { file: powersFile(isNode ? 14 : 10, 'bn254'), threads: 'one', rounds: 1 },
    { file: powersFile(isNode ? 12 : 10, 'bls12-381'), threads: 'one', rounds: 1 },
  ];
}
