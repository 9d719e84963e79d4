/** Ceremonies in order, which tests copy and spoil, and both verifiers on what comes out. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Name } from '@fedzk/testkit/ceremony/curves';
import { copyOf, type Draft, draftOf, type Json, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';
import { referenceVerify } from '@fedzk/testkit/ceremony/reference';
import { type Level, type ManifestOptions, type ManifestReport, verifyManifest } from '@fedzk/verify/ceremony';
import { expect } from 'vitest';

/** The lowest level of each curve. */
export const LEVELS: Readonly<Record<Name, 'standard' | 'maximum'>> = { bn254: 'standard', 'bls12-381': 'maximum' };

/** The perpetual powers of tau in the README of snarkjs, which package.json pins. */
function published(): ReadonlyMap<number, string> {
  const entry = createRequire(import.meta.url).resolve('snarkjs');
  const readme = readFileSync(join(dirname(dirname(entry)), 'README.md'), 'utf8');
  const rows = readme.matchAll(/^\|\s*(\d+)\s*\|.*\|\s*([0-9a-f]{128})\s*\|/gm);
  return new Map([...rows].map(([, power, hash = '']) => [Number(power), hash]));
}

/** What both verifiers know, each from its own source. */
export const PUBLISHED = published();

const made = new Map<Name, Draft>();

/** A ceremony of as many people as the curve's lowest level wants. */
export function ceremony(name: Name = 'bn254'): Draft {
  const draft = made.get(name) ?? draftOf({ level: LEVELS[name] });
  made.set(name, draft);
  return copyOf(draft);
}

/** What an app asks of a draft. */
export function askedOf(draft: Draft): ManifestOptions {
  return { level: LEVELS[draft.on.name], trustedKeys: trustedKeysOf(draft) };
}

/** Verifies with both, which must agree, and returns the report. */
export function verdict(manifest: Json, asked: ManifestOptions): ManifestReport {
  const report = verifyManifest(manifest, asked);
  const { key, ...rest } = asked;
  const reference = referenceVerify(manifest, {
    ...rest,
    published: PUBLISHED,
    ...(key instanceof Uint8Array && { key }),
  });
  const { ok, problems, people } = report;
  expect({ ok, problems, people }).toEqual(reference);
  expect(new Set(report.details.map(({ problem }) => problem))).toEqual(new Set(problems));
  for (const { text } of report.details) expect(text).toMatch(/^["A-Z].*\.$/su);
  return report;
}

/** The problems that both find. */
export function problemsOf(manifest: Json, asked: ManifestOptions): readonly string[] {
  return verdict(manifest, asked).problems;
}

export const unknownLevel = (name: string): Level => name as Level;
