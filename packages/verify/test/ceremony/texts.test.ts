/** The texts that people sign, and drand's rounds. */
import {
  verificationText as expectedOf,
  contributionText as expectedText,
  manifestOf,
} from '@fedzk/testkit/ceremony/manifest';
import { refusal } from '@fedzk/testkit/errors';
import { checkRound, checkSignature, contributionText, verificationText } from '@fedzk/verify/ceremony';
import { expect, it } from 'vitest';
import { ceremony } from './support/ceremony.js';
import { QUICKNET } from './support/vectors.js';

const draft = ceremony();
const manifest = manifestOf(draft);

it('are those of CEREMONY.md', () => {
  const [{ contributionHash }] = manifest.contributors;
  expect(contributionText(draft.announcement, 0, contributionHash)).toBe(
    expectedText(draft.announcement, 0, contributionHash),
  );
  expect(verificationText(manifest)).toBe(expectedOf(manifest));
  const { verifiers: _, ...unsigned } = manifest;
  expect(verificationText(unsigned)).toBe(expectedOf(manifest));
});

it('are of announcements and manifests alone', () => {
  const hash = '00'.repeat(64);
  for (const call of [
    () => contributionText({ ...draft.announcement, more: 1 }, 0, hash),
    () => contributionText(draft.announcement, -1, hash),
    () => contributionText(draft.announcement, 0, hash.slice(1)),
    () => verificationText({ ...manifest, v: 2 }),
    () => checkRound(0, new Uint8Array(48)),
  ]) {
    expect(refusal(call).code).toBe('invalid-argument');
  }
});

it('a round of drand is known by its signature', () => {
  const { round, signature } = QUICKNET.vector;
  const bytes = new Uint8Array(Buffer.from(signature, 'hex'));
  expect(checkRound(round, bytes)).toBe(true);
  expect(checkRound(round + 1, bytes)).toBe(false);
  expect(checkRound(round, bytes.slice(1))).toBe(false);
});

it('a signature is of one key and one text', () => {
  const [first, second] = manifest.verifiers;
  const text = verificationText(manifest);
  expect(checkSignature(text, first.key, first.signature)).toBe(true);
  expect(checkSignature(text, second.key, first.signature)).toBe(false);
  expect(checkSignature(text.slice(0, -1), first.key, first.signature)).toBe(false);
  expect(checkSignature(text, first.key.replace('verifier-0', 'verifier-1'), first.signature)).toBe(false);
  expect(checkSignature(text, first.key, first.signature.slice(1))).toBe(false);
  expect(refusal(() => checkSignature(text, first.key, undefined as never)).code).toBe('invalid-argument');
});
