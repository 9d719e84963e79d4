// show, of texts: an announcement, a contributor's note, a manifest.

import { counted, FedzkError, toHex } from '@fedzk/core';
import {
  type Announcement,
  announcementHash,
  type ManifestJson,
  type ManifestReport,
  openManifest,
  PERPETUAL_POWERS,
  type TrustedKeys,
  verifyManifest,
} from '@fedzk/verify/ceremony';
import { CONTRIBUTION, readNote } from '../../ceremony/manifest/note.js';
import { quoted, Trouble } from '../files.js';
import { readText } from './files.js';
import { needed, SEE_HELP } from './options.js';
import { answer, type Request, say } from './run.js';

/** Shows a text, by what it begins with or has in it. @throws {Trouble} */
export async function showText(request: Request, file: string): Promise<0 | 1> {
  const text = readText(file);
  const json = text.startsWith('{');
  if (json && !isAnnouncement(text)) return showManifest(request, file, text);
  if (request.values.trust !== undefined) throw new Trouble(`--trust is for manifests, and ${quoted(file)} is none.`);
  if (json) return showAnnouncement(request, file, text);
  if (text.startsWith(CONTRIBUTION)) return showNote(request, file, text);
  throw noFile(file);
}

/** The error for a file that is none of a ceremony. */
export function noFile(file: string): Trouble {
  return new Trouble(
    `${quoted(file)} is no file of a ceremony: expected a zkey, ptau or r1cs file, an announcement, a note or a manifest. Check the name, or get it again from where it came from.`,
  );
}

/** Tells an announcement from a manifest, which has one in it. */
function isAnnouncement(text: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'csHash');
  } catch {
    return false;
  }
}

function showAnnouncement(request: Request, file: string, text: string): 0 {
  const announcement = JSON.parse(text) as Announcement;
  const hash = hashOf(announcement, file);
  const { circuit, curve, ptau, csHash } = announcement;
  say(
    request,
    { announcement, hash },
    `${quoted(file)}: an announcement, none of it verified`,
    ...announcedLines(announcement),
    `${counted(circuit.constraints, 'constraint')} over ${curve}, public signals ${circuit.publicSignals.join(', ')}`,
    `powers of τ 2^${ptau.power}, ${quoted(ptau.source)}, blake2b ${ptau.blake2b}`,
    `r1cs sha256 ${circuit.r1csSha256}`,
    `circuit hash ${csHash}`,
    `announcement hash ${hash}`,
  );
  return 0;
}

/** Checks an announcement's form. @throws {Trouble} */
function hashOf(announcement: Announcement, file: string): string {
  try {
    return announcementHash(announcement);
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    throw new Trouble(`${quoted(file)} is no announcement. ${error.message}`);
  }
}

function announcedLines({ circuit, level, closes, beacon, development }: Announcement): string[] {
  const end = beacon.source === 'bitcoin' ? `Bitcoin block ${beacon.height}` : `drand's quicknet round ${beacon.round}`;
  return [
    `${quoted(circuit.name)}, level ${level}, open until ${closes}`,
    `ended by ${end}, 2^${beacon.iterations} hashes`,
    ...(development === true ? ['for development: its key counts for tests alone'] : []),
  ];
}

/** Says on whom the key depends beside its contributors. */
function powersLine({ ptau }: Announcement): string {
  if (PERPETUAL_POWERS[ptau.power] === ptau.blake2b) return 'of the perpetual powers of τ, a published file';
  return `of powers of τ from ${quoted(ptau.source)}, no published file: whoever made them can forge proofs, so know who that was; blake2b ${ptau.blake2b}`;
}

function showNote(request: Request, file: string, text: string): 0 {
  const note = readNote(text, file);
  const signers = note.signatures.map(({ name, id }) => ({ name, keyId: toHex(id) }));
  say(
    request,
    { text: note.text, signers },
    `${quoted(file)}: a contributor's note, no signature verified: a note doesn't have its key`,
    ...note.text.split('\n').slice(1, -1),
    ...signers.map(({ name, keyId }) => `signed by ${quoted(name)}, key id ${keyId}`),
  );
  return 0;
}

/** Shows a manifest; with --trust verifies it, too. */
function showManifest(request: Request, file: string, text: string): 0 | 1 {
  const { values } = request;
  const manifest = openManifest(text);
  if (values.trust === undefined && (values.level !== undefined || values.development)) {
    throw new Trouble(`--level and --development need --trust: whose signatures count. ${SEE_HELP}`);
  }
  const trusted = values.trust === undefined ? undefined : trustOf(values.trust);
  const level = trusted === undefined ? 'standard' : needed(values, 'level', 'show');
  const report = verifyManifest(manifest, {
    level: level as 'standard',
    trustedKeys: trusted ?? { contributors: [], verifiers: [] },
    development: values.development,
  });
  if (report.problems.includes('malformed')) {
    const wrong = report.details.map((detail) => `${quoted(file)}: WRONG: ${detail.text}`);
    return answer(request, false, report, ...wrong);
  }
  const { announcement, contributors, verifiers } = JSON.parse(text) as ManifestJson;
  return answer(
    request,
    trusted === undefined || report.ok,
    { announcement, contributors, verifiers, ...(trusted && { report }) },
    ...announcedLines(announcement),
    powersLine(announcement),
    ...contributors.map(({ index, key }) => `contribution ${index}: ${key}`),
    ...verifiers.map(({ key }) => `verifier: ${key}`),
    ...(trusted === undefined ? ['nothing was verified: give --trust and --level'] : verdict(report, file)),
  );
}

function verdict({ ok, people, level, details }: ManifestReport, file: string): string[] {
  if (ok && details.length > 0) return [`${quoted(file)}: meets ${level} for tests alone. ${details[0]?.text}`];
  if (ok) return [`${quoted(file)}: ${counted(people, 'person', 'people')} you trust; meets ${level}`];
  return details.map(({ problem, text }) => `${quoted(file)}: WRONG: ${problem}: ${text}`);
}

/** Reads the keys that count. @throws {Trouble} */
function trustOf(file: string): TrustedKeys {
  try {
    const { contributors, verifiers } = JSON.parse(readText(file)) as Partial<TrustedKeys>;
    if (Array.isArray(contributors) && Array.isArray(verifiers)) return { contributors, verifiers };
  } catch (error) {
    if (error instanceof Trouble) throw error;
  }
  throw new Trouble(
    `--trust expected a file with JSON, {"contributors": ["name+id+base64", …], "verifiers": […]}, and ${quoted(file)} has none. The README of @fedzk/prove shows one.`,
  );
}
