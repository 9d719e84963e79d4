// show: who is in a manifest, a key or powers of τ.

import { counted } from '@fedzk/core';
import { readPowers } from '@fedzk/prove/ceremony';
import {
  type ManifestReport,
  openManifest,
  readContributions,
  type TrustedKeys,
  verifyManifest,
} from '@fedzk/verify/ceremony';
import { quoted, Trouble } from '../files.js';
import { readText, withFile } from './files.js';
import { oneName } from './names.js';
import { needed } from './options.js';
import { type Command, type Request, say } from './run.js';

export const SHOW: Command = {
  options: ['trust', 'level', 'development'],
  async run(request) {
    const file = oneName(request, 'show');
    const letters = await withFile(file, async (source) => {
      const bytes = await source.read(0, Math.min(4, source.size));
      return String.fromCharCode(...bytes);
    });
    if (letters === 'zkey') return showKey(request, file);
    if (letters === 'ptau') return showPowers(request, file);
    return showManifest(request, file);
  },
};

interface Shown {
  readonly kind: 'person' | 'beacon';
  readonly name?: string;
  readonly hash: string;
}

const line = ({ kind, name, hash }: Shown, i: number): string =>
  `${i + 1}. ${kind === 'beacon' ? 'beacon' : 'person'}${name === undefined ? '' : ` ${quoted(name)}`}: ${hash}`;

async function showKey(request: Request, file: string): Promise<0> {
  const found = await withFile(file, (zkey) => readContributions(zkey));
  const { curve, circuitHash, contributions } = found;
  const what = `a key over ${curve}, ${counted(contributions.length, 'contribution')}, none verified`;
  say(request, found, `${quoted(file)}: ${what}`, `circuit hash ${circuitHash}`, ...contributions.map(line));
  return 0;
}

async function showPowers(request: Request, file: string): Promise<0> {
  const found = await withFile(file, (ptau) => readPowers(ptau));
  const { curve, power, prepared, contributions } = found;
  const what = `powers of τ over ${curve}, 2^${power}${prepared ? ', prepared' : ''}, ${counted(contributions.length, 'contribution')}, none verified`;
  say(request, found, `${quoted(file)}: ${what}`, ...contributions.map(line));
  return 0;
}

/** Shows a manifest; with --trust verifies it, too. */
async function showManifest(request: Request, file: string): Promise<0 | 1> {
  const { values } = request;
  const text = readText(file);
  const manifest = openManifest(text);
  const trusted = values.trust === undefined ? undefined : trustOf(values.trust);
  const level = trusted === undefined ? 'standard' : needed(values, 'level', 'show');
  const report = verifyManifest(manifest, {
    level: level as 'standard',
    trustedKeys: trusted ?? { contributors: [], verifiers: [] },
    development: values.development,
  });
  if (report.problems.includes('malformed')) {
    say(request, report, ...report.details.map((detail) => `${quoted(file)}: WRONG: ${detail.text}`));
    return 1;
  }
  const facts = factsOf(text);
  const lines = trusted === undefined ? ['nothing was verified: give --trust and --level'] : verdict(report, file);
  say(request, { ...facts.json, ...(trusted && { report }) }, ...facts.lines, ...lines);
  return trusted === undefined || report.ok ? 0 : 1;
}

function verdict({ ok, people, level, details }: ManifestReport, file: string): string[] {
  if (ok) return [`${quoted(file)}: ${counted(people, 'person', 'people')} you trust; meets ${level}`];
  return details.map(({ problem, text }) => `${quoted(file)}: WRONG: ${problem}: ${text}`);
}

function factsOf(text: string) {
  const { announcement, contributors, verifiers } = JSON.parse(text) as {
    readonly announcement: {
      readonly level: string;
      readonly closes: string;
      readonly circuit: { readonly name: string };
    };
    readonly contributors: readonly { readonly index: number; readonly key: string }[];
    readonly verifiers: readonly { readonly key: string }[];
  };
  const { level, closes, circuit } = announcement;
  return {
    json: { announcement, contributors, verifiers },
    lines: [
      `${quoted(circuit.name)}, level ${level}, closed ${closes}`,
      ...contributors.map(({ index, key }) => `index ${index}: ${key}`),
      ...verifiers.map(({ key }) => `verifier: ${key}`),
    ],
  };
}

/** Reads the keys that count. @throws {Trouble} */
function trustOf(file: string): TrustedKeys {
  try {
    const { contributors, verifiers } = JSON.parse(readText(file)) as Partial<TrustedKeys>;
    if (Array.isArray(contributors) && Array.isArray(verifiers)) return { contributors, verifiers };
  } catch (error) {
    if (error instanceof Trouble) throw error;
  }
  throw new Trouble(`${quoted(file)} expected JSON: {"contributors": ["name+id+base64", …], "verifiers": […]}.`);
}
