/** What an attacker tries with a chain of contributions. Each attack has its own problem, and the second verifier finds the same. */
import { Chain, type Link, linkBytes, sectionOf, u32 } from '@fedzk/testkit/ceremony/chain';
import { bigEndian, integersOf } from '@fedzk/testkit/ceremony/curves';
import {
  base64,
  type Draft,
  draftAround,
  type Json,
  keyBytes,
  manifestOf,
  person,
  ROUND,
  seedOf,
  signedBy,
} from '@fedzk/testkit/ceremony/manifest';
import { describe, expect, it } from 'vitest';
import { chainWith, NAMES, problems, spoilt, torsionOfG2 } from './support/attacks.js';
import { askedOf, ceremony, LEVELS, problemsOf, verdict } from './support/ceremony.js';

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
