import {
  HASH_BYTES,
  KEPT_HEADS,
  MAC_BYTES,
  MOST_BACKUP_BYTES,
  MOST_MASTERS,
  MOST_SLOTS,
  OtherHead,
  bucketName,
  checkBackend,
  damagedBackup,
  drops,
  generationOf,
  headName,
  masterHead,
  problemOf,
  problemOfAll,
  readBackup,
  readHead,
  slotParameters,
  writeBackup,
  writeHead
} from "./chunk-QVJWYDT2.js";
import {
  DEK_HEAD_BYTES,
  ENTRY_ID_BYTES,
  KEY_BYTES,
  KEY_KINDS,
  MOST_METADATA_BYTES,
  MOST_OPAQUE_BYTES,
  PAYLOAD_HEAD_BYTES,
  argon2id,
  asOptions,
  checkInteger,
  committing,
  fitsKind,
  isTime,
  packing,
  readEntry,
  readMetadata,
  requireBytes,
  requireName,
  secretBytes,
  secretDerive,
  secretDeriveBytes,
  secretFree,
  secretHmac,
  secretHmacVerify,
  secretJoin,
  secretLength,
  secretNew,
  secretOpen,
  secretOpenBytes,
  secretOpenPayload,
  secretPart,
  secretPbkdf2,
  secretReseal,
  secretSeal,
  secretSealBytes,
  secretSealPayload,
  sha256,
  unexpected,
  writeEntryHead,
  writeMetadata
} from "./chunk-OYAE5STL.js";
import {
  LABELS,
  NotAuthentic,
  Reader,
  SEE_VERIFY,
  STORE_ID_BYTES,
  WRAPPED_KEY_BYTES,
  Writer,
  compareBytes,
  damaged,
  dekContext,
  masterContext,
  nameContext,
  payloadContext,
  sameBytes,
  sameSecret,
  slotContext,
  utf8
} from "./chunk-4FXU3YWI.js";

// src/backends/memory.ts
import { copyBytes } from "@fedzk/core";
function memoryBackend() {
  const objects = /* @__PURE__ */ new Map();
  const write = (name, bytes) => {
    objects.set(name, { bytes: copyBytes(bytes), since: Date.now() });
  };
  const newest = () => Math.max(-1, ...[...objects.keys()].map(generationOf).filter((generation) => generation !== void 0));
  return {
    async readHead() {
      const generation = newest();
      const head = objects.get(headName(generation));
      return head && { generation, bytes: copyBytes(head.bytes) };
    },
    async commitHead(generation, bytes, first = generation === 0) {
      if (newest() !== (first ? -1 : generation - 1)) return "conflict";
      write(headName(generation), bytes);
      objects.delete(headName(generation - KEPT_HEADS));
      return "ok";
    },
    async get(name) {
      const object = objects.get(name);
      return object && copyBytes(object.bytes);
    },
    async put(written) {
      for (const { name, bytes } of written) write(name, bytes);
    },
    async delete(names) {
      for (const name of names) objects.delete(name);
    },
    async list() {
      return [...objects].map(([name, { since }]) => ({ name, age: Date.now() - since }));
    }
  };
}

// src/envelope.ts
import { FedzkError } from "@fedzk/core";
var NOTHING = new Uint8Array(0);
function sealEnvelope(vault, key, plaintext, aad = NOTHING) {
  return vault.seal(key, requireBytes(aad, "aad"), requireBytes(plaintext, "plaintext"));
}
function tryOpenEnvelope(vault, key, sealed, aad = NOTHING) {
  return vault.open(key, requireBytes(aad, "aad"), requireBytes(sealed, "sealed"));
}
function notAuthentic() {
  return new FedzkError(
    "not-authentic",
    'The message does not open: it was sealed with another key or for another "aad", or was changed.'
  );
}
function seal(key, plaintext, aad) {
  return committing.seal(key, plaintext, aad);
}
function open(key, sealed, aad) {
  return committing.open(key, sealed, aad);
}

// src/store/handle.ts
import { FedzkError as FedzkError3 } from "@fedzk/core";

// src/store/versions.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";
function versionsOf({ kind, exportable, version, metadata }, bytes) {
  let at = 0;
  const older = (metadata.versions ?? []).map((one) => {
    const placed = { ...one, exportable: one.exportable === true, at };
    at += one.bytes;
    return placed;
  });
  return { older, newest: { version, created: metadata.created, kind, exportable, at, bytes: bytes - at } };
}
function toldOf({ older, newest }) {
  return [...older, newest].map(({ version, created, kind, exportable }) => ({ version, created, kind, exportable }));
}
function findVersion({ older, newest }, version, name) {
  const all = [...older, newest];
  const found = all.find((one) => one.version === version);
  if (found !== void 0) return found;
  const there = all.map((one) => one.version).join(", ");
  throw new FedzkError2("not-found", `The key "${name}" has no version ${version}; it has: ${there}.`);
}

// src/store/handle.ts
function infoOf(entry, bytes, version) {
  const versions = versionsOf(entry, bytes);
  const { kind, exportable, version: number, created } = version ?? versions.newest;
  const { name, expires, versions: _, ...rest } = entry.metadata;
  return {
    id: name,
    kind,
    exportable,
    version: number,
    ...rest,
    created,
    ...expires !== void 0 && { expiresAt: expires },
    versions: toldOf(versions)
  };
}
function handleOf(vault, { secret, ...entry }, version, tellExport) {
  try {
    const bytes = vault.lengthOf(secret);
    const versions = versionsOf(entry, bytes);
    const { older, newest } = versions;
    const one = version === void 0 ? newest : findVersion(versions, version, entry.metadata.name);
    const info = infoOf(entry, bytes, one);
    if (older.length === 0) return new KeyHandle(vault, { key: secret }, info, tellExport);
    const key = vault.part(secret, one.at, one.bytes);
    if (version === void 0) return new KeyHandle(vault, { key, all: secret, older }, info, tellExport);
    vault.free(secret);
    return new KeyHandle(vault, { key }, info, tellExport);
  } catch (error) {
    vault.free(secret);
    throw error;
  }
}
var KeyHandle = class {
  info;
  #vault;
  #tellExport;
  #keys;
  /** @internal */
  constructor(vault, keys, info, tellExport) {
    this.#vault = vault;
    this.#keys = keys;
    this.#tellExport = tellExport;
    this.info = info;
    vault.freeWith(this, ...handlesOf(keys));
  }
  get id() {
    return this.info.id;
  }
  /** What the user keeps with the key. */
  get metadata() {
    return this.info.metadata ?? {};
  }
  /**
   * Seals a message with an `aes-256` key: 80 bytes more than it has. It opens with this key and this `aad` only.
   *
   * @param aad what the message belongs to; not in the result
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  seal(plaintext, aad) {
    return sealEnvelope(this.#vault, this.#use("aes-256", "seal").key, plaintext, aad);
  }
  /**
   * Opens what `seal` gave, with whichever version of the key sealed it. A sealed message commits to its key, so a
   * version that did not seal it never opens it.
   *
   * @throws {FedzkError} `not-authentic`: sealed with another key, a version that was retired, or another `aad`, or
   *   changed; `unsupported`; `disposed`
   */
  open(sealed, aad) {
    const opened = this.#tryVersions("aes-256", (key) => tryOpenEnvelope(this.#vault, key, sealed, aad));
    if (opened !== void 0) return opened;
    throw notAuthentic();
  }
  /**
   * HMAC-SHA256 (RFC 2104) with an `hmac-sha256` key: 32 bytes.
   *
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  sign(message) {
    return this.#vault.mac(this.#use("hmac-sha256", "sign").key, requireBytes(message, "message"));
  }
  /** Whether `sign` gave this for the message, with whichever version of the key; in constant time for each. */
  verify(message, signature) {
    const [bytes, mac] = [requireBytes(message, "message"), requireBytes(signature, "signature")];
    return this.#tryVersions("hmac-sha256", (key) => this.#vault.verifyMac(key, bytes, mac) || void 0) === true;
  }
  /**
   * The key's bytes, where it was put as exportable. They are the caller's to wipe. The audit log is told before they
   * leave; `KeyStore.export` also waits until it has kept the event.
   *
   * @throws {FedzkError} `not-exportable`; `disposed`
   */
  exportRaw() {
    const { key } = this.#use();
    if (!this.info.exportable) {
      throw new FedzkError3(
        "not-exportable",
        `The key "${this.id}" was not put as exportable; put it again with { exportable: true, replace: true }.`
      );
    }
    this.#tellExport(this.info);
    return this.#vault.exportKey(key);
  }
  /** Wipes the key from memory. */
  [Symbol.dispose]() {
    if (this.#keys !== void 0) this.#vault.freeOwned(this, ...handlesOf(this.#keys));
    this.#keys = void 0;
  }
  /** What the first version of a kind gives that gives anything, from the newest back. */
  #tryVersions(kind, attempt) {
    const { key, all, older = [] } = this.#use(kind);
    const found = attempt(key);
    if (found !== void 0 || all === void 0) return found;
    for (const place of [...older].reverse()) {
      if (place.kind !== kind) continue;
      const part = this.#vault.part(all, place.at, place.bytes);
      try {
        const found2 = attempt(part);
        if (found2 !== void 0) return found2;
      } finally {
        this.#vault.free(part);
      }
    }
    return void 0;
  }
  #use(kind, verb) {
    if (this.#keys === void 0 || !this.#vault.has(this.#keys.key)) {
      throw new FedzkError3("disposed", `The key "${this.id}" was disposed of, or its store locked; get it again.`);
    }
    if (kind !== void 0 && kind !== this.info.kind) {
      throw new FedzkError3("unsupported", `The key "${this.id}" is of kind ${this.info.kind}; this needs ${kind}.`);
    }
    if (verb !== void 0) this.#requireActive(verb);
    return this.#keys;
  }
  #requireActive(verb) {
    const { expiresAt, version, versions } = this.info;
    const newest = versions.at(-1)?.version ?? version;
    if (version !== newest) {
      throw new FedzkError3(
        "expired",
        `Version ${version} of the key "${this.id}" may no longer ${verb}, since there is version ${newest}: get that one.`
      );
    }
    if (expiresAt === void 0 || Date.now() < expiresAt) return;
    const when = new Date(expiresAt).toISOString();
    throw new FedzkError3(
      "expired",
      `The key "${this.id}" expired at ${when}: it may no longer ${verb}; replace it, or update it, with another "expiresAt".`
    );
  }
};
function handlesOf({ key, all }) {
  return all === void 0 ? [key] : [key, all];
}

// src/store/key-store.ts
import { describe as describe6, FedzkError as FedzkError19, toHex as toHex7 } from "@fedzk/core";

// src/backup/make.ts
import { FedzkError as FedzkError5, toHex } from "@fedzk/core";

// src/format/bucket.ts
var TAG_BYTES = 16;
var NONCE_BYTES = 16;
var MAGIC = utf8("FEDZKKB1");
var HEAD_BYTES = 48;
var ROW_BYTES = TAG_BYTES + 4 + HASH_BYTES;
var MOST_ENTRY_BYTES = 1048576;
function mostBucketBytes(entries) {
  return HEAD_BYTES + entries * (ROW_BYTES + MOST_ENTRY_BYTES);
}
function bucketOf(tag, bits) {
  return (tag[0] ?? 0) >> 8 - bits;
}
function writeBucket({ storeId, number, bits }, nonce, rows) {
  const sorted = [...rows].sort((a, b) => compareBytes(a.tag, b.tag));
  const hashed = HEAD_BYTES + ROW_BYTES * sorted.length;
  const writer = new Writer(sorted.reduce((length, { entry }) => length + entry.length, hashed));
  writer.put(MAGIC).put(storeId).put(nonce).u8(number).u8(bits).skip(2).u32(sorted.length);
  for (const { tag, hash, entry } of sorted) writer.put(tag).u32(entry.length).put(hash);
  for (const { entry } of sorted) writer.put(entry);
  return { bytes: writer.bytes, hashed };
}
function hashedBytes(bytes) {
  if (bytes.length < HEAD_BYTES) return HEAD_BYTES;
  return HEAD_BYTES + ROW_BYTES * new DataView(bytes.buffer, bytes.byteOffset).getUint32(HEAD_BYTES - 4);
}
function readBucket({ storeId, number, bits }, bytes) {
  const reader = new Reader(bytes, `bucket ${number}`);
  reader.expect(MAGIC, "name of its format");
  reader.expect(storeId, "store");
  reader.take(NONCE_BYTES);
  if (reader.u8() !== number) reader.fail("it has another number");
  if (reader.u8() !== bits) reader.fail("it is of a store with more or fewer buckets");
  reader.zeros(2);
  const count = reader.u32();
  if (count < 1 || count * ROW_BYTES > bytes.length) reader.fail("it has no rows, or more than it has room for");
  const table = Array.from({ length: count }, () => ({
    tag: reader.take(TAG_BYTES),
    length: reader.u32(),
    hash: reader.take(HASH_BYTES)
  }));
  table.forEach(({ tag, length }, i) => {
    const before = table[i - 1]?.tag;
    if (before !== void 0 && compareBytes(before, tag) >= 0) reader.fail("its rows are out of order");
    if (bucketOf(tag, bits) !== number) reader.fail("it has a row of another bucket");
    if (length > MOST_ENTRY_BYTES) reader.fail("it has an entry that is too long");
  });
  const rows = table.map(({ tag, length, hash }) => ({ tag, hash, entry: reader.take(length) }));
  reader.end();
  return rows;
}

// src/store/state.ts
import { concat, FedzkError as FedzkError4 } from "@fedzk/core";
function shapeOf({ generation, bytes }) {
  const head = readHead(bytes);
  if (head.generation !== generation)
    throw damaged("head", `it is of generation ${head.generation}, not ${generation}`);
  return head;
}
function isAuthentic(vault, mac, bytes) {
  return sameSecret(vault.mac(mac, bytes.subarray(0, -MAC_BYTES)), bytes.subarray(-MAC_BYTES));
}
function sealHead(vault, mac, head) {
  const bytes = writeHead(head);
  return concat(bytes, vault.mac(mac, bytes));
}
function tagOf(vault, { names }, name) {
  return vault.mac(names, utf8(name)).slice(0, TAG_BYTES);
}
function newBucket(vault, storeId, number, bits, rows) {
  if (rows.length === 0) return void 0;
  const nonce = vault.randomBytes(NONCE_BYTES);
  const { bytes, hashed } = writeBucket({ storeId, number, bits }, nonce, rows);
  const hash = vault.sha256(bytes.subarray(0, hashed));
  return { name: bucketName(number, hash), bytes, hash, rows };
}
var NO_BUCKET = new Uint8Array(HASH_BYTES);
function bucketNames({ buckets }) {
  return buckets.flatMap((hash, number) => isEmpty(hash) ? [] : [bucketName(number, hash)]);
}
function isEmpty(hash) {
  return sameBytes(hash, NO_BUCKET);
}
var Gone = class extends Error {
};
function missing({ message }) {
  return new FedzkError4("damaged", `The key store is damaged: ${message} is missing. Restore it from a backup.`);
}
var MOST_CACHED_BYTES = 16 * 2 ** 20;
var Buckets = class {
  #backend;
  #vault;
  #cached = /* @__PURE__ */ new Map();
  #cachedBytes = 0;
  /** Rows whose entries were compared with their hashes. They never change. */
  #compared = /* @__PURE__ */ new WeakSet();
  /** Rows of buckets that are not written yet, by what stands for their hash. */
  #drafts = /* @__PURE__ */ new WeakMap();
  constructor(backend2, vault) {
    this.#backend = backend2;
    this.#vault = vault;
  }
  /**
   * The rows of a bucket, whose hash is right. Their entries are not compared with their hashes yet.
   *
   * @throws {Gone} and {FedzkError} `damaged`
   */
  async rows({ storeId, bucketBits: bits, buckets, entries }, number) {
    const hash = buckets[number] ?? NO_BUCKET;
    const draft = this.#drafts.get(hash);
    if (draft !== void 0) return draft;
    if (isEmpty(hash)) return [];
    const name = bucketName(number, hash);
    const cached = this.#cached.get(name);
    if (cached !== void 0) return cached.rows;
    const bytes = await this.#backend.get(name, mostBucketBytes(entries));
    if (bytes === void 0) throw new Gone(name);
    const hashed = hashedBytes(bytes);
    if (hashed > bytes.length || !sameBytes(this.#vault.sha256(bytes.subarray(0, hashed)), hash)) {
      throw damaged(`bucket ${number}`, "its hash is not the one in the head");
    }
    const rows = readBucket({ storeId, number, bits }, bytes);
    this.keep(name, rows);
    return rows;
  }
  /** What stands for the hash of a bucket of these rows in a head that is not written yet. */
  draft(rows) {
    const hash = new Uint8Array(HASH_BYTES);
    this.#drafts.set(hash, rows);
    return hash;
  }
  /** The entry of a row. */
  entryOf(row) {
    const { entry, hash } = row;
    if (this.#compared.has(row)) return entry;
    if (sameBytes(this.#vault.sha256(entry), hash)) {
      this.#compared.add(row);
      return entry;
    }
    throw new NotAuthentic("entry", "its hash is not the one in its bucket");
  }
  /** A row for an entry. */
  rowOf(tag, entry) {
    const row = { tag, hash: this.#vault.sha256(entry), entry };
    this.#compared.add(row);
    return row;
  }
  /** The row of a tag, if there is one. */
  async find(head, tag) {
    const rows = await this.rows(head, bucketOf(tag, head.bucketBits));
    return rows.find((row) => sameBytes(row.tag, tag));
  }
  clear() {
    this.#cached.clear();
    this.#cachedBytes = 0;
  }
  /** Keeps the rows of a bucket, in the place of those that were kept first. */
  keep(name, rows) {
    const size = rows.reduce((sum, { entry }) => sum + entry.length, 0);
    this.forget(name);
    this.#cached.set(name, { rows, size });
    this.#cachedBytes += size;
    for (const oldest of this.#cached.keys()) {
      if (this.#cachedBytes <= MOST_CACHED_BYTES) break;
      this.forget(oldest);
    }
  }
  /** Drops a bucket that is no longer any head's. */
  forget(name) {
    this.#cachedBytes -= this.#cached.get(name)?.size ?? 0;
    this.#cached.delete(name);
  }
};
function refuseRollback(head, hash, known) {
  const { generation, previous, rootCommitment } = head;
  const older = generation < known.generation;
  const other = generation === known.generation && !sameBytes(hash, known.hash);
  const unrelated = generation === known.generation + 1 && !sameBytes(previous, known.hash);
  const rooted = known.roots.some((root) => sameBytes(root, rootCommitment));
  if (!older && !other && !unrelated && rooted) return;
  throw new FedzkError4(
    "rolled-back",
    `The key store, of generation ${generation}, does not follow from what is known of generation ${known.generation}: an older or another state was put in its place.`
  );
}
function anchorOf({ head, hash }, ...roots) {
  return { generation: head.generation, hash, roots: [head.rootCommitment, ...roots] };
}

// src/backup/make.ts
async function makeBackup(core) {
  const read = /* @__PURE__ */ new Map();
  return core.read(async (state) => {
    const buckets = await readBuckets(core, state.head, read);
    const bytes = writeBackup(headBytes(core, state), buckets, (content) => core.vault.sha256(content));
    if (bytes.length > MOST_BACKUP_BYTES) {
      throw new FedzkError5(
        "unsupported",
        `A backup has at most ${MOST_BACKUP_BYTES} bytes; this one has ${bytes.length}.`
      );
    }
    const { generation, entries } = state.head;
    return {
      bytes,
      receipt: { storeId: core.storeId, generation, head: toHex(state.hash), entries, length: bytes.length }
    };
  });
}
function headBytes({ vault, keys }, { head, hash }) {
  const bytes = sealHead(vault, keys.mac, head);
  if (sameBytes(vault.sha256(bytes), hash)) return bytes;
  throw damaged("head", "it is not as this version writes it");
}
async function readBuckets(core, head, read) {
  const names = bucketNames(head);
  for (const name of read.keys()) if (!names.includes(name)) read.delete(name);
  for (const name of names) if (!read.has(name)) read.set(name, await readBucketOf(core, head, name));
  return names.map((name) => read.get(name) ?? new Uint8Array(0));
}
async function readBucketOf({ backend: backend2, vault }, head, name) {
  const bytes = await backend2.get(name);
  if (bytes === void 0) throw new Gone(name);
  const number = Number.parseInt(name.slice(2, 4), 16);
  const hashed = hashedBytes(bytes);
  const hash = head.buckets[number];
  if (hash === void 0 || hashed > bytes.length || !sameBytes(vault.sha256(bytes.subarray(0, hashed)), hash)) {
    throw damaged(`bucket ${number}`, "its hash is not the one in the head");
  }
  const rows = readBucket({ storeId: head.storeId, number, bits: head.bucketBits }, bytes);
  for (const [i, row] of rows.entries()) {
    if (!sameBytes(vault.sha256(row.entry), row.hash))
      throw damaged(`bucket ${number}, entry ${i}`, "its hash is wrong");
  }
  return bytes;
}

// src/backup/restore.ts
import { byteLength, describe, FedzkError as FedzkError7 } from "@fedzk/core";

// src/vault.ts
import { FedzkError as FedzkError6 } from "@fedzk/core";
var KEY_BYTES2 = 32;
var RANDOM_BYTES = 32;
var HASH_BYTES2 = 32;
var SEAL_BYTES = 80;
var SEAL_HEAD_BYTES = 64;
var OK = 0;
var REFUSED = 0;
var FULL = 4294967295;
var MISUSE = 4294967294;
var dropped = typeof FinalizationRegistry === "undefined" ? void 0 : new FinalizationRegistry((free) => free());
var Vault = class {
  #keys = /* @__PURE__ */ new Set();
  #closed = false;
  constructor() {
    const keys = this.#keys;
    dropped?.register(this, () => freeAll(keys), this);
  }
  /** Frees keys some time after an object, which must not be reachable from them, was collected as garbage. */
  freeWith(owner, ...owned) {
    const keys = this.#keys;
    const free = () => {
      for (const key of owned) freeOf(keys, key);
    };
    dropped?.register(owner, free, owner);
  }
  /** Frees keys now that `freeWith` tied to their owner. */
  freeOwned(owner, ...owned) {
    dropped?.unregister(owner);
    for (const key of owned) this.free(key);
  }
  /** Copies a key in. */
  importKey(bytes) {
    return this.#keep(
      packing(bytes.length, (buffer) => {
        buffer.put(bytes);
        return secretNew(bytes.length);
      })
    );
  }
  /** 32 bytes of the platform's generator, drawn into the module's memory. */
  randomKey() {
    return this.#keep(
      packing(KEY_BYTES2, (buffer) => {
        buffer.random(KEY_BYTES2);
        return secretNew(KEY_BYTES2);
      })
    );
  }
  /** Random bytes that are no secret. */
  randomBytes(length) {
    return packing(length, (buffer) => {
      buffer.random(length);
      return buffer.take(0, length);
    });
  }
  /** PBKDF2-HMAC-SHA256 of a passphrase. */
  pbkdf2(passphrase, salt, iterations) {
    return this.#keep(
      packing(passphrase.length + salt.length, (buffer) => {
        buffer.put(passphrase);
        buffer.put(salt);
        return secretPbkdf2(passphrase.length, salt.length, iterations);
      })
    );
  }
  /** HKDF-SHA256 to another key of 32 bytes. */
  deriveKey(key, salt, info) {
    return this.#keep(
      packing(salt.length + info.length, (buffer) => {
        buffer.put(salt);
        buffer.put(info);
        return secretDerive(key, salt.length, info.length);
      })
    );
  }
  /** HKDF-SHA256 to bytes that are no secret. */
  derive(key, salt, info, length) {
    return packing(Math.max(salt.length + info.length, length), (buffer) => {
      buffer.put(salt);
      buffer.put(info);
      requireOk(secretDeriveBytes(key, salt.length, info.length, length));
      return buffer.take(0, length);
    });
  }
  /** HMAC-SHA256. */
  mac(key, message) {
    return packing(message.length + HASH_BYTES2, (buffer) => {
      buffer.put(message);
      requireOk(secretHmac(key, message.length));
      return buffer.take(message.length, HASH_BYTES2);
    });
  }
  /** Whether it is the HMAC-SHA256 of a message, in constant time. */
  verifyMac(key, message, mac) {
    if (mac.length !== HASH_BYTES2) return false;
    return packing(message.length + HASH_BYTES2, (buffer) => {
      buffer.put(message);
      buffer.put(mac);
      return secretHmacVerify(key, message.length) === OK;
    });
  }
  /** SHA-256 of what is no secret. */
  sha256(message) {
    return packing(message.length + HASH_BYTES2, (buffer) => {
      buffer.put(message);
      requireOk(sha256(message.length));
      return buffer.take(message.length, HASH_BYTES2);
    });
  }
  /** Seals one key under another. */
  sealKey(key, context, inner) {
    const sealed = this.lengthOf(inner) + SEAL_BYTES;
    return packing(RANDOM_BYTES + context.length + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      requireOk(secretSeal(key, inner, context.length));
      return buffer.take(RANDOM_BYTES + context.length, sealed);
    });
  }
  /** Opens a key; undefined where it isn't authentic. */
  openKey(key, context, sealed) {
    this.#requireLive(key);
    const handle = packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      return secretOpen(key, context.length, sealed.length);
    });
    return handle === REFUSED ? void 0 : this.#keep(handle);
  }
  /** Seals bytes. */
  seal(key, context, plaintext) {
    const at = RANDOM_BYTES + context.length + plaintext.length;
    const sealed = plaintext.length + SEAL_BYTES;
    return packing(at + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      buffer.put(plaintext);
      requireOk(secretSealBytes(key, context.length, plaintext.length));
      return buffer.take(at, sealed);
    });
  }
  /** Opens bytes; undefined where they aren't authentic. */
  open(key, context, sealed) {
    this.#requireLive(key);
    if (sealed.length < SEAL_BYTES) return void 0;
    return packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      if (secretOpenBytes(key, context.length, sealed.length) !== OK) return void 0;
      return buffer.takeSecret(context.length + SEAL_HEAD_BYTES, sealed.length - SEAL_BYTES);
    });
  }
  /** Seals the length of metadata, the metadata and a key. */
  sealPayload(key, context, metadata, secret) {
    const at = RANDOM_BYTES + context.length + metadata.length;
    const sealed = 4 + metadata.length + this.lengthOf(secret) + SEAL_BYTES;
    return packing(at + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      buffer.put(metadata);
      requireOk(secretSealPayload(key, secret, context.length, metadata.length));
      return buffer.take(at, sealed);
    });
  }
  /** Opens what `sealPayload` gave: the key stays in the module. */
  openPayload(key, context, sealed) {
    this.#requireLive(key);
    return packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      const handle = secretOpenPayload(key, context.length, sealed.length);
      if (handle === REFUSED) return void 0;
      const secret = this.#keep(handle);
      const at = context.length + SEAL_HEAD_BYTES;
      const length = new DataView(buffer.take(at, 4).buffer).getUint32(0);
      return { metadata: buffer.takeSecret(at + 4, length), secret };
    });
  }
  /** What is sealed, under another key and context; it is not looked at. Undefined where it isn't authentic. */
  rewrap(from, to, sealed) {
    this.#requireLive(from.key);
    this.#requireLive(to.key);
    const at = RANDOM_BYTES + from.context.length + to.context.length;
    return packing(at + sealed.length, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(from.context);
      buffer.put(to.context);
      buffer.put(sealed);
      const status = secretReseal(from.key, to.key, from.context.length, to.context.length, sealed.length);
      return status === OK ? buffer.take(at, sealed.length) : void 0;
    });
  }
  /** A part of a key's bytes, as a key of its own. */
  part(key, at, length) {
    return this.#keep(secretPart(key, at, length));
  }
  /** A key of the bytes of two, one after the other. */
  join(first, second) {
    return this.#keep(secretJoin(first, second));
  }
  lengthOf(key) {
    return secretLength(key);
  }
  /** How many keys it has. */
  get size() {
    return this.#keys.size;
  }
  has(key) {
    return this.#keys.has(key);
  }
  /** A key's bytes, which are the caller's to wipe. */
  exportKey(key) {
    const length = this.lengthOf(key);
    return packing(length, (buffer) => {
      requireOk(secretBytes(key));
      return buffer.takeSecret(0, length);
    });
  }
  /** Wipes a key. */
  free(key) {
    freeOf(this.#keys, key);
  }
  /** Wipes all keys, and those that come later at once. */
  close() {
    this.#closed = true;
    freeAll(this.#keys);
  }
  #keep(handle) {
    if (handle === FULL) throw full();
    if (handle === MISUSE || handle === REFUSED) throw wiped();
    if (this.#closed) {
      secretFree(handle);
      throw wiped();
    }
    this.#keys.add(handle);
    return handle;
  }
  /** What the module says of a key that is no more and of what isn't authentic is the same: nothing opens. */
  #requireLive(key) {
    if (!this.#keys.has(key)) throw wiped();
  }
};
function freeOf(keys, key) {
  if (keys.delete(key)) secretFree(key);
}
function freeAll(keys) {
  for (const key of keys) freeOf(keys, key);
}
function requireOk(status) {
  if (status !== OK) throw wiped();
}
function wiped() {
  return new FedzkError6("disposed", "A key was used after it was wiped; open the store again.");
}
function full() {
  return new FedzkError6(
    "invalid-state",
    "The module holds as many keys as it can, a million: dispose of handles, or lock stores, that are no longer used."
  );
}

// src/backup/restore.ts
async function loadBackup(backup) {
  const bytes = byteLength(backup) === void 0 ? await fromSource(backup) : new Uint8Array(backup);
  const vault = new Vault();
  return readBackup(bytes, (content) => vault.sha256(content));
}
async function fromSource(backup) {
  const source = backup;
  const bytes = typeof source?.read === "function" ? await source.read() : void 0;
  if (byteLength(bytes) !== void 0) return bytes;
  throw new FedzkError7(
    "invalid-argument",
    `"backup" expected a Uint8Array, or an object whose read() gives one, got ${describe(backup)}.`
  );
}
function backupBackend({ head, headBytes: headBytes2, buckets }) {
  const objects = new Map(buckets.map(({ name, bytes }) => [name, bytes]));
  const refuse = async () => {
    throw new FedzkError7("invalid-state", "A backup is not written to; restore it first.");
  };
  return {
    readHead: async () => ({ generation: head.generation, bytes: headBytes2 }),
    get: async (name) => objects.get(name),
    list: async () => [...objects.keys()].map((name) => ({ name, age: 0 })),
    commitHead: refuse,
    put: refuse,
    delete: async (names) => names.length === 0 ? void 0 : refuse()
  };
}
function backupAnchor({ head, hash }) {
  return { load: async () => anchorOf({ head, hash }), save: async () => void 0 };
}
async function placeBackup(backend2, from, content, options) {
  const next = await nextHead(from, content, options);
  await backend2.put(content.buckets);
  const names = content.buckets.map(({ name }) => name);
  if (await backend2.commitHead(next.generation, next.bytes, true, names) === "ok") return;
  await removeUnnamed(backend2, content);
  throw storeThere();
}
async function nextHead({ vault, keys, state, storeId }, { headBytes: headBytes2 }, { anchor, acceptRollback = false }) {
  if (anchor === void 0) {
    if (!state.head.anchored) return { generation: state.head.generation, bytes: headBytes2 };
    throw new FedzkError7("invalid-argument", 'The backup is of a store with an anchor; restore it with "anchor".');
  }
  const known = await anchor.load(storeId);
  if (known !== void 0 && !acceptRollback) refuseOlder(state, known);
  const own = anchorOf(state);
  const before = known !== void 0 && known.generation > own.generation ? known : own;
  await anchor.save(storeId, { ...before, roots: rootsOf(known, own) });
  const generation = before.generation + 1;
  const head = { ...state.head, anchored: true, generation, previous: before.hash, time: Date.now() };
  return { generation, bytes: sealHead(vault, keys.mac, head) };
}
function refuseOlder(state, known) {
  try {
    refuseRollback(state.head, state.hash, known);
  } catch (cause) {
    throw new FedzkError7(
      "rolled-back",
      `The anchor knows generation ${known.generation} of the store, which does not lead to the backup's generation ${state.head.generation}: what was committed since is lost by restoring it. { acceptRollback: true } accepts that.`,
      { cause }
    );
  }
}
function rootsOf(known, own) {
  const others = (known?.roots ?? []).filter((root) => !own.roots.some((mine) => sameBytes(mine, root)));
  return [...own.roots, ...others];
}
async function removeUnnamed(backend2, { buckets }) {
  const stored = await backend2.readHead();
  if (stored === void 0) return;
  const head = readHead(stored.bytes);
  const named = new Set(bucketNames(head));
  const known = { storeId: head.storeId, generation: stored.generation, hash: new Vault().sha256(stored.bytes) };
  try {
    await backend2.delete(
      buckets.map(({ name }) => name).filter((name) => !named.has(name)),
      known
    );
  } catch (error) {
    if (!(error instanceof OtherHead)) throw error;
  }
}
function storeThere() {
  return new FedzkError7("already-exists", "There is a key store here already; restore the backup to an empty place.");
}

// src/store/audit.ts
import { FedzkError as FedzkError8, toHex as toHex2 } from "@fedzk/core";
var AuditTrail = class {
  #options;
  #vault;
  #failure;
  constructor({ audit, user }, vault) {
    this.#options = { ...audit && { audit }, ...user !== void 0 && { user } };
    this.#vault = vault;
  }
  /** Resolves when the log has kept the event. */
  async tell(told) {
    await this.#append(told);
  }
  /**
   * Tells the log without waiting for it, for methods that are synchronous. Where it throws, nothing may leave; where it
   * rejects later, everything that is told from then on fails.
   */
  tellNow(told) {
    Promise.resolve(this.#append(told)).catch((error) => {
      this.#failure ??= { error };
    });
  }
  #append({ operation, resource, details, result = "success" }) {
    if (this.#failure !== void 0) throw this.#failure.error;
    const { audit, user = "keystore" } = this.#options;
    return audit?.append({
      user_id: user,
      operation,
      resource: this.#line(resource),
      result,
      ...details && { details }
    });
  }
  /** A name as one line, which logs ask for: of one that has other characters its hash. */
  #line(name) {
    return /[\p{Cc}\u2028\u2029]/u.test(name) ? `sha256:${toHex2(this.#vault.sha256(utf8(name)))}` : name;
  }
};
async function telling(trail, operation, resource, unlock) {
  try {
    return await unlock();
  } catch (error) {
    const reason = error instanceof FedzkError8 ? error.code : "error";
    await trail.tell({ operation, resource, result: "failure", details: { reason } });
    throw error;
  }
}

// src/store/core.ts
import { FedzkError as FedzkError12, toHex as toHex3 } from "@fedzk/core";

// src/store/draft.ts
var MOST_ENTRIES = [
  [0, 64],
  [4, 16384],
  [8, Number.POSITIVE_INFINITY]
];
var Draft = class {
  #buckets;
  #before;
  #touched = /* @__PURE__ */ new Set();
  #head;
  #keys;
  #changes = 0;
  constructor(before, buckets) {
    this.#before = before;
    this.#buckets = buckets;
    this.#head = before.head;
  }
  /** What the changes so far lead to. Its buckets need not be written yet. */
  get state() {
    return { ...this.#before, head: this.#head };
  }
  get changed() {
    return this.#changes > 0;
  }
  apply({ head, buckets = /* @__PURE__ */ new Map(), added = 0, keys }) {
    const hashes = [...this.#head.buckets];
    for (const [number, rows] of buckets) {
      hashes[number] = this.#buckets.draft(rows);
      this.#touched.add(number);
    }
    this.#head = { ...this.#head, ...head, entries: this.#head.entries + added, buckets: hashes };
    this.#keys = keys ?? this.#keys;
    this.#changes++;
  }
  /** The head of the next generation, with more buckets where there are many entries. */
  async next(vault) {
    const head = this.#head;
    const bits = bitsFor(head.entries, head.bucketBits);
    const rows = bits === head.bucketBits ? await this.#changedRows() : await this.#spread(bits);
    const hashes = [...bits === head.bucketBits ? head.buckets : new Array(2 ** bits).fill(NO_BUCKET)];
    const written = [];
    for (const [number, content] of rows) {
      const bucket = newBucket(vault, head.storeId, number, bits, content);
      hashes[number] = bucket?.hash ?? NO_BUCKET;
      if (bucket !== void 0) written.push(bucket);
    }
    return {
      head: following(this.#before, { ...head, bucketBits: bits, buckets: hashes }),
      buckets: written,
      keys: this.#keys
    };
  }
  async #changedRows() {
    const changed = /* @__PURE__ */ new Map();
    for (const number of this.#touched) changed.set(number, await this.#buckets.rows(this.#head, number));
    return changed;
  }
  /** All rows in more buckets. */
  async #spread(bits) {
    const spread = /* @__PURE__ */ new Map();
    for (const number of this.#head.buckets.keys()) {
      for (const row of await this.#buckets.rows(this.#head, number)) {
        const to = bucketOf(row.tag, bits);
        const rows = spread.get(to) ?? [];
        rows.push(row);
        spread.set(to, rows);
      }
    }
    return spread;
  }
};
function following({ head: { generation }, hash }, head) {
  return { ...head, generation: generation + 1, time: Date.now(), previous: hash };
}
function bitsFor(entries, bits) {
  return MOST_ENTRIES.find(([more, most]) => more >= bits && entries <= most)?.[0] ?? bits;
}

// src/store/ended.ts
import { FedzkError as FedzkError10 } from "@fedzk/core";

// src/store/keys.ts
import { FedzkError as FedzkError9 } from "@fedzk/core";
var StoreKeys = class _StoreKeys {
  root;
  wrap;
  mac;
  names;
  #vault;
  #storeId;
  #masters = /* @__PURE__ */ new Map();
  constructor(vault, storeId, root, wrap, names) {
    this.#vault = vault;
    this.#storeId = storeId;
    this.root = root;
    this.wrap = wrap;
    this.names = names;
    this.mac = vault.deriveKey(root, storeId, LABELS.mac);
  }
  /** Of a new store, or of a new root key for a name key that stays. */
  static make(vault, storeId, root, names) {
    return new _StoreKeys(vault, storeId, root, vault.deriveKey(root, storeId, LABELS.wrap), names);
  }
  /** Of a head whose root key this is. */
  static open(vault, { storeId, wrappedNameKey }, root) {
    const wrap = vault.deriveKey(root, storeId, LABELS.wrap);
    const names = vault.openKey(wrap, nameContext(storeId), wrappedNameKey);
    if (names === void 0) throw damaged("head", "its name key does not open");
    return new _StoreKeys(vault, storeId, root, wrap, names);
  }
  /** What a head has of the name key. */
  wrappedNames() {
    return this.#vault.sealKey(this.wrap, nameContext(this.#storeId), this.names);
  }
  /** What a head has of a master key that is made now. */
  newMaster(id, created) {
    const key = this.#vault.randomKey();
    try {
      return this.#wrapMaster({ id, status: "primary", created }, key);
    } finally {
      this.#vault.free(key);
    }
  }
  /** A master key of another root under this one. */
  adopt(other, master) {
    return master.status === "destroyed" ? master : this.#wrapMaster(master, other.master(master));
  }
  #wrapMaster(master, key) {
    const { id, status, created } = master;
    const wrapped = this.#vault.sealKey(this.wrap, masterContext(this.#storeId, masterHead(master)), key);
    return { id, status, created, wrapped };
  }
  /** A master key, opened once. */
  master(master) {
    const known = this.#masters.get(master.id);
    if (known !== void 0) return known;
    const context = masterContext(this.#storeId, masterHead(master));
    const key = this.#vault.openKey(this.wrap, context, master.wrapped);
    if (key === void 0) throw damaged("head", `master key ${master.id} does not open`);
    this.#masters.set(master.id, key);
    return key;
  }
  /** Wipes master keys that a head no longer has. */
  forgetAllBut({ masters }) {
    const there = new Set(masters.filter(({ status }) => status !== "destroyed").map(({ id }) => id));
    for (const [id, key] of this.#masters) {
      if (there.has(id)) continue;
      this.#vault.free(key);
      this.#masters.delete(id);
    }
  }
  /** Wipes all of them but the name key, which other keys of the store have too. */
  freeButNames() {
    for (const key of [this.root, this.wrap, this.mac, ...this.#masters.values()]) this.#vault.free(key);
    this.#masters.clear();
  }
};
function primaryOf({ masters }) {
  const primary = masters.find(({ status }) => status === "primary");
  if (primary === void 0) throw new FedzkError9("damaged", "The key store has no primary master key.");
  return primary;
}

// src/store/ended.ts
function lastHead(vault, { root }, head) {
  const keys = StoreKeys.make(vault, head.storeId, root, vault.randomKey());
  const id = (head.masters.at(-1)?.id ?? 0) + 1;
  return {
    ...head,
    ended: true,
    entries: 0,
    bucketBits: 0,
    buckets: [NO_BUCKET],
    wrappedNameKey: keys.wrappedNames(),
    masters: [keys.newMaster(id, Date.now())]
  };
}
function erased({ generation }, more = "Make a new store in another folder.", cause) {
  const message = `The key store was erased, by its commit ${generation}; nothing of it opens any more. ${more}`;
  return new FedzkError10("erased", message, { cause });
}
function isGone(error) {
  return error instanceof FedzkError10 && ["not-found", "erased", "rolled-back"].includes(error.code);
}

// src/store/group.ts
import { FedzkError as FedzkError11 } from "@fedzk/core";
var MOST_TOGETHER = 256;
var UNKNOWN_OUTCOME = "This commit may have been made: so much was written while this process was suspended that it can't be seen any more. It was not made again; read to see how things are.";
var Group = class {
  #commits;
  #turns;
  #buckets;
  #isNewest;
  #outcomes = [];
  /** @param isNewest whether nobody made another head since */
  constructor(first, turns, buckets, isNewest) {
    this.#commits = [first];
    this.#turns = turns;
    this.#buckets = buckets;
    this.#isNewest = isNewest;
  }
  /**
   * Asks each what it changes about a state, and those that wait, until one changes the head, which is made alone. Whoever
   * changes nothing, or can't, is told at once, unless that rests on what others of the group do.
   *
   * @throws {Gone} when the state is no longer the newest
   */
  async decide(state, vault) {
    const commits = this.#commits;
    const draft = new Draft(state, this.#buckets);
    this.#outcomes = [];
    for (let i = 0; i < MOST_TOGETHER; i++) {
      const commit = commits[i] ?? this.#turns.nextCommit();
      if (commit === void 0) break;
      commits[i] = commit;
      const { change, settle } = await this.#attempt(commit, draft.state);
      if (change?.head !== void 0 && draft.changed) {
        this.#turns.putBack(commits.splice(i));
        break;
      }
      if (change === void 0 && !draft.changed) {
        settle(state);
        commits.splice(i--, 1);
        continue;
      }
      if (change !== void 0) draft.apply(change);
      this.#outcomes.push(settle);
      if (change?.head !== void 0) {
        this.#turns.putBack(commits.splice(i + 1));
        break;
      }
    }
    return { before: state, next: draft.changed ? await draft.next(vault) : void 0 };
  }
  /** Tells all that their commit was made. */
  settle(made) {
    for (const settle of this.#outcomes) settle(made);
  }
  /** Tells all whose outcome rests on a commit that it failed. */
  fail(error) {
    for (const { fail } of this.#commits) fail(error);
  }
  /** After a commit that may have been made, and undone: whoever finds it is told so, and nobody does it anew. */
  async look(state) {
    for (const commit of this.#commits) {
      const { change, settle } = await this.#attempt(commit, state);
      if (change === void 0) settle(state);
      else commit.fail(new FedzkError11("storage", UNKNOWN_OUTCOME));
    }
  }
  /** What one says of a state: its own failures are its own. */
  async #attempt(commit, state) {
    try {
      return await commit.attempt(state);
    } catch (error) {
      const cause = error instanceof Gone && await this.#isNewest(state) ? missing(error) : error;
      if (cause instanceof Gone) throw cause;
      return { settle: () => commit.fail(cause) };
    }
  }
};

// src/store/turns.ts
var Turns = class {
  #commitTogether;
  #waiting = [];
  #running = false;
  /** @param commitTogether makes a commit, and those that wait after it if it likes; it never rejects */
  constructor(commitTogether) {
    this.#commitTogether = commitTogether;
  }
  /** Does something when all that was asked for before is done. */
  inTurn(work) {
    return new Promise((resolve, reject) => {
      this.#add(() => work().then(resolve, reject));
    });
  }
  push(commit) {
    this.#add(commit);
  }
  /** Takes the commit whose turn it is. */
  nextCommit() {
    const [next] = this.#waiting;
    if (next === void 0 || typeof next === "function") return void 0;
    this.#waiting.shift();
    return next;
  }
  /** It is their turn again, in this order. */
  putBack(commits) {
    this.#waiting.unshift(...commits);
  }
  #add(turn) {
    this.#waiting.push(turn);
    if (!this.#running) void this.#run();
  }
  async #run() {
    this.#running = true;
    for (let next = this.#waiting.shift(); next !== void 0; next = this.#waiting.shift()) {
      await (typeof next === "function" ? next() : this.#commitTogether(next));
    }
    this.#running = false;
  }
};

// src/store/core.ts
var MOST_CONFLICTS = 1e3;
var MOST_MISSES = 100;
var ORPHAN_AGE = 36e5;
var UNFINISHED_AGE = 6e4;
var StoreCore = class _StoreCore {
  backend;
  vault;
  buckets;
  trail;
  #options;
  #keys;
  #state;
  #freshness = "unverified";
  #turns = new Turns((first) => this.#commitTogether(first));
  /** Heads before this one are to be removed. */
  #sweepBelow;
  /** Whether another head than ours dropped something. Its writer may have come no further: the next commit sweeps. */
  #dropsSeen = false;
  #locked = false;
  constructor(backend2, vault, keys, state, options) {
    this.backend = backend2;
    this.vault = vault;
    this.buckets = new Buckets(backend2, vault);
    this.trail = new AuditTrail(options, vault);
    this.#keys = keys;
    this.#state = state;
    this.#options = options;
  }
  /** Opens a head whose root key is known. */
  static async open(backend2, vault, keys, { bytes, generation }, options) {
    const head = shapeOf({ bytes, generation });
    if (!isAuthentic(vault, keys.mac, bytes)) {
      throw new FedzkError12("damaged", "The key store's head is damaged: its MAC is wrong. Restore it from a backup.");
    }
    const state = { head, hash: vault.sha256(bytes) };
    const core = new _StoreCore(backend2, vault, keys, state, options);
    if (head.ended) {
      await core.removeAll().catch((cause) => {
        throw erased(head, "What an interrupted erasure left of it could not be removed.", cause);
      });
      throw erased(head, "What an interrupted erasure left of it was removed now.");
    }
    await core.#compareWithAnchor(state);
    await core.#sweepOlder();
    return core;
  }
  get storeId() {
    return toHex3(this.#state.head.storeId);
  }
  get keys() {
    return this.#keys;
  }
  get freshness() {
    return this.#freshness;
  }
  get state() {
    return this.#state;
  }
  /** Wipes all keys; every later use fails. */
  lock() {
    this.#locked = true;
    this.buckets.clear();
    this.vault.close();
  }
  /** Reads with the newest state, and again where a bucket is gone, because somebody wrote meanwhile. */
  read(look) {
    return this.#turns.inTurn(() => this.#tryRead(look));
  }
  async #tryRead(look) {
    for (let misses = 0; ; misses++) {
      const state = await this.#current();
      try {
        return await look(state);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        if (await this.#isNewest(state) || misses === MOST_MISSES) throw missing(error);
      }
    }
  }
  /**
   * The rows of a bucket, with a problem where it is missing, unless that is because somebody wrote meanwhile.
   *
   * @throws {Gone} then, and {FedzkError} `damaged`
   */
  async rowsToVerify(head, number) {
    try {
      return await this.buckets.rows(head, number);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      throw (await this.#current()).head.generation === head.generation ? missing(error) : error;
    }
  }
  /**
   * Makes a commit of what `decide` says about the newest state, together with others that were asked for meanwhile: each
   * sees what those before it do, and has its own outcome. Where another writer was first, it is asked again. It may be
   * asked again after its own commit too, whose outcome was not seen, and says `nothing` then.
   */
  commit(decide) {
    return new Promise((resolve, reject) => {
      this.#turns.push({
        fail: reject,
        attempt: async (state) => {
          const change = await decide(state);
          const settle = (made) => resolve({ state: made, result: change.result });
          return "nothing" in change ? { settle } : { settle, change };
        }
      });
    });
  }
  async #commitTogether(first) {
    const group = new Group(first, this.#turns, this.buckets, (state) => this.#isNewest(state));
    try {
      await this.#finishSweep();
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const { before, next } = await this.#tryRead((state) => group.decide(state, this.vault));
        if (next === void 0) return;
        const made = await this.#write(before, next);
        if (typeof made === "object") return group.settle(made);
        if (made === "unknown") return await this.#tryRead((state) => group.look(state));
        await pause(conflicts);
      }
      throw new FedzkError12(
        "storage",
        `Other writers were first ${MOST_CONFLICTS} times; nothing was changed. Try again.`
      );
    } catch (error) {
      group.fail(error);
    }
  }
  /** Tells the audit log. */
  audit(operation, resource, details) {
    return this.trail.tell({ operation, resource, ...details && { details } });
  }
  /** @returns the state that it made, or what became of it instead */
  async #write(before, { head, buckets, keys = this.#keys }) {
    const bytes = sealHead(this.vault, keys.mac, head);
    if (keys !== this.#keys) await this.#saveAnchor(anchorOf(before, head.rootCommitment));
    const since = Date.now();
    await this.backend.put(buckets);
    const names = buckets.map(({ name }) => name);
    const outcome = await this.backend.commitHead(head.generation, bytes, false, names);
    if (outcome !== "ok") {
      await this.#takeBack(buckets, outcome);
      return outcome;
    }
    if (Date.now() - since > ORPHAN_AGE / 2) await this.backend.put(buckets);
    const state = { head, hash: this.vault.sha256(bytes) };
    this.#state = state;
    this.#keys = keys;
    keys.forgetAllBut(head);
    if (this.#dropsSeen || drops(before.head, head)) this.#sweepBelow = head.generation;
    for (const { name, rows } of buckets) this.buckets.keep(name, rows);
    await this.removeBuckets(namedBy(before.head), state);
    await this.#finishSweep();
    if (this.#options.anchor !== void 0) await this.#requireThere(state);
    await this.#saveAnchor(anchorOf(state));
    return state;
  }
  /** Removes buckets that were written for a head that doesn't stand, as far as no other names them. */
  async #takeBack(buckets, outcome) {
    let newest;
    try {
      newest = await this.#refresh();
    } catch (error) {
      if (outcome === "conflict" && isGone(error)) await this.backend.delete(buckets.map(({ name }) => name));
      throw error;
    }
    await this.removeBuckets(buckets, newest);
  }
  /** Removes buckets that a state's head doesn't name. */
  async removeBuckets(buckets, state) {
    const unnamedBy = (head) => {
      const kept = new Set(bucketNames(head));
      return buckets.map(({ name }) => name).filter((name) => !kept.has(name));
    };
    for (const name of unnamedBy(state.head)) this.buckets.forget(name);
    await this.#remove(state, unnamedBy);
  }
  /**
   * Removes objects of the store, and nothing of one that came into its place.
   *
   * @param namesOf those that can go where a head is the newest
   * @throws {FedzkError} `not-found`: the store is no longer there
   */
  async #remove(from, namesOf) {
    let state = from;
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      try {
        return await this.backend.delete(namesOf(state.head), knownOf(state));
      } catch (error) {
        if (!(error instanceof OtherHead)) throw error;
      }
      state = await this.#refresh();
    }
    throw new FedzkError12("storage", "Others wrote so often that old objects of the key store are not removed yet.");
  }
  /**
   * Removes all heads before the one from which on something no longer opens. What failed is done before the next commit.
   */
  async #finishSweep() {
    const below = this.#sweepBelow;
    if (below === void 0) return;
    const objects = await this.backend.list();
    const heads = objects.filter(({ name, age }) => {
      const generation = generationOf(name);
      return generation === void 0 ? name.startsWith("h/") && age > UNFINISHED_AGE : generation < below;
    });
    await this.#remove(this.#state, () => heads.map(({ name }) => name).sort());
    this.#sweepBelow = void 0;
    this.#dropsSeen = false;
  }
  /** Leaves no older head in which something opens that the newest one dropped, as an interrupted commit does. */
  async #sweepOlder() {
    const { head } = this.#state;
    for (const { name, age } of await this.backend.list()) {
      if (!name.startsWith("h/")) continue;
      const generation = generationOf(name);
      if (generation === void 0 ? age <= UNFINISHED_AGE : generation >= head.generation) continue;
      const bytes = await this.backend.get(name);
      if (bytes === void 0 || !dropsFrom(bytes, head)) continue;
      this.#dropsSeen = true;
      await this.commit(async () => ({ head: {}, result: void 0 }));
      return;
    }
  }
  /** The newest state, of a store that was not erased. */
  async #current() {
    const state = await this.#refresh();
    if (!state.head.ended) return state;
    throw erased(state.head);
  }
  async #isNewest({ head }) {
    return (await this.#current()).head.generation === head.generation;
  }
  async #refresh() {
    const { stored, hash } = await this.#readNewest();
    if (sameBytes(hash, this.#state.hash)) return this.#state;
    const head = this.#ownShapeOf(stored);
    if (!isAuthentic(this.vault, this.#keys.mac, stored.bytes)) {
      throw new FedzkError12(
        "damaged",
        "The key store's head is damaged, or another process has changed its root key: open the store again."
      );
    }
    refuseRollback(head, hash, anchorOf(this.#state));
    this.#requireAnchorOf(head);
    if (drops(this.#state.head, head)) this.#dropsSeen = true;
    this.#state = { head, hash };
    this.#keys.forgetAllBut(head);
    return this.#state;
  }
  async #readNewest() {
    this.#requireOpen();
    const stored = await this.backend.readHead();
    if (stored === void 0) throw notThere("it was erased, or its folder removed.");
    this.#requireOpen();
    return { stored, hash: this.vault.sha256(stored.bytes) };
  }
  /** The shape of a head of this store. */
  #ownShapeOf(stored) {
    const head = shapeOf(stored);
    if (sameBytes(head.storeId, this.#state.head.storeId)) return head;
    throw notThere(`another one, ${toHex3(head.storeId)}, is in its place; open that one.`);
  }
  /** That a state, or a later one, is there. */
  async #requireThere(state) {
    const { stored, hash } = await this.#readNewest();
    const head = this.#ownShapeOf(stored);
    refuseRollback(head, hash, { ...anchorOf(state), roots: [head.rootCommitment] });
  }
  async #compareWithAnchor({ head, hash }) {
    const { anchor, addAnchor = false } = this.#options;
    if (anchor === void 0) return this.#requireAnchorOf(head);
    const value = await anchor.load(this.storeId);
    if (value === void 0) {
      if (addAnchor) return this.anchorNow();
      if (head.generation === 0) return;
      throw new FedzkError12(
        "rolled-back",
        `The anchor knows no key store ${this.storeId}; it can't be told from an older copy.`
      );
    }
    refuseRollback(head, hash, value);
    this.#freshness = "anchored";
    if (head.generation > value.generation) await this.#saveAnchor(anchorOf(this.#state));
  }
  #requireAnchorOf({ anchored }) {
    if (!anchored || this.#options.anchor !== void 0) return;
    throw new FedzkError12("invalid-argument", 'The key store has an anchor; open it with "anchor".');
  }
  async #saveAnchor(value) {
    const { anchor } = this.#options;
    if (anchor === void 0) return;
    await anchor.save(this.storeId, value);
    this.#freshness = "anchored";
  }
  /** The newest state, also of a store that was erased. */
  newest() {
    return this.#turns.inTurn(() => this.#refresh());
  }
  /**
   * Makes the head that ends the store. No commit follows it, and from it no entry opens.
   *
   * @returns its state, also where another writer has ended the store
   */
  end() {
    return this.#turns.inTurn(async () => {
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const before = await this.#refresh();
        if (before.head.ended) return before;
        const made = await this.#write(before, {
          head: following(before, lastHead(this.vault, this.#keys, before.head)),
          buckets: []
        });
        if (typeof made === "object") return made;
        await pause(conflicts);
      }
      throw new FedzkError12("storage", `Other writers were first ${MOST_CONFLICTS} times; the store is not erased.`);
    });
  }
  /** Removes all objects of a store that has ended, its last head after all others. */
  async removeAll() {
    const { head, hash } = this.#state;
    const last = headName(head.generation);
    for (let tries = 0; tries < MOST_MISSES; tries++) {
      const newest = await this.backend.readHead();
      if (newest === void 0 || !sameBytes(this.vault.sha256(newest.bytes), hash)) return;
      const others = (await this.backend.list()).map(({ name }) => name).filter((name) => name !== last);
      try {
        await this.backend.delete(others.length > 0 ? others.sort() : [last], knownOf(this.#state));
      } catch (error) {
        if (!(error instanceof OtherHead)) throw error;
      }
    }
    throw new FedzkError12(
      "storage",
      "Objects of the erased key store can't be removed, or others write there: remove them."
    );
  }
  /** Tells the anchor of a state that was found, or made. */
  async anchorNow() {
    await this.#saveAnchor(anchorOf(this.#state));
  }
  #requireOpen() {
    if (this.#locked) throw new FedzkError12("disposed", "The key store is locked; open it again.");
  }
};
function notThere(why) {
  return new FedzkError12("not-found", `The key store is no longer there: ${why}`);
}
function knownOf({ head: { storeId, generation }, hash }) {
  return { storeId, generation, hash };
}
function namedBy(head) {
  return bucketNames(head).map((name) => ({ name }));
}
function dropsFrom(bytes, newest) {
  try {
    return drops(readHead(bytes), newest);
  } catch (error) {
    if (error instanceof FedzkError12) return false;
    throw error;
  }
}
function pause(conflicts) {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return new Promise((resolve) => setTimeout(resolve, random / 255 * Math.min(conflicts, 20)));
}

// src/store/entries.ts
import { concat as concat2, FedzkError as FedzkError13 } from "@fedzk/core";
function sealEntry({ vault, head, keys }, entry, metadata, secret) {
  const primary = primaryOf(head);
  const start = writeEntryHead({ ...entry, master: primary.id });
  const dek = vault.randomKey();
  try {
    const wrapped = vault.sealKey(keys.master(primary), dekContext(head.storeId, start), dek);
    const context = payloadContext(head.storeId, start.subarray(0, PAYLOAD_HEAD_BYTES));
    const sealed = concat2(start, wrapped, vault.sealPayload(dek, context, writeMetadata(metadata), secret));
    if (sealed.length > MOST_ENTRY_BYTES) throw tooManyVersions(metadata.name);
    return sealed;
  } finally {
    vault.free(dek);
  }
}
function tooManyVersions(name) {
  return new FedzkError13(
    "invalid-state",
    `The key "${name}" has no room for one more version; retire(id, { before }) removes those that nobody needs.`
  );
}
function openEntry({ vault, head, keys }, bytes) {
  const entry = readEntry(bytes);
  const { kind, exportable, id, version, master } = entry;
  const start = bytes.subarray(0, DEK_HEAD_BYTES);
  const dek = vault.openKey(keys.master(masterOf(head, entry)), dekContext(head.storeId, start), entry.wrappedDek);
  if (dek === void 0) throw new NotAuthentic("entry", "its data key does not open");
  try {
    const context = payloadContext(head.storeId, start.subarray(0, PAYLOAD_HEAD_BYTES));
    const payload = vault.openPayload(dek, context, entry.payload);
    if (payload === void 0) throw new NotAuthentic("entry", "its contents do not open");
    const metadata = readMetadata(payload.metadata);
    if (metadata !== void 0 && fitsEntry(entry, metadata, vault.lengthOf(payload.secret))) {
      return { kind, exportable, id, version, master, metadata, secret: payload.secret };
    }
    vault.free(payload.secret);
    throw damaged("entry", "its contents are not what its kind has");
  } finally {
    vault.free(dek);
  }
}
function fitsEntry({ kind, version }, { versions = [] }, bytes) {
  const older = versions.reduce((sum, one) => sum + one.bytes, 0);
  return fitsKind(kind, bytes - older) && (versions.at(-1)?.version ?? 0) < version;
}
function rewrapEntry({ vault, head, keys }, bytes) {
  const entry = readEntry(bytes);
  const primary = primaryOf(head);
  const moved = writeEntryHead({ ...entry, master: primary.id });
  const wrapped = vault.rewrap(
    { key: keys.master(masterOf(head, entry)), context: dekContext(head.storeId, bytes.subarray(0, DEK_HEAD_BYTES)) },
    { key: keys.master(primary), context: dekContext(head.storeId, moved) },
    entry.wrappedDek
  );
  if (wrapped === void 0) throw damaged("entry", "its data key does not open");
  return concat2(moved, wrapped, bytes.subarray(DEK_HEAD_BYTES + WRAPPED_KEY_BYTES));
}
function reencryptEntry({ vault, head, keys }, bytes) {
  const entry = readEntry(bytes);
  const primary = primaryOf(head);
  const moved = writeEntryHead({ ...entry, master: primary.id });
  const context = dekContext(head.storeId, bytes.subarray(0, DEK_HEAD_BYTES));
  const old = vault.openKey(keys.master(masterOf(head, entry)), context, entry.wrappedDek);
  if (old === void 0) throw new NotAuthentic("entry", "its data key does not open");
  const dek = vault.randomKey();
  try {
    const place = payloadContext(head.storeId, bytes.subarray(0, PAYLOAD_HEAD_BYTES));
    const payload = vault.rewrap({ key: old, context: place }, { key: dek, context: place }, entry.payload);
    if (payload === void 0) throw damaged("entry", "its contents do not open");
    return concat2(moved, vault.sealKey(keys.master(primary), dekContext(head.storeId, moved), dek), payload);
  } finally {
    vault.free(old);
    vault.free(dek);
  }
}
function masterIdOf(entry) {
  const [a = 0, b = 0, c = 0, d = 0] = entry.subarray(PAYLOAD_HEAD_BYTES, DEK_HEAD_BYTES);
  return (a << 24 | b << 16 | c << 8 | d) >>> 0;
}
function masterOf({ masters }, { master }) {
  const found = masters.find(({ id, status }) => id === master && status !== "destroyed");
  if (found === void 0) throw damaged("entry", `its master key ${master} is not there`);
  return found;
}

// src/store/life.ts
import { describe as describe3, FedzkError as FedzkError15, toHex as toHex5 } from "@fedzk/core";

// src/store/wish.ts
import { byteLength as byteLength2, describe as describe2, FedzkError as FedzkError14, toHex as toHex4 } from "@fedzk/core";
function wishOf(kind, options, secret) {
  if (kind !== void 0 && !KEY_KINDS.includes(kind)) {
    throw new FedzkError14("invalid-argument", `"kind" expected ${KEY_KINDS.join(", ")}, got ${describe2(kind)}.`);
  }
  const { id, exportable, replace } = asOptions(options);
  const name = id === void 0 ? randomName() : requireName(id);
  return {
    name,
    created: Date.now(),
    said: saidOf(options, name),
    kind,
    exportable: flagOf(exportable, "exportable"),
    replace: flagOf(replace, "replace") === true,
    secret: secret()
  };
}
var CHANGES = [
  "purpose",
  "owner",
  "expiresAt",
  "metadata",
  "hold"
];
function changesOf(changes, name) {
  const names = Object.entries(asOptions(changes)).flatMap(([key, value]) => value === void 0 ? [] : [key]);
  const other = names.find((key) => !CHANGES.includes(key));
  if (other !== void 0 || names.length === 0) {
    const got = other === void 0 ? "none of them" : describe2(other);
    throw new FedzkError14("invalid-argument", `"changes" expected some of ${CHANGES.join(", ")}, got ${got}.`);
  }
  const { purpose, owner, expiresAt, metadata } = changes;
  const fields = Object.entries({ purpose, owner, expires: expiresAt, metadata });
  const gone = Object.fromEntries(fields.filter(([, value]) => value === null));
  const kept = Object.entries(changes).filter(([key, value]) => value !== null || key === "hold");
  return { ...saidOf(Object.fromEntries(kept), name), ...gone };
}
function saidOf({ purpose, owner, expiresAt, hold, metadata }, name) {
  for (const [field, value] of Object.entries({ purpose, owner })) {
    if (value !== void 0 && typeof value !== "string") {
      throw new FedzkError14("invalid-argument", `"${field}" expected a string, got ${describe2(value)}.`);
    }
  }
  const expires = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (expires !== void 0 && !isTime(expires)) {
    throw new FedzkError14(
      "invalid-argument",
      `"expiresAt" expected a Date or milliseconds since 1970, got ${shownTime(expiresAt)}.`
    );
  }
  if (metadata !== void 0 && (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))) {
    throw new FedzkError14("invalid-argument", `"metadata" expected an object, got ${describe2(metadata)}.`);
  }
  const held = flagOf(hold, "hold");
  const said = {
    ...purpose !== void 0 && { purpose },
    ...owner !== void 0 && { owner },
    ...expires !== void 0 && { expires },
    ...held !== void 0 && { hold: held },
    ...metadata !== void 0 && { metadata }
  };
  const { metadata: own } = metadataOf({ name, created: 0 }, said);
  return own === void 0 ? said : { ...said, metadata: own };
}
function metadataOf(before, said) {
  const { name, created, versions } = before;
  const { purpose, owner, expires, hold, metadata: own } = { ...before, ...said };
  const bytes = metadataBytes({
    name,
    created,
    ...typeof purpose === "string" && { purpose },
    ...typeof owner === "string" && { owner },
    ...typeof expires === "number" && { expires },
    ...hold === true && { hold },
    ...own !== void 0 && own !== null && { metadata: own },
    ...versions !== void 0 && versions.length > 0 && { versions }
  });
  const { length } = bytes;
  if (length > MOST_METADATA_BYTES) {
    if (versions !== void 0) throw tooManyVersions(name);
    throw new FedzkError14("invalid-argument", `A key's metadata may have ${MOST_METADATA_BYTES} bytes, got ${length}.`);
  }
  const stored = readMetadata(bytes);
  if (stored === void 0) throw new FedzkError14("invalid-argument", '"metadata" expected an object for JSON too.');
  return stored;
}
function metadataBytes(metadata) {
  try {
    return writeMetadata(metadata);
  } catch (cause) {
    throw new FedzkError14("invalid-argument", '"metadata" expected what JSON can hold.', { cause });
  }
}
function flagOf(value, name) {
  if (value === void 0 || typeof value === "boolean") return value;
  throw new FedzkError14("invalid-argument", `"${name}" expected true or false, got ${describe2(value)}.`);
}
function checkSecret(key, kind = "opaque") {
  const bytes = requireBytes(key, "key");
  checkLength(byteLength2(bytes) ?? 0, kind);
  return bytes;
}
function checkLength(length, kind) {
  if (fitsKind(kind, length)) return;
  const expected = kind === "opaque" ? `1 to ${MOST_OPAQUE_BYTES} bytes` : "32 bytes";
  throw new FedzkError14("invalid-argument", `"key" expected ${expected} for the kind ${kind}, got ${length}.`);
}
function randomName() {
  return `key-${toHex4(crypto.getRandomValues(new Uint8Array(8)))}`;
}
function shownTime(time) {
  if (!(time instanceof Date)) return describe2(time);
  return Number.isNaN(time.getTime()) ? "an invalid Date" : time.toISOString();
}

// src/store/life.ts
function nextEntry(keys, wish, before) {
  const { vault } = keys;
  const { name, created, said, secret } = wish;
  if (before === void 0) {
    const kind = wish.kind ?? (vault.lengthOf(secret) === KEY_BYTES ? "aes-256" : "opaque");
    const id = vault.randomBytes(ENTRY_ID_BYTES);
    const entry = { kind, exportable: wish.exportable ?? false, id, version: 1 };
    return sealEntry(keys, entry, metadataOf({ name, created }, said), secret);
  }
  const old = openNamed(keys, before, name);
  try {
    const { kind = old.kind, exportable = old.exportable } = wish;
    checkLength(vault.lengthOf(secret), kind);
    const versions = [...old.metadata.versions ?? [], newestOf(vault, old)];
    const metadata = metadataOf({ ...old.metadata, created, versions }, said);
    const all = vault.join(old.secret, secret);
    try {
      return sealEntry(keys, { kind, exportable, id: old.id, version: old.version + 1 }, metadata, all);
    } finally {
      vault.free(all);
    }
  } finally {
    vault.free(old.secret);
  }
}
function newestOf(vault, entry) {
  const { version, created, kind, exportable, bytes } = versionsOf(entry, vault.lengthOf(entry.secret)).newest;
  return { version, created, kind, ...exportable && { exportable }, bytes };
}
function updateKey(core, name, said) {
  return changeEntry(core, name, (keys, before) => {
    const old = openNamed(keys, before, name);
    try {
      return { entry: sealEntry(keys, old, metadataOf(old.metadata, said), old.secret), result: void 0 };
    } finally {
      keys.vault.free(old.secret);
    }
  });
}
function retireVersions(core, name, which) {
  checkRetired(which);
  return changeEntry(core, name, (keys, before) => {
    const { vault } = keys;
    const old = openNamed(keys, before, name);
    try {
      requireNoHold(old.metadata);
      const versions = versionsOf(old, vault.lengthOf(old.secret));
      const gone = new Set(versionsToRetire(versions, which, name));
      if (gone.size === 0) return { result: [] };
      const { older, newest } = versions;
      const kept = older.filter(({ version }) => !gone.has(version));
      const listed = (old.metadata.versions ?? []).filter(({ version }) => !gone.has(version));
      const metadata = metadataOf({ ...old.metadata, versions: listed }, {});
      const [first = newest, ...rest] = [...kept, newest];
      const left = joined(vault, old.secret, [first, ...rest]);
      try {
        return { entry: sealEntry(keys, old, metadata, left), result: [...gone] };
      } finally {
        vault.free(left);
      }
    } finally {
      vault.free(old.secret);
    }
  });
}
function checkRetired(which) {
  const before = typeof which === "object" && which !== null && "before" in which ? which.before : void 0;
  if ([which, before].some((one) => Number.isSafeInteger(one) && one >= 1)) return;
  throw new FedzkError15(
    "invalid-argument",
    `"which" expected a version from 1 or { before: VERSION }, got ${describe3(which)}.`
  );
}
function versionsToRetire(versions, which, name) {
  const { older, newest } = versions;
  if (typeof which === "number") {
    const { version } = findVersion(versions, which, name);
    if (version !== newest.version) return [version];
  } else if (which.before <= newest.version) {
    return older.map(({ version }) => version).filter((version) => version < which.before);
  }
  throw new FedzkError15(
    "invalid-argument",
    `Version ${newest.version} of the key "${name}" is its newest and can't be retired; delete(id) removes the key.`
  );
}
function requireNoHold({ name, hold }) {
  if (hold !== true) return;
  throw new FedzkError15("invalid-state", `The key "${name}" is on hold; update(id, { hold: false }) lifts that.`);
}
function joined(vault, secret, [first, ...rest]) {
  let all = vault.part(secret, first.at, first.bytes);
  for (const { at, bytes } of rest) {
    const before = all;
    try {
      const part = vault.part(secret, at, bytes);
      try {
        all = vault.join(before, part);
      } finally {
        vault.free(part);
      }
    } finally {
      vault.free(before);
    }
  }
  return all;
}
function changeEntry(core, name, make) {
  const made = /* @__PURE__ */ new Map();
  return core.commit(async ({ head }) => {
    const tag = tagOf(core.vault, core.keys, name);
    const number = bucketOf(tag, head.bucketBits);
    const rows = await core.buckets.rows(head, number);
    const row = rows.find((one) => sameBytes(one.tag, tag));
    if (row === void 0) throw notFound(name);
    const hash = toHex5(row.hash);
    if (made.has(hash)) return { nothing: true, result: made.get(hash) };
    const { entry, result } = make({ vault: core.vault, head, keys: core.keys }, core.buckets.entryOf(row));
    if (entry === void 0) return { nothing: true, result };
    const next = core.buckets.rowOf(tag, entry);
    made.set(toHex5(next.hash), result);
    return { buckets: /* @__PURE__ */ new Map([[number, rows.map((one) => one === row ? next : one)]]), result };
  });
}
function openNamed(keys, bytes, name) {
  const entry = openEntry(keys, bytes);
  if (entry.metadata.name === name) return entry;
  keys.vault.free(entry.secret);
  throw new FedzkError15("damaged", `The key store is damaged: the entry of "${name}" is another key's.`);
}
function notFound(name) {
  return new FedzkError15("not-found", `There is no key ${describe3(name)} in this store.`);
}

// src/store/slots.ts
import { describe as describe5, FedzkError as FedzkError17, toHex as toHex6 } from "@fedzk/core";

// src/store/unlock.ts
import { byteLength as byteLength3, describe as describe4, FedzkError as FedzkError16 } from "@fedzk/core";
var DEFAULTS = { memoryKiB: 65536, passes: 3, lanes: 1, iterations: 6e5 };
var LEAST_MEMORY_PASSES = 2 * 19456;
var KEY_BYTES3 = 32;
var SALT_BYTES = 32;
var MOST_NAME_BYTES = 255;
var EXPECTED = '"unlock" expected { passphrase }, { key } or { provider }';
function slotKindOf(unlock) {
  checkUnlock(unlock);
  if ("key" in unlock) return { type: "key" };
  if ("provider" in unlock) return { type: "provider", name: unlock.provider.name };
  const { kdf = "argon2id" } = unlock;
  const chosen = typeof kdf === "string" ? { name: kdf } : kdf;
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const { memoryKiB, passes, lanes, iterations } = { ...DEFAULTS, ...chosen };
  if (chosen.name !== "argon2id" && chosen.name !== "pbkdf2") {
    throw new FedzkError16("invalid-argument", `"kdf" expected argon2id or pbkdf2, got ${describe4(kdf)}.`);
  }
  const kind = chosen.name === "argon2id" ? { type: "argon2id", salt, memoryKiB, passes, lanes } : { type: "pbkdf2", salt, iterations };
  if (kind.type === "argon2id" && kind.memoryKiB * kind.passes < LEAST_MEMORY_PASSES) {
    throw new FedzkError16(
      "invalid-argument",
      `"kdf" expected memoryKiB \xD7 passes from ${LEAST_MEMORY_PASSES}, got ${kind.memoryKiB} \xD7 ${kind.passes}: too cheap to guess.`
    );
  }
  const whole = [memoryKiB, passes, lanes, iterations].every(Number.isSafeInteger);
  const problem = whole ? problemOf(kind) : "a parameter is no integer";
  if (problem !== void 0) throw new FedzkError16("invalid-argument", `"kdf" is out of range: ${problem}.`);
  return kind;
}
function fitsSlot(unlock, slot) {
  if ("key" in unlock) return slot.type === "key";
  if ("provider" in unlock) return slot.type === "provider" && slot.name === unlock.provider.name;
  return slot.type === "argon2id" || slot.type === "pbkdf2";
}
function keyOf(vault, unlock, slot) {
  if ("key" in unlock) return vault.importKey(unlock.key);
  const passphrase = passphraseOf(unlock);
  try {
    if (slot.type === "pbkdf2") return vault.pbkdf2(passphrase, slot.salt, slot.iterations);
    if (slot.type !== "argon2id") throw new TypeError(`keyOf: ${slot.type} has no key here`);
    const { salt, memoryKiB, passes, lanes: parallelism } = slot;
    const key = argon2id(passphrase, { salt, memoryKiB, passes, parallelism, length: KEY_BYTES3 });
    try {
      return vault.importKey(key);
    } finally {
      key.fill(0);
    }
  } finally {
    passphrase.fill(0);
  }
}
function passphraseOf(unlock) {
  if (!("passphrase" in unlock)) throw new TypeError("passphraseOf: another kind of unlock");
  const { passphrase } = unlock;
  return typeof passphrase === "string" ? utf8(passphrase.normalize("NFC")) : new Uint8Array(passphrase);
}
function checkUnlock(unlock) {
  const value = unlock;
  if (typeof value !== "object" || value === null) {
    const got = typeof value === "string" ? "a string" : describe4(value);
    throw new FedzkError16("invalid-argument", `${EXPECTED}, got ${got}.`);
  }
  const kinds = ["passphrase", "key", "provider"].filter((kind) => kind in value);
  if (kinds.length !== 1) throw new FedzkError16("invalid-argument", `${EXPECTED}, one of them.`);
  if ("passphrase" in unlock) checkPassphrase(unlock.passphrase);
  else if ("key" in unlock) checkKey(unlock.key);
  else checkProvider(unlock.provider);
}
function checkPassphrase(passphrase) {
  const length = typeof passphrase === "string" ? passphrase.length : byteLength3(passphrase) ?? 0;
  if (length === 0) {
    throw new FedzkError16("invalid-argument", '"passphrase" expected a string or a Uint8Array that is not empty.');
  }
}
function checkKey(key) {
  if (byteLength3(key) !== KEY_BYTES3) {
    throw new FedzkError16("invalid-argument", `"key" expected a Uint8Array of ${KEY_BYTES3} random bytes.`);
  }
}
function checkProvider(provider) {
  const { name, wrap, unwrap } = provider ?? {};
  const named = typeof name === "string" && name !== "" && utf8(name).length <= MOST_NAME_BYTES;
  if (!named || typeof wrap !== "function" || typeof unwrap !== "function") {
    throw new FedzkError16("invalid-argument", '"provider" expected a KeyProvider: a name, wrap and unwrap.');
  }
}

// src/store/slots.ts
var SLOT_ID_BYTES = 16;
var MOST_PROVIDED_BYTES = 1024;
var ROOT_BYTES = 32;
async function makeSlot(vault, storeId, root, unlock) {
  const kind = slotKindOf(unlock);
  const id = vault.randomBytes(SLOT_ID_BYTES);
  if ("provider" in unlock) return { ...kind, id, wrapped: await wrapByProvider(vault, root, unlock.provider) };
  const { type, parameters } = slotParameters(kind);
  const key = keyOf(vault, unlock, kind);
  try {
    return { ...kind, id, wrapped: vault.sealKey(key, slotContext(storeId, id, type, parameters), root) };
  } finally {
    vault.free(key);
  }
}
async function wrapByProvider(vault, root, provider) {
  const bytes = vault.exportKey(root);
  try {
    const wrapped = await provider.wrap(bytes);
    if (wrapped instanceof Uint8Array && wrapped.length >= 1 && wrapped.length <= MOST_PROVIDED_BYTES) {
      return new Uint8Array(wrapped);
    }
    throw new FedzkError17(
      "invalid-argument",
      `"provider" expected to wrap a key to 1 to ${MOST_PROVIDED_BYTES} bytes, got ${describe5(wrapped)}.`
    );
  } finally {
    bytes.fill(0);
  }
}
async function openSlot(vault, head, unlock) {
  const slots = head.slots.filter((slot) => fitsSlot(unlock, slot));
  for (const slot of slots) {
    const root = "provider" in unlock ? await openByProvider(vault, slot, unlock.provider) : openByKey(vault, head, slot, unlock);
    if (root === void 0) continue;
    const commitment = vault.derive(root, head.storeId, LABELS.commitment, HASH_BYTES);
    if (sameSecret(commitment, head.rootCommitment)) return { root, slot };
    vault.free(root);
  }
  const kinds = [...new Set(head.slots.map(({ type }) => type))].join(", ");
  throw new FedzkError17(
    "wrong-key",
    slots.length === 0 ? `The key store has no slot for this unlocker; it has: ${kinds}.` : "The key store does not open with this: a wrong passphrase or key, or a slot that was changed."
  );
}
function openByKey(vault, { storeId }, slot, unlock) {
  const { type, parameters } = slotParameters(slot);
  const key = keyOf(vault, unlock, slot);
  try {
    return vault.openKey(key, slotContext(storeId, slot.id, type, parameters), slot.wrapped);
  } finally {
    vault.free(key);
  }
}
async function openByProvider(vault, slot, provider) {
  const bytes = await provider.unwrap(slot.wrapped);
  if (!(bytes instanceof Uint8Array)) return void 0;
  try {
    return bytes.length === ROOT_BYTES ? vault.importKey(bytes) : void 0;
  } finally {
    bytes.fill(0);
  }
}
function slotInfo(slot) {
  const id = toHex6(slot.id);
  switch (slot.type) {
    case "pbkdf2":
      return { id, type: slot.type, cost: `${slot.iterations} iterations` };
    case "argon2id":
      return { id, type: slot.type, cost: `${slot.memoryKiB} KiB, ${slot.passes} passes, ${slot.lanes} lanes` };
    case "provider":
      return { id, type: slot.type, provider: slot.name };
    case "key":
      return { id, type: slot.type };
  }
}

// src/store/verify.ts
import { FedzkError as FedzkError18 } from "@fedzk/core";
function verifyStore(core) {
  return core.read(async (state) => {
    const { head } = state;
    const problems = [];
    let entries = 0;
    core.buckets.clear();
    for (const number of head.buckets.keys()) {
      const where = `bucket ${number}`;
      const rows = await noting(problems, where, () => core.rowsToVerify(head, number));
      for (const [i, row] of (rows ?? []).entries()) {
        entries++;
        await noting(problems, `${where}, entry ${i}`, async () => verifyEntry(core, head, row), NAMELESS);
      }
    }
    if (problems.length === 0 && entries !== head.entries) {
      problems.push({ where: "head", why: `it counts ${head.entries} entries, and there are ${entries}` });
    }
    await verifyOlderHeads(core, state, problems);
    const orphans = (await orphansOf(core, head)).map(({ name }) => name);
    const { freshness } = core;
    return { ok: problems.length === 0, generation: head.generation, entries, problems, orphans, freshness };
  });
}
function verifyEntry(core, head, row) {
  const { vault, keys } = core;
  const { secret, metadata } = openEntry({ vault, head, keys }, core.buckets.entryOf(row));
  vault.free(secret);
  if (!sameBytes(tagOf(vault, keys, metadata.name), row.tag)) {
    throw damaged("entry", "it stands in the place of another key");
  }
}
async function verifyOlderHeads(core, { head }, problems) {
  const generations = (await core.backend.list()).map(({ name }) => generationOf(name)).filter((generation) => generation !== void 0 && generation < head.generation);
  let follower = head;
  for (const generation of generations.sort((a, b) => b - a)) {
    const name = headName(generation);
    const bytes = await core.backend.get(name);
    if (bytes === void 0) continue;
    const after = follower;
    follower = await noting(problems, name, async () => {
      const older = shapeOf({ generation, bytes });
      const named = after?.generation === generation + 1 && sameBytes(after.previous, core.vault.sha256(bytes));
      if (named || isAuthentic(core.vault, core.keys.mac, bytes)) return older;
      throw new NotAuthentic("older head", "its MAC is wrong, and the head after it does not follow from it");
    });
  }
}
async function orphansOf(core, head) {
  const named = new Set(bucketNames(head));
  const objects = await core.backend.list();
  return objects.filter(({ name }) => !named.has(name) && generationOf(name) === void 0);
}
var NAMELESS = " Its name can't be read; get(id) of each name tells which key it is, and delete(id) removes it.";
async function noting(problems, where, look, advice = "") {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof FedzkError18 && error.code === "damaged")) throw error;
    problems.push({ where, why: `${error.message.replace(SEE_VERIFY, "")}${advice}` });
    return void 0;
  }
}

// src/store/key-store.ts
var BATCH = 4096;
var KeyStore = class _KeyStore {
  #core;
  #infos = /* @__PURE__ */ new WeakMap();
  constructor(core) {
    this.#core = core;
  }
  /**
   * Makes a store.
   *
   * @throws {FedzkError} `already-exists`; `invalid-argument`; `storage`
   */
  static async create(backend2, unlock, options = {}) {
    checkBackend(backend2);
    checkUnlock(unlock);
    asOptions(options);
    if (await backend2.readHead() !== void 0) throw alreadyThere();
    const vault = new Vault();
    try {
      const storeId = vault.randomBytes(STORE_ID_BYTES);
      const keys = StoreKeys.make(vault, storeId, vault.randomKey(), vault.randomKey());
      const head = {
        anchored: options.anchor !== void 0,
        ended: false,
        bucketBits: 0,
        storeId,
        generation: 0,
        time: Date.now(),
        previous: new Uint8Array(HASH_BYTES),
        rootCommitment: vault.derive(keys.root, storeId, LABELS.commitment, HASH_BYTES),
        entries: 0,
        wrappedNameKey: keys.wrappedNames(),
        slots: [await makeSlot(vault, storeId, keys.root, unlock)],
        masters: [keys.newMaster(1, Date.now())],
        buckets: [NO_BUCKET]
      };
      const bytes = sealHead(vault, keys.mac, head);
      if (await backend2.commitHead(0, bytes) === "conflict") throw alreadyThere();
      const core = await StoreCore.open(backend2, vault, keys, { generation: 0, bytes }, options);
      await core.anchorNow();
      await core.audit("key_store_create", core.storeId);
      return new _KeyStore(core);
    } catch (error) {
      vault.close();
      throw error;
    }
  }
  /**
   * Opens a store.
   *
   * @throws {FedzkError} `not-found`: there is none; `wrong-key`; `damaged`; `rolled-back`; `storage`
   */
  static async open(backend2, unlock, options = {}) {
    checkBackend(backend2);
    checkUnlock(unlock);
    asOptions(options);
    const stored = await backend2.readHead();
    if (stored === void 0)
      throw new FedzkError19("not-found", "There is no key store here; KeyStore.create makes one.");
    const vault = new Vault();
    try {
      const head = shapeOf(stored);
      const core = await telling(new AuditTrail(options, vault), "key_store_open", toHex7(head.storeId), async () => {
        const { id } = options;
        if (id !== void 0 && id !== toHex7(head.storeId)) {
          throw new FedzkError19("wrong-key", `It is the key store ${toHex7(head.storeId)}, not ${describe6(id)}.`);
        }
        const { root } = await openSlot(vault, head, unlock);
        return StoreCore.open(backend2, vault, StoreKeys.open(vault, head, root), stored, options);
      });
      const store = new _KeyStore(core);
      if (options.addAnchor === true) await store.#addAnchor(options);
      await store.#collectOrphans();
      await core.audit("key_store_open", core.storeId, { generation: store.generation });
      return store;
    } catch (error) {
      vault.close();
      throw error;
    }
  }
  /**
   * Makes a store of a backup, where there is none. The backup is verified, every entry opened, before anything is
   * written; the store is there whole or not at all. It is in the state of the backup: keys that were deleted or put
   * since, and slots that were removed or added, are as they were then.
   *
   * With `anchor` the store is anchored from then on. One that knows a newer state refuses, unless `acceptRollback`.
   *
   * @param backup its bytes, or where it lies, such as `backupFile(path)` of `@fedzk/keys/node`
   * @param unlock what opened the store when the backup was made
   * @returns the store, open
   * @throws {FedzkError} `already-exists`; `damaged`; `wrong-key`; `rolled-back`; `invalid-argument`: the backup is of
   *   an anchored store and `anchor` is missing; `storage`
   */
  static async restore(backend2, backup, unlock, options = {}) {
    checkBackend(backend2);
    checkUnlock(unlock);
    asOptions(options);
    if (await backend2.readHead() !== void 0) throw storeThere();
    const content = await loadBackup(backup);
    const { id } = options;
    const copy = await _KeyStore.open(backupBackend(content), unlock, {
      anchor: backupAnchor(content),
      ...id !== void 0 && { id }
    });
    try {
      const { problems } = await copy.verify();
      if (problems[0] !== void 0)
        throw damagedBackup("backup", `${problems[0].where}: ${problems[0].why.split(". ")[0]}`);
      await placeBackup(backend2, copy.#core, content, options);
    } finally {
      copy.lock();
    }
    const store = await _KeyStore.open(backend2, unlock, options);
    await store.#core.audit("key_store_restore", store.id, { generation: store.generation });
    return store;
  }
  /** 32 hexadecimal digits, random. */
  get id() {
    return this.#core.storeId;
  }
  /** How many commits there were, as far as this program has seen. */
  get generation() {
    return this.#core.state.head.generation;
  }
  get freshness() {
    return this.#core.freshness;
  }
  /**
   * Keeps a key. Its bytes are copied; wipe yours.
   *
   * @returns its name
   * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
   */
  async put(key, options = {}) {
    const [id = ""] = await this.putMany([{ ...options, key }]);
    return id;
  }
  /** Keeps keys, all in one commit. */
  async putMany(keys) {
    const { vault } = this.#core;
    const wishes = [];
    try {
      for (const one of keys) {
        const { key, kind, ...options } = asOptions(one);
        wishes.push(wishOf(kind, options, () => vault.importKey(checkSecret(key, kind))));
      }
      return await this.#add(wishes);
    } finally {
      for (const { secret } of wishes) vault.free(secret);
    }
  }
  /**
   * Makes a key inside the module, where its bytes stay, and keeps it.
   *
   * @returns its name
   * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
   */
  async generate(kind, options = {}) {
    const { vault } = this.#core;
    if (kind !== "aes-256" && kind !== "hmac-sha256") {
      throw new FedzkError19("invalid-argument", `"kind" expected aes-256 or hmac-sha256, got ${describe6(kind)}.`);
    }
    const wish = wishOf(kind, options, () => vault.randomKey());
    try {
      await this.#add([wish]);
      return wish.name;
    } finally {
      vault.free(wish.secret);
    }
  }
  async #add(wishes) {
    const core = this.#core;
    const names = wishes.map(({ name }) => name);
    if (new Set(names).size !== names.length)
      throw new FedzkError19("invalid-argument", 'Two of the keys have one "id".');
    if (wishes.length === 0) return [];
    const made = /* @__PURE__ */ new Set();
    const { state } = await core.commit(async ({ head }) => {
      const buckets = /* @__PURE__ */ new Map();
      let [added, present] = [0, 0];
      for (const wish of wishes) {
        const tag = tagOf(core.vault, core.keys, wish.name);
        const number = bucketOf(tag, head.bucketBits);
        const rows = buckets.get(number) ?? byTag(await core.buckets.rows(head, number));
        buckets.set(number, rows);
        const old = rows.get(toHex7(tag));
        if (old !== void 0 && made.has(toHex7(old.hash))) {
          present++;
          continue;
        }
        if (old !== void 0 && !wish.replace) {
          throw new FedzkError19(
            "already-exists",
            `There is a key "${wish.name}"; { replace: true } puts its next version.`
          );
        }
        const entry = nextEntry(this.#with(head), wish, old && core.buckets.entryOf(old));
        const row = core.buckets.rowOf(tag, entry);
        made.add(toHex7(row.hash));
        if (old === void 0) added++;
        rows.set(toHex7(tag), row);
      }
      if (present === wishes.length) return { nothing: true, result: void 0 };
      return {
        buckets: new Map([...buckets].map(([number, rows]) => [number, [...rows.values()]])),
        added,
        result: void 0
      };
    });
    for (const name of names) await core.audit("key_put", name, { generation: state.head.generation });
    return names;
  }
  /**
   * A key, for use.
   *
   * @throws {FedzkError} `not-found`, of a version too; `damaged`; `invalid-state`: the module is full
   */
  async get(id, options = {}) {
    const { trail } = this.#core;
    const handle = await this.#open(id, options, (info) => trail.tellNow(handedOut("key_export", info)));
    try {
      await trail.tell(handedOut("key_get", handle.info));
      return handle;
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }
  /**
   * An exportable key's bytes, once the audit log has kept the event. They are the caller's to wipe.
   *
   * @throws {FedzkError} as `get`; `not-exportable`
   */
  async export(id, options = {}) {
    const handle = await this.#open(id, options, () => void 0);
    try {
      if (handle.info.exportable) await this.#core.trail.tell(handedOut("key_export", handle.info));
      return handle.exportRaw();
    } finally {
      handle[Symbol.dispose]();
    }
  }
  #open(id, options, tellExport) {
    const core = this.#core;
    const name = requireName(id);
    const { version } = asOptions(options);
    if (version !== void 0) checkInteger(version, "version", 1, Number.MAX_SAFE_INTEGER);
    return core.read(async ({ head }) => {
      const row = await core.buckets.find(head, tagOf(core.vault, core.keys, name));
      if (row === void 0) throw notFound(name);
      return handleOf(core.vault, openNamed(this.#with(head), core.buckets.entryOf(row), name), version, tellExport);
    });
  }
  /**
   * Changes what is said of a key, without its secret. What is left out stays; null takes away.
   *
   * @throws {FedzkError} `not-found`; `invalid-argument`, among it what can't be changed
   */
  async update(id, changes) {
    const name = requireName(id);
    const { state } = await updateKey(this.#core, name, changesOf(changes, name));
    await this.#core.audit("key_update", name, { generation: state.head.generation });
  }
  /**
   * Removes old versions of a key, or one: what they sealed no longer opens. It reaches as far as `delete`.
   *
   * @returns which were removed
   * @throws {FedzkError} `not-found`; `invalid-argument`: it is the newest; `invalid-state`: the key is on hold
   */
  async retire(id, which) {
    const name = requireName(id);
    const { result, state } = await retireVersions(this.#core, name, which);
    const { generation } = state.head;
    await this.#core.audit("key_retire", name, { versions: result.join(","), generation });
    return result;
  }
  /** All keys, by name, without their secrets. */
  async list(filter = () => true) {
    const core = this.#core;
    const all = await core.read(async ({ head }) => {
      const found = [];
      for (const number of head.buckets.keys()) {
        for (const row of await core.buckets.rows(head, number)) found.push(this.#infoOf(head, row));
      }
      return found.filter(filter).sort((a, b) => a.id < b.id ? -1 : 1);
    });
    await core.audit("key_list", this.id, { keys: all.length });
    return all;
  }
  /** What is said of a key. Its entry is opened once, while its bucket is kept in memory. */
  #infoOf(head, row) {
    const { vault, buckets } = this.#core;
    let info = this.#infos.get(row);
    if (info === void 0) {
      const { secret, ...entry } = openEntry(this.#with(head), buckets.entryOf(row));
      const bytes = vault.lengthOf(secret);
      vault.free(secret);
      info = infoOf(entry, bytes);
      this.#infos.set(row, info);
    }
    const { metadata, versions } = info;
    return {
      ...info,
      versions: versions.map((one) => ({ ...one })),
      ...metadata !== void 0 && { metadata: structuredClone(metadata) }
    };
  }
  /**
   * Removes a key: honest readers no longer find it. Older copies of the store still open for who has an unlocker.
   *
   * @throws {FedzkError} `not-found`; `invalid-state`: it is on hold
   */
  async delete(id) {
    const name = requireName(id);
    const receipt = await this.#remove(name);
    await this.#core.audit("key_delete", name, { generation: receipt.generation });
    return receipt;
  }
  async #remove(name) {
    const core = this.#core;
    let removed;
    const { state } = await core.commit(async ({ head }) => {
      const tag = tagOf(core.vault, core.keys, name);
      const number = bucketOf(tag, head.bucketBits);
      const rows = await core.buckets.rows(head, number);
      const row = rows.find((one) => sameBytes(one.tag, tag));
      if (row === void 0) {
        if (removed !== void 0) return { nothing: true, result: void 0 };
        throw notFound(name);
      }
      removed = this.#removable(head, row);
      return { buckets: /* @__PURE__ */ new Map([[number, rows.filter((one) => one !== row)]]), added: -1, result: void 0 };
    });
    return {
      storeId: this.id,
      entry: toHex7(core.vault.sha256(removed ?? new Uint8Array(0))),
      generation: state.head.generation,
      head: toHex7(state.hash),
      reach: "delete"
    };
  }
  /** The id of an entry that may be removed; of one that fails to authenticate, which nobody can use, its tag. */
  #removable(head, row) {
    const core = this.#core;
    try {
      const { secret, metadata, id } = openEntry(this.#with(head), core.buckets.entryOf(row));
      core.vault.free(secret);
      requireNoHold(metadata);
      return id;
    } catch (error) {
      if (error instanceof NotAuthentic) return row.tag;
      throw error;
    }
  }
  /**
   * Removes a key, then moves all others to a new master key and destroys the old ones: no entry of before opens from a
   * later head. Who holds an older head and an unlocker still opens both.
   *
   * @throws {FedzkError} as `delete`
   */
  async erase(id) {
    const name = requireName(id);
    const receipt = await this.#remove(name);
    await this.rotateMaster();
    for await (const _ of this.rewrap()) {
    }
    const { head, hash } = this.#core.state;
    await this.#core.audit("key_erase", name, { generation: head.generation });
    return { ...receipt, generation: head.generation, head: toHex7(hash), reach: "erase" };
  }
  /**
   * Ends the store: destroys the keys of providers that can, makes a last head that no commit follows, and removes all
   * objects. The only deletion that reaches copies, as far as no other slot opens them: the receipt lists the slots that
   * it does not reach. Who writes meanwhile gets `erased` or `not-found`, and leaves nothing. If it is interrupted, call
   * it again, or open the store, which removes the rest and rejects with `erased`.
   *
   * @param providers those of the store's provider slots
   */
  async cryptoErase(providers = []) {
    const core = this.#core;
    await core.newest();
    const able = providers.filter(({ destroy }) => destroy !== void 0);
    for (const provider of able) await provider.destroy?.();
    const { head, hash } = await core.end();
    const reached = new Set(able.map(({ name }) => name));
    const notReached = head.slots.filter((slot) => slot.type !== "provider" || !reached.has(slot.name));
    const storeId = this.id;
    await core.removeAll();
    await core.audit("key_store_erase", storeId, { generation: head.generation });
    this.lock();
    return {
      storeId,
      generation: head.generation,
      head: toHex7(hash),
      reach: "crypto-erase",
      notReached: notReached.map(({ id }) => toHex7(id))
    };
  }
  /**
   * Makes a new master key, which new entries are wrapped by. One small write, however many entries there are; `rewrap`
   * moves those.
   *
   * @returns the master key's id
   * @throws {FedzkError} `invalid-state`: 64 are in use, so `rewrap` first
   */
  async rotateMaster() {
    const core = this.#core;
    let made;
    const { result, state } = await core.commit(async ({ head }) => {
      const attempt = head.masters.find(({ wrapped }) => made !== void 0 && sameBytes(wrapped, made.wrapped));
      if (attempt !== void 0) return { nothing: true, result: attempt.id };
      const before = primaryOf(head);
      made = core.keys.newMaster((head.masters.at(-1)?.id ?? 0) + 1, Date.now());
      const retired = head.masters.map(
        (master) => master === before ? { ...master, status: "retired" } : master
      );
      return { head: { masters: withinLimit([...retired, made]) }, result: made.id };
    });
    await core.audit("key_master_rotate", this.id, { master: result, generation: state.head.generation });
    return result;
  }
  /**
   * Moves entries to the primary master key, a batch a commit, and destroys the master keys that are then unused. It can
   * be stopped at any time, by a crash too: another call goes on where it was.
   */
  async *rewrap({
    batch = BATCH,
    reencrypt = false,
    signal
  } = {}) {
    if (!Number.isSafeInteger(batch) || batch < 1) {
      throw new FedzkError19("invalid-argument", `"batch" expected a number of entries from 1, got ${describe6(batch)}.`);
    }
    const core = this.#core;
    const start = await core.read(async ({ head }) => head);
    const target = primaryOf(start).id;
    const fresh = /* @__PURE__ */ new Set();
    let [entries, next] = [0, 0];
    for (; ; ) {
      signal?.throwIfAborted();
      const from = next;
      const { result, state } = await core.commit(async (now) => {
        const at = now.head.bucketBits === start.bucketBits ? from : 0;
        return this.#rewrapSome(now, at, { batch, reencrypt, target, fresh });
      });
      next = result.next;
      entries += result.moved;
      const ofBuckets = state.head.buckets.length;
      if (next >= ofBuckets) break;
      yield { buckets: next, ofBuckets, entries, destroyed: [] };
    }
    const destroyed2 = await this.#destroyUnused(target);
    await core.audit("key_rewrap", this.id, { entries, generation: this.generation });
    const { length } = this.#core.state.head.buckets;
    yield { buckets: length, ofBuckets: length, entries, destroyed: destroyed2 };
  }
  async #rewrapSome({ head }, from, { batch, reencrypt, target, fresh }) {
    const core = this.#core;
    const buckets = /* @__PURE__ */ new Map();
    let [moved, next] = [0, from];
    for (; next < head.buckets.length && moved < batch; next++) {
      const rows = await core.buckets.rows(head, next);
      const wanted = new Set(
        rows.filter(
          (row) => reencrypt ? !fresh.has(toHex7(row.hash)) : masterIdOf(core.buckets.entryOf(row)) < target
        )
      );
      if (wanted.size === 0) continue;
      const move = reencrypt ? reencryptEntry : rewrapEntry;
      buckets.set(
        next,
        rows.map(
          (row) => wanted.has(row) ? core.buckets.rowOf(row.tag, move(this.#with(head), core.buckets.entryOf(row))) : row
        )
      );
      moved += wanted.size;
    }
    if (reencrypt) for (const rows of buckets.values()) for (const { hash } of rows) fresh.add(toHex7(hash));
    const result = { moved, next };
    return buckets.size === 0 ? { nothing: true, result } : { buckets, result };
  }
  /** Destroys master keys older than one that no entry names. */
  async #destroyUnused(target) {
    const core = this.#core;
    const { result } = await core.commit(async ({ head }) => {
      const used = /* @__PURE__ */ new Set();
      for (const number of head.buckets.keys()) {
        for (const row of await core.buckets.rows(head, number)) used.add(masterIdOf(core.buckets.entryOf(row)));
      }
      const unused = head.masters.filter(({ id, status }) => status === "retired" && id < target && !used.has(id));
      if (unused.length === 0) return { nothing: true, result: [] };
      const masters = head.masters.map((master) => unused.includes(master) ? destroyed(master) : master);
      return { head: { masters }, result: unused.map(({ id }) => id) };
    });
    return result;
  }
  /**
   * Replaces the root key, under which all others lie, and all slots by those of `unlocks`. Slots that are not among
   * them no longer open the store.
   *
   * @returns the slots that are gone
   */
  async rotateRoot(unlocks) {
    const core = this.#core;
    if (!Array.isArray(unlocks) || unlocks.length < 1 || unlocks.length > MOST_SLOTS) {
      throw new FedzkError19("invalid-argument", `"unlocks" expected 1 to ${MOST_SLOTS} unlockers.`);
    }
    unlocks.forEach(checkUnlock);
    const { keys: before, vault } = core;
    const { storeId } = core.state.head;
    const keys = StoreKeys.make(vault, storeId, vault.randomKey(), before.names);
    const slots = [];
    try {
      for (const unlock of unlocks) slots.push(await makeSlot(vault, storeId, keys.root, unlock));
      checkCost(slots);
      const { result } = await core.commit(async ({ head }) => {
        const masters = head.masters.map((master) => keys.adopt(core.keys, master));
        const rootCommitment = vault.derive(keys.root, storeId, LABELS.commitment, HASH_BYTES);
        return {
          head: { masters, slots, rootCommitment, wrappedNameKey: keys.wrappedNames() },
          keys,
          result: head.slots.map(slotInfo)
        };
      });
      await core.audit("key_root_rotate", this.id, { slots: slots.length });
      return result;
    } finally {
      (core.keys === keys ? before : keys).freeButNames();
    }
  }
  /** What opens the store. */
  slots() {
    return this.#core.read(async ({ head }) => head.slots.map(slotInfo));
  }
  /**
   * Lets one more unlocker open the store.
   *
   * @returns the slot's id
   */
  async addSlot(unlock) {
    const core = this.#core;
    const slotNow = this.#slotMaker(unlock);
    const { result: slot } = await core.commit(async ({ head }) => {
      const slot2 = await slotNow();
      if (head.slots.some(({ id }) => sameBytes(id, slot2.id))) return { nothing: true, result: slot2 };
      return { head: { slots: checkCost([...head.slots, slot2]) }, result: slot2 };
    });
    await core.audit("key_slot_add", toHex7(slot.id), { type: slot.type });
    return toHex7(slot.id);
  }
  /**
   * Takes an unlocker away. Who has an older copy of the store still opens that one with it: `rotateRoot`, and `rewrap`
   * with `reencrypt`, keep him out of what is put later.
   *
   * @throws {FedzkError} `not-found`; `invalid-state`: it is the last one
   */
  async removeSlot(slotId) {
    const core = this.#core;
    let tried = false;
    await core.commit(async ({ head }) => {
      const slots = head.slots.filter(({ id }) => toHex7(id) !== slotId);
      if (slots.length === head.slots.length) {
        if (tried) return { nothing: true, result: void 0 };
        throw new FedzkError19("not-found", `There is no slot ${describe6(slotId)}; slots() lists them.`);
      }
      if (slots.length === 0)
        throw new FedzkError19("invalid-state", "It is the last slot: nothing would open the store.");
      tried = true;
      return { head: { slots }, result: void 0 };
    });
    await core.audit("key_slot_remove", slotId);
  }
  /**
   * Replaces a passphrase. Like `removeSlot`, it doesn't reach older copies.
   *
   * @throws {FedzkError} `wrong-key`: the old one opens no slot
   */
  async changePassphrase(old, unlock) {
    const core = this.#core;
    checkUnlock({ passphrase: old });
    const slotNow = this.#slotMaker(unlock);
    let replaced;
    const { result: slot } = await core.commit(async ({ head }) => {
      replaced ??= await telling(
        core.trail,
        "key_passphrase_change",
        this.id,
        () => this.#slotOf(head, { passphrase: old })
      );
      const { id: before } = replaced;
      const slot2 = await slotNow();
      if (head.slots.some(({ id }) => sameBytes(id, slot2.id))) return { nothing: true, result: slot2 };
      const slots = head.slots.map((one) => sameBytes(one.id, before) ? slot2 : one);
      if (!slots.includes(slot2))
        throw new FedzkError19("not-found", "The slot of the old passphrase was removed meanwhile.");
      return { head: { slots: checkCost(slots) }, result: slot2 };
    });
    await core.audit("key_passphrase_change", toHex7(slot.id));
  }
  async #slotOf(head, unlock) {
    const { vault } = this.#core;
    const { root, slot } = await openSlot(vault, head, unlock);
    vault.free(root);
    return slot;
  }
  /** Makes a slot once, and anew where the root key is another one since. To be called in a commit's turn. */
  #slotMaker(unlock) {
    checkUnlock(unlock);
    const core = this.#core;
    let made;
    return async () => {
      const { root } = core.keys;
      if (made?.root !== root) made = { root, slot: await makeSlot(core.vault, core.state.head.storeId, root, unlock) };
      return made.slot;
    };
  }
  /** Reads everything that opens, older heads too, opens every entry, and tells what is wrong. Changes nothing. */
  verify() {
    return verifyStore(this.#core);
  }
  async #collectOrphans() {
    const orphans = await orphansOf(this.#core, this.#core.state.head);
    const old = orphans.filter(({ age }) => age > ORPHAN_AGE);
    await this.#core.removeBuckets(old, this.#core.state);
  }
  /**
   * Copies the newest state, as one piece that `restore` makes a store of; other processes may write meanwhile. All in
   * it stays sealed: it opens with what opens the store now, and no later change of a passphrase or slot reaches it.
   *
   * @param target such as `backupFile(path)` of `@fedzk/keys/node`
   * @throws {FedzkError} `damaged`: something is not what was written, and `verify` names it; what `target` rejects with
   *
   * @example
   * ```ts
   * const { generation } = await store.backup(backupFile('/mnt/backup/keys-2030-01-31'));
   * ```
   */
  async backup(target) {
    const core = this.#core;
    const write = target?.write;
    if (typeof write !== "function") throw unexpected("target", 'an object with a method "write"', target);
    const { bytes, receipt } = await makeBackup(core);
    await target.write(bytes);
    await core.audit("key_store_backup", this.id, { generation: receipt.generation, head: receipt.head });
    return receipt;
  }
  async #addAnchor({ anchor }) {
    const core = this.#core;
    if (anchor === void 0) throw new FedzkError19("invalid-argument", '"addAnchor" expected "anchor" with it.');
    const { result: added } = await core.commit(
      async ({ head }) => head.anchored ? { nothing: true, result: false } : { head: { anchored: true }, result: true }
    );
    if (added) await core.audit("key_anchor_add", this.id, { generation: this.generation });
  }
  /** Wipes all keys from memory. Handles end; the store can be opened again. */
  lock() {
    this.#core.lock();
  }
  [Symbol.dispose]() {
    this.lock();
  }
  #with(head) {
    return { vault: this.#core.vault, head, keys: this.#core.keys };
  }
};
function handedOut(operation, { id, kind, version }) {
  return { operation, resource: id, details: { kind, version } };
}
var tagsOfRows = /* @__PURE__ */ new WeakMap();
function byTag(rows) {
  const found = /* @__PURE__ */ new Map();
  for (const row of rows) {
    const tag = tagsOfRows.get(row) ?? toHex7(row.tag);
    tagsOfRows.set(row, tag);
    found.set(tag, row);
  }
  return found;
}
function withinLimit(masters) {
  const over = masters.length - MOST_MASTERS;
  const gone = new Set(masters.filter(({ status }) => status === "destroyed").slice(0, Math.max(0, over)));
  if (gone.size >= over) return masters.filter((master) => !gone.has(master));
  throw new FedzkError19("invalid-state", `${MOST_MASTERS} master keys are in use; rewrap() first, so that some can go.`);
}
function destroyed(master) {
  return { ...master, status: "destroyed", wrapped: new Uint8Array(master.wrapped.length) };
}
function checkCost(slots) {
  if (slots.length > MOST_SLOTS) throw new FedzkError19("invalid-state", `A key store has at most ${MOST_SLOTS} slots.`);
  const problem = problemOfAll(slots);
  if (problem !== void 0) throw new FedzkError19("invalid-argument", `The slots cost too much to open: ${problem}.`);
  return slots;
}
function alreadyThere() {
  return new FedzkError19("already-exists", "There is a key store here already; KeyStore.open opens it.");
}

// src/index.ts
import { FedzkError as FedzkError20 } from "@fedzk/core";

export {
  memoryBackend,
  seal,
  open,
  KeyHandle,
  KeyStore,
  FedzkError20 as FedzkError
};
