// The results that programs/pool.js must have in every runtime.
import { createVerifier } from '@fedzk/verify';
import { input } from '../src/input.js';

/** What the body sees with so many workers. */
export function expected(size: number): unknown[] {
  return [input, input.bls12381].flatMap(({ verificationKey, statements }) => {
    const { curve, nPublic, id } = createVerifier(verificationKey);
    return [
      { name: 'pool', seen: [curve, nPublic, id, size] },
      { name: 'valid', seen: statements.map(() => true) },
      { name: 'other signals', seen: 'equation' },
      { name: 'too few signals', seen: 'signal-count' },
      { name: 'batch', seen: { ok: false, failed: [7, 57, 107, 157] } },
      { name: 'progress', seen: 200 },
      { name: 'aborted', seen: 'enough' },
      { name: 'aborted on the way', seen: 'enough' },
      { name: 'asked before close', seen: { ok: false, failed: [7, 57, 107, 157] } },
      { name: 'asked after close', seen: 'disposed' },
      { name: 'pending', seen: 0 },
    ];
  });
}
