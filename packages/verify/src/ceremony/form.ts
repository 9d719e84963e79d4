// The first phase: the form of a manifest. CEREMONY.md, Manifest and Checks.

import { canonicalJson, toHex } from '@fedzk/core';
import { Chain, keyFacts, sha256 } from '../../wasm/fedzk_ceremony.js';
import { CURVES, type CurveLayout, g1Bytes, g2Bytes } from '../codec/curves.js';
import {
  base64,
  bytesOfBase64,
  hex,
  instant,
  integer,
  list,
  Malformed,
  malformed,
  object,
  oneOf,
  type Read,
  text,
} from './json.js';
import { hashOf, type NoteKey, readNoteKey } from './note.js';
import type { Announcement, ManifestJson } from './types.js';

/** A person's entry in a manifest. */
interface Signer {
  readonly key: NoteKey;
  readonly signature: string;
}

/** A contributor's entry. */
interface Contributor extends Signer {
  readonly index: number;
  readonly contributionHash: string;
}

/** The verification key in a manifest. No point is checked yet. */
interface ManifestKey {
  readonly bytes: Uint8Array;
  /** `Verifier.id`. */
  readonly id: string;
  readonly curve: CurveLayout;
  readonly nPublic: number;
  readonly isGammaGenerator: boolean;
  /** Or -γ. */
  readonly isDeltaGamma: boolean;
}

/** A manifest that is well formed. Free its chain. */
export interface Form {
  readonly manifest: ManifestJson;
  readonly curve: CurveLayout;
  /** SHA-256, which the contributors sign, in hexadecimal. */
  readonly announcementHash: string;
  /** SHA-256 without the verifiers, which the verifiers sign. */
  readonly hash: Uint8Array;
  readonly chain: Chain;
  readonly key: ManifestKey;
  readonly contributors: readonly Contributor[];
  readonly verifiers: readonly Signer[];
}

const drand = object({ source: oneOf('drand-quicknet'), round: integer(1), iterations: integer(0) });
const bitcoin = object({ source: oneOf('bitcoin'), height: integer(0), iterations: integer(0) });

/** Reads one of two kinds of beacon, by its source. */
const announcedBeacon: Read<Announcement['beacon']> = (value, path) => {
  const source = typeof value === 'object' && value !== null && 'source' in value ? value.source : undefined;
  return source === 'bitcoin' ? bitcoin(value, path) : drand(value, path);
};

const signatureOfRound = object({ signature: hex(48) });
const blockHash = object({ value: hex(32) });

/** Reads an announcement. */
export const readAnnouncement: Read<Announcement> = object<Announcement>(
  {
    beacon: announcedBeacon,
    circuit: object({
      constraints: integer(0),
      domain: integer(0),
      name: text,
      publicSignals: list(text),
      r1csSha256: hex(32),
    }),
    closes: instant,
    csHash: hex(64),
    curve: oneOf(...CURVES.map(({ name }) => name)),
    development: oneOf(true),
    level: text,
    ptau: object({ blake2b: hex(64), power: integer(0), source: text }),
  },
  ['development'],
);

const noteKey: Read<string> = (value, path) => {
  if (typeof value === 'string' && readNoteKey(value) !== undefined) return value;
  throw malformed(path, 'a key of the form name+id+base64 whose id fits', value);
};

const manifestWith = (beacon: Read<ManifestJson['beacon']>): Read<ManifestJson> =>
  object<ManifestJson>({
    announcement: readAnnouncement,
    beacon,
    contributors: list(object({ contributionHash: hex(64), index: integer(0), key: noteKey, signature: base64(64) })),
    phase2: base64(),
    v: oneOf(1),
    verificationKey: base64(),
    verifiers: list(object({ key: noteKey, signature: base64(64) })),
    zkey: object({ bytes: integer(0), sha256: hex(32) }),
  });

const withDrand = manifestWith(signatureOfRound);
const withBitcoin = manifestWith(blockHash);

/**
 * Reads a manifest.
 *
 * @param json what `JSON.parse` made of canonical JSON
 * @throws {Malformed}
 */
export function readForm(json: unknown): Form {
  const manifest = isBitcoin(json) ? withBitcoin(json, 'manifest') : withDrand(json, 'manifest');
  const curve = CURVES.find(({ name }) => name === manifest.announcement.curve) as CurveLayout;
  const key = keyOf(bytesOfBase64(manifest.verificationKey));
  const { verifiers, ...signedByVerifiers } = manifest;
  const chain = chainOf(curve, bytesOfBase64(manifest.phase2));
  try {
    return {
      manifest,
      curve,
      announcementHash: toHex(hashOf('announcement', canonicalJson(manifest.announcement))),
      hash: hashOf('manifest', canonicalJson(signedByVerifiers)),
      chain,
      key,
      contributors: contributorsOf(manifest, chain),
      verifiers: verifiers.map(({ key, signature }) => ({ key: readNoteKey(key) as NoteKey, signature })),
    };
  } catch (error) {
    chain.free();
    throw error;
  }
}

function isBitcoin(json: unknown): boolean {
  const beacon = (json as Partial<ManifestJson> | null)?.announcement?.beacon;
  return typeof beacon === 'object' && beacon !== null && beacon.source === 'bitcoin';
}

function contributorsOf({ contributors }: ManifestJson, chain: Chain): Contributor[] {
  let before = -1;
  return contributors.map(({ index, key, ...entry }) => {
    if (index <= before) throw new Malformed('The indexes of "manifest.contributors" must rise.');
    before = index;
    if (index >= chain.count() || chain.kind(index) !== 0) {
      throw new Malformed(`"manifest.contributors" has the index ${index}, which is no person's contribution.`);
    }
    return { ...entry, index, key: readNoteKey(key) as NoteKey };
  });
}

/** Why section 10 can't be read, by the number of the module's reason. */
export const CHAIN_PROBLEMS: Readonly<Record<number, string>> = {
  1: 'has another length than its contributions',
  2: 'lists more than 10,000 contributions',
  3: 'has a contribution that is neither a person nor a beacon',
  4: 'has a contribution whose fields are damaged',
  5: "has a person's contribution with the fields of a beacon",
  6: 'has a beacon without its fields',
};

function chainOf({ id }: CurveLayout, section: Uint8Array): Chain {
  const error = new Uint32Array(2);
  const chain = Chain.read(id, section, error);
  if (chain !== undefined) return chain;
  throw new Malformed(`Section 10 ${CHAIN_PROBLEMS[error[0] ?? 1] ?? 'is damaged'}.`);
}

function keyOf(bytes: Uint8Array): ManifestKey {
  const [id, nPublic = 0, gamma, delta] = keyFacts(bytes) ?? [];
  const curve = CURVES.find((each) => each.id === id);
  if (curve === undefined) {
    throw new Malformed('"manifest.verificationKey" must have the layout that Verifier.id hashes.');
  }
  const facts = { isGammaGenerator: gamma === 1, isDeltaGamma: delta === 1 || isDeltaMinusGamma(bytes, curve) };
  return { bytes, id: toHex(sha256(bytes)), curve, nPublic, ...facts };
}

/** Compares the x of δ and γ, which -γ has too. */
function isDeltaMinusGamma(key: Uint8Array, curve: CurveLayout): boolean {
  const [point, x] = [g2Bytes(curve), 2 * curve.bytes];
  const gamma = 5 + g1Bytes(curve) + point;
  const delta = gamma + point;
  return toHex(key.subarray(gamma, gamma + x)) === toHex(key.subarray(delta, delta + x));
}
