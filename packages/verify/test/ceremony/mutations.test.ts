/** Both verifiers find the same problems in manifests that are changed at random. */
import type { Name } from '@fedzk/testkit/ceremony/curves';
import { base64, canonical, type Draft, hex, type Json, manifestOf, signedBy } from '@fedzk/testkit/ceremony/manifest';
import { hashOf } from '@fedzk/testkit/ceremony/reference';
import { readSection } from '@fedzk/testkit/ceremony/reference-form';
import { Random as Source } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { askedOf, ceremony, problemsOf } from './support/ceremony.js';

type Random = (below: number) => number;

/** The paths of all members of a manifest. */
function pathsOf(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [...(path.length > 0 ? [path] : []), ...members.flatMap((name) => pathsOf(value[name], [...path, name]))];
}

/** Another value in the place of one, close to it. */
function near(value: Json, random: Random): Json {
  if (typeof value === 'number')
    return [value + 1, value - 1, 2 * value, 0, -value, value + 0.5, String(value)][random(7)];
  if (Array.isArray(value)) return [[...value, value[0]], value.slice(1), [...value].reverse(), [], {}][random(5)];
  if (typeof value === 'object') return [{ ...value, more: 1 }, {}, [], null][random(4)];
  const at = random(value.length);
  const changed = (to: string) => value.slice(0, at) + to + value.slice(at + 1);
  return [
    changed('0'),
    changed('A'),
    changed(String.fromCharCode(97 + random(26))),
    value.slice(0, at),
    `${value}=`,
    value.toUpperCase(),
    1,
  ][random(7)];
}

/** Changes a member, or leaves it out; perhaps the verifiers sign what came out. */
function changedMember(manifest: Json, draft: Draft, random: Random): Json {
  const copy = structuredClone(manifest);
  const paths = pathsOf(copy);
  const path = paths[random(paths.length)] ?? [];
  const last = path.at(-1) ?? '';
  let place = copy;
  for (const name of path.slice(0, -1)) place = place[name];
  if (random(6) === 0 && !Array.isArray(place)) delete place[last];
  else place[last] = near(place[last], random);
  return random(2) === 0 ? copy : signedAgain(copy, draft);
}

function signedAgain(copy: Json, draft: Draft): Json {
  try {
    return signedBy(copy, draft.verifiers);
  } catch {
    return copy; // what they sign is gone
  }
}

/** Changes a byte of section 10, or puts one of its parts in the place of another, and has everybody sign it. */
function changedSection(draft: Draft, random: Random): Json {
  const section = Buffer.from(draft.chain.section());
  const { n } = draft.on;
  const link = 10 * n + 64 + 8;
  if (random(3) === 0) {
    const from = 68 + random(draft.contributors.length) * (link + 10) + 2 * n * random(5);
    const to = 68 + random(draft.contributors.length) * (link + 10) + 2 * n * random(5);
    section.copyWithin(to, from, from + 2 * n);
  } else {
    const at = random(section.length);
    section[at] = (section[at] ?? 0) ^ (1 << random(8));
  }
  let hashes: Uint8Array[] = [];
  try {
    hashes = readSection(draft.on, section).links.map((each) => hashOf(draft, each));
  } catch {
    // A coordinate that is too large: the manifest lists other hashes then.
  }
  const announcement = { ...draft.announcement, csHash: hex(section.subarray(0, 64)) };
  const contributors = draft.contributors.map((each) => ({ ...each, hash: hashes[each.index] ?? new Uint8Array(64) }));
  return manifestOf({ ...draft, announcement, contributors, section });
}

/** Changes a byte of the key, which the verifiers sign. */
function changedKey(manifest: Json, draft: Draft, random: Random): Json {
  const key = Buffer.from(manifest.verificationKey, 'base64');
  const at = random(key.length);
  key[at] = (key[at] ?? 0) ^ (1 << random(8));
  return signedBy({ ...manifest, verificationKey: base64(key) }, draft.verifiers);
}

/** Changes a character of the text. */
function changedText(manifest: Json, random: Random): string {
  const json = canonical(manifest);
  const at = random(json.length);
  return json.slice(0, at) + String.fromCharCode(32 + random(95)) + json.slice(at + 1);
}

const COUNTS: Readonly<Record<Name, number>> = { bn254: 120, 'bls12-381': 24 };

describe.each(['bn254', 'bls12-381'] as const)('on %s', (name) => {
  it('both find the same', () => {
    const source = new Source(`mutations of manifests on ${name}`);
    const random: Random = (below) => source.upTo(Math.max(below, 1) - 1);
    const draft = ceremony(name);
    const manifest = manifestOf(draft);
    const seen = new Map<string, number>();
    const count = COUNTS[name] * (process.env['SLOW'] === '1' ? 36 : 1);
    for (let i = 0; i < count; i++) {
      const changes = [
        () => changedMember(manifest, draft, random),
        () => changedMember(manifest, draft, random),
        () => changedSection(draft, random),
        () => changedKey(manifest, draft, random),
        () => changedText(manifest, random),
      ];
      const changed = changes[random(changes.length)]?.();
      const problems = problemsOf(changed, askedOf(draft));
      for (const problem of problems) seen.set(problem, (seen.get(problem) ?? 0) + 1);
    }
    // The changes reach each phase, of which the last has most of the time.
    const reached = ['malformed', 'wrong-vkey', 'too-few-verifiers', 'broken-chain'];
    for (const problem of reached) expect(seen.get(problem) ?? 0, problem).toBeGreaterThan(2);
  });
});
