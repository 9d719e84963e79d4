/** What an attacker tries with the circuit, the key and the level. */
import { sectionOf, sha256 } from '@fedzk/testkit/ceremony/chain';
import type { G1 } from '@fedzk/testkit/ceremony/curves';
import {
  base64,
  type Draft,
  draftOf,
  hex,
  type Json,
  keyBytes,
  manifestOf,
  signedBy,
} from '@fedzk/testkit/ceremony/manifest';
import { describe, expect, it } from 'vitest';
import { NAMES, problems, torsionOfG2 } from './support/attacks.js';
import { askedOf, ceremony, LEVELS, problemsOf, unknownLevel, verdict } from './support/ceremony.js';

describe.each(NAMES)('on %s', (name) => {
  it('a transcript of another circuit, and another r1cs', () => {
    const draft = ceremony(name);
    const section = sectionOf(draft.on, Buffer.concat([sha256('other'), sha256('circuit')]), draft.chain.links);
    expect(problems({ ...draft, section })).toEqual(['wrong-circuit']);
    const manifest = manifestOf(draft);
    const asked = askedOf(draft);
    const { r1csSha256 } = draft.announcement.circuit;
    expect(problemsOf(manifest, { ...asked, r1csSha256 })).toEqual([]);
    expect(problemsOf(manifest, { ...asked, r1csSha256: hex(sha256('other')) })).toEqual(['wrong-circuit']);
    // Pasted with its own hash in the announcement, it was for another circuit from the start.
    draft.announcement.csHash = hex(section.subarray(0, 64));
    expect(problems({ ...draft, section })).toEqual(['broken-chain']);
  });

  it('a circuit that is too large, or whose sizes don’t fit', () => {
    const by = (change: (announcement: Json) => void) => {
      const draft = ceremony(name);
      change(draft.announcement);
      return problems(draft);
    };
    const most = name === 'bn254' ? 1_000 : 100_000;
    const domain = name === 'bn254' ? 1_024 : 131_072;
    expect(by(({ circuit }) => Object.assign(circuit, { constraints: most }))).toEqual([]);
    expect(by(({ circuit }) => Object.assign(circuit, { constraints: most + 1 }))).toEqual(['wrong-circuit']);
    expect(by(({ circuit }) => Object.assign(circuit, { domain: 2 * domain }))).toEqual(['wrong-circuit']);
    expect(by(({ ptau }) => Object.assign(ptau, { power: Math.log2(domain) - 1 }))).toEqual(['wrong-circuit']);
  });

  it.each(['alpha', 'beta', 'ic'] as const)('an honest chain under a key with another %s', (part) => {
    const draft = ceremony(name);
    const honest = manifestOf(draft);
    const other = ceremony(name);
    const { key } = other;
    if (part === 'ic') key.ic[1] = key.ic[1]?.add(key.alpha) as G1;
    else if (part === 'alpha') key.alpha = key.alpha.double();
    else key.beta = key.beta.double();
    const asked = askedOf(draft);
    expect(problemsOf(honest, { ...asked, key: keyBytes(draft) })).toEqual([]);
    expect(problemsOf(honest, { ...asked, key: keyBytes(other) })).toEqual(['wrong-vkey']);
    // Changed in the manifest too, the verifiers' signatures are of another one.
    const changed = { ...honest, verificationKey: base64(keyBytes(other)) };
    expect(problemsOf(changed, { ...asked, key: keyBytes(other) })).toEqual(['too-few-verifiers']);
  });

  it('a key with γ = δ, another γ, another number of signals, or a wrong point', () => {
    const by = (change: (draft: Draft) => void) => {
      const draft = ceremony(name);
      change(draft);
      return problems(draft);
    };
    expect(by(({ key }) => Object.assign(key, { delta: key.gamma }))).toEqual(['wrong-vkey']);
    const minus = ceremony(name);
    minus.key.delta = minus.key.gamma.negate();
    expect(verdict(manifestOf(minus), askedOf(minus)).details).toContainEqual({
      problem: 'wrong-vkey',
      text: expect.stringContaining('-γ'),
    });
    expect(by(({ key }) => Object.assign(key, { gamma: key.beta }))).toEqual(['wrong-vkey']);
    expect(by(({ key }) => key.ic.pop())).toEqual(['wrong-vkey']);
    expect(by(({ key }) => Object.assign(key, { delta: key.delta.double() }))).toEqual(['broken-chain']);
    expect(by(({ key, on }) => Object.assign(key, { beta: key.beta.add(torsionOfG2(on.name)) }))).toEqual([
      'wrong-vkey',
    ]);
    expect(by(({ key, on }) => Object.assign(key, { alpha: on.curve.G1.Point.ZERO }))).toEqual(['wrong-vkey']);
  });

  it('levels: unknown ones, a lower one, one of the other curve', () => {
    const draft = ceremony(name);
    const asked = askedOf(draft);
    const manifest = manifestOf(draft);
    for (const level of ['ultra', 'constructor', '']) {
      expect(verdict(manifest, { ...asked, level: unknownLevel(level) })).toMatchObject({
        problems: ['unknown-level'],
        level: undefined,
      });
    }
    draft.announcement.level = 'ultra';
    expect(problems(draft)).toEqual(['unknown-level']);
    const other = name === 'bn254' ? 'maximum' : 'enhanced';
    expect(problemsOf(manifest, { ...asked, level: other })).toContain('wrong-curve');
    draft.announcement.level = LEVELS[name];
    const mixed = ceremony(name === 'bn254' ? 'bls12-381' : 'bn254');
    const pasted = { ...manifest, verificationKey: base64(keyBytes(mixed)) };
    expect(problemsOf(signedBy(pasted, draft.verifiers), asked)).toEqual(['wrong-curve']);
  });
});

it('a ceremony for a lower level is too small for a higher one', () => {
  const draft = ceremony();
  const level = 'enhanced';
  expect(problemsOf(manifestOf(draft), { ...askedOf(draft), level })).toEqual(['too-few']);
});

it('a ceremony that was announced for a lower level stays one, however many took part', () => {
  const draft = draftOf({ level: 'standard', people: 10 });
  const asked = askedOf(draft);
  expect(verdict(manifestOf(draft), asked)).toMatchObject({ ok: true, people: 10 });
  const { details } = verdict(manifestOf(draft), { ...asked, level: 'enhanced' });
  expect(details.map(({ problem, text }) => [problem, text])).toEqual([
    ['too-few', 'The ceremony was for the level "standard", below "enhanced".'],
  ]);
});
