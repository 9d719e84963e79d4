/** The manifest of packages/vectors, which examples and packaging tests use. */
import { readFileSync } from 'node:fs';
import { base64, keyBytes, manifestOf, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';
import { expect, it } from 'vitest';
import { askedOf, ceremony, verdict } from './support/ceremony.js';

const url = new URL('../../../vectors/ceremony/manifest.json', import.meta.url);

it('is what the builder makes, and in order', () => {
  const { manifest, verificationKey, trustedKeys } = JSON.parse(readFileSync(url, 'utf8'));
  const draft = ceremony();
  expect({ manifest, verificationKey, trustedKeys }).toEqual({
    manifest: manifestOf(draft),
    verificationKey: base64(keyBytes(draft)),
    trustedKeys: trustedKeysOf(draft),
  });
  expect(verdict(manifest, { ...askedOf(draft), trustedKeys, key: keyBytes(draft) }).ok).toBe(true);
});
