/** What an attacker tries: ceremony.md §6. Each attack has its own problem, and the second verifier finds the same. */

import {
  beaconSeed,
  Chain,
  fieldsOf,
  type Link,
  linkBytes,
  sectionOf,
  sha256,
  u32,
} from '@fedzk/testkit/ceremony/chain';
import { bigEndian, type G1, type G2, integersOf, type Name } from '@fedzk/testkit/ceremony/curves';
import {
  base64,
  canonical,
  contributor,
  type Draft,
  draftAround,
  hex,
  type Json,
  keyBytes,
  keyLine,
  manifestOf,
  person,
  ROUND,
  seedOf,
  signedBy,
  trustedKeysOf,
  verifier,
} from '@fedzk/testkit/ceremony/manifest';
import { openManifest, verifyManifest } from '@fedzk/verify/ceremony';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { askedOf, ceremony, LEVELS, problemsOf, unknownLevel, verdict } from './support/ceremony.js';

const NAMES = ['bn254', 'bls12-381'] as const;

/** The problems of a draft that everybody signs as it stands. */
function problems(draft: Draft): readonly string[] {
  return problemsOf(manifestOf(draft), askedOf(draft));
}

/** Builds a chain of as many people as the level wants; `change` adds what an attacker does. */
function chainWith(name: Name, change: (chain: Chain, i: number) => boolean | undefined): Draft {
  const chain = new Chain(name, ceremony(name).chain.csHash);
  const people = name === 'bn254' ? 5 : 20;
  for (let i = 0; i < people; i++) if (!change(chain, i)) chain.add({ seed: seedOf(`person ${i}`) });
  const indexes = chain.links.map((_, i) => i);
  chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
  return draftAround(chain, LEVELS[name], indexes);
}

/** Puts another link in the place of one, in the bytes. */
function spoilt(draft: Draft, index: number, change: (link: Link) => Link): Draft {
  const { on, chain } = draft;
  chain.links[index] = change(chain.links[index] as Link);
  return Object.assign(draft, { section: sectionOf(on, chain.csHash, chain.links) });
}

describe.each(NAMES)('on %s', (name) => {
  it('a ceremony in order has no problem', () => {
    const draft = ceremony(name);
    const report = verdict(manifestOf(draft), { ...askedOf(draft), key: keyBytes(draft) });
    expect(report).toMatchObject({ ok: true, problems: [], details: [], development: false, level: LEVELS[name] });
    expect(report.people).toBe(draft.contributors.length);
  });

  it('one key under other names is one person', () => {
    const draft = ceremony(name);
    draft.contributors = draft.contributors.map(({ index }) => ({ person: person(`name-${index}`, 'one'), index }));
    expect(problems(draft)).toEqual(['too-few', 'duplicate-key']);
  });

  it('a contribution copied counts once', () => {
    const draft = chainWith(name, (chain, i) => {
      if (i === 2) chain.links.push(chain.links[1] as Link);
      return i === 2;
    });
    expect(problems(draft)).toEqual(['duplicate-contribution']);
  });

  it('x and then 1/x is no contribution', () => {
    const { r } = ceremony(name).on;
    const draft = chainWith(name, (chain, i) => {
      if (i > 1) return false;
      chain.add({ seed: seedOf(`x${i}`), factor: i === 0 ? 2n : (r + 1n) / 2n });
      return true;
    });
    expect(problems(draft)).toEqual(['duplicate-contribution']);
  });

  it('a contribution of one doesn’t count, and one of minus one breaks the chain', () => {
    const { r } = ceremony(name).on;
    const by = (factor: bigint) =>
      chainWith(name, (chain, i) => {
        if (i === 1) chain.add({ seed: seedOf('x'), factor });
        return i === 1;
      });
    expect(problems(by(1n))).toEqual(['duplicate-contribution']);
    expect(problems(by(r - 1n))).toEqual(['broken-chain']);
  });

  it.each(['delta', 's', 'sx', 'spx'] as const)('infinity as %s breaks the chain', (point) => {
    const { curve } = ceremony(name).on;
    const zero = point === 'spx' ? curve.G2.Point.ZERO : curve.G1.Point.ZERO;
    const draft = spoilt(ceremony(name), 1, (link) => ({ ...link, [point]: zero }));
    expect(problems(draft)).toEqual(['broken-chain']);
  });

  it('a point outside the subgroup breaks the chain', () => {
    const { on } = ceremony(name);
    const torsion = torsionOfG2(on.name);
    const draft = spoilt(ceremony(name), 1, (link) => ({ ...link, spx: link.spx.add(torsion) }));
    expect(problems(draft)).toEqual(['broken-chain']);
  });

  it('a coordinate plus the prime breaks the chain', () => {
    const draft = ceremony(name);
    const { n, q } = draft.on;
    const section = draft.chain.section();
    for (const offset of [0, n, 2 * n, 6 * n]) {
      const at = 68 + offset;
      const [value = 0n] = integersOf(draft.on, section.slice(at, at + n));
      const changed = Buffer.from(section);
      changed.set(bigEndian(value + q, n).reverse(), at);
      expect(problems({ ...draft, section: changed }), `${offset}`).toEqual(['broken-chain']);
    }
  });

  it('contributions that are reordered, with their entries or without', () => {
    const draft = ceremony(name);
    const { links } = draft.chain;
    [links[0], links[1]] = [links[1] as Link, links[0] as Link];
    const signed = manifestOf(ceremony(name));
    const phase2 = base64(draft.chain.section());
    const asked = askedOf(draft);
    expect(problemsOf(signedBy({ ...signed, phase2 }, draft.verifiers), asked)).toEqual(['broken-chain']);
    const [first, second, ...others] = signed.contributors;
    const contributors = [{ ...second, index: 0 }, { ...first, index: 1 }, ...others];
    expect(problemsOf(signedBy({ ...signed, phase2, contributors }, draft.verifiers), asked)).toEqual(['unsigned']);
    // If all sign again, their transcripts are still others.
    expect(problems(draft)).toEqual(['broken-chain']);
  });

  it('contributions that are cut off', () => {
    const draft = ceremony(name);
    const last = draft.contributors.at(-1)?.index ?? 0;
    const signed = manifestOf(ceremony(name));
    const short = sectionOf(draft.on, draft.chain.csHash, draft.chain.links.slice(0, last));
    const cut = { ...signed, phase2: base64(short) };
    expect(problemsOf(signedBy(cut, draft.verifiers), askedOf(draft))).toEqual(['malformed']);
    // One more than the level wants, and one of the middle cut out: the transcripts after it are others.
    const chain = new Chain(name, draft.chain.csHash);
    for (let i = 0; i <= last + 1; i++) chain.add({ seed: seedOf(`person ${i}`) });
    chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
    chain.links.splice(1, 1);
    const indexes = Array.from({ length: last + 1 }, (_, i) => i);
    expect(problems(draftAround(chain, LEVELS[name], indexes))).toEqual(['broken-chain']);
  });

  it('a coordinator who drops a person in the middle and builds the rest again needs new signatures', () => {
    const signed = manifestOf(ceremony(name));
    const draft = ceremony(name);
    const chain = new Chain(name, draft.chain.csHash);
    draft.contributors.forEach(({ index }) => {
      chain.add({ seed: index === 1 ? seedOf('coordinator') : seedOf(`person ${index}`) });
    });
    chain.add({ seed: new Uint8Array(32), beacon: { value: ROUND.value, iterations: 10 } });
    const rebuilt = draftAround(
      chain,
      LEVELS[name],
      draft.contributors.map(({ index }) => index),
    );
    const own = manifestOf(rebuilt);
    // The coordinator can sign for nobody.
    const contributors = own.contributors.map((entry: Json, i: number) => ({
      ...entry,
      signature: signed.contributors[i].signature,
    }));
    expect(problemsOf(signedBy({ ...own, contributors }, draft.verifiers), askedOf(draft))).toEqual(['unsigned']);
  });

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
    expect(by(({ key }) => Object.assign(key, { gamma: key.beta }))).toEqual(['wrong-vkey']);
    expect(by(({ key }) => key.ic.pop())).toEqual(['wrong-vkey']);
    expect(by(({ key }) => Object.assign(key, { delta: key.delta.double() }))).toEqual(['broken-chain']);
    expect(by(({ key, on }) => Object.assign(key, { beta: key.beta.add(torsionOfG2(on.name)) }))).toEqual([
      'wrong-vkey',
    ]);
    expect(by(({ key, on }) => Object.assign(key, { alpha: on.curve.G1.Point.ZERO }))).toEqual(['wrong-vkey']);
  });

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

  it('sections and numbers that would stop the reader are malformed', () => {
    const draft = ceremony(name);
    const section = draft.chain.section();
    const fixed = 68 + linkBytes(draft.on, { ...(draft.chain.links[0] as Link), fields: new Uint8Array() }).length;
    const sections = [
      Buffer.concat([section.subarray(0, 64), u32(2 ** 32 - 1), section.subarray(68)]),
      Buffer.concat([section.subarray(0, 64), u32(10_001), section.subarray(68)]),
      Buffer.concat([section.subarray(0, fixed - 4), u32(2 ** 32 - 1), section.subarray(fixed)]),
      section.subarray(0, -1),
      Buffer.concat([section, new Uint8Array(1)]),
      section.subarray(0, 67),
      new Uint8Array(),
    ];
    const contributors: Draft['contributors'] = [];
    for (const each of sections) expect(problems({ ...draft, contributors, section: each })).toEqual(['malformed']);
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

it('a ceremony for a lower level is too small for a higher one', () => {
  const draft = ceremony();
  const level = 'enhanced';
  expect(problemsOf(manifestOf(draft), { ...askedOf(draft), level })).toEqual(['too-few']);
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

describe('a manifest that was opened', () => {
  const draft = ceremony();
  const json = canonical(manifestOf(draft));

  it('is the same as text, as bytes and parsed', () => {
    for (const given of [json, Buffer.from(json), new TextEncoder().encode(json), JSON.parse(json)]) {
      const manifest = openManifest(given);
      expect(manifest.json).toBe(json);
      expect(manifest.verify(askedOf(draft)).ok).toBe(true);
      expect(verifyManifest(manifest, askedOf(draft)).ok).toBe(true);
    }
  });

  it('keeps its own copy', () => {
    const bytes = new TextEncoder().encode(json);
    const parsed = JSON.parse(json);
    const manifests = [openManifest(bytes), openManifest(parsed)];
    bytes.fill(0);
    parsed.v = 2;
    for (const manifest of manifests) expect(manifest.verify(askedOf(draft)).ok).toBe(true);
  });

  it('is malformed unless it is canonical', () => {
    const wrong: (string | Uint8Array | object)[] = [
      '',
      'null',
      '[]',
      '{}',
      `${json} `,
      `\ufeff${json}`,
      JSON.stringify(JSON.parse(json), undefined, 1),
      json.replace('"v":1', '"v":1.0'),
      json.replace('"v":1', '"v":1,"v":1'),
      json.replace('{"announcement"', '{"__proto__":{},"announcement"'),
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      ' '.repeat(3 * 2 ** 20),
      Uint8Array.of(0xff, 0xfe),
      new Uint8Array(3 * 2 ** 20),
      [],
      new Map(),
      () => undefined,
    ].filter((each) => typeof each !== 'function');
    for (const each of wrong) {
      const report = verifyManifest(openManifest(each), askedOf(draft));
      expect(report).toMatchObject({ ok: false, problems: ['malformed'], people: 0 });
    }
  });
});

/** A point in the form of ZCash, of any subgroup. */
function compressed(point: InstanceType<typeof bls12_381.G1.Point>): string {
  const { x, y } = point.toAffine();
  const isLarger = y > (bls12_381.fields.Fp.ORDER - 1n) / 2n;
  return ((isLarger ? 0xa0n << 376n : 0x80n << 376n) | x).toString(16);
}

/** A point of the twist whose order divides the cofactor. */
function torsionOfG2(name: Name): G2 {
  const { on } = ceremony(name);
  const { Fp2 } = on.curve.fields;
  for (let i = 1n; ; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(x, Fp2.sqr(x)), on.curve.G2.Point.CURVE().b));
      const point = on.curve.G2.Point.fromAffine({ x, y }) as G2;
      return multiplied(point, on.curve.G2.Point.ZERO as G2, on.r);
    } catch {}
  }
}

function torsionOfG1(): InstanceType<typeof bls12_381.G1.Point> {
  const { Fp } = bls12_381.fields;
  const { r } = ceremony('bls12-381').on;
  for (let x = 1n; ; x++) {
    try {
      const y = Fp.sqrt(Fp.add(Fp.mul(x, Fp.sqr(x)), 4n));
      const point = multiplied(bls12_381.G1.Point.fromAffine({ x, y }), bls12_381.G1.Point.ZERO, r);
      if (!point.is0()) return point;
    } catch {}
  }
}

function multiplied<P extends { double(): P; add(other: P): P }>(point: P, zero: P, by: bigint): P {
  let sum = zero;
  for (const bit of by.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

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
