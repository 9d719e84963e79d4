/** What an attacker tries with the random beacon. */
import { fieldsOf, sha256 } from '@fedzk/testkit/ceremony/chain';
import { contributor, hex, ROUND, seedOf } from '@fedzk/testkit/ceremony/manifest';
import { checkAnnouncement } from '@fedzk/verify/ceremony';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, it } from 'vitest';
import { compressed, NAMES, problems, spoilt, torsionOfG1 } from './support/attacks.js';
import { ceremony } from './support/ceremony.js';

/** The signature of quicknet's round 1000 by another key. */
function signatureOf(secret: bigint): string {
  const round = Buffer.alloc(8);
  round.writeBigUInt64BE(BigInt(ROUND.round));
  const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
  return bls12_381.G1.hashToCurve(sha256(round), { DST }).multiply(secret).toHex(true);
}

describe.each(NAMES)('on %s', (name) => {
  it('beacons: none, not last, two, another value, a number of hashes that would stop the reader', () => {
    const without = ceremony(name);
    without.chain.links.pop();
    expect(problems(without)).toEqual(['beacon-not-last']);
    const early = ceremony(name);
    early.chain.add({ seed: seedOf('late') });
    early.contributors.push({ person: contributor(98), index: early.chain.links.length - 1 });
    expect(problems(early)).toEqual(['beacon-not-last']);
    const twice = ceremony(name).chain.add({ seed: seedOf(''), beacon: { value: ROUND.value, iterations: 10 } });
    expect(problems({ ...ceremony(name), chain: twice })).toEqual(['beacon-not-last']);
    const last = early.chain.links.length - 2;
    const other = fieldsOf({ iterations: 10, value: sha256('chosen') });
    expect(problems(spoilt(ceremony(name), last, (link) => ({ ...link, fields: other })))).toEqual(['beacon-wrong']);
    const long = spoilt(ceremony(name), last, (link) => ({
      ...link,
      fields: fieldsOf({ iterations: 63, value: ROUND.value }),
    }));
    expect(problems(long)).toEqual(['beacon-wrong']);
    long.announcement.beacon.iterations = 63;
    expect(problems(long)).toEqual(['beacon-wrong']);
  });

  it('beacons: another round, an invented signature, one with torsion, a seed that was chosen', () => {
    const another = ceremony(name);
    another.announcement.beacon.round = 1001;
    expect(problems(another)).toEqual(['beacon-wrong']);
    const point = bls12_381.G1.Point.fromHex(ROUND.signature);
    const signatures = [
      hex(Buffer.concat([Buffer.from([0x80]), Buffer.alloc(46), Buffer.from([3])])),
      point.negate().toHex(true),
      point.double().toHex(true),
      compressed(point.add(torsionOfG1())),
      bls12_381.G1.Point.ZERO.toHex(true),
      ROUND.signature.replace(/^b4/, '34'),
      signatureOf(7n),
    ];
    for (const signature of signatures) {
      const draft = ceremony(name);
      const value = sha256(Buffer.from(signature, 'hex'));
      draft.chain.links.pop();
      draft.chain.delta = ceremony(name).chain.delta;
      draft.chain.add({ seed: new Uint8Array(32), beacon: { value, iterations: 10 } });
      draft.beacon = { signature };
      expect(problems(draft), signature).toEqual(['beacon-wrong']);
    }
    const chosen = ceremony(name);
    chosen.chain.links.pop();
    chosen.chain.add({ seed: seedOf('my own') });
    const fields = fieldsOf({ iterations: 10, value: ROUND.value });
    const asBeacon = spoilt(chosen, chosen.chain.links.length - 1, (link) => ({ ...link, type: 1, fields }));
    expect(problems(asBeacon)).toEqual(['beacon-wrong']);
  });

  it('a beacon whose round came too early for the end of contributions', () => {
    const draft = ceremony(name);
    draft.announcement.closes = '2023-08-23T14:59:25Z';
    expect(problems(draft)).toEqual(['beacon-wrong']);
  });

  it('a beacon’s link as a person’s, by its entry or by its type', () => {
    const draft = ceremony(name);
    const index = draft.chain.links.length - 1;
    draft.contributors.push({ person: contributor(97), index });
    expect(problems(draft)).toEqual(['malformed']);
    expect(problems(spoilt(draft, index, (link) => ({ ...link, type: 0 })))).toEqual(['malformed']);
    const person = spoilt(ceremony(name), index, (link) => ({ ...link, type: 0, fields: new Uint8Array() }));
    expect(problems(person)).toEqual(['beacon-not-last']);
    expect(problems(spoilt(ceremony(name), 0, (link) => ({ ...link, type: 1 })))).toEqual(['malformed']);
  });
});

it('a block that was mined before the end of contributions', () => {
  const draft = ceremony();
  draft.beacon = { value: hex(ROUND.value) };
  // Block 840,000 came at 2024-04-20T00:09:27Z, and none takes more than 10.5 minutes on average.
  for (const [height, closes, known] of [
    [0, '2024-04-20T00:09:27Z', true],
    [840_000, '2024-04-20T00:09:27Z', true],
    [840_000, '2024-04-20T00:09:26Z', false],
    [840_100, '2024-04-20T17:39:27Z', true],
    [840_100, '2024-04-20T17:39:26Z', false],
    [900_000, '2099-01-01T00:00:00Z', true],
  ] as const) {
    draft.announcement.beacon = { height, iterations: 10, source: 'bitcoin' };
    draft.announcement.closes = closes;
    expect(problems(draft)).toEqual(known ? ['beacon-wrong'] : []);
    const texts = checkAnnouncement(draft.announcement).map(({ text }) => text);
    expect(texts).toEqual(known ? [expect.stringContaining(`block ${height} is mined before "closes"`)] : []);
  }
});

it('blocks of Bitcoin may be beacons, whose value the verifiers looked up', () => {
  const draft = ceremony();
  draft.announcement.beacon = { height: 800_000, iterations: 10, source: 'bitcoin' };
  draft.beacon = { value: hex(ROUND.value) };
  expect(problems(draft)).toEqual([]);
  draft.beacon = { value: hex(sha256('another block')) };
  expect(problems(draft)).toEqual(['beacon-wrong']);
  draft.beacon = { signature: ROUND.signature };
  expect(problems(draft)).toEqual(['malformed']);
});
