/** A verifier, and a pool of them, of a key whose manifest must show a level. */
import { keyBytes, manifestOf, person } from '@fedzk/testkit/ceremony/manifest';
import { refusal } from '@fedzk/testkit/errors';
import { createVerifier, decodeVerificationKey, type VerifierOptions } from '@fedzk/verify';
import { openManifest } from '@fedzk/verify/ceremony';
import { createVerifierPool } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import { askedOf, ceremony, LEVELS } from './support/ceremony.js';

describe.each(['bn254', 'bls12-381'] as const)('on %s', (curve) => {
  const draft = ceremony(curve);
  const manifest = openManifest(manifestOf(draft));
  const key = keyBytes(draft);
  const options: VerifierOptions = { format: 'fedzk', curve, manifest, ...askedOf(draft) };

  it('has the level that was asked for', async () => {
    const level = LEVELS[curve];
    expect(createVerifier(key, options)).toMatchObject({ level, development: false, curve });
    const json = decodeVerificationKey(key, { format: 'fedzk', curve });
    expect(createVerifier(json, { manifest, ...askedOf(draft) })).toMatchObject({ level });
    expect(createVerifier(key, { format: 'fedzk', curve })).toMatchObject({ level: undefined, development: false });
    await using pool = createVerifierPool(key, { ...options, workers: 1 });
    expect(pool).toMatchObject({ level, development: false });
  });

  it('refuses another key, and a manifest that doesn’t show the level', () => {
    const other = ceremony(curve);
    other.key.alpha = other.key.alpha.double();
    const code = 'invalid-verification-key';
    for (const create of [createVerifier, createVerifierPool]) {
      expect(refusal(() => create(keyBytes(other), options))).toMatchObject({
        code,
        message: expect.stringContaining("not the manifest's"),
      });
      const strangers = { contributors: [person('mallory').key], verifiers: askedOf(draft).trustedKeys.verifiers };
      expect(refusal(() => create(key, { ...options, trustedKeys: strangers }))).toMatchObject({
        code,
        message: expect.stringMatching(/needs the contributions of \d+ trusted people, and 0 count/),
      });
      const malformed = openManifest('{}');
      expect(refusal(() => create(key, { ...options, manifest: malformed }))).toMatchObject({ code });
    }
  });

  it('takes opened manifests only, and the rest with one only', () => {
    const wrong: Record<string, unknown>[] = [
      { ...options, manifest: manifestOf(draft) },
      { ...options, manifest: manifest.json },
      { ...options, manifest: null },
      { ...options, manifest: { verify: () => ({ ok: true, development: false, details: [] }) } },
      { ...options, level: undefined },
      { ...options, level: 'Standard' },
      { ...options, level: 'toString' },
      { ...options, level: ['standard'] },
      { ...options, trustedKeys: undefined },
      { ...options, trustedKeys: {} },
      { ...options, development: 1 },
      { ...options, r1csSha256: 'AB' },
      ...(['level', 'trustedKeys', 'development', 'r1csSha256'] as const).map((name) => ({
        format: 'fedzk',
        curve,
        [name]: { ...options, development: true, r1csSha256: '00'.repeat(32) }[name],
      })),
    ];
    for (const each of wrong) {
      for (const create of [createVerifier, createVerifierPool]) {
        expect(refusal(() => create(key, each as VerifierOptions)).code).toBe('invalid-argument');
      }
    }
  });
});

it('the key that is compared is the one that verifies', () => {
  const draft = ceremony();
  const manifest = openManifest(manifestOf(draft));
  const key = keyBytes(draft);
  const other = ceremony();
  other.key.alpha = other.key.alpha.double();
  // The memory changes after it was read.
  const options = {
    get manifest() {
      return manifest;
    },
    format: 'fedzk' as const,
    curve: 'bn254' as const,
    ...askedOf(draft),
  };
  const { id } = createVerifier(key, { format: 'fedzk', curve: 'bn254' });
  const seen = new Proxy(manifest, {
    get: (of, name) =>
      name === 'verify'
        ? (asked: Parameters<typeof manifest.verify>[0]) => {
            key.set(keyBytes(other));
            return of.verify(asked);
          }
        : Reflect.get(of, name),
  });
  expect(createVerifier(key, { ...options, manifest: seen }).id).toBe(id);
});
