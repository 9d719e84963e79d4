import {
  Reader,
  STORE_ID_BYTES,
  SUITE,
  WRAPPED_KEY_BYTES,
  Writer,
  compareBytes,
  fromUtf8,
  sameBytes,
  utf8
} from "./chunk-4FXU3YWI.js";

// src/backends/backend.ts
import { methodsOf, toHex } from "@fedzk/core";
var OtherHead = class extends Error {
};
var EXPECTED = 'a backend, such as fileBackend(directory) of "@fedzk/keys/node" or memoryBackend()';
function checkBackend(backend) {
  methodsOf(backend, ["readHead", "commitHead", "get", "put", "delete", "list"], "backend", EXPECTED);
}
var GENERATION_DIGITS = 16;
function headName(generation) {
  return `h/${generation.toString(16).padStart(GENERATION_DIGITS, "0")}`;
}
function generationOf(name) {
  if (!/^h\/[0-9a-f]{16}$/.test(name)) return void 0;
  const generation = Number.parseInt(name.slice(2), 16);
  return Number.isSafeInteger(generation) ? generation : void 0;
}
var KEPT_HEADS = 3;
var NAMED_BYTES = 16;
function bucketName(number, hash) {
  return `b/${number.toString(16).padStart(2, "0")}-${toHex(hash.subarray(0, NAMED_BYTES))}`;
}

// src/format/head.ts
var HASH_BYTES = 32;
var MAC_BYTES = 32;
var MOST_HEAD_BYTES = 65536;
var MOST_SLOTS = 16;
var MOST_MASTERS = 64;
var MAGIC = utf8("FEDZKKH1");
var SLOT_ID_BYTES = 16;
var SALT_BYTES = 32;
var MOST_PROVIDED_BYTES = 1024;
var MOST_ID = 4294967295;
var ANCHORED = 1;
var ENDED = 2;
var BUCKET_BITS = [0, 4, 8];
var TYPES = { pbkdf2: 1, argon2id: 2, key: 3, provider: 4 };
var STATUSES = [void 0, "primary", "retired", "destroyed"];
function drops(older, newer) {
  const live = ({ masters: masters2 }) => masters2.flatMap(({ id, status }) => status === "destroyed" ? [] : id);
  const masters = new Set(live(newer));
  return !sameBytes(older.rootCommitment, newer.rootCommitment) || older.slots.some(({ id }) => !newer.slots.some((slot) => sameBytes(slot.id, id))) || live(older).some((id) => !masters.has(id));
}
var LIMITS = { memoryPasses: 4194304, iterations: 1e7, memoryKiB: 1048576, passes: 16, lanes: 16 };
var FEWEST_ITERATIONS = 1e5;
function problemOf(slot) {
  if (slot.type === "pbkdf2") {
    const { iterations } = slot;
    return iterations >= FEWEST_ITERATIONS && iterations <= LIMITS.iterations ? void 0 : `${iterations} iterations of PBKDF2 are not ${FEWEST_ITERATIONS} to ${LIMITS.iterations}`;
  }
  if (slot.type !== "argon2id") return void 0;
  const { memoryKiB, passes, lanes } = slot;
  if (!(lanes >= 1 && lanes <= LIMITS.lanes)) return `${lanes} lanes of Argon2id are not 1 to ${LIMITS.lanes}`;
  if (!(passes >= 1 && passes <= LIMITS.passes)) return `${passes} passes of Argon2id are not 1 to ${LIMITS.passes}`;
  if (!(memoryKiB >= 8 * lanes && memoryKiB <= LIMITS.memoryKiB)) {
    return `${memoryKiB} KiB of Argon2id are not ${8 * lanes} to ${LIMITS.memoryKiB}`;
  }
  return memoryKiB * passes <= LIMITS.memoryPasses ? void 0 : `${memoryKiB} KiB \xD7 ${passes} passes of Argon2id are more than ${LIMITS.memoryPasses}`;
}
function problemOfAll(slots) {
  const sum = (cost) => slots.reduce((total, slot) => total + cost(slot), 0);
  const memory = sum((slot) => slot.type === "argon2id" ? slot.memoryKiB * slot.passes : 0);
  const iterations = sum((slot) => slot.type === "pbkdf2" ? slot.iterations : 0);
  const each = slots.map(problemOf).find((problem) => problem !== void 0);
  if (each !== void 0) return each;
  return memory <= LIMITS.memoryPasses && iterations <= LIMITS.iterations ? void 0 : "its passphrases together cost more than one may";
}
function slotParameters(slot) {
  const type = TYPES[slot.type];
  switch (slot.type) {
    case "pbkdf2":
      return { type, parameters: new Writer(SALT_BYTES + 4).put(slot.salt).u32(slot.iterations).bytes };
    case "argon2id":
      return {
        type,
        parameters: new Writer(SALT_BYTES + 9).put(slot.salt).u32(slot.memoryKiB).u32(slot.passes).u8(slot.lanes).bytes
      };
    case "key":
      return { type, parameters: new Uint8Array(0) };
    case "provider":
      return { type, parameters: utf8(slot.name) };
  }
}
function masterHead({ id, created }) {
  return new Writer(12).u32(id).u64(created).bytes;
}
var FIXED_BYTES = 228;
var MASTER_BYTES = 16 + WRAPPED_KEY_BYTES;
function writeHead(head) {
  const slots = head.slots.map((slot) => ({ ...slotParameters(slot), ...slot, type: TYPES[slot.type] }));
  const slotBytes = slots.map(({ parameters, wrapped }) => SLOT_ID_BYTES + 6 + parameters.length + wrapped.length);
  const lists = MASTER_BYTES * head.masters.length + HASH_BYTES * head.buckets.length;
  const writer = new Writer(slotBytes.reduce((sum, length) => sum + length, FIXED_BYTES + lists));
  writer.put(MAGIC).u8(SUITE);
  writer.u8((head.anchored ? ANCHORED : 0) | (head.ended ? ENDED : 0));
  writer.u8(head.bucketBits).skip(1).put(head.storeId).u64(head.generation).u64(head.time);
  writer.put(head.previous).put(head.rootCommitment).u32(head.entries);
  writer.u8(slots.length).u8(head.masters.length).skip(2).put(head.wrappedNameKey);
  for (const { id, type, parameters, wrapped } of slots) {
    writer.put(id).u8(type).skip(1).u16(parameters.length).u16(wrapped.length).put(parameters).put(wrapped);
  }
  for (const { id, status, created, wrapped } of head.masters) {
    writer.u32(id).u8(STATUSES.indexOf(status)).skip(3).u64(created).put(wrapped);
  }
  for (const hash of head.buckets) writer.put(hash);
  return writer.bytes;
}
function readHead(bytes) {
  const reader = new Reader(bytes, "head");
  if (bytes.length > MOST_HEAD_BYTES) reader.fail(`it has more than ${MOST_HEAD_BYTES} bytes`);
  reader.expect(MAGIC, "name of its format");
  if (reader.u8() !== SUITE) reader.fail("it has another suite");
  const flags = reader.u8();
  if (flags > (ANCHORED | ENDED)) reader.fail("it has flags that this version does not know");
  const bits = reader.u8();
  const bucketBits = BUCKET_BITS.find((known) => known === bits) ?? reader.fail("it has another number of buckets");
  reader.zeros(1);
  const storeId = reader.take(STORE_ID_BYTES);
  const generation = reader.u64();
  const time = reader.u64();
  const previous = reader.take(HASH_BYTES);
  const rootCommitment = reader.take(HASH_BYTES);
  const entries = reader.u32();
  const [slotCount, masterCount] = [reader.u8(), reader.u8()];
  if (slotCount < 1 || slotCount > MOST_SLOTS) reader.fail("it has no slot, or too many");
  if (masterCount < 1 || masterCount > MOST_MASTERS) reader.fail("it has no master key, or too many");
  reader.zeros(2);
  const wrappedNameKey = reader.take(WRAPPED_KEY_BYTES);
  const slots = Array.from({ length: slotCount }, () => readSlot(reader));
  const masters = Array.from({ length: masterCount }, () => readMaster(reader));
  const buckets = Array.from({ length: 2 ** bucketBits }, () => reader.take(HASH_BYTES));
  reader.take(MAC_BYTES);
  reader.end();
  if (generation === 0 && previous.some((byte) => byte !== 0)) reader.fail("the first one names another before it");
  slots.forEach((slot, i) => {
    if (slots.slice(0, i).some(({ id }) => sameBytes(id, slot.id))) reader.fail("two slots have one id");
  });
  const problem = problemOfAll(slots);
  if (problem !== void 0) reader.fail(problem);
  const ended = (flags & ENDED) !== 0;
  if (ended && (entries > 0 || bucketBits > 0 || buckets.some((hash) => hash.some((byte) => byte !== 0)))) {
    reader.fail("it ends the store, and has entries");
  }
  if (masters.some(({ id }, i) => i > 0 && id <= (masters[i - 1]?.id ?? MOST_ID))) {
    reader.fail("its master keys are out of order");
  }
  const primaries = masters.filter(({ status }) => status === "primary");
  if (primaries.length !== 1 || primaries[0] !== masters.at(-1))
    reader.fail("not the last master key alone is primary");
  return {
    anchored: (flags & ANCHORED) !== 0,
    ended,
    bucketBits,
    storeId,
    generation,
    time,
    previous,
    rootCommitment,
    entries,
    wrappedNameKey,
    slots,
    masters,
    buckets
  };
}
function readSlot(reader) {
  const id = reader.take(SLOT_ID_BYTES);
  const type = reader.u8();
  reader.zeros(1);
  const [length, wrappedLength] = [reader.u16(), reader.u16()];
  const end = reader.at + length;
  const kind = readKind(reader, type, length);
  if (reader.at !== end) reader.fail("a slot's parameters have another length");
  const fits = kind.type === "provider" ? wrappedLength >= 1 && wrappedLength <= MOST_PROVIDED_BYTES : wrappedLength === WRAPPED_KEY_BYTES;
  if (!fits) reader.fail("a slot's wrapped key has another length");
  return { ...kind, id, wrapped: reader.take(wrappedLength) };
}
function readKind(reader, type, length) {
  switch (type) {
    case TYPES.pbkdf2:
      return { type: "pbkdf2", salt: reader.take(SALT_BYTES), iterations: reader.u32() };
    case TYPES.argon2id:
      return {
        type: "argon2id",
        salt: reader.take(SALT_BYTES),
        memoryKiB: reader.u32(),
        passes: reader.u32(),
        lanes: reader.u8()
      };
    case TYPES.key:
      return { type: "key" };
    case TYPES.provider: {
      const name = length >= 1 && length <= 255 ? fromUtf8(reader.take(length)) : void 0;
      return { type: "provider", name: name ?? reader.fail("a slot's provider has no proper name") };
    }
    default:
      return reader.fail("it has a slot of a type that this version does not know");
  }
}
function readMaster(reader) {
  const id = reader.u32();
  const status = STATUSES[reader.u8()] ?? reader.fail("a master key has a status that this version does not know");
  reader.zeros(3);
  const created = reader.u64();
  const wrapped = reader.take(WRAPPED_KEY_BYTES);
  const gone = compareBytes(wrapped, new Uint8Array(WRAPPED_KEY_BYTES)) === 0;
  if (gone !== (status === "destroyed")) reader.fail("a master key is there and destroyed, or neither");
  return { id, status, created, wrapped };
}

// src/format/backup.ts
import { FedzkError } from "@fedzk/core";
var MAGIC2 = utf8("FEDZKKC1");
var FIXED_BYTES2 = MAGIC2.length + 8;
var LENGTH_BYTES = 4;
var MOST_BACKUP_BYTES = 2 ** 31 - 1;
function writeBackup(head, buckets, sha256) {
  const contents = buckets.reduce((sum, { length }) => sum + LENGTH_BYTES + length, FIXED_BYTES2 + head.length);
  const writer = new Writer(contents + HASH_BYTES);
  writer.put(MAGIC2).u32(head.length).u32(buckets.length).put(head);
  for (const bucket of buckets) writer.u32(bucket.length).put(bucket);
  return writer.put(sha256(writer.bytes.subarray(0, contents))).bytes;
}
function readBackup(bytes, sha256) {
  const reader = new Reader(bytes, "backup", damagedBackup);
  reader.expect(MAGIC2, "name of its format");
  const length = reader.u32();
  const count = reader.u32();
  const end = bytes.length - HASH_BYTES;
  if (end < reader.at || !sameBytes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) {
    reader.fail("its digest is wrong, so it was cut off or changed");
  }
  const headBytes = reader.take(length);
  const head = readHead(headBytes);
  const named = head.buckets.flatMap((hash, number) => isZero(hash) ? [] : [bucketName(number, hash)]);
  if (count !== named.length) reader.fail(`it has ${count} buckets, and its head names ${named.length}`);
  const buckets = named.map((name) => ({ name, bytes: reader.take(reader.u32()) }));
  reader.take(HASH_BYTES);
  reader.end();
  return { head, headBytes, hash: sha256(headBytes), buckets };
}
function damagedBackup(what, why) {
  return new FedzkError("damaged", `The ${what} is damaged: ${why}. Nothing was restored; use another backup.`);
}
function isZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

export {
  OtherHead,
  checkBackend,
  headName,
  generationOf,
  KEPT_HEADS,
  bucketName,
  HASH_BYTES,
  MAC_BYTES,
  MOST_HEAD_BYTES,
  MOST_SLOTS,
  MOST_MASTERS,
  drops,
  problemOf,
  problemOfAll,
  slotParameters,
  masterHead,
  writeHead,
  readHead,
  MOST_BACKUP_BYTES,
  writeBackup,
  readBackup,
  damagedBackup
};
