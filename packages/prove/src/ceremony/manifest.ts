/** Manifests for programs: contributors and verifiers sign, a coordinator puts together. */
import {
  type CallOptions,
  callOptionsOf,
  FedzkError,
  fieldsOf,
  type KeyInput,
  listOf,
  optionsOf,
  quoted,
  type Signer,
  sourceOf,
  unexpected,
} from '@fedzk/core';
import {
  type Announcement,
  checkSignature,
  contributionText,
  type ManifestJson,
  verificationText,
  verifyManifest,
} from '@fedzk/verify/ceremony';
import type { Level } from '@fedzk/verify/levels';
import type { Contributed } from './contributed.js';
import { openPtau } from './format/ptau.js';
import { readCircuit } from './format/r1cs.js';
import { openZkey } from './format/zkey.js';
import { knownPower } from './known.js';
import { announcementOf, requireClosed, requireSameCircuit } from './manifest/announcement.js';
import { type BeaconProof, beaconProofOf } from './manifest/beacon.js';
import { manifestOf } from './manifest/build.js';
import { noteKeyOf, signed, signerOf, signNote } from './manifest/note.js';
import { manifestProblem, withVerifier } from './manifest/sign.js';
import { type LongCallOptions, longCallOf, withEngine } from './open.js';

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
  const announced = announcementOf(announcement);
  const own = signerOf(signer);
  const { index, hash } = fieldsOf(contributed, ['index', 'hash'], 'contributed');
  if (!Number.isSafeInteger(index) || index < 0 || typeof hash !== 'string' || !/^[0-9a-f]{128}$/.test(hash)) {
    throw unexpected('contributed', 'what "contribute" returns: an index from 0, a hash of 128 digits', contributed);
  }
  return signNote(contributionText(announced, index, hash), own);
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
 * @throws {FedzkError} `invalid-argument`: the announced ceremony can't make a key that counts; the key has another circuit, or
 *   doesn't end with the announced beacon; a note is of another ceremony, of an unknown key, or wrong; fewer people than the
 *   announced level needs; `invalid-state`: the ceremony still takes contributions; `invalid-ceremony-file`
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
  requireClosed(announced);
  const text = (name: string) => (value: unknown) => {
    if (typeof value === 'string') return value;
    throw unexpected(name, 'a list of texts', value);
  };
  const file = await openZkey(sourceOf(zkey, 'zkey', 'invalid-ceremony-file'));
  requireSameCircuit(announced, file.circuitHash);
  const parts = {
    announcement: announced,
    beacon: beaconProofOf(beacon),
    notes: listOf(notes, 'notes', 'a list of signed notes', text('notes')),
    keys: listOf(keys, 'keys', 'a list of keys', text('keys')).map(noteKeyOf),
  };
  return withEngine(file.numbers.curve, 1, (engine) => manifestOf(engine, file, parts, own));
}

export interface SignManifestOptions {
  /** A manifest's JSON. */
  readonly manifest: string;
  readonly r1cs: KeyInput;
  readonly ptau: KeyInput;
  /** The key after all contributions. */
  readonly zkey: KeyInput;
  /** The verifier, who is none of the contributors. */
  readonly signer: Signer;
  /** The hash of the announced block, hexadecimal, as the verifier looked it up. Only for a ceremony with such a beacon. */
  readonly block?: string | undefined;
  /**
   * The BLAKE2b-512 of powers of τ that are no published file (`PERPETUAL_POWERS`), hexadecimal. Give it if you know who made
   * them: whoever knows their secret, as their makers do together, can forge proofs, whatever the contributors did.
   */
  readonly powers?: string | undefined;
}

/**
 * Verifies everything that a manifest says against the files, and adds the verifier's signature. Takes about as long as
 * {@link newKey}; powers of τ that are not published ones are verified, too.
 *
 * @returns the manifest's JSON with one signature more
 * @throws {FedzkError} `not-authentic`: something differs, and nothing is signed; `invalid-argument`: no manifest, or one that
 *   can't count; `invalid-state`: the ceremony still takes contributions; `invalid-ceremony-file`
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const signed = await signManifest({ manifest, r1cs, ptau, zkey, signer: await createSigner('vera', privateKey) });
 * ```
 */
export async function signManifest(options: SignManifestOptions, call: LongCallOptions = {}): Promise<string> {
  const { manifest, r1cs, ptau, zkey, signer, block, powers } = optionsOf(options, SIGN_OPTIONS);
  const long = longCallOf(call);
  const found = manifestJsonOf(manifest);
  const own = signerOf(signer);
  // What the manifest itself shows is checked before the files, which take long.
  const text = verificationText(found);
  requireClosed(found.announcement);
  const names = (list: readonly { readonly key: string }[]) => list.some(({ key }) => noteKeyOf(key).id === own.key.id);
  if (names(found.contributors)) throw refused('the verifier is one of the contributors');
  if (names(found.verifiers)) throw refused('the verifier has signed it already');
  requireCounting(found);
  requirePowers(found.announcement, powers);
  const evidence = {
    r1cs: sourceOf(r1cs, 'r1cs', 'invalid-ceremony-file'),
    ptau: sourceOf(ptau, 'ptau', 'invalid-ceremony-file'),
    zkey: sourceOf(zkey, 'zkey', 'invalid-ceremony-file'),
    block,
  };
  const { curve } = await readCircuit(evidence.r1cs);
  await openPtau(evidence.ptau);
  const problem = await withEngine(curve, long.threads, (engine) => manifestProblem(engine, found, evidence, long));
  if (problem !== undefined) throw refused(problem);
  return withVerifier(found, own.key.line, await signed(text, own));
}

const SIGN_OPTIONS = ['manifest', 'r1cs', 'ptau', 'zkey', 'signer', 'block', 'powers'] as const;

/** Refuses a manifest that would not count with as many verifiers as it needs. @throws {FedzkError} `not-authentic` */
function requireCounting(found: ManifestJson): void {
  const { announcement, contributors, verifiers } = found;
  const keysOf = (list: readonly { readonly key: string }[]) => list.map(({ key }) => key);
  const trustedKeys = { contributors: keysOf(contributors), verifiers: keysOf(verifiers) };
  const { details } = verifyManifest(found, { level: announcement.level as Level, trustedKeys });
  const wrong = details.find(({ problem }) => problem !== 'too-few-verifiers' && problem !== 'development-key');
  if (wrong !== undefined) throw refused(`the manifest would not count. ${wrong.text.replace(/\.$/, '')}`);
  // Without two verifiers verifyManifest does not come to these.
  for (const { index, contributionHash, key, signature } of contributors) {
    if (!checkSignature(contributionText(announcement, index, contributionHash), key, signature)) {
      throw refused(`the signature on contribution ${index} is wrong`);
    }
  }
}

/** Refuses powers that the verifier hasn't vouched for, but published ones and those of tests. @throws {FedzkError} `not-authentic` */
function requirePowers({ ptau, development }: Announcement, powers: unknown): void {
  if (powers !== undefined && !(typeof powers === 'string' && /^[0-9a-f]{128}$/.test(powers))) {
    throw unexpected('powers', '128 digits of lower-case hexadecimal', powers);
  }
  if (powers !== undefined && powers !== ptau.blake2b)
    throw refused('other powers of τ were announced than in "powers"');
  if (powers !== undefined || development || knownPower(ptau.blake2b) !== undefined) return;
  throw refused(
    `the powers of τ, from ${quoted(ptau.source)}, are no published file. Whoever made them can forge proofs: find out who that was, and if you trust one of these people, give the BLAKE2b hash of their file as "powers"`,
  );
}

function refused(what: string): FedzkError {
  return new FedzkError('not-authentic', `Nothing was signed: ${what}.`);
}

/** Reads a manifest's JSON, and checks its form. @throws {FedzkError} `invalid-argument` */
function manifestJsonOf(manifest: unknown): ManifestJson {
  if (typeof manifest !== 'string') throw unexpected('manifest', 'a manifest as canonical JSON', manifest);
  const trustedKeys = { contributors: [], verifiers: [] };
  const { details } = verifyManifest(manifest, { level: 'standard', trustedKeys });
  const malformed = details.find(({ problem }) => problem === 'malformed');
  if (malformed === undefined) return JSON.parse(manifest) as ManifestJson;
  throw new FedzkError('invalid-argument', `"manifest" expected a manifest as canonical JSON. ${malformed.text}`);
}
