/** Keys that were made for tests. */
import { sectionOf } from '@fedzk/testkit/ceremony/chain';
import { type Draft, draftOf, hex, keyBytes, manifestOf } from '@fedzk/testkit/ceremony/manifest';
import { createVerifier } from '@fedzk/verify';
import { openManifest } from '@fedzk/verify/ceremony';
import { expect, it } from 'vitest';
import { askedOf, ceremony, verdict } from './support/ceremony.js';

const MARK = Buffer.concat([Buffer.from('FEDZK DEVELOPMENT KEY, INSECURE!'), Buffer.alloc(32, 7)]);

/** What @fedzk/circuits gives: no contribution, nobody's signature. */
function development(): Draft {
  const draft = ceremony();
  draft.announcement.development = true;
  draft.announcement.csHash = hex(MARK);
  Object.assign(draft, { section: sectionOf(draft.on, MARK, []), contributors: [], verifiers: [] });
  return draft;
}

const trustedKeys = { contributors: [], verifiers: [] };
const asked = { level: 'standard', trustedKeys } as const;

it('passes where "standard" is asked for and development keys are allowed, and nowhere else', () => {
  const manifest = manifestOf(development());
  const problems = ['development-key'];
  expect(verdict(manifest, { ...asked, development: true })).toMatchObject({ ok: true, development: true, problems });
  expect(verdict(manifest, asked)).toMatchObject({ ok: false, development: true, problems });
  const higher = verdict(manifest, { ...asked, level: 'enhanced', development: true });
  expect(higher).toMatchObject({ ok: false, problems });
  expect(verdict(manifest, { ...asked, level: 'maximum', development: true }).problems).toContain('wrong-curve');
});

it('is held to its circuit and its key', () => {
  const draft = development();
  const allowed = { ...asked, development: true };
  const key = keyBytes(draft);
  expect(verdict(manifestOf(draft), { ...allowed, key }).ok).toBe(true);
  const other = ceremony();
  other.key.alpha = other.key.alpha.double();
  expect(verdict(manifestOf(draft), { ...allowed, key: keyBytes(other) }).problems).toEqual([
    'wrong-vkey',
    'development-key',
  ]);
  draft.announcement.circuit.constraints = 5_000;
  expect(verdict(manifestOf(draft), allowed).problems).toEqual(['wrong-circuit', 'development-key']);
});

it('a verifier says that its key is one', () => {
  const draft = development();
  const manifest = openManifest(manifestOf(draft));
  const options = { format: 'fedzk', curve: 'bn254', manifest, ...asked } as const;
  expect(createVerifier(keyBytes(draft), { ...options, development: true })).toMatchObject({
    level: 'standard',
    development: true,
  });
  expect(() => createVerifier(keyBytes(draft), options)).toThrow(/made for tests, and anyone can forge proofs/);
});

it('the mark of the maker tells too, under a ceremony in order, whose other checks are made', () => {
  const draft = draftOf({ csHash: MARK });
  const problems = ['development-key'];
  expect(verdict(manifestOf(draft), askedOf(draft))).toMatchObject({ ok: false, development: true, problems });
  expect(verdict(manifestOf(draft), { ...askedOf(draft), development: true }).ok).toBe(true);
  draft.key.delta = draft.key.delta.double();
  expect(verdict(manifestOf(draft), { ...askedOf(draft), development: true }).problems).toEqual([
    'broken-chain',
    'development-key',
  ]);
});
