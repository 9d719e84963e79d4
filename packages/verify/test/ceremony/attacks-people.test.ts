/** What an attacker tries with the people who sign. */
import { beaconSeed, Chain, sha256 } from '@fedzk/testkit/ceremony/chain';
import {
  base64,
  contributor,
  type Draft,
  draftAround,
  hex,
  keyLine,
  manifestOf,
  person,
  ROUND,
  seedOf,
  trustedKeysOf,
  verifier,
} from '@fedzk/testkit/ceremony/manifest';
import { verifyManifest } from '@fedzk/verify/ceremony';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { NAMES, problems } from './support/attacks.js';
import { askedOf, ceremony, LEVELS, problemsOf, verdict } from './support/ceremony.js';

describe.each(NAMES)('on %s', (name) => {
  it('people: too few, unknown, unsigned, with a wrong signature', () => {
    const draft = ceremony(name);
    const trusted = askedOf(draft);
    const fewer = { ...draft, contributors: draft.contributors.slice(1) };
    expect(problemsOf(manifestOf(fewer), trusted)).toEqual(['too-few', 'unsigned']);
    const stranger = { ...draft, contributors: [{ person: person('mallory'), index: 0 }, ...fewer.contributors] };
    const report = verdict(manifestOf(stranger), trusted);
    expect(report.problems).toEqual(['too-few', 'unknown-signer']);
    expect(report.details.find(({ problem }) => problem === 'unknown-signer')).toMatchObject({ index: 0 });
    const wrong = { ...contributor(0), sign: (text: string) => contributor(0).sign(`${text} `) };
    const forged = { ...draft, contributors: [{ person: wrong, index: 0 }, ...fewer.contributors] };
    expect(problemsOf(manifestOf(forged), trusted)).toEqual(['unsigned']);
  });

  it('unknown and unsigned contributions do no harm beside enough others', () => {
    const chain = new Chain(name, ceremony(name).chain.csHash);
    const people = name === 'bn254' ? 7 : 22;
    for (let i = 0; i < people; i++) chain.add({ seed: seedOf(`person ${i}`) });
    chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
    const counted = Array.from({ length: people - 2 }, (_, i) => i + 1);
    const draft = draftAround(chain, LEVELS[name], counted);
    const asked = askedOf(draft);
    const manifest = manifestOf({ ...draft, contributors: [{ person: person('x'), index: 0 }, ...draft.contributors] });
    expect(verdict(manifest, asked)).toMatchObject({ ok: true, people: people - 2 });
  });

  it('verifiers: one, one twice, strangers, contributors, a manifest that was changed afterwards', () => {
    const by = (...verifiers: Draft['verifiers']) => problems({ ...ceremony(name), verifiers });
    expect(by(verifier(0))).toEqual(['too-few-verifiers']);
    expect(by(verifier(0), person('other-name', 'verifier-0'))).toEqual(['duplicate-key', 'too-few-verifiers']);
    expect(by(verifier(0), contributor(0))).toEqual(['verifier-is-contributor']);
    const draft = ceremony(name);
    const strangers = manifestOf({ ...draft, verifiers: [verifier(0), person('mallory')] });
    expect(problemsOf(strangers, askedOf(draft))).toEqual(['too-few-verifiers']);
    const signed = manifestOf(draft);
    const changed = { ...signed, zkey: { ...signed.zkey, bytes: 1 } };
    expect(problemsOf(changed, askedOf(draft))).toEqual(['too-few-verifiers']);
  });
});

it('a key of mixed order, and a signature with torsion, are refused', () => {
  const { Point } = ed25519;
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const secret = sha256('secret of contributor-0');
  const mixed = Point.fromHex(hex(ed25519.getPublicKey(secret)))
    .add(torsion)
    .toBytes();
  const draft = ceremony();
  const [first, ...others] = draft.contributors;
  const signer = { key: keyLine('mixed', mixed), sign: (text: string) => first?.person.sign(text) ?? '' };
  draft.contributors = [{ person: signer, index: 0 }, ...others];
  expect(problems(draft)).toEqual(['unsigned']);
  const twisted = (text: string): string => {
    const signature = Buffer.from(contributor(0).sign(text), 'base64');
    const point = Point.fromHex(hex(signature.subarray(0, 32)))
      .add(torsion)
      .toBytes();
    return base64(Buffer.concat([point, signature.subarray(32)]));
  };
  draft.contributors = [{ person: { ...contributor(0), sign: twisted }, index: 0 }, ...others];
  expect(problems(draft)).toEqual(['unsigned']);
});

it('a key of small order, which anyone can sign with, counts for nothing although it is trusted', () => {
  const { Point } = ed25519;
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  // R = O and S = 0: a verifier that multiplies by the cofactor takes it for any message.
  const forged = base64(Buffer.concat([Point.ZERO.toBytes(), new Uint8Array(32)]));
  for (const small of [Point.ZERO, torsion, torsion.double(), torsion.double().double()]) {
    const draft = ceremony();
    const [first, second, ...others] = draft.contributors;
    if (first === undefined || second === undefined) expect.unreachable();
    const signer = { key: keyLine('small', small.toBytes()), sign: () => forged };
    draft.contributors = [{ ...first, person: signer }, second, ...others];
    expect(problems(draft)).toEqual(['unsigned']);
    draft.contributors = [first, second, ...others];
    draft.verifiers = [verifier(0), signer];
    expect(problems(draft)).toEqual(['too-few-verifiers']);
  }
});

it('trusted keys are compared by their bytes, and must be keys', () => {
  const draft = ceremony();
  const trustedKeys = trustedKeysOf(draft);
  const renamed = { ...trustedKeys, verifiers: [person('a', 'verifier-0').key, person('b', 'verifier-1').key] };
  expect(problemsOf(manifestOf(draft), { ...askedOf(draft), trustedKeys: renamed })).toEqual([]);
  for (const line of ['', 'x', verifier(0).key.replace('verifier', 'verifiar'), verifier(0).key.slice(0, -1)]) {
    const asked = { ...askedOf(draft), trustedKeys: { ...trustedKeys, verifiers: [line] } };
    expect(() => verifyManifest(manifestOf(draft), asked)).toThrow(/"trustedKeys.verifiers\[0\]" expected a key/);
  }
  expect(beaconSeed(new Uint8Array(32), 0)).toEqual(sha256(new Uint8Array(32)));
});
