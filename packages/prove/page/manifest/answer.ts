/** Answers what a manifest shows, as data: the page only draws it. */
import { counted, FedzkError, fromBase64 } from '@fedzk/core';
import {
  checkSignature,
  contributionText,
  type Level,
  type ManifestJson,
  type ManifestReport,
  openManifest,
  verificationText,
  verifyManifest,
} from '@fedzk/verify/ceremony';
import { readKeyChain } from '../../src/ceremony/format/zkey.js';
import { visible } from '../shared/dom.js';
import { type Link, linksOf, looseEnds } from './ties.js';

export interface Given {
  readonly manifest: string;
  /** Keys, a line each. */
  readonly contributors: string;
  readonly verifiers: string;
  readonly level: Level;
}

/** Somebody, or the beacon. */
export interface Row {
  /** The name in the key, or of the signer. Anybody can have written it. */
  readonly name: string;
  /** The key that signed, `name+id+base64`. */
  readonly signer: string;
  readonly verdict: 'counts' | 'neutral' | 'wrong';
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
  readonly links: readonly Link[];
  readonly loose: string;
}

const NOTHING = { problems: [], facts: [], rows: [], verifiers: [], links: [], loose: '' } as const;

/** All texts of the answer are {@link visible}. */
export function answerTo({ manifest, contributors, verifiers, level }: Given): Answer {
  if (manifest.trim() === '') return { ...NOTHING, verdict: 'waiting', title: 'Not checked yet' };
  const text = manifest.replace(/\n$/, '');
  const trustedKeys = { contributors: linesOf(contributors), verifiers: linesOf(verifiers) };
  let report: ManifestReport;
  try {
    report = verifyManifest(openManifest(text), { level, trustedKeys, development: true });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return { ...NOTHING, verdict: 'no', title: '✗ The keys can’t be used', problems: [visible(error.message)] };
  }
  const problems = report.details.map(({ problem, text }) => `${problem}: ${visible(text)}`);
  const title = titleOf(report);
  const verdict = report.ok && !report.development ? 'yes' : 'no';
  if (report.problems.includes('malformed')) return { ...NOTHING, verdict, title, problems };
  const json = JSON.parse(text) as ManifestJson;
  const rows = rowsOf(json, report, trustedKeys.contributors);
  const signed = verificationText(json);
  const [, keyId = ''] = /^key (\S+)$/m.exec(signed) ?? [];
  const people = rows.filter(({ why }) => why !== BEACON).length;
  return {
    ...{ verdict, title, problems },
    facts: factsOf(json, keyId),
    rows,
    verifiers: json.verifiers.map((verifier) => verifierRow(json, verifier, signed, trustedKeys.verifiers)),
    links: linksOf({ json, report, keyId, people }).map((link) => ({
      ...link,
      title: visible(link.title),
      text: visible(link.text),
    })),
    loose: looseEnds(report),
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

function factsOf({ announcement, zkey }: ManifestJson, keyId: string): Answer['facts'] {
  const { circuit, beacon, ptau } = announcement;
  const end =
    beacon.source === 'bitcoin'
      ? `Bitcoin’s block ${beacon.height}`
      : `round ${beacon.round} of drand’s quicknet, ${timeOf(beacon.round)}`;
  const facts: readonly (readonly [string, string])[] = [
    ['Circuit', `${circuit.name}, ${counted(circuit.constraints, 'constraint')}, over ${announcement.curve}`],
    ['Public signals', circuit.publicSignals.join(', ')],
    ['Announced level', announcement.level],
    ['Open until', announcement.closes],
    ['Ended by', `${end}, 2^${beacon.iterations} hashes`],
    ['Powers of τ', `${ptau.source}, 2^${ptau.power}, BLAKE2b ${ptau.blake2b}`],
    ['Circuit file', `.r1cs, SHA-256 ${circuit.r1csSha256}`],
    ['Verification key', keyId],
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

const BEACON = 'the random beacon, which ends the ceremony';

function rowsOf(json: ManifestJson, report: ManifestReport, trusted: readonly string[]): Row[] {
  const n8 = json.announcement.curve === 'bn254' ? 32 : 48;
  const { links } = readKeyChain(fromBase64(json.phase2) ?? new Uint8Array(), n8);
  return links.map(({ name = '', beacon }, i) => {
    const own = json.contributors.find(({ index }) => index === i);
    const row = { name: visible(name), signer: visible(own?.key ?? '') };
    const problem = report.details.find((each) => each.index === i && !HARMLESS.has(each.problem));
    if (problem !== undefined) return { ...row, verdict: 'wrong', why: `${problem.problem}: ${visible(problem.text)}` };
    if (beacon !== undefined) return { ...row, verdict: 'neutral', why: BEACON };
    if (own === undefined) return { ...row, verdict: 'neutral', why: 'nobody signed it; it does no harm' };
    if (!isTrusted(own.key, trusted))
      return { ...row, verdict: 'neutral', why: 'you don’t trust its key; it does no harm' };
    const text = contributionText(json.announcement, i, own.contributionHash);
    if (!checkSignature(text, own.key, own.signature)) return { ...row, verdict: 'wrong', why: WRONG_SIGNATURE };
    return report.ok
      ? { ...row, verdict: 'counts', why: 'counts' }
      : { ...row, verdict: 'neutral', why: 'would count, if all else were right' };
  });
}

const WRONG_SIGNATURE = 'its signature is wrong, or of something else';

/** Problems of contributions that only don't count. Where enough others do, they aren't even told. */
const HARMLESS: ReadonlySet<string> = new Set(['unsigned', 'unknown-signer']);

/** Compares keys. A key's part that matters is the last: its name is free, and the base64 itself may have a plus. */
function isTrusted(key: string, trusted: readonly string[]): boolean {
  const base64Of = (line: string): string => line.split('+').slice(2).join('+');
  return trusted.some((line) => base64Of(line) === base64Of(key));
}

function verifierRow(
  { contributors }: ManifestJson,
  { key, signature }: ManifestJson['verifiers'][number],
  text: string,
  trusted: readonly string[],
): Row {
  const row = { name: visible(key.split('+')[0] ?? ''), signer: visible(key) };
  const keys = contributors.map((each) => each.key);
  if (isTrusted(key, keys)) return { ...row, verdict: 'wrong', why: 'contributed too, so it can’t check itself' };
  if (!checkSignature(text, key, signature)) return { ...row, verdict: 'wrong', why: WRONG_SIGNATURE };
  if (isTrusted(key, trusted)) return { ...row, verdict: 'counts', why: 'signed it, and you trust it' };
  return { ...row, verdict: 'neutral', why: 'signed it, but you don’t trust its key' };
}
