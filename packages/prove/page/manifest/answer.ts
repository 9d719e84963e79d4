/** Answers what a manifest shows, as data: the page only draws it. */
import { counted, FedzkError } from '@fedzk/core';
import {
  type Level,
  type ManifestJson,
  type ManifestReport,
  openManifest,
  verifyManifest,
} from '@fedzk/verify/ceremony';
import { readKeyChain } from '../../src/ceremony/format/zkey.js';
import { fromBase64 } from '../../src/ceremony/manifest/announcement.js';
import { visible } from '../shared/dom.js';

export interface Given {
  readonly manifest: string;
  /** Keys, a line each. */
  readonly contributors: string;
  readonly verifiers: string;
  readonly level: Level;
}

/** A link of the chain. */
export interface Row {
  readonly place: number;
  /** The name in the key, which anybody can have written. */
  readonly name: string;
  /** The key that signed it. */
  readonly signer: string;
  readonly counts: boolean;
  /** Whether it counts, or why not. */
  readonly why: string;
}

export interface Answer {
  readonly verdict: 'waiting' | 'yes' | 'no';
  readonly title: string;
  readonly problems: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly rows: readonly Row[];
  readonly verifiers: readonly Row[];
  /** What ties what, each with what that rests on. */
  readonly ties: readonly string[];
}

const NOTHING = { problems: [], facts: [], rows: [], verifiers: [], ties: [] } as const;

export function answerTo({ manifest, contributors, verifiers, level }: Given): Answer {
  if (manifest.trim() === '') return { ...NOTHING, verdict: 'waiting', title: 'Not checked yet' };
  const trustedKeys = { contributors: linesOf(contributors), verifiers: linesOf(verifiers) };
  let report: ManifestReport;
  try {
    report = verifyManifest(openManifest(manifest.replace(/\n$/, '')), { level, trustedKeys, development: true });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return { ...NOTHING, verdict: 'no', title: '✗ The keys can’t be used', problems: [visible(error.message)] };
  }
  const problems = report.details.map(({ problem, text }) => `${problem}: ${visible(text)}`);
  const title = titleOf(report);
  const verdict = report.ok && !report.development ? 'yes' : 'no';
  if (report.problems.includes('malformed')) return { ...NOTHING, verdict, title, problems };
  const json = JSON.parse(manifest) as ManifestJson;
  return {
    ...{ verdict, title, problems },
    facts: factsOf(json, report),
    rows: rowsOf(json, report, trustedKeys.contributors),
    verifiers: json.verifiers.map(({ key }, i) => verifierRow(key, i, trustedKeys.verifiers)),
    ties: tiesOf(json, report),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function titleOf({ ok, development, level, people, problems }: ManifestReport): string {
  if (development) return '✗ A key for tests: anyone can forge proofs for it';
  if (ok) return `✓ The key meets ${level}: ${counted(people, 'person', 'people')} you trust contributed`;
  return problems.includes('malformed') ? '✗ This is no manifest' : `✗ The key does not meet ${level}`;
}

function factsOf({ announcement, zkey }: ManifestJson, { people }: ManifestReport): Answer['facts'] {
  const { circuit, beacon, ptau } = announcement;
  const end =
    beacon.source === 'bitcoin'
      ? `Bitcoin’s block ${beacon.height}`
      : `round ${beacon.round} of drand’s quicknet, ${timeOf(beacon.round)}`;
  const facts: readonly (readonly [string, string])[] = [
    ['Circuit', `${circuit.name}, ${counted(circuit.constraints, 'constraint')}, over ${announcement.curve}`],
    ['Announced level', announcement.level],
    ['Closed', announcement.closes],
    ['Ended by', `${end}, 2^${beacon.iterations} hashes`],
    ['Powers of τ', `${ptau.source}, 2^${ptau.power}`],
    ['People who count', String(people)],
    ['Circuit hash', announcement.csHash],
    ['Key file', `${counted(zkey.bytes, 'byte')}, SHA-256 ${zkey.sha256}`],
  ];
  return facts.map(([name, value]) => [name, visible(value)]);
}

/** quicknet began at this second, with round 1, and has a round every three seconds. */
const GENESIS = 1_692_803_367;
const PERIOD = 3;

function timeOf(round: number): string {
  const time = new Date(1000 * (GENESIS + PERIOD * (round - 1)));
  return Number.isNaN(time.getTime()) ? 'at no time' : time.toISOString().replace('.000', '');
}

function rowsOf(json: ManifestJson, report: ManifestReport, trusted: readonly string[]): Row[] {
  const n8 = json.announcement.curve === 'bn254' ? 32 : 48;
  const { links } = readKeyChain(fromBase64(json.phase2) ?? new Uint8Array(), n8);
  return links.map(({ name = '', beacon }, i) => {
    const own = json.contributors.find(({ index }) => index === i);
    const problem = report.details.find(({ index }) => index === i);
    const isTrusted = own !== undefined && trusted.some((line) => base64KeyOf(line) === base64KeyOf(own.key));
    const row = { place: i + 1, name: visible(name), signer: visible(own?.key ?? '') };
    if (problem !== undefined) return { ...row, counts: false, why: `${problem.problem}: ${visible(problem.text)}` };
    if (beacon !== undefined) return { ...row, counts: false, why: 'the random beacon, which ends the ceremony' };
    if (own === undefined) return { ...row, counts: false, why: 'nobody signed it; it does no harm' };
    if (!isTrusted) return { ...row, counts: false, why: 'you don’t trust its key; it does no harm' };
    return { ...row, counts: true, why: report.ok ? 'counts' : 'would count' };
  });
}

/** A key's part that matters: its name is free. The base64 itself may have a plus. */
function base64KeyOf(line: string): string {
  return line.split('+').slice(2).join('+');
}

function verifierRow(key: string, i: number, trusted: readonly string[]): Row {
  const counts = trusted.some((line) => base64KeyOf(line) === base64KeyOf(key));
  return {
    place: i + 1,
    name: '',
    signer: visible(key),
    counts,
    why: counts ? 'you trust it' : 'you don’t trust its key',
  };
}

function tiesOf({ announcement }: ManifestJson, { ok, people }: ManifestReport): string[] {
  const checked = ok ? 'checked here' : 'not all of it holds, or was checked';
  return [
    `The key’s δ is tied to the chain of contributions by pairings (${checked}).`,
    `Circuit, powers of τ, ${announcement.beacon.source === 'bitcoin' ? 'block' : 'round'} and level are tied to each contributor by its signature (${checked}).`,
    'Everything else of the key is tied to circuit and powers of τ only by what the verifiers checked: trust one of them.',
    `Nothing shows that a key is a person, or that a secret was forgotten: trust one of ${counted(people, 'person', 'people')}, and one of those who made the powers of τ.`,
  ];
}
