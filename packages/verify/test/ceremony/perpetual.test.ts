/** Powers of tau that are announced as the published ones, and are not. */
import { manifestOf } from '@fedzk/testkit/ceremony/manifest';
import { checkAnnouncement, PERPETUAL_POWERS, verifyManifest } from '@fedzk/verify/ceremony';
import { expect, it } from 'vitest';
import { askedOf, ceremony } from './support/ceremony.js';

it('are refused by their hash, also in a ceremony for tests', () => {
  const draft = ceremony();
  const { power } = draft.announcement.ptau;
  const published = PERPETUAL_POWERS[power] ?? expect.unreachable();
  draft.announcement.ptau.source = 'perpetual-28';
  const text = `are not that published file: its BLAKE2b hash is ${published}`;
  for (const development of [{}, { development: true }] as const) {
    const announcement = { ...draft.announcement, ...development };
    expect(checkAnnouncement(announcement)).toEqual([{ problem: 'malformed', text: expect.stringContaining(text) }]);
    const report = verifyManifest(manifestOf({ ...draft, announcement }), askedOf(draft));
    expect(report).toMatchObject({ ok: false, problems: expect.arrayContaining(['malformed']) });
  }
  draft.announcement.ptau.blake2b = published;
  expect(checkAnnouncement(draft.announcement)).toEqual([]);
});

it('are refused where nothing was published', () => {
  const draft = ceremony();
  for (const [curve, power] of [
    ['bn254', 29],
    ['bn254', 7],
    ['bls12-381', 15],
  ] as const) {
    const ptau = { blake2b: PERPETUAL_POWERS[power] ?? '00'.repeat(64), power, source: 'perpetual-28' };
    const texts = checkAnnouncement({ ...draft.announcement, curve, ptau }).map((each) => each.text);
    expect(texts).toContain(`No published file "perpetual-28" has powers of tau to 2^${power} over ${curve}.`);
  }
});
