// The third phase: signatures. CEREMONY.md, Signatures.

import { describe, toHex } from '@fedzk/core';
import type { Asked } from './asked.js';
import type { Form } from './form.js';
import type { Found } from './found.js';
import { contributionText, signed, verificationText } from './note.js';
import { tooFewVerifiers, VERIFIERS } from './plain.js';

/** Checks the signatures of trusted keys, the verifiers' first. */
export function checkSignatures(form: Form, asked: Asked, found: Found): void {
  const { announcement } = form.manifest;
  const text = verificationText(toHex(form.hash), announcement, form.key.id);
  const verified = form.verifiers.filter(
    ({ key, signature }) => asked.verifiers.has(key.id) && signed(key, text, signature),
  );
  if (verified.length < VERIFIERS) {
    found.add('too-few-verifiers', `${tooFewVerifiers(verified.length)} Others are wrong, or of another manifest.`);
    return;
  }
  for (const { key, signature, index, contributionHash } of form.contributors) {
    if (!asked.contributors.has(key.id)) continue;
    const own = contributionText(form.announcementHash, announcement, index, contributionHash);
    if (!signed(key, own, signature))
      found.add('unsigned', `The signature of ${describe(key.name)} on contribution ${index} is wrong.`, index);
  }
}
