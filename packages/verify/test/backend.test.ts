/** Which build of the module the tests run on. The suites of this package run on each. */
import { fusesMultiplyAdd } from '@fedzk/core';
import { createVerifier, type VerificationKeyJson } from '@fedzk/verify';
import { expect, it } from 'vitest';
import { readVectors } from './support/vectors.js';

it('is the faster where it computes right, and the one that the run asks for', () => {
  const { verificationKey } = readVectors<{ verificationKey: VerificationKeyJson }>('groth16/update-slice.json');
  using verifier = createVerifier(verificationKey);
  const faster = fusesMultiplyAdd() ? 'fma' : 'portable';
  expect(verifier.backend).toBe(faster);
  expect(verifier.backend).toBe(process.env['FEDZK_BUILD'] ?? faster);
});
