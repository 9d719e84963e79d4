// An entry: one secret, wrapped (FORMAT.md, "Entry").

import { fromUtf8, Reader, utf8, Writer } from './bytes.js';
import { SUITE, WRAPPED_KEY_BYTES } from './context.js';

export const ENTRY_ID_BYTES = 16;
export const MOST_METADATA_BYTES = 65_536;
export const MOST_NAME_BYTES = 255;
const MAGIC = utf8('FKE1');
/** The bytes of an entry that the payload's context has. */
export const PAYLOAD_HEAD_BYTES = 32;
/** The bytes of an entry that the data key's context has. */
export const DEK_HEAD_BYTES = 36;
const DEK_END = DEK_HEAD_BYTES + WRAPPED_KEY_BYTES;
/** The least bytes of a payload: a committing seal of an empty message, and the length of metadata. */
const LEAST_PAYLOAD = 84;

/** The use of a key. */
export type KeyKind = 'aes-256' | 'hmac-sha256' | 'opaque' | 'ed25519';
/** The kinds of keys that the module makes: 32 random bytes. */
export type GeneratedKind = Exclude<KeyKind, 'opaque'>;
export const KEY_KINDS: readonly KeyKind[] = ['aes-256', 'hmac-sha256', 'opaque', 'ed25519'];
export const GENERATED_KINDS: readonly GeneratedKind[] = ['aes-256', 'hmac-sha256', 'ed25519'];
/** A kind's byte is its index. */
const KINDS: readonly (KeyKind | undefined)[] = [undefined, ...KEY_KINDS];

export const KEY_BYTES = 32;
export const MOST_OPAQUE_BYTES = 65_536;

/** Tells whether a secret of a kind may have so many bytes. */
export function fitsKind(kind: KeyKind, bytes: number): boolean {
  return kind === 'opaque' ? bytes >= 1 && bytes <= MOST_OPAQUE_BYTES : bytes === KEY_BYTES;
}

/** The fields of an entry that are not encrypted. They are bound to its contents. */
export interface EntryHead {
  readonly kind: KeyKind;
  readonly exportable: boolean;
  readonly id: Uint8Array;
  /** Starts at 1 and grows by one each time the secret is replaced. */
  readonly version: number;
  /** Id of the master key that wraps the data key. */
  readonly master: number;
}

export interface Entry extends EntryHead {
  readonly wrappedDek: Uint8Array;
  /** Metadata and secret, sealed. */
  readonly payload: Uint8Array;
}

/** Writes the first {@link DEK_HEAD_BYTES} bytes of an entry. */
export function writeEntryHead({ kind, exportable, id, version, master }: EntryHead): Uint8Array {
  const writer = new Writer(DEK_HEAD_BYTES)
    .put(MAGIC)
    .u8(SUITE)
    .u8(KINDS.indexOf(kind))
    .u16(exportable ? 1 : 0);
  return writer.put(id).u64(version).u32(master).bytes;
}

/** Reads an entry's fields. @throws {FedzkError} `damaged` */
export function readEntry(bytes: Uint8Array): Entry {
  const reader = new Reader(bytes, 'entry');
  reader.expect(MAGIC, 'name of its format');
  if (reader.u8() !== SUITE) reader.fail('it has another suite');
  const kind = KINDS[reader.u8()] ?? reader.fail('it has a kind that this version does not know');
  const flags = reader.u16();
  if (flags > 1) reader.fail('it has flags that this version does not know');
  const id = reader.take(ENTRY_ID_BYTES);
  const version = reader.u64();
  if (version < 1) reader.fail('its version is 0');
  const master = reader.u32();
  const wrappedDek = reader.take(WRAPPED_KEY_BYTES);
  if (bytes.length < DEK_END + LEAST_PAYLOAD) reader.fail('it ends too early');
  return { kind, exportable: flags === 1, id, version, master, wrappedDek, payload: bytes.subarray(DEK_END) };
}

/** A version that was replaced. Its secret is in the entry, before those of later versions. */
export interface OlderVersion {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly kind: KeyKind;
  readonly exportable?: true;
  /** The length of its secret. */
  readonly bytes: number;
}

/** A key's metadata, encrypted with its secret. Times are milliseconds since 1970. */
export interface Metadata {
  readonly name: string;
  readonly created: number;
  readonly purpose?: string;
  readonly owner?: string;
  readonly expires?: number;
  readonly hold?: true;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** At least one, by ascending version. */
  readonly versions?: readonly OlderVersion[];
}

export function writeMetadata(metadata: Metadata): Uint8Array {
  return utf8(JSON.stringify(metadata));
}

const FIELDS: Readonly<Record<keyof Metadata, (value: unknown) => boolean>> = {
  name: isName,
  created: isTime,
  purpose: (value) => typeof value === 'string',
  owner: (value) => typeof value === 'string',
  expires: isTime,
  hold: (value) => value === true,
  metadata: isObject,
  versions: areVersions,
};

const VERSION_FIELDS: Readonly<Record<keyof OlderVersion, (value: unknown) => boolean>> = {
  version: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
  created: isTime,
  kind: (value) => KEY_KINDS.includes(value as KeyKind),
  exportable: (value) => value === true,
  bytes: Number.isSafeInteger,
};
const NEEDED: readonly (keyof OlderVersion)[] = ['version', 'created', 'kind', 'bytes'];

function areVersions(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isVersion)) return false;
  return value.every(({ version }, i) => version > (value[i - 1]?.version ?? 0));
}

function isVersion(value: unknown): value is OlderVersion {
  if (!isObject(value) || !hasFields(value, VERSION_FIELDS, NEEDED)) return false;
  const { kind, bytes } = value as unknown as OlderVersion;
  return fitsKind(kind, bytes);
}

/** Whether an object has all required fields and no unknown ones, each with a valid value. */
function hasFields<Field extends string>(
  value: Readonly<Record<string, unknown>>,
  known: Readonly<Record<Field, (value: unknown) => boolean>>,
  needed: readonly Field[],
): boolean {
  if (!needed.every((field) => Object.hasOwn(value, field))) return false;
  return Object.entries(value).every(([key, field]) => Object.hasOwn(known, key) && known[key as Field](field));
}

/** Tells whether a value is a time in milliseconds since 1970. */
export function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Tells whether a value is a name: 1 to 255 bytes of UTF-8 in NFC. */
export function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value !== value.normalize('NFC') || /\p{Cs}/u.test(value)) return false;
  const { length } = utf8(value);
  return length >= 1 && length <= MOST_NAME_BYTES;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads authentic metadata.
 *
 * @returns undefined for bytes that no writer makes
 */
export function readMetadata(bytes: Uint8Array): Metadata | undefined {
  const text = bytes.length <= MOST_METADATA_BYTES ? fromUtf8(bytes) : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // Any other text of the same value is refused, such as one with a member twice.
    return isMetadata(value) && JSON.stringify(value) === text ? bare(value) : undefined;
  } catch {
    return undefined; // not JSON
  }
}

/** Removes the prototype, so that fields that are left out, such as `hold`, are not inherited from it. */
function bare(metadata: Metadata): Metadata {
  const own: Metadata = Object.assign(Object.create(null), metadata);
  const { versions } = own;
  return versions === undefined ? own : Object.assign(own, { versions: versions.map(bareVersion) });
}

function bareVersion(version: OlderVersion): OlderVersion {
  return Object.assign(Object.create(null), version);
}

function isMetadata(value: unknown): value is Metadata {
  return isObject(value) && hasFields(value, FIELDS, ['name', 'created']);
}
