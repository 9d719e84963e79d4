/** Manifests for programs: contributors and verifiers sign, a coordinator puts together. */
import { type CallOptions, callOptionsOf, listOf, optionsOf, type Signer, unexpected } from '@fedzk/core';
import { type KeyInput, sourceOf } from '../key/source.js';
import type { Contributed } from './contributed.js';
import { openZkey } from './format/zkey.js';
import { type Announcement, announcementOf, contributionText } from './manifest/announcement.js';
import { type BeaconProof, manifestOf } from './manifest/build.js';
import { readNoteKey, signNote } from './manifest/note.js';
import { withEngine } from './open.js';

/**
 * Signs what a contribution was made to: the announcement, the circuit, the contribution's place and hash. Publish the note: it
 * shows later that the contribution was left out, or counted.
 *
 * @param contributed what {@link contribute} returned, of a key
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const note = await signContribution(announcement, contributed, await createSigner('alice', privateKey));
 * ```
 */
export async function signContribution(
  announcement: string | object,
  contributed: Pick<Contributed, 'index' | 'hash'>,
  signer: Signer,
): Promise<string> {
  const { index, hash } = contributed;
  return signNote(await contributionText(announcementOf(announcement), index, hash), signer);
}

export interface BuildManifestOptions {
  readonly announcement: string | object;
  /** The key after all contributions. */
  readonly zkey: KeyInput;
  /** The value of the beacon that ends the ceremony. */
  readonly beacon: BeaconProof;
  /** The contributors' signed notes. Who has signed none isn't counted. */
  readonly notes: readonly string[];
  /** The contributors' keys, `name+id+base64`. */
  readonly keys: readonly string[];
}

/**
 * Puts a manifest together. Verifiers have to sign it yet: {@link signManifest}.
 *
 * @returns its canonical JSON
 * @throws {FedzkError} `invalid-argument`: a note that is of another ceremony, or of an unknown key; `invalid-ceremony-file`
 *
 * @example
 * ```ts
 * const manifest = await buildManifest({ announcement, zkey, beacon: { signature }, notes, keys });
 * ```
 */
export async function buildManifest(options: BuildManifestOptions, call: CallOptions = {}): Promise<string> {
  const { announcement, zkey, beacon, notes, keys } = optionsOf(options, [
    'announcement',
    'zkey',
    'beacon',
    'notes',
    'keys',
  ]);
  const own = callOptionsOf(call);
  const announced: Announcement = announcementOf(announcement);
  const text = (name: string) => (value: unknown) => {
    if (typeof value === 'string') return value;
    throw unexpected(name, 'a list of texts', value);
  };
  const file = await openZkey(sourceOf(zkey));
  const parts = {
    announcement: announced,
    beacon,
    notes: listOf(notes, 'notes', 'a list of signed notes', text('notes')),
    keys: listOf(keys, 'keys', 'a list of keys', text('keys')).map(readNoteKey),
  };
  return withEngine(file.numbers.curve, 1, (engine) => manifestOf(engine, file, parts, own));
}
