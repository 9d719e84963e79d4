/**
 * What two trusted verifiers can do who sign whatever they like, alone or with the coordinator: what nothing else ties, and no
 * more. CEREMONY.md, What ties what.
 */
import { Chain, sha256 } from '@fedzk/testkit/ceremony/chain';
import type { G1 } from '@fedzk/testkit/ceremony/curves';
import {
  contributor,
  type Draft,
  draftAround,
  hex,
  type Json,
  keyBytes,
  manifestOf,
  person,
  ROUND,
  seedOf,
  signedBy,
} from '@fedzk/testkit/ceremony/manifest';
import { describe, expect, it } from 'vitest';
import { NAMES } from './support/attacks.js';
import { askedOf, ceremony, LEVELS, problemsOf, verdict } from './support/ceremony.js';

const made = new Map<string, Json>();

/** Verifiers sign a manifest that they have changed, with the contributors' own signatures. */
function colluding(draft: Draft, change: (manifest: Json) => void): readonly string[] {
  const honest = made.get(draft.on.name) ?? manifestOf(draft);
  made.set(draft.on.name, honest);
  const manifest = structuredClone(honest);
  change(manifest);
  return problemsOf(signedBy(manifest, draft.verifiers), askedOf(draft));
}

describe.each(NAMES)('on %s, colluding verifiers', (name) => {
  it('can’t change what was announced, since every contributor signed it', () => {
    const changes: ((announcement: Json) => void)[] = [
      (announcement) => Object.assign(announcement, { closes: '2023-08-23T14:59:23Z' }),
      (announcement) => Object.assign(announcement, { closes: '2020-01-01T00:00:00Z' }),
      ({ circuit }) => Object.assign(circuit, { r1csSha256: hex(sha256('other')) }),
      ({ circuit }) => Object.assign(circuit, { name: 'other' }),
      ({ circuit }) => circuit.publicSignals.reverse(),
      ({ circuit }) => Object.assign(circuit, { constraints: circuit.constraints - 1 }),
      ({ ptau }) => Object.assign(ptau, { blake2b: '00'.repeat(64) }),
      ({ ptau }) => Object.assign(ptau, { source: 'my own' }),
      (announcement) => Object.assign(announcement, { beacon: { height: 1, iterations: 10, source: 'bitcoin' } }),
    ];
    for (const [i, change] of changes.entries()) {
      const found = colluding(ceremony(name), (manifest) => {
        change(manifest.announcement);
        if (manifest.announcement.beacon.source === 'bitcoin') manifest.beacon = { value: hex(ROUND.value) };
      });
      expect(found, `change ${i}`).toEqual(['unsigned']);
    }
    const csHash = hex(sha256('a')) + hex(sha256('b'));
    expect(colluding(ceremony(name), ({ announcement }) => Object.assign(announcement, { csHash }))).toEqual([
      'wrong-circuit',
    ]);
  });

  it('can’t make a beacon’s round, or take one that a contributor knew', () => {
    const draft = ceremony(name);
    const round =
      (changed: number) =>
      ({ announcement }: Json) =>
        Object.assign(announcement.beacon, { round: changed });
    expect(colluding(draft, round(999))).toEqual(['beacon-wrong']);
    expect(colluding(draft, round(1001))).toEqual(['unsigned']);
    const signature = `${ROUND.signature.slice(0, -1)}8`;
    expect(colluding(draft, (manifest) => Object.assign(manifest, { beacon: { signature } }))).toEqual([
      'beacon-wrong',
    ]);
  });

  it('can’t count a contribution for somebody else, twice, or for nobody', () => {
    const draft = ceremony(name);
    const mallory = person('mallory');
    const renamed = colluding(draft, ({ contributors }) => Object.assign(contributors[0], { key: mallory.key }));
    expect(renamed).toEqual(['too-few', 'unknown-signer']);
    const swapped = colluding(draft, ({ contributors: [a, b] }) => {
      [a.key, b.key] = [b.key, a.key];
      [a.signature, b.signature] = [b.signature, a.signature];
    });
    expect(swapped).toEqual(['unsigned']);
    const moved = colluding(draft, ({ contributors: [a, b] }) =>
      Object.assign(a, { key: b.key, signature: b.signature }),
    );
    expect(moved).toEqual(['too-few', 'duplicate-key']);
    expect(colluding(draft, ({ contributors }) => contributors.pop())).toEqual(['too-few', 'unsigned']);
  });

  it('can’t add people of their own to the chain, whose keys nobody trusts', () => {
    const honest = ceremony(name);
    const chain = new Chain(name, honest.chain.csHash);
    const people = honest.contributors.length;
    for (let i = 0; i < people; i++) chain.add({ seed: seedOf(`sock puppet ${i}`) });
    chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
    const indexes = Array.from({ length: people }, (_, i) => i);
    const puppets = draftAround(chain, LEVELS[name], indexes);
    puppets.contributors = indexes.map((index) => ({ person: person(`puppet-${index}`, `puppet-${index}`), index }));
    expect(problemsOf(manifestOf(puppets), askedOf(honest))).toEqual(['too-few', 'unknown-signer']);
    // Under the names of the people who are trusted, and with signatures from another ceremony.
    const manifest = manifestOf(puppets);
    const old = manifestOf(honest);
    const contributors = manifest.contributors.map((entry: Json, i: number) => ({
      ...entry,
      key: contributor(i).key,
      signature: old.contributors[i].signature,
    }));
    expect(problemsOf(signedBy({ ...manifest, contributors }, puppets.verifiers), askedOf(honest))).toEqual([
      'unsigned',
    ]);
  });

  it('can give the key another α, β or IC, and name another file: nothing else ties these', () => {
    const draft = ceremony(name);
    draft.key.alpha = draft.key.alpha.double();
    draft.key.ic[1] = draft.key.ic[1]?.add(draft.key.alpha) as G1;
    draft.zkey = { bytes: 1, sha256: '00'.repeat(32) };
    expect(verdict(manifestOf(draft), { ...askedOf(draft), key: keyBytes(draft) })).toMatchObject({ ok: true });
  });
});

it('one verifier of two can change nothing that both sign', () => {
  const draft = ceremony();
  const signed = manifestOf(draft);
  const changed = structuredClone(signed);
  changed.zkey.sha256 = '00'.repeat(32);
  const [first] = signedBy(changed, draft.verifiers).verifiers;
  const mixed = { ...changed, verifiers: [first, signed.verifiers[1]] };
  expect(problemsOf(mixed, askedOf(draft))).toEqual(['too-few-verifiers']);
});

it('verifiers say what a block’s hash is', () => {
  const draft = ceremony();
  draft.announcement.beacon = { height: 800_000, iterations: 10, source: 'bitcoin' };
  const value = sha256('a value of their own');
  const chain = new Chain('bn254', draft.chain.csHash);
  draft.contributors.forEach(({ index }) => {
    chain.add({ seed: seedOf(`person ${index}`), name: `person ${index}` });
  });
  chain.add({ seed: new Uint8Array(32), beacon: { value, iterations: 10 } });
  const chosen = { ...draftAround(chain, 'standard', [0, 1, 2, 3, 4]), announcement: draft.announcement };
  chosen.beacon = { value: hex(value) };
  expect(problemsOf(manifestOf(chosen), askedOf(chosen))).toEqual([]);
});
