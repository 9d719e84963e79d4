import { byteLength, bytesOf, canonicalJson, FedzkError, type KeyInput, methodsOf, unexpected } from '@fedzk/core';
import { Malformed } from './json.js';
import { provingKeyMismatch } from './proving-key.js';
import type { Manifest, ManifestOptions, ManifestReport } from './types.js';
import { verifyText } from './verify.js';

/** The largest length of a manifest in bytes. */
const MOST_BYTES = 2 * 2 ** 20;

/**
 * Opens a manifest. It keeps a copy, and never throws for a wrong one: each of its checks fails then, as `malformed`.
 *
 * @param json canonical JSON (RFC 8785) of at most 2 MiB: as text, as bytes in UTF-8, or parsed
 * @throws {FedzkError} `invalid-argument`: none of these
 *
 * @example
 * ```ts
 * const manifest = openManifest(await readFile('manifest.json'));
 * const verifier = createVerifier(vkey, { manifest, level: 'enhanced', trustedKeys });
 * ```
 */
export function openManifest(json: string | Uint8Array | object): Manifest {
  return new OpenedManifest(textOf(json));
}

/**
 * Verifies a manifest: that a key was made by a ceremony of enough trusted people for a level. Needs neither the proving key
 * nor the circuit, since at least two trusted verifiers, who are no contributors, have signed that they compared these.
 *
 * Two ceremonies made the key: the powers of τ, and the contributions that the manifest has. It takes one honest person of each.
 * Whether those who made the powers can be trusted is for its reader to know: `announcement.ptau` names them, and
 * {@link PERPETUAL_POWERS} has those that are published.
 *
 * It makes the checks in phases, cheap ones first, and stops after the first phase with problems. No verdict is kept.
 *
 * @param manifest an opened one, or what {@link openManifest} takes
 * @throws {FedzkError} `invalid-argument`; for a `key` in JSON that isn't one, as `createVerifier`
 *
 * @example
 * ```ts
 * const { ok, details } = verifyManifest(manifest, { level: 'enhanced', trustedKeys });
 * if (!ok) throw new Error(details.map(({ text }) => text).join(' '));
 * ```
 */
export function verifyManifest(
  manifest: Manifest | string | Uint8Array | object,
  options: ManifestOptions,
): ManifestReport {
  return (isOpened(manifest) ? manifest : openManifest(manifest)).verify(options);
}

class OpenedManifest implements Manifest {
  readonly json: string | undefined;
  readonly #text: string | Malformed;

  constructor(text: string | Malformed) {
    this.#text = text;
    this.json = typeof text === 'string' ? text : undefined;
    Object.freeze(this);
  }

  verify(options: ManifestOptions): ManifestReport {
    return verifyText(OpenedManifest.#textOf(this), options);
  }

  compareProvingKey(zkey: KeyInput, options: { readonly signal?: AbortSignal } = {}): Promise<string | undefined> {
    return provingKeyMismatch(OpenedManifest.#textOf(this), zkey, options);
  }

  /** Returns the text, which a proxy or an object made of an opened manifest does not have. */
  static #textOf(manifest: OpenedManifest): string | Malformed {
    if (!(#text in manifest)) throw unexpected('manifest', 'an opened manifest itself', manifest);
    return manifest.#text;
  }

  static is(value: unknown): value is OpenedManifest {
    return typeof value === 'object' && value !== null && #text in value;
  }
}

/** Recognises an opened manifest, also of another copy of this package. */
function isOpened(value: unknown): value is Manifest {
  if (OpenedManifest.is(value)) return true;
  try {
    methodsOf(value as Manifest, ['verify', 'compareProvingKey'], 'manifest', 'an opened manifest');
    return true;
  } catch {
    return false;
  }
}

/** Reads the text, or says why it is not canonical. */
function textOf(json: unknown): string | Malformed {
  if (byteLength(json) !== undefined) return canonical(decoded(bytesOf(json, 'json')));
  if (typeof json === 'string') return canonical(json);
  if (typeof json !== 'object' || json === null) {
    throw unexpected('json', 'the JSON of a manifest: a string, a Uint8Array or an object', json);
  }
  return written(json);
}

function decoded(bytes: Uint8Array): string | Malformed {
  if (bytes.length > MOST_BYTES) return TOO_LONG;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new Malformed('The manifest is not text in UTF-8.');
  }
}

const TOO_LONG = new Malformed('The manifest is longer than 2 MiB.');

/** The largest depth of brackets, a little more than any manifest has. Deeper text takes a parser over a second. */
const MOST_BRACKETS = 16;

/** Tells whether JSON nests deeper than a manifest, without parsing it. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length && depth <= MOST_BRACKETS; i++) {
    const char = text[i];
    if (char === '"') inString = !inString;
    else if (inString) i += char === '\\' ? 1 : 0;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
  }
  return depth > MOST_BRACKETS;
}

function canonical(text: string | Malformed): string | Malformed {
  if (typeof text !== 'string') return text;
  if (text.length > MOST_BYTES) return TOO_LONG;
  if (isDeep(text)) return new Malformed('The manifest nests deeper than any manifest.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return new Malformed('The manifest is not JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null) return new Malformed('The manifest is not an object.');
  const own = written(parsed);
  if (typeof own !== 'string' || own === text) return own;
  return new Malformed(
    'The manifest is JSON, but not its canonical form (RFC 8785); take the bytes as they were published.',
  );
}

function written(json: object): string | Malformed {
  try {
    return canonicalJson(json, 'manifest', MOST_BYTES);
  } catch (error) {
    if (error instanceof FedzkError) return new Malformed(error.message);
    throw error;
  }
}
