/** Puts a manifest together: what shows that a key came out of a ceremony. */
import { type CallOptions, canonicalJson, FedzkError, quoted, toBase64, toHex } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { type Announcement, checkSignature, contributionText, type NoteKey } from '@fedzk/verify/ceremony';
import { contributionHash } from '../chain/key-chain.js';
import type { CeremonyEngine } from '../engine/types.js';
import type { KeyFile } from '../format/zkey.js';
import { sha256Of } from '../hashes.js';
import { type BeaconProof, beaconProblem } from './beacon.js';
import { requireEnough } from './enough.js';
import { readNote } from './note.js';

export interface ManifestParts {
  readonly announcement: Announcement;
  readonly beacon: BeaconProof;
  /** What the contributors published. */
  readonly notes: readonly string[];
  /** Their keys. */
  readonly keys: readonly NoteKey[];
}

const CURVE_NUMBERS: Readonly<Record<Curve, number>> = { bn254: 1, 'bls12-381': 2 };

/** Makes a manifest without verifiers, as canonical JSON. */
export async function manifestOf(
  engine: CeremonyEngine,
  file: KeyFile,
  { announcement, beacon, notes, keys }: ManifestParts,
  options: CallOptions,
): Promise<string> {
  const problem = await beaconProblem(announcement, beacon, file.links.at(-1)?.beacon);
  if (problem !== undefined) throw new FedzkError('invalid-argument', `There can be no manifest: ${problem}.`);
  const texts = new Map<string, { readonly index: number; readonly hash: string }>();
  for (const [index, link] of file.links.entries()) {
    const hash = toHex(contributionHash(engine, link));
    if (link.beacon === undefined) texts.set(contributionText(announcement, index, hash), { index, hash });
  }
  const contributors = notes
    .map((note, i) => contributorOf({ note, name: `notes[${i}]` }, texts, keys))
    .sort((a, b) => a.entry.index - b.entry.index);
  for (const [i, { id, entry }] of contributors.entries()) {
    const before = contributors.slice(0, i);
    if (before.some((other) => other.entry.index === entry.index)) {
      throw new FedzkError(
        'invalid-argument',
        `"notes" has two for index ${entry.index}; give one for each contribution.`,
      );
    }
    const same = before.find((other) => other.id === id);
    if (same === undefined) continue;
    throw new FedzkError(
      'invalid-argument',
      `"notes" has two of one key, for the indexes ${same.entry.index} and ${entry.index}. A key counts once: leave one out.`,
    );
  }
  requireEnough(
    announcement,
    contributors.map(({ id, entry }) => ({ id, index: entry.index })),
    [...texts.values()].map(({ index }) => index),
  );
  return canonicalJson({
    announcement,
    beacon,
    contributors: contributors.map(({ entry }) => entry),
    phase2: toBase64(file.chain),
    v: 1,
    verificationKey: toBase64(await verificationKeyOf(engine, file)),
    verifiers: [],
    zkey: { bytes: file.source.size, sha256: toHex(await sha256Of(engine, file.source, options)) },
  });
}

function contributorOf(
  { note, name }: { readonly note: string; readonly name: string },
  texts: ReadonlyMap<string, { readonly index: number; readonly hash: string }>,
  keys: readonly NoteKey[],
) {
  const { text, signatures } = readNote(note, name);
  const link = texts.get(text);
  if (link === undefined) {
    throw new FedzkError(
      'invalid-argument',
      `"${name}" is of no contribution to this key, or of another announcement.`,
    );
  }
  for (const { name: signer, id, signature } of signatures) {
    const encoded = toBase64(signature);
    const named = keys.find((each) => each.name === signer && each.keyId === toHex(id));
    // A key signs the same under each of its owner's names. Of many signatures only those with a name in the list are tried.
    const isAlone = signatures.length === 1;
    const key = named ?? (isAlone ? keys.find(({ line }) => checkSignature(text, line, encoded)) : undefined);
    if (key === undefined) continue;
    if (checkSignature(text, key.line, encoded)) {
      return {
        id: key.id,
        entry: { contributionHash: link.hash, index: link.index, key: key.line, signature: encoded },
      };
    }
    throw new FedzkError('invalid-argument', `"${name}" has a wrong signature of ${quoted(signer)}.`);
  }
  throw new FedzkError('invalid-argument', `"keys" lacks the key that signed "${name}", of index ${link.index}.`);
}

/** The verification key as a verifier's `id` hashes it: u8 curve | u32 public signals | α, β, γ, δ, IC uncompressed. */
export async function verificationKeyOf(engine: CeremonyEngine, file: KeyFile): Promise<Uint8Array> {
  const { header, publicSignals, source, section } = file;
  const [g1, g2] = [2 * engine.n8, 4 * engine.n8];
  // From the end: α₁ | β₁ | β₂ | γ₂ | δ₁ | δ₂
  const at = header.length - 3 * (g1 + g2);
  const alpha = header.subarray(at, at + g1);
  const betaGamma = header.subarray(at + 2 * g1, at + 2 * g1 + 2 * g2);
  const { offset, length } = section(3);
  const ic = await source.read(offset, length);
  const head = new Uint8Array(5);
  head[0] = CURVE_NUMBERS[engine.curve];
  new DataView(head.buffer).setUint32(1, publicSignals);
  const parts = [
    head,
    engine.uncompressed('g1', alpha),
    engine.uncompressed('g2', betaGamma),
    engine.uncompressed('g2', file.delta2),
    engine.uncompressed('g1', ic),
  ];
  const key = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    key.set(part, to);
    to += part.length;
  }
  return key;
}
