import {
  KEPT_HEADS,
  MOST_BACKUP_BYTES,
  MOST_HEAD_BYTES,
  OtherHead,
  generationOf,
  headName
} from "./chunks/chunk-QVJWYDT2.js";
import {
  STORE_ID_BYTES
} from "./chunks/chunk-4FXU3YWI.js";
import "./chunks/chunk-RFYV5G4X.js";

// src/anchor/directory.ts
import { mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { join as join2, resolve as resolve2 } from "node:path";
import { FedzkError as FedzkError3, fromHex, toHex } from "@fedzk/core";

// src/backends/file-folder.ts
import { constants } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { FedzkError as FedzkError2 } from "@fedzk/core";

// src/backends/file-layer.ts
import { FedzkError } from "@fedzk/core";
var AT_ONCE = 16;
async function eachOf(items, work) {
  let next = 0;
  const errors = [];
  const worker = async () => {
    while (next < items.length && errors.length === 0) {
      await work(items[next++]).catch((error) => {
        errors.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
var CANNOT_SYNC = /* @__PURE__ */ new Set(["EACCES", "EPERM", "EROFS", "EINVAL", "ENOTSUP", "EOPNOTSUPP"]);
function cannotSync(cause) {
  return CANNOT_SYNC.has(codeOf(cause)) || cause instanceof Error && cause.name === "NotCapable";
}
var NO_LINKS = /* @__PURE__ */ new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
function noLinks(dir, cause) {
  return new FedzkError(
    "storage",
    `The file system of ${dir} refuses hard links (${codeOf(cause)}), by which a key store is written; nothing was changed. Use a folder on another one.`,
    { cause }
  );
}
function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
}
var LOOKS = /* @__PURE__ */ new Set(["look at", "read"]);
function storageError(verb, what, cause) {
  const code = codeOf(cause);
  const why = typeof code === "string" ? code : "an unknown fault";
  return new FedzkError(
    "storage",
    `Could not ${verb} ${what} (${why}).${LOOKS.has(verb) ? "" : " Whether a change was made is seen by reading again."}`,
    {
      cause
    }
  );
}

// src/backends/file-folder.ts
var PRIVATE_DIR = 448;
var PRIVATE_FILE = 384;
var OTHERS = 63;
var UNFINISHED = ".new-";
var ERASED = ".erased-";
var OBJECT = /^[hb]\/(?:\.new-)?[0-9a-f-]+$/;
var READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
var Folder = class {
  path;
  files;
  #prepared;
  constructor(path, files) {
    this.path = resolve(path);
    this.files = files;
  }
  /** The path of an object. */
  pathOf(name) {
    if (OBJECT.test(name)) return join(this.path, name);
    throw new FedzkError2("invalid-argument", '"name" expected the name of an object.');
  }
  /** Whether it is worth a look: whoever only looks for a store makes no folder. */
  async mayBeThere() {
    return this.#prepared !== void 0 || this.isThere();
  }
  async isThere() {
    return this.files.lstat(join(this.path, "h")).then(
      () => true,
      (error) => {
        if (codeOf(error) === "ENOENT") return false;
        throw storageError("look at", this.path, error);
      }
    );
  }
  /** Makes and checks the folders, once. A failure is not remembered. */
  prepare() {
    this.#prepared ??= this.#prepareNow().catch((error) => {
      this.#prepared = void 0;
      throw error;
    });
    return this.#prepared;
  }
  async #prepareNow() {
    for (const dir of [this.path, join(this.path, "h"), join(this.path, "b")]) {
      await this.files.mkdir(dir, { mode: PRIVATE_DIR, recursive: dir === this.path }).catch((error) => {
        if (codeOf(error) !== "EEXIST") throw storageError("make", dir, error);
      });
      await this.#refuseLoose(dir);
    }
    for (const folder of ["h", "b"]) {
      const names2 = await this.names(folder);
      await eachOf(names2, (name) => this.#refuseLoose(join(this.path, folder, name)));
    }
    await this.sync(".");
    if (await this.newest() === void 0) await this.#syncAbove();
  }
  /** The folders above, of which this or another process may have made any. One that isn't its user's to sync was not. */
  async #syncAbove() {
    for (let path = this.path; path !== dirname(path); path = dirname(path)) {
      await this.sync(relative(this.path, dirname(path))).catch((error) => {
        if (!(error instanceof FedzkError2 && cannotSync(error.cause))) throw error;
      });
    }
  }
  /** A file or folder that others could read or put there. */
  async #refuseLoose(path) {
    const stat = await this.files.lstat(path).catch((error) => {
      if (codeOf(error) === "ENOENT") return void 0;
      throw storageError("look at", path, error);
    });
    if (stat === void 0) return;
    const { getuid } = process;
    const mode = (stat.mode & 511).toString(8).padStart(4, "0");
    if (stat.isSymbolicLink()) {
      throw new FedzkError2("storage", `${path} is a symbolic link; a key store's files must be its own.`);
    }
    if (getuid === void 0) return;
    if (stat.uid !== getuid()) {
      throw new FedzkError2(
        "storage",
        `${path} belongs to another user (${stat.uid}); chown it, or use another folder.`
      );
    }
    if ((stat.mode & OTHERS) !== 0) {
      const wanted = stat.isDirectory() ? "0700" : "0600";
      throw new FedzkError2("storage", `${path} has mode ${mode}, so that others may use it; chmod it to ${wanted}.`);
    }
  }
  /** The generation of the newest head. */
  async newest() {
    const generations2 = (await this.names("h")).map((name) => generationOf(`h/${name}`));
    return generations2.reduce((a, b) => a === void 0 || b !== void 0 && b > a ? b : a, void 0);
  }
  /** What is in a folder: nothing where it was removed, which whoever writes next sees anew. */
  async names(folder) {
    return this.files.readdir(join(this.path, folder)).catch((error) => {
      if (codeOf(error) !== "ENOENT") throw storageError("read", folder, error);
      this.#prepared = void 0;
      return [];
    });
  }
  /** The objects in both folders, and how long they have been there. Others are none of ours, as what a file manager leaves. */
  async objects() {
    const names2 = [
      ...(await this.names("h")).map((name) => `h/${name}`),
      ...(await this.names("b")).map((name) => `b/${name}`)
    ];
    const found = [];
    await eachOf(
      names2.filter((name) => OBJECT.test(name)),
      async (name) => {
        const stat = await this.statOf(name);
        if (stat?.isFile()) found.push({ name, age: Math.max(0, Date.now() - stat.mtimeMs) });
      }
    );
    return found;
  }
  /** @returns undefined where there is no file of that name */
  async statOf(name) {
    return this.files.lstat(this.pathOf(name)).catch((error) => {
      if (codeOf(error) === "ENOENT") return void 0;
      throw storageError("look at", name, error);
    });
  }
  /**
   * The bytes of a regular file, if it is there.
   *
   * @throws {FedzkError} `damaged`: it has more than `most`; `storage`: it is no file, or can't be read
   */
  async read(name, most) {
    return this.#readAt(this.pathOf(name), most);
  }
  async #readAt(path, most) {
    try {
      return await this.#withOpen(path, READ, async (file) => {
        const stat = await file.stat();
        if (!stat.isFile()) throw notAFile(path);
        if (stat.size > most) {
          throw new FedzkError2(
            "damaged",
            `The key store is damaged: ${path} has ${stat.size} bytes, and can have ${most} at most. Restore it from a backup.`
          );
        }
        return readAll(file, stat.size);
      });
    } catch (error) {
      if (error instanceof FedzkError2) throw error;
      const code = codeOf(error);
      if (code === "ENOENT") return void 0;
      if (code === "ELOOP" || code === "EMLINK" || code === "ENXIO") throw notAFile(path, error);
      throw storageError("read", path, error);
    }
  }
  /** Gives a file that was written another name, in the same folder. */
  async rename(from, to) {
    try {
      await this.files.rename(this.pathOf(from), this.pathOf(to));
    } catch (error) {
      await this.discard(from);
      if (codeOf(error) === "ENOENT" && !await this.isThere()) throw removed(this.path, error);
      throw storageError("write", to, error);
    }
  }
  /** A durable file under a name that nobody reads. */
  async writeUnfinished(folder, bytes) {
    const name = `${folder}/${UNFINISHED}${crypto.randomUUID()}`;
    const path = join(this.path, name);
    try {
      await this.#withOpen(path, "wx", async (file) => {
        await file.writeFile(bytes);
        await file.sync();
      });
      return name;
    } catch (error) {
      await this.discard(name);
      if (codeOf(error) === "ENOENT") throw removed(this.path, error);
      throw storageError("write", path, error);
    }
  }
  /** Where power is lost they may be there again. */
  async remove(names2) {
    for (const name of names2) {
      await this.files.unlink(this.pathOf(name)).catch((error) => {
        if (codeOf(error) !== "ENOENT") throw storageError("remove", name, error);
      });
    }
  }
  /**
   * Removes objects, unless another store came into the folder: they get names that nobody reads, and where they are not
   * `ours` then, their own back. A name alone doesn't tell whose it is, and a process may sleep between a look and a step.
   *
   * @returns whether they were removed
   */
  async removeOurs(names2, ours) {
    if (!await ours()) return false;
    if (names2.length === 0) return true;
    const taken = [];
    let remove = false;
    try {
      for (const name of names2) {
        const under = `${name.slice(0, 2)}${UNFINISHED}${crypto.randomUUID()}`;
        taken.push({ name, under });
        await this.#take(name, under);
      }
      remove = await ours();
    } finally {
      if (!remove) for (const { name, under } of taken) await this.#giveBack(under, name);
      await this.remove(taken.map(({ under }) => under));
    }
    return remove;
  }
  /** Gives an object another name, if it is there. */
  async #take(name, under) {
    await this.files.rename(this.pathOf(name), this.pathOf(under)).catch((error) => {
      if (codeOf(error) !== "ENOENT") throw storageError("remove", name, error);
    });
  }
  async #giveBack(under, name) {
    await this.files.link(this.pathOf(under), this.pathOf(name)).catch((error) => {
      if (codeOf(error) !== "EEXIST" && codeOf(error) !== "ENOENT") throw storageError("write", name, error);
    });
  }
  /** A full disk is not to be filled with what failed; what can't be removed is an orphan. */
  async discard(name) {
    await this.files.unlink(this.pathOf(name)).catch(() => void 0);
  }
  /**
   * Removes a folder with its objects, durably. At once nobody can write there any more, not even who has opened it: it
   * has another name from then on. What others left in it stays, under that name. Where it is not `ours` then, it gets
   * its own back.
   *
   * @param ours is given how to read in it
   * @returns whether it was removed
   */
  async removeFolder(folder, ours) {
    const erased = `${ERASED}${crypto.randomUUID()}`;
    const [from, to] = [join(this.path, folder), join(this.path, erased)];
    try {
      await this.files.rename(from, to);
      if (!await ours((name, most) => this.#readAt(join(to, name.slice(2)), most))) {
        await this.files.rename(to, from);
        return false;
      }
      await this.sync(".");
      const names2 = (await this.files.readdir(to)).filter((name) => OBJECT.test(`${folder}/${name}`));
      await eachOf(names2, (name) => this.files.unlink(join(to, name)));
      await this.files.rmdir(to).catch((error) => {
        if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
      });
      await this.sync(".");
      return true;
    } catch (error) {
      if (error instanceof FedzkError2) throw error;
      if (codeOf(error) !== "ENOENT") throw storageError("remove", from, error);
      return true;
    } finally {
      this.#prepared = void 0;
    }
  }
  async sync(folder) {
    const path = join(this.path, folder);
    try {
      await this.#withOpen(path, "r", (dir) => dir.sync());
    } catch (error) {
      if (codeOf(error) === "ENOENT") throw removed(this.path, error);
      throw storageError("make durable", path, error);
    }
  }
  async #withOpen(path, flags, work) {
    const file = await this.files.open(path, flags, PRIVATE_FILE);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
};
async function readAll(file, size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
function notAFile(path, cause) {
  return new FedzkError2(
    "storage",
    `${path} is not a regular file, which a key store's are; remove it, or restore the store from a backup.`,
    { cause }
  );
}
function removed(path, cause) {
  return new FedzkError2(
    "not-found",
    `The key store in ${path} is no longer there: it was erased, or its folder removed.`,
    {
      cause
    }
  );
}

// src/anchor/directory.ts
var FIRST_LINE = "fedzk-keys anchor 1";
var HASH = /^[0-9a-f]{64}$/;
var STORE_ID = /^[0-9a-f]{32}$/;
var GENERATION = /^[0-9a-f]{16}$/;
var GENERATION_DIGITS = 16;
var MOST_BYTES = 65536;
function directoryAnchor(path) {
  if (typeof path !== "string" || path === "") {
    throw new FedzkError3("invalid-argument", '"path" expected the path of a folder.');
  }
  const folder = resolve2(path);
  return {
    load: (storeId) => reporting(folder, () => load(folder, storeId)),
    save: (storeId, value) => reporting(folder, () => save(folder, storeId, value))
  };
}
async function load(folder, storeId) {
  for (; ; ) {
    const newest = (await generations(folder, storeId)).at(-1);
    if (newest === void 0) return void 0;
    const path = join2(folder, nameOf(storeId, newest));
    const text = await textOf(path);
    if (text !== void 0) return parse(text, newest, path);
  }
}
async function textOf(path) {
  const file = await open(path, READ).catch(absentAsUndefined);
  if (file === void 0) return void 0;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MOST_BYTES) throw damagedFile(path);
    return new TextDecoder().decode(await readAll(file, stat.size));
  } finally {
    await file.close();
  }
}
async function save(folder, storeId, { generation, hash, roots }) {
  await mkdir(folder, { mode: 448, recursive: true });
  const unfinished = join2(folder, `.new-${crypto.randomUUID()}`);
  try {
    const file = await open(unfinished, "wx", 384);
    try {
      await file.writeFile(`${[FIRST_LINE, toHex(hash), ...roots.map(toHex)].join("\n")}
`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join2(folder, nameOf(storeId, generation)));
  } catch (error) {
    await unlink(unfinished).catch(absentAsUndefined);
    throw error;
  }
  await syncFolder(folder);
  const older = (await generations(folder, storeId)).slice(0, -1);
  for (const one of older) await unlink(join2(folder, nameOf(storeId, one))).catch(absentAsUndefined);
}
async function syncFolder(folder) {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function generations(folder, storeId) {
  if (!STORE_ID.test(storeId)) throw new FedzkError3("invalid-argument", '"storeId" expected 32 hexadecimal digits.');
  const names2 = await readdir(folder).catch(absentAsUndefined) ?? [];
  return names2.filter((name) => name.startsWith(`${storeId}-`) && GENERATION.test(name.slice(storeId.length + 1))).map((name) => Number.parseInt(name.slice(storeId.length + 1), 16)).filter(Number.isSafeInteger).sort((a, b) => a - b);
}
function nameOf(storeId, generation) {
  return `${storeId}-${generation.toString(16).padStart(GENERATION_DIGITS, "0")}`;
}
function parse(text, generation, path) {
  const [first, hash = "", ...rest] = text.split("\n");
  const [end, roots] = [rest.at(-1), rest.slice(0, -1)];
  if (first !== FIRST_LINE || end !== "" || roots.length < 1 || ![hash, ...roots].every((line) => HASH.test(line))) {
    throw damagedFile(path);
  }
  return { generation, hash: fromHex(hash), roots: roots.map(fromHex) };
}
function damagedFile(path) {
  return new FedzkError3(
    "damaged",
    `The anchor's file ${path} is damaged; restore it from a copy of the same generation.`
  );
}
function absentAsUndefined(error) {
  if (codeOf(error) !== "ENOENT") throw error;
  return void 0;
}
async function reporting(folder, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FedzkError3) throw error;
    const code = codeOf(error);
    const why = typeof code === "string" ? code : "an unknown fault";
    throw new FedzkError3("storage", `The anchor in ${folder} cannot be read or written (${why}).`, { cause: error });
  }
}

// src/backends/file.ts
import * as nodeFiles from "node:fs/promises";
import { FedzkError as FedzkError4 } from "@fedzk/core";
var [STORE_ID_AT, PREVIOUS_AT] = [12, 44];
var MOST_BYTES2 = 2 ** 31 - 1;
var MOST_MISSES = 1e3;
function fileBackend(dir) {
  return fileBackendOn(nodeFiles, dir);
}
function fileBackendOn(files, dir) {
  if (typeof dir === "string" && dir !== "") return new FileBackend(new Folder(dir, files));
  throw new FedzkError4("invalid-argument", '"dir" expected the path of a folder.');
}
var FileBackend = class {
  #folder;
  constructor(folder) {
    this.#folder = folder;
  }
  async readHead() {
    if (!await this.#folder.mayBeThere()) return void 0;
    await this.#folder.prepare();
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      const generation = await this.#folder.newest();
      if (generation === void 0) return void 0;
      const bytes = await this.#head(generation);
      if (bytes !== void 0) return { generation, bytes };
    }
    throw new FedzkError4("storage", `The newest head in ${this.#folder.path} is listed, and not there to be read.`);
  }
  async commitHead(generation, bytes, first = generation === 0, needs = []) {
    await this.#folder.prepare();
    const unfinished = await this.#folder.writeUnfinished("h", bytes);
    try {
      for (const name of needs) if (await this.#folder.statOf(name) === void 0) return "conflict";
      if (!first && !await this.#follows({ generation, bytes, first })) return "conflict";
      if (!await this.#link(unfinished, headName(generation))) return "conflict";
      const outcome = await this.#outcomeOf({ generation, bytes, first }, unfinished);
      if (outcome !== "ok") return outcome;
    } finally {
      await this.#folder.remove([unfinished]);
    }
    await this.#folder.sync("h");
    return await this.#removeOldHeads(await knownOf(generation, bytes)) ? "ok" : "unknown";
  }
  /** Gives a file the name of a head. @returns whether it has it now */
  async #link(unfinished, name) {
    const [from, to] = [this.#folder.pathOf(unfinished), this.#folder.pathOf(name)];
    if ((await this.#folder.newest() ?? -1) >= (generationOf(name) ?? 0)) return false;
    try {
      await this.#folder.files.link(from, to);
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === "EEXIST") return this.#isLinked(unfinished);
      if (code === "ENOENT") return false;
      if (NO_LINKS.has(code)) throw noLinks(this.#folder.path, error);
      throw storageError("write", name, error);
    }
  }
  /**
   * What became of a head that was linked. While its writer slept, others may have built upon it and removed it; or they
   * were first, removed theirs, and it took the place of one that was there before; or the store was erased.
   */
  async #outcomeOf(head, unfinished) {
    const { generation, bytes } = head;
    for (; ; ) {
      const newest = await this.#folder.newest();
      if (newest === generation) {
        if (await this.#follows(head)) return "ok";
        if (await this.#folder.newest() !== generation) continue;
      } else if (newest !== void 0 && newest > generation) {
        const next = await this.#head(generation + 1);
        if (next !== void 0 && await names(next, bytes)) return "ok";
      }
      const removed2 = await this.#folder.removeOurs([headName(generation)], () => this.#isLinked(unfinished));
      return removed2 ? "conflict" : "unknown";
    }
  }
  /** Whether the head before one is there; before the first one, that there is none. */
  async #follows({ generation, bytes, first }) {
    if (first) return (await this.#heads()).length === 1;
    const before = await this.#head(generation - 1);
    return before !== void 0 && names(bytes, before);
  }
  /** Whether a file has its head's name, too. */
  async #isLinked(unfinished) {
    return ((await this.#folder.statOf(unfinished))?.nlink ?? 0) > 1;
  }
  /** @returns whether the store of a head is still there */
  async #removeOldHeads(head) {
    const oldest = head.generation - KEPT_HEADS;
    const old = (await this.#heads()).filter((name) => (generationOf(name) ?? head.generation) <= oldest).sort();
    return this.#folder.removeOurs(old, async () => await this.#standing(head) !== "no");
  }
  /**
   * Whether a head is there, or the one that follows it. `later`: it may have been, since later ones of the store are
   * there; no older head is needed then, of that store or of one that was restored from a backup.
   */
  async #standing({ storeId, generation, hash }) {
    const own = await this.#head(generation);
    if (own !== void 0) return holds(await sha256(own), hash) ? "yes" : "no";
    const next = await this.#head(generation + 1);
    if (next !== void 0) return holds(next, hash, PREVIOUS_AT) ? "yes" : "no";
    const newest = await this.#folder.newest() ?? -1;
    if (newest <= generation) return "no";
    const bytes = await this.#head(newest);
    return bytes === void 0 || holds(bytes, storeId, STORE_ID_AT) ? "later" : "no";
  }
  /** The names of all heads. */
  async #heads() {
    const names2 = (await this.#folder.names("h")).map((name) => `h/${name}`);
    return names2.filter((name) => generationOf(name) !== void 0);
  }
  #head(generation) {
    return this.#folder.read(headName(generation), MOST_HEAD_BYTES);
  }
  async get(name, most = MOST_BYTES2) {
    await this.#folder.prepare();
    return this.#folder.read(name, Math.min(most, generationOf(name) === void 0 ? MOST_BYTES2 : MOST_HEAD_BYTES));
  }
  async put(objects) {
    await this.#folder.prepare();
    await eachOf(objects, async ({ name, bytes }) => {
      this.#folder.pathOf(name);
      await this.#folder.rename(await this.#folder.writeUnfinished("b", bytes), name);
    });
    if (objects.length > 0) await this.#folder.sync("b");
  }
  async delete(names2, head) {
    const heads = names2.filter((name) => generationOf(name) !== void 0).sort();
    const others = names2.filter((name) => generationOf(name) === void 0);
    if (others.length > 0) await this.#remove(others, head, ["yes"]);
    const last = heads.at(-1);
    if (last === void 0) return;
    const stay = (await this.#heads()).some((name) => !heads.includes(name));
    await this.#remove(stay ? heads : heads.slice(0, -1), head, stay ? ["yes", "later"] : ["yes"]);
    await this.#folder.sync("b");
    await this.#folder.sync("h");
    if (!stay) await this.#removeFolders(last, head);
  }
  /** Removes objects where a head stands in one of these ways. */
  async #remove(names2, head, ways) {
    if (head === void 0) return eachOf(names2, (name) => this.#folder.remove([name]));
    const removed2 = await this.#folder.removeOurs(names2, async () => ways.includes(await this.#standing(head)));
    if (!removed2) throw new OtherHead();
  }
  /** The last head goes when nothing else is there: what an interrupted end leaves is never an older store. */
  async #removeFolders(last, head) {
    const isLast = async (bytes) => bytes !== void 0 && (head === void 0 || holds(await sha256(bytes), head.hash));
    const removed2 = await this.#folder.removeFolder("b", async () => isLast(await this.#folder.read(last, MOST_HEAD_BYTES))) && await this.#folder.removeFolder("h", async (read) => isLast(await read(last, MOST_HEAD_BYTES)));
    if (!removed2) throw new OtherHead();
  }
  async list() {
    if (!await this.#folder.mayBeThere()) return [];
    await this.#folder.prepare();
    return this.#folder.objects();
  }
};
async function names(head, before) {
  return holds(head, await sha256(before), PREVIOUS_AT);
}
async function knownOf(generation, bytes) {
  return { storeId: bytes.slice(STORE_ID_AT, STORE_ID_AT + STORE_ID_BYTES), generation, hash: await sha256(bytes) };
}
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
}
function holds(bytes, part, at = 0) {
  return part.every((byte, i) => byte === bytes[at + i]);
}

// src/backup/file.ts
import { constants as constants2 } from "node:fs";
import { link, open as open2, rename as rename2, unlink as unlink2 } from "node:fs/promises";
import { basename, dirname as dirname2, join as join3, resolve as resolve3 } from "node:path";
import { FedzkError as FedzkError5 } from "@fedzk/core";
var PRIVATE_FILE2 = 384;
var NO_LINKS2 = /* @__PURE__ */ new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
function backupFile(path, options = {}) {
  if (typeof path !== "string" || path === "") {
    throw new FedzkError5("invalid-argument", '"path" expected the path of a file.');
  }
  const whole = resolve3(path);
  return {
    write: (backup) => writeFileWhole(whole, backup, options.replace === true),
    read: () => readWhole(whole)
  };
}
async function writeFileWhole(path, bytes, replace) {
  const unfinished = join3(dirname2(path), `.${basename(path)}.new-${crypto.randomUUID()}`);
  try {
    await withOpen(unfinished, "wx", async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await (replace ? rename2(unfinished, path) : nameNew(unfinished, path));
  } catch (error) {
    await unlink2(unfinished).catch(() => void 0);
    throw codeOf(error) === "EEXIST" ? alreadyThere(path) : storageError2("write", path, error);
  }
  await syncFolder2(dirname2(path));
}
async function nameNew(unfinished, path) {
  try {
    await link(unfinished, path);
    await unlink2(unfinished);
  } catch (error) {
    if (!NO_LINKS2.has(codeOf(error))) throw error;
    await withOpen(path, "wx", async () => void 0);
    await rename2(unfinished, path);
  }
}
async function syncFolder2(path) {
  try {
    await withOpen(path, "r", (folder) => folder.sync());
  } catch (error) {
    if (!["EPERM", "EISDIR", "EINVAL", "ENOTSUP"].includes(String(codeOf(error)))) {
      throw storageError2("make durable", path, error);
    }
  }
}
async function readWhole(path) {
  try {
    let bytes;
    await withOpen(path, constants2.O_RDONLY | (constants2.O_NONBLOCK ?? 0), async (file) => {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FedzkError5("invalid-argument", `${path} is no regular file.`);
      if (stat.size > MOST_BACKUP_BYTES) {
        throw new FedzkError5("damaged", `${path} is too long for a backup: it has ${stat.size} bytes.`);
      }
      bytes = new Uint8Array(await file.readFile());
    });
    return bytes ?? new Uint8Array(0);
  } catch (error) {
    throw error instanceof FedzkError5 ? error : storageError2("read", path, error);
  }
}
async function withOpen(path, flags, work) {
  const file = await open2(path, flags, PRIVATE_FILE2);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
function alreadyThere(path) {
  return new FedzkError5(
    "already-exists",
    `There is a file ${path} already; nothing was written. Use another name, or { replace: true }.`
  );
}
function storageError2(verb, path, cause) {
  const code = codeOf(cause);
  return new FedzkError5(
    "storage",
    `Could not ${verb} ${path} (${typeof code === "string" ? code : "an unknown fault"}).`,
    {
      cause
    }
  );
}
export {
  backupFile,
  directoryAnchor,
  fileBackend
};
