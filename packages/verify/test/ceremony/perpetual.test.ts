/** Powers of tau that are announced as the published ones, and are not. */
import { manifestOf } from '@fedzk/testkit/ceremony/manifest';
import { checkAnnouncement, PERPETUAL_POWERS } from '@fedzk/verify/ceremony';
import { expect, it } from 'vitest';
import { askedOf, ceremony, PUBLISHED, verdict } from './support/ceremony.js';

it('are refused by their hash, also in a ceremony for tests', () => {
  const draft = ceremony();
  const { power } = draft.announcement.ptau;
  const published = PERPETUAL_POWERS[power] ?? expect.unreachable();
  draft.announcement.ptau.source = 'perpetual-28';
  const text = `are not that published file: its BLAKE2b hash is ${published}`;
  for (const development of [{}, { development: true }] as const) {
    const announcement = { ...draft.announcement, ...development };
    expect(checkAnnouncement(announcement)).toEqual([{ problem: 'malformed', text: expect.stringContaining(text) }]);
    const report = verdict(manifestOf({ ...draft, announcement }), askedOf(draft));
    expect(report).toMatchObject({ ok: false, problems: expect.arrayContaining(['malformed']) });
  }
  draft.announcement.ptau.blake2b = published;
  expect(checkAnnouncement(draft.announcement)).toEqual([]);
  // The draft's own signatures are of the announcement before.
  expect(verdict(manifestOf(draft), askedOf(draft)).problems).not.toContain('malformed');
});

it('have the hashes that snarkjs publishes', () => {
  expect(PUBLISHED.size).toBe(21);
  expect(new Map(Object.entries(PERPETUAL_POWERS).map(([power, hash]) => [Number(power), hash]))).toEqual(PUBLISHED);
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
    const other = ceremony(curve);
    other.announcement.ptau = { ...ptau, power: other.announcement.ptau.power };
    expect(verdict(manifestOf(other), askedOf(other)).problems).toContain('malformed');
    expect(texts).toContain(`No published file "perpetual-28" has powers of tau to 2^${power} over ${curve}.`);
  }
});
