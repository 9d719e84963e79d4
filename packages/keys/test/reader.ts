/**
 * Opens a key store by `FORMAT.md` alone, with WebCrypto and an Argon2id that the caller gives. It shares no code with the package: it
 * is what somebody would write who has a store, its unlocker and the page. Each throw says in a few words what the page doesn't allow.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Argon2id v1.3 without secret and associated data, 32 bytes. `memory` is in KiB. */
export type Argon2id = (passphrase: Uint8Array, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array> | Uint8Array;
type Argon2Cost = { readonly memory: number; readonly passes: number; readonly lanes: number };

export type Unlock = { readonly passphrase: Uint8Array } | { readonly key: Uint8Array };
/** What the reader knows of the store from before: a head's generation and its SHA-256. */
export type Anchor = { readonly generation: bigint; readonly hash: Uint8Array };

export type Entry = {
  readonly kind: 'aes-256' | 'hmac-sha256' | 'opaque' | 'ed25519';
  readonly version: bigint;
  readonly exportable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly secret: Uint8Array;
  /** The secrets of the older versions that the metadata lists, in its order. */
  readonly older: readonly Uint8Array[];
  /** Id of the master key that wraps the entry's data key. */
  readonly masterKey: number;
};

type Head = Awaited<ReturnType<typeof parseHead>>;
type Slot = ReturnType<typeof parseSlot>;

const KINDS = [undefined, 'aes-256', 'hmac-sha256', 'opaque', 'ed25519'] as const;
const [PBKDF2, ARGON2ID, RAW, PROVIDER] = [1, 2, 3, 4];
const [PRIMARY, DESTROYED] = [1, 3];

/** All entries by name. `objects` are the storage's, by name; nothing of a store that the page refuses is returned. */
export async function openStore(
  objects: ReadonlyMap<string, Uint8Array>,
  unlock: Unlock,
  argon2id: Argon2id,
  anchor?: Anchor,
): Promise<Map<string, Entry>> {
  const head = parseHead(...latestHead(objects));
  checkLimits(head.slots);
  const rootKey = await unlockRoot(head, unlock, argon2id);
  const derive = (label: string): Promise<Bytes> => hkdf(rootKey, head.storeId, utf8(`fedzk/keys/v1/${label}`), 32);
  check(equal(await derive('root-commit'), head.rootCommitment), 'root commitment');
  check(equal(await hmac(await derive('head-mac'), head.authenticated), head.mac), 'head: MAC');
  check(!head.ended, 'store: erased');
  await checkAnchor(head, anchor);

  const context = contextsOf(head.storeId);
  const wrap = await derive('wrap');
  const nameKey = await openSeal(wrap, context('name'), head.nameKey, 32);
  const masterKeys = new Map<number, Bytes>();
  for (const { id, status, created, wrapped } of head.masterKeys) {
    if (status === DESTROYED) continue;
    masterKeys.set(id, await openSeal(wrap, context('master', uint(id, 4), uint(created, 8)), wrapped, 32));
  }

  const entries = new Map<string, Entry>();
  for (const [number, hash] of head.bucketHashes.entries()) {
    if (isZero(hash)) continue;
    const bucket = objects.get(`b/${hex(uint(number, 1))}-${hex(hash.slice(0, 16))}`);
    check(bucket !== undefined, 'bucket: missing');
    for (const { tag, bytes } of await parseBucket(copy(bucket), head, number, hash)) {
      const { name, entry } = await openEntry(bytes, context, masterKeys);
      check(equal((await hmac(nameKey, utf8(name))).slice(0, 16), tag), 'entry: the tag is of another name');
      entries.set(name, entry);
    }
  }
  check(entries.size === head.entryCount, 'head: number of entries');
  return entries;
}

/** The objects of a backup, by name, for `openStore`. */
export async function readBackup(backup: Uint8Array): Promise<Map<string, Bytes>> {
  const bytes = copy(backup);
  check(bytes.length >= 48, 'backup: too short');
  const end = bytes.length - 32;
  check(equal(await sha256(bytes.slice(0, end)), bytes.slice(end)), 'backup: digest');
  const read = fields(bytes, 'backup');
  read.literal('FEDZKKC1');
  const [headLength, count] = [read.uint(4), read.uint(4)];
  const head = read.take(headLength);
  const generation = hex(head.slice(28, 36));
  const { k, bucketHashes } = parseHead(head, BigInt(`0x${generation}`));
  check(bucketHashes.length === 2 ** k, 'head: k');
  const objects = new Map([[`h/${generation}`, head]]);
  for (const [number, hash] of bucketHashes.entries()) {
    if (isZero(hash)) continue;
    objects.set(`b/${hex(uint(number, 1))}-${hex(hash.slice(0, 16))}`, read.take(read.uint(4)));
  }
  check(objects.size === 1 + count, 'backup: number of buckets');
  read.take(32);
  read.end();
  return objects;
}

// ---- the head

function latestHead(objects: ReadonlyMap<string, Uint8Array>): [Bytes, bigint] {
  const names = [...objects.keys()].filter((name) => /^h\/00[01][0-9a-f]{13}$/.test(name)).sort();
  const name = names.at(-1);
  const bytes = name && objects.get(name);
  check(name && bytes, 'head: missing');
  return [copy(bytes), BigInt(`0x${name.slice(2)}`)];
}

function parseHead(bytes: Bytes, generation: bigint) {
  check(bytes.length <= 65_536, 'head: too long');
  const read = fields(bytes, 'head');
  read.literal('FEDZKKH1');
  check(read.uint(1) === 1, 'head: suite');
  const flags = read.uint(1);
  check(flags <= 3, 'head: flags');
  const k = read.uint(1);
  check(k === 0 || k === 4 || k === 8, 'head: k');
  read.zero(1);
  const storeId = read.take(16);
  check(read.u64() === generation, 'head: generation');
  read.u64(); // The time of the commit: nothing depends on it.
  const previous = read.take(32);
  check(generation > 0n || isZero(previous), 'head: previous hash');
  const rootCommitment = read.take(32);
  const entryCount = read.uint(4);
  const [n, m] = [read.uint(1), read.uint(1)];
  check(n >= 1 && n <= 16, 'head: number of slots');
  check(m >= 1 && m <= 64, 'head: number of master keys');
  read.zero(2);
  const nameKey = read.take(112);
  const slots = Array.from({ length: n }, () => parseSlot(read));
  const masterKeys = Array.from({ length: m }, () => parseMasterKey(read));
  check(isAscending(masterKeys.map(({ id }) => uint(id, 4))), 'head: order of master keys');
  const primaries = masterKeys.filter(({ status }) => status === PRIMARY);
  check(primaries.length === 1 && primaries[0] === masterKeys.at(-1), 'head: one primary');
  const bucketHashes = Array.from({ length: 2 ** k }, () => read.take(32));
  const authenticated = bytes.slice(0, read.at());
  const mac = read.take(32);
  read.end();
  const needsAnchor = (flags & 1) !== 0;
  const ended = (flags & 2) !== 0;
  check(!ended || (k === 0 && entryCount === 0 && bucketHashes.every(isZero)), 'head: flags');
  const lists = { slots, masterKeys, bucketHashes };
  return {
    bytes,
    needsAnchor,
    ended,
    k,
    storeId,
    generation,
    previous,
    rootCommitment,
    entryCount,
    nameKey,
    ...lists,
    authenticated,
    mac,
  };
}

function parseSlot(read: Fields) {
  const [id, type] = [read.take(16), read.uint(1)];
  read.zero(1);
  const [parameterLength, wrappedLength] = [read.uint(2), read.uint(2)];
  const [parameters, wrapped] = [read.take(parameterLength), read.take(wrappedLength)];
  if (type === PROVIDER) {
    check(parameterLength >= 1 && parameterLength <= 255, 'slot: parameters');
    text(parameters, 'slot: UTF-8');
    check(wrappedLength >= 1 && wrappedLength <= 1024, 'slot: wrapped key');
  } else {
    check(type === PBKDF2 || type === ARGON2ID || type === RAW, 'slot: type');
    check(parameterLength === (type === PBKDF2 ? 36 : type === ARGON2ID ? 41 : 0), 'slot: parameters');
    check(wrappedLength === 112, 'slot: wrapped key');
  }
  return { id, type, parameters, wrapped };
}

function parseMasterKey(read: Fields) {
  const [id, status] = [read.uint(4), read.uint(1)];
  check(status >= 1 && status <= 3, 'master key: status');
  read.zero(3);
  const [created, wrapped] = [read.u64(), read.take(112)];
  check(status !== DESTROYED || isZero(wrapped), 'master key: destroyed, but there');
  return { id, status, created, wrapped };
}

// ---- from an unlocker to the root key

function costOf({ type, parameters }: Slot): { readonly iterations: number } & Argon2Cost {
  const read = fields(parameters.slice(32), 'slot');
  const iterations = type === PBKDF2 ? read.uint(4) : 0;
  const [memory, passes, lanes] = type === ARGON2ID ? [read.uint(4), read.uint(4), read.uint(1)] : [0, 0, 0];
  return { iterations, memory, passes, lanes };
}

/** Of all slots, before any KDF runs. */
function checkLimits(slots: readonly Slot[]): void {
  let [sumOfIterations, sumOfMemory] = [0, 0];
  for (const slot of slots) {
    const { iterations, memory, passes, lanes } = costOf(slot);
    if (slot.type === PBKDF2) check(iterations >= 100_000 && iterations <= 10_000_000, 'limits: iterations');
    if (slot.type === ARGON2ID) {
      check(lanes >= 1 && lanes <= 16, 'limits: lanes');
      check(passes >= 1 && passes <= 16, 'limits: passes');
      check(memory >= 8 * lanes && memory <= 1_048_576, 'limits: memory');
      check(memory * passes <= 4_194_304, 'limits: memory times passes');
    }
    sumOfIterations += iterations;
    sumOfMemory += memory * passes;
  }
  check(sumOfIterations <= 10_000_000, 'limits: sum of iterations');
  check(sumOfMemory <= 4_194_304, 'limits: sum of memory times passes');
  check(new Set(slots.map(({ id }) => hex(id))).size === slots.length, 'head: two slots of one id');
}

/** From the first slot that the unlocker opens. */
async function unlockRoot(head: Head, unlock: Unlock, argon2id: Argon2id): Promise<Bytes> {
  const context = contextsOf(head.storeId);
  for (const slot of head.slots) {
    const kek = await kekOf(slot, unlock, argon2id);
    if (kek === undefined) continue;
    const rootKey = await openSeal(
      kek,
      context('slot', slot.id, uint(slot.type, 1), slot.parameters),
      slot.wrapped,
      32,
    ).catch(() => undefined);
    if (rootKey !== undefined) return rootKey;
  }
  throw new Error('no slot opens');
}

async function kekOf(slot: Slot, unlock: Unlock, argon2id: Argon2id): Promise<Bytes | undefined> {
  if ('key' in unlock) return slot.type === RAW ? copy(unlock.key) : undefined;
  const salt = slot.parameters.slice(0, 32);
  const { iterations, ...cost } = costOf(slot);
  if (slot.type === ARGON2ID) return copy(await argon2id(unlock.passphrase, salt, cost));
  if (slot.type !== PBKDF2) return undefined;
  const key = await crypto.subtle.importKey('raw', copy(unlock.passphrase), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256),
  );
}

async function checkAnchor({ bytes, needsAnchor, generation, previous }: Head, anchor?: Anchor): Promise<void> {
  check(!needsAnchor || anchor !== undefined, 'anchor: needed');
  if (anchor === undefined) return;
  check(generation >= anchor.generation, 'anchor: rollback');
  if (generation === anchor.generation) check(equal(await sha256(bytes), anchor.hash), 'anchor: another head');
  if (generation === anchor.generation + 1n) check(equal(previous, anchor.hash), 'anchor: another previous head');
}

// ---- buckets and entries

async function parseBucket(bytes: Bytes, head: Head, number: number, hash: Bytes) {
  const read = fields(bytes, 'bucket');
  read.take(44);
  const c = read.uint(4);
  read.take(52 * c);
  check(equal(await sha256(bytes.slice(0, read.at())), hash), 'bucket: hash');

  const again = fields(bytes, 'bucket');
  again.literal('FEDZKKB1');
  check(equal(again.take(16), head.storeId), 'bucket: store id');
  again.take(16);
  check(again.uint(1) === number, 'bucket: number');
  check(again.uint(1) === head.k, 'bucket: k');
  again.zero(2);
  check(again.uint(4) >= 1, 'bucket: number of rows');
  const rows = Array.from({ length: c }, () => ({ tag: again.take(16), length: again.uint(4), hash: again.take(32) }));
  check(isAscending(rows.map(({ tag }) => tag)), 'bucket: order of rows');
  check(
    rows.every(({ tag: [first = 0] }) => first >> (8 - head.k) === number),
    'bucket: a tag of another bucket',
  );
  const entries = [];
  for (const row of rows) {
    check(row.length <= 1_048_576, 'entry: too long');
    const entry = again.take(row.length);
    check(equal(await sha256(entry), row.hash), 'entry: hash');
    entries.push({ tag: row.tag, bytes: entry });
  }
  again.end();
  return entries;
}

async function openEntry(bytes: Bytes, context: Contexts, masterKeys: ReadonlyMap<number, Bytes>) {
  const read = fields(bytes, 'entry');
  read.literal('FKE1');
  check(read.uint(1) === 1, 'entry: suite');
  const kind = KINDS[read.uint(1)];
  check(kind !== undefined, 'entry: kind');
  const flags = read.uint(2);
  check(flags <= 1, 'entry: flags');
  read.take(16);
  const version = read.u64();
  check(version >= 1n, 'entry: version');
  const masterKey = read.uint(4);
  const key = masterKeys.get(masterKey);
  check(key !== undefined, 'entry: no such master key');
  const dataKey = await openSeal(key, context('dek', bytes.slice(0, 36)), read.take(112), 32);
  const payload = await openSeal(dataKey, context('entry', bytes.slice(0, 32)), bytes.slice(148));

  const inside = fields(payload, 'payload');
  const length = inside.uint(4);
  check(length <= 65_536, 'metadata: too long');
  const metadata = parseMetadata(inside.take(length));
  const older = metadata.versions.map(({ bytes: length }) => inside.take(length));
  check((metadata.versions.at(-1)?.version ?? 0) < version, 'metadata: versions');
  const secret = payload.slice(inside.at());
  check(isLength(kind, secret.length), 'secret: length');
  const { name } = metadata.value;
  return {
    name,
    entry: { kind, version, exportable: flags === 1, metadata: metadata.value, secret, older, masterKey },
  };
}

const isLength = (kind: unknown, length: unknown): boolean =>
  kind === 'opaque' ? isInteger(length) && length >= 1 && length <= 65_536 : length === 32;

type OlderVersion = { readonly version: number; readonly bytes: number };
type Metadata = Record<string, unknown> & { readonly name: string };

function parseMetadata(bytes: Bytes): { readonly value: Metadata; readonly versions: readonly OlderVersion[] } {
  const json = text(bytes, 'metadata: UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('metadata: JSON');
  }
  check(isObject(value), 'metadata: an object');
  const {
    name,
    created,
    purpose = '',
    owner = '',
    expires = 0,
    hold = true,
    metadata = {},
    versions,
    ...others
  } = value;
  check(typeof name === 'string' && name === name.normalize('NFC') && !/\p{Surrogate}/u.test(name), 'metadata: name');
  check(name.length >= 1 && utf8(name).length <= 255, 'metadata: name');
  check(isTime(created) && isTime(expires), 'metadata: a time');
  check(typeof purpose === 'string' && typeof owner === 'string', 'metadata: a string');
  check(hold === true && isObject(metadata), 'metadata: hold or metadata');
  check(Object.keys(others).length === 0, 'metadata: another member');
  check(JSON.stringify(value) === json, 'metadata: another text');
  return { value: { ...value, name }, versions: versions === undefined ? [] : parseVersions(versions) };
}

function parseVersions(list: unknown): OlderVersion[] {
  check(Array.isArray(list) && list.length > 0, 'metadata: versions');
  let before = 0;
  return list.map((one: unknown) => {
    check(isObject(one), 'metadata: versions');
    const { version, created, kind, exportable = true, bytes, ...others } = one;
    check(isInteger(version) && version > before && isTime(created), 'metadata: versions');
    check(
      KINDS.some((known) => known !== undefined && known === kind),
      'metadata: versions',
    );
    check(exportable === true && isInteger(bytes) && isLength(kind, bytes), 'metadata: versions');
    check(Object.keys(others).length === 0, 'metadata: versions');
    before = version;
    return { version, bytes };
  });
}

// ---- cseal and its parts

type Contexts = ReturnType<typeof contextsOf>;

function contextsOf(storeId: Bytes) {
  return (label: string, ...rest: Bytes[]): Bytes =>
    concat(utf8('fedzk/keys/v1'), uint(1, 1), storeId, utf8(`${label}\0`), ...rest);
}

/** Opens `cseal(key, context, P)`. `length` is P's, where it is known. */
export async function openSeal(key: Bytes, context: Bytes, sealed: Bytes, length?: number): Promise<Bytes> {
  check(sealed.length >= 80 && (length === undefined || sealed.length === length + 80), 'cseal: length');
  const [salt, commitment, box] = [sealed.slice(0, 32), sealed.slice(32, 64), sealed.slice(64)];
  const okm = await hkdf(key, salt, concat(utf8('fedzk/keys/v1/cseal\0'), await sha256(context)), 64);
  check(equal(okm.slice(32), commitment), 'cseal: commitment');
  const aes = await crypto.subtle.importKey('raw', okm.slice(0, 32), 'AES-GCM', false, ['decrypt']);
  const parameters = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: context };
  return crypto.subtle.decrypt(parameters, aes, box).then(
    (plain) => new Uint8Array(plain),
    () => Promise.reject(new Error('cseal: tag')),
  );
}

async function hkdf(ikm: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 8 * length));
}

async function hmac(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

// ---- bytes

type Fields = ReturnType<typeof fields>;

/** Takes fields one after another; `what` is for the reasons. */
function fields(bytes: Bytes, what: string) {
  let at = 0;
  const take = (length: number): Bytes => {
    check(at + length <= bytes.length, `${what}: too short`);
    at += length;
    return bytes.slice(at - length, at);
  };
  const u64 = (): bigint => BigInt(`0x${hex(take(8))}`);
  return {
    take,
    u64,
    uint: (length: 1 | 2 | 4): number => Number(`0x${hex(take(length))}`),
    zero: (length: number): void => check(isZero(take(length)), `${what}: not zero`),
    literal: (value: string): void => check(equal(take(value.length), utf8(value)), `${what}: magic`),
    at: (): number => at,
    end: (): void => check(at === bytes.length, `${what}: bytes left over`),
  };
}

function check(holds: unknown, reason: string): asserts holds {
  if (!holds) throw new Error(reason);
}

/** In a time that depends on the lengths alone. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.reduce((difference, byte, i) => difference | (byte ^ (b[i] ?? 0)), 0) === 0;
}

function isZero(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Strictly, of byte strings of one length. */
function isAscending(list: readonly Bytes[]): boolean {
  return list.every((bytes, i) => i === 0 || hex(list[i - 1] ?? bytes) < hex(bytes));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function copy(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

function concat(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function utf8(value: string): Bytes {
  return copy(new TextEncoder().encode(value));
}

/** A byte order mark stays, as in any text it is a character. */
function text(bytes: Bytes, reason: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(reason);
  }
}

function hex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function uint(value: number | bigint, length: number): Bytes {
  return Uint8Array.from(
    value
      .toString(16)
      .padStart(2 * length, '0')
      .match(/../g) ?? [],
    (pair) => Number(`0x${pair}`),
  );
}
