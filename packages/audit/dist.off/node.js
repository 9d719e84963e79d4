import {
  otherBytes
} from "./chunks/chunk-4YGPTE4A.js";
import {
  codeOf,
  directoryReader,
  isMissing,
  pathIn,
  readRegular,
  requireFolder,
  requireFolder2,
  storageError
} from "./chunks/chunk-VRB4MFBP.js";
import {
  mostBytesAt,
  sameBytes,
  unexpected
} from "./chunks/chunk-D6EYCNBK.js";

// src/node.ts
import { Worker } from "node:worker_threads";

// src/storage/directory.ts
import { basename, dirname, join, resolve } from "node:path";
import { concat, FedzkError as FedzkError3 } from "@fedzk/core";

// src/storage/file-thread.ts
import { FedzkError } from "@fedzk/core";
var FileThread = class {
  #worker;
  #asked = /* @__PURE__ */ new Map();
  #tasks = 0;
  #ready = false;
  /** Why it takes no more. */
  #ended;
  /** @param open what it throws counts as a thread that never becomes ready */
  constructor(open2) {
    try {
      this.#worker = open2();
    } catch {
      return;
    }
    this.#worker.unref();
    this.#worker.on("message", (answer) => this.#take(answer));
    for (const name of ["error", "messageerror"]) this.#worker.on(name, (reason) => this.#end(reason));
    this.#worker.on("exit", (code) => this.#end(new Error(`it exited with code ${code}`)));
  }
  /** Whether it has started. Then it is as a disk is: that it has ended is a fault. */
  get ready() {
    return this.#ready;
  }
  /**
   * As {@link writeWhole}.
   *
   * @throws {FedzkError} `storage`: also when the thread has ended; some of them may be there
   */
  write(files) {
    return new Promise((resolve2, reject) => {
      if (this.#ended !== void 0) throw this.#ended;
      const task = { id: this.#tasks++, files };
      this.#worker?.postMessage(task);
      this.#asked.set(task.id, { resolve: resolve2, reject });
      this.#worker?.ref();
    });
  }
  #take(answer) {
    if (answer === "ready") {
      this.#ready = true;
      return;
    }
    const { id, error } = answer;
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#worker?.unref();
    if (error === void 0) asked?.resolve();
    else asked?.reject(new FedzkError("storage", error.message, { cause: withCode(error.cause, error.code) }));
  }
  #end(cause) {
    this.#ended ??= new FedzkError("storage", "The thread that writes files has ended.", { cause });
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }
  /** Resolves when nothing is under way any more. */
  async end() {
    await this.#worker?.terminate();
  }
};
function withCode(cause, code) {
  return typeof cause === "object" && cause !== null && code !== void 0 ? Object.assign(cause, { code }) : cause;
}

// src/storage/lock.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";
var LOOKS = 4;
var PAUSE = 30;
var NAME = /^[\w-]*(\.[\w-]*){3,}$/;
async function takeLock(files, folder, processes, { takeOver = false } = {}) {
  try {
    const process2 = await processes.own();
    for (let look = 1; ; look++) {
      const own = `${process2}.${globalThis.crypto.randomUUID()}`;
      const release = () => remove(files, folder, own);
      const other = await announce(files, folder, own, processes, takeOver).catch(async (error) => {
        await release().catch(() => void 0);
        throw error;
      });
      if (other === void 0) return { held: () => isThere(files, folder, own), release };
      await release();
      if (look === LOOKS || typeof other.state === "object") throw refused(folder, other);
      const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
      await new Promise((resolve2) => setTimeout(resolve2, random / 255 * PAUSE));
    }
  } catch (error) {
    throw storageError("write", folder, error);
  }
}
function refused(folder, { name, state }) {
  const process2 = `process ${name.split(".")[0]}`;
  if (typeof state !== "object") {
    return new FedzkError2("invalid-state", `The log has another writer (${process2}); a log has one. See ${folder}.`);
  }
  return new FedzkError2(
    "invalid-state",
    `The log is locked by ${process2} ${state.unseen}, and whether that runs can't be seen from here. If it has ended, run "fedzk-audit unlock" on the log's folder, or open the log with takeOver: true. See ${folder}.`
  );
}
function strange(folder, name) {
  return new FedzkError2(
    "invalid-state",
    `${folder} has ${JSON.stringify(name)}, which is no lock of any version; the log is not opened. Look who put it there, and remove it.`
  );
}
async function announce(files, folder, own, processes, takeOver) {
  await (await files.open(`${folder}/${own}`, "wx", 384)).close();
  for (const name of await files.readdir(folder)) {
    if (name === own) continue;
    if (!NAME.test(name)) throw strange(folder, name);
    const state = await processes.stateOf(name.slice(0, name.lastIndexOf(".")));
    if (state === "runs" || state !== "gone" && !takeOver) return { name, state };
    await remove(files, folder, name);
  }
  return void 0;
}
async function isThere(files, folder, name) {
  try {
    return (await files.readdir(folder)).includes(name);
  } catch (error) {
    if (isMissing(error)) return false;
    throw storageError("read", folder, error);
  }
}
async function remove(files, folder, name) {
  await files.unlink(`${folder}/${name}`).catch((error) => {
    if (!isMissing(error)) throw storageError("remove", `${folder}/${name}`, error);
  });
}

// src/storage/processes.ts
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
var nodeProcesses = {
  async own() {
    const [place, { started }] = await Promise.all([placeOf(), stateOf(process.pid)]);
    return [process.pid, started, place.boot, place.namespace, place.host].join(".");
  },
  async stateOf(name) {
    const [pid = "", started, boot, namespace, host, ...more] = name.split(".");
    const own = await placeOf();
    if (host === void 0 || more.length > 0) return { unseen: "of another version" };
    if (host !== own.host) return { unseen: `on another host (${host})` };
    if (boot !== own.boot) return { unseen: "of another start of the machine" };
    if (namespace !== own.namespace) return { unseen: "in another container (PID namespace)" };
    return await runs(Number(pid), started) ? "runs" : "gone";
  }
};
async function placeOf() {
  const boot = (await textOf("/proc/sys/kernel/random/boot_id")).trim();
  const link = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    boot,
    namespace: link.replace(/\D/g, ""),
    host: ("Deno" in globalThis ? "" : hostname()).replace(/[^\w-]/g, "_").slice(0, 64)
  };
}
async function runs(pid, started) {
  if (!exists(pid)) return false;
  const now = await stateOf(pid);
  return !now.ended && (now.started === "" || now.started === started);
}
async function stateOf(pid) {
  const stat = await textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { started: fields[19] ?? "", ended: fields[0] === "Z" || fields[0] === "X" };
}
function exists(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
async function textOf(path) {
  return readFile(path, "utf8").catch(() => "");
}

// src/storage/whole-files.ts
async function writeWhole(layer, { files, folders, atOnce }) {
  const waiting = [...files];
  const writeSome = async () => {
    for (let file = waiting.shift(); file !== void 0; file = waiting.shift()) {
      await writeOne(layer, file).catch((error) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  await allSettled(Array.from({ length: Math.min(atOnce, files.length) }, writeSome));
  await allSettled(folders.map(({ path, at }) => syncFolder(layer, path, at)));
}
async function writeOne(layer, file) {
  const open2 = await createWhole(layer, file);
  await open2.close().catch((error) => {
    throw storageError("write", file.path, error);
  });
}
async function createWhole(layer, { path, at, unfinished, mode, bytes }) {
  let open2;
  try {
    open2 = await layer.open(unfinished, "wx", mode);
    await writeAll(open2, bytes, 0);
    await open2.sync();
    await layer.rename(unfinished, at);
    return open2;
  } catch (error) {
    await open2?.close().catch(() => void 0);
    throw storageError("write", path, error);
  }
}
async function syncFolder(layer, path, at) {
  try {
    await withOpen(layer, at, "r", 0, (open2) => open2.sync());
  } catch (error) {
    throw storageError("make durable", path, error);
  }
}
async function allSettled(calls) {
  for (const end of await Promise.allSettled(calls)) if (end.status === "rejected") throw end.reason;
}
async function withOpen(layer, at, flags, mode, work) {
  const file = await layer.open(at, flags, mode);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
async function writeAll(file, bytes, position) {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

// src/storage/directory.ts
var STATE = ".state";
var UNFINISHED = ".state/tmp";
var LOCK = ".state/lock";
var THREADS = ("Deno" in globalThis ? 0 : Number(process.env.UV_THREADPOOL_SIZE)) || 4;
var AT_ONCE = [
  { upTo: 1, files: 8 },
  { upTo: 2, files: 4 }
];
var AT_ONCE_SLOW = 6;
var WORTH_A_THREAD = 8;
var ROOM = 1 << 20;
function directoryStorageOn(files, dir, processes = nodeProcesses, openWorker2) {
  return new DirectoryStorage(files, resolve(requireFolder2(dir)), processes, openWorker2);
}
var DirectoryStorage = class {
  #files;
  #dir;
  #processes;
  #openWorker;
  /** Folders that are there, and durable. */
  #folders = /* @__PURE__ */ new Map();
  /** Folders that are there, and no links. */
  #real = /* @__PURE__ */ new Map();
  /** What folders have that files are created in. */
  #names = /* @__PURE__ */ new Map();
  /** Folders whose files are durable, and their names not yet. */
  #unsynced = /* @__PURE__ */ new Set();
  #unfinished = 0;
  /** Writes what is written whole, once there was much of it at a time. */
  #thread;
  /** How long a sync of the journal took at least, lately. */
  #journalMs = 0;
  constructor(files, dir, processes, openWorker2) {
    this.#files = files;
    this.#dir = dir;
    this.#processes = processes;
    this.#openWorker = openWorker2;
  }
  async lock(options = {}) {
    this.#folders.clear();
    this.#real.clear();
    await this.#folder(LOCK);
    const lock = await takeLock(this.#files, this.#path(LOCK), this.#processes, options);
    this.#names.clear();
    this.#unsynced.clear();
    try {
      await this.#folder(UNFINISHED);
      const unfinished = await this.list(`${UNFINISHED}/`);
      await this.remove(unfinished.filter((path) => /^\d+$/.test(basename(path))));
    } catch (error) {
      await lock.release().catch(() => void 0);
      throw error;
    }
    return {
      held: () => lock.held(),
      release: async () => {
        await this.#thread?.end();
        this.#thread = void 0;
        await lock.release();
      }
    };
  }
  read(path) {
    return this.#read(path, mostBytesAt(path));
  }
  async #read(path, most) {
    try {
      await this.#requireReal(dirname(path));
      return await this.#files.readFile(this.#path(path), most);
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw storageError("read", path, error);
    }
  }
  async list(folder) {
    try {
      await this.#requireReal(join(folder, "."));
      return (await this.#files.readdir(this.#path(folder))).map((name) => `${folder}${name}`);
    } catch (error) {
      if (isMissing(error)) return [];
      throw storageError("read", folder, error);
    }
  }
  async create(files, durable = true) {
    const missing = [];
    for (const file of files) if (!await this.#isThere(file)) missing.push(file);
    const folders = new Set(files.map(({ path }) => dirname(path)));
    if (!durable) {
      await this.#write(missing);
      for (const folder of folders) this.#unsynced.add(folder);
      return;
    }
    for (const folder of this.#unsynced) folders.add(folder);
    this.#unsynced.clear();
    await this.#write(missing, folders);
  }
  /** Whether a file is there with the same bytes, and durable. */
  async #isThere({ path, bytes }) {
    const names = await this.#namesIn(dirname(path));
    const there = names.has(basename(path)) ? await this.#readSame(path, bytes.length) : void 0;
    names.add(basename(path));
    if (there === void 0) return false;
    if (!sameBytes(there, bytes)) throw otherBytes(path);
    try {
      await withOpen(this.#files, this.#path(path), "r", 0, (open2) => open2.sync());
    } catch (error) {
      throw storageError("make durable", path, error);
    }
    return true;
  }
  /** What is there in the place of so many bytes; what is longer is not read. */
  async #readSame(path, length) {
    try {
      return await this.#read(path, length);
    } catch (error) {
      throw error instanceof FedzkError3 && codeOf(error.cause) === "EFBIG" ? otherBytes(path) : error;
    }
  }
  /** What a folder has: looked at once, since nobody else writes while the lock is held. */
  #namesIn(folder) {
    const names = this.#names.get(folder) ?? this.list(`${folder}/`).then((paths) => new Set(paths.map((path) => basename(path))));
    this.#names.set(folder, names);
    names.catch(() => this.#names.delete(folder));
    return names;
  }
  replace(file) {
    return this.#write([file], [dirname(file.path)]);
  }
  /** Files that are whole and durable under their names, and then folders that are durable. */
  async #write(files, folders = []) {
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) await this.#folder(folder);
    const all = {
      files: files.map(({ path, bytes }) => ({
        path,
        at: this.#path(path),
        unfinished: this.#path(`${UNFINISHED}/${this.#unfinished++}`),
        mode: path.startsWith(STATE) ? 384 : 420,
        bytes
      })),
      folders: Array.from(folders, (path) => ({ path, at: this.#path(path) })),
      atOnce: this.#atOnce()
    };
    const thread = this.#threadFor(files.length);
    await (thread === void 0 ? writeWhole(this.#files, all) : thread.write(all));
  }
  /**
   * How many files are written at a time. More only keep the disk from the journal; where each waits for a slow sync it
   * takes more of them, and two threads are left to the journal, and to what else the program has.
   */
  #atOnce() {
    const quick = AT_ONCE.find(({ upTo }) => this.#journalMs <= upTo);
    return quick?.files ?? Math.max(1, Math.min(AT_ONCE_SLOW, THREADS - 2));
  }
  /** One that has started: what comes until then is written here. */
  #threadFor(files) {
    if (files >= WORTH_A_THREAD && this.#openWorker !== void 0) this.#thread ??= new FileThread(this.#openWorker);
    return this.#thread?.ready ? this.#thread : void 0;
  }
  async remove(paths, durable = false) {
    for (const path of paths) {
      try {
        await this.#requireReal(dirname(path));
        await this.#files.unlink(this.#path(path));
      } catch (error) {
        if (!isMissing(error)) throw storageError("remove", path, error);
      }
      await this.#forget(path);
    }
    if (durable) await this.#write([], new Set(paths.map((path) => dirname(path))));
  }
  /** Folders of partial tiles come and go: what has nothing left in it isn't remembered. */
  async #forget(path) {
    const folder = dirname(path);
    const names = await this.#names.get(folder);
    if (names?.delete(basename(path)) !== true || names.size > 0) return;
    this.#names.delete(folder);
    this.#folders.delete(folder);
    this.#real.delete(folder);
  }
  async openJournal({ path, bytes }) {
    const folder = dirname(path);
    await this.#folder(folder);
    const open2 = await createWhole(this.#files, {
      path,
      at: this.#path(path),
      unfinished: this.#path(`${UNFINISHED}/${this.#unfinished++}`),
      mode: 384,
      bytes: concat(bytes, new Uint8Array(ROOM))
    });
    try {
      await syncFolder(this.#files, folder, this.#path(folder));
    } catch (error) {
      await open2.close().catch(() => void 0);
      throw error;
    }
    return new FileJournal(open2, path, bytes.length, (ms) => {
      this.#journalMs = Math.min(ms, this.#journalMs * 1.1 + 0.1);
    });
  }
  /** Makes a folder durable, and those above it. */
  #folder(folder) {
    const known = this.#folders.get(folder);
    if (known !== void 0) return known;
    const made = this.#makeFolder(folder);
    this.#folders.set(folder, made);
    made.catch(() => this.#folders.delete(folder));
    return made;
  }
  async #makeFolder(folder) {
    const path = this.#path(folder);
    const above = dirname(path);
    if (folder !== ".") await this.#folder(dirname(folder));
    const made = await this.#mkdir(folder, path);
    if (!made && folder !== ".") await this.#requireOwn(folder);
    await withOpen(this.#files, above, "r", 0, (open2) => open2.sync()).catch((error) => {
      const another = !made && folder === "." && codeOf(error) === "EACCES";
      if (!another) throw storageError("make durable", folder, error);
    });
  }
  /** What is there already is a folder, and the log's own where it is its state. */
  async #requireOwn(folder) {
    try {
      await this.#files.requireFolder(this.#path(folder), folder.startsWith(STATE));
    } catch (error) {
      throw storageError("use", folder, error);
    }
  }
  /** Follows no link within the log: neither a folder nor one above it is one. The log's own folder may be. */
  #requireReal(folder) {
    if (folder === ".") return Promise.resolve();
    const known = this.#real.get(folder);
    if (known !== void 0) return known;
    const look = async () => {
      await this.#requireReal(dirname(folder));
      await this.#files.requireFolder(this.#path(folder), false);
    };
    const looked = look();
    this.#real.set(folder, looked);
    looked.catch(() => this.#real.delete(folder));
    return looked;
  }
  /** @returns whether it was not there */
  async #mkdir(folder, path) {
    try {
      await this.#files.mkdir(path, { mode: folder.startsWith(STATE) ? 448 : 493 });
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw storageError("make", folder === "." && isMissing(error) ? `${path}: the folder above it` : path, error);
    }
  }
  #path(path) {
    return pathIn(this.#dir, path);
  }
};
var FileJournal = class {
  #file;
  #path;
  #end;
  #length;
  #took;
  /** @param took is told how long each sync took, in milliseconds */
  constructor(file, path, end, took) {
    this.#took = took;
    this.#file = file;
    this.#path = path;
    this.#end = end;
    this.#length = end + ROOM;
  }
  async append(bytes) {
    const end = this.#end + bytes.length;
    const grows = end > this.#length;
    try {
      await writeAll(this.#file, grows ? concat(bytes, new Uint8Array(ROOM)) : bytes, this.#end);
      const began = performance.now();
      await this.#file.datasync();
      this.#took(performance.now() - began);
    } catch (error) {
      throw storageError("write", this.#path, error);
    }
    this.#end = end;
    if (grows) this.#length = end + ROOM;
  }
  async close() {
    await this.#file.close().catch((error) => {
      throw storageError("close", this.#path, error);
    });
  }
};

// src/storage/node-files.ts
import * as fs from "node:fs";
import { promisify } from "node:util";
var MOST_BYTES = 1e6;
var call = {
  open: promisify(fs.open),
  write: promisify(fs.write),
  fsync: promisify(fs.fsync),
  fdatasync: promisify(fs.fdatasync),
  close: promisify(fs.close),
  rename: promisify(fs.rename),
  mkdir: promisify(fs.mkdir)
};
var nodeFiles = {
  open: async (path, flags, mode, inPlace) => openFile(inPlace ? fs.openSync(path, flags, mode) : await call.open(path, flags, mode)),
  rename: async (from, to, inPlace) => inPlace ? fs.renameSync(from, to) : call.rename(from, to),
  unlink: promisify(fs.unlink),
  readdir: promisify(fs.readdir),
  readFile: (path, most = MOST_BYTES) => readRegular(path, most),
  mkdir: async (path, options, inPlace) => inPlace ? fs.mkdirSync(path, options) : call.mkdir(path, options),
  requireFolder
};
function openFile(file) {
  return {
    async write(bytes, offset, length, position, inPlace) {
      if (!inPlace) return call.write(file, bytes, offset, length, position);
      return { bytesWritten: fs.writeSync(file, bytes, offset, length, position) };
    },
    sync: () => call.fsync(file),
    datasync: async (inPlace) => inPlace ? fs.fdatasyncSync(file) : call.fdatasync(file),
    close: async (inPlace) => inPlace ? fs.closeSync(file) : call.close(file)
  };
}

// src/storage/pace.ts
var QUICK = 1;
var IN_A_ROW = 8;
var LONG = 5;
var [LONG_AT_ONCE, LONG_SHARE] = [50, 0.01];
var Pace = class {
  #now;
  #quick = 0;
  /** What is left to make up for of the milliseconds that long calls took, at a time. */
  #long = { ms: 0, at: 0 };
  /** @param now a clock in milliseconds that doesn't step */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }
  /** Whether the next call is made in place. */
  get inPlace() {
    return this.#quick >= IN_A_ROW && this.#longAt(this.#now()) <= LONG_AT_ONCE;
  }
  #longAt(now) {
    return Math.max(0, this.#long.ms - LONG_SHARE * (now - this.#long.at));
  }
  /** A call that is made in place. */
  timeInPlace(call2) {
    const began = this.#now();
    try {
      return call2();
    } finally {
      const ended = this.#now();
      const ms = ended - began;
      if (ms >= QUICK) this.#quick = 0;
      if (ms >= LONG) this.#long = { ms: this.#longAt(ended) + ms, at: ended };
    }
  }
  /** A sync that another thread makes. */
  async timeSync(sync) {
    const began = this.#now();
    await sync();
    this.#quick = this.#now() - began < QUICK ? this.#quick + 1 : 0;
  }
};

// src/storage/paced-files.ts
import { setImmediate as turn } from "node:timers/promises";
var MOST_IN_PLACE = 1 << 18;
function pacedFiles(files, pace) {
  const paced = (call2, may = true) => may && pace.inPlace ? pace.timeInPlace(() => call2(true)) : call2(false);
  return {
    ...files,
    open: async (path, flags, mode) => pacedFile(await paced((inPlace) => files.open(path, flags, mode, inPlace)), pace, paced),
    rename: (from, to) => paced((inPlace) => files.rename(from, to, inPlace)),
    mkdir: (path, options) => paced((inPlace) => files.mkdir(path, options, inPlace))
  };
}
function pacedFile(file, pace, paced) {
  let written = 0;
  return {
    write(bytes, offset, length, position) {
      written += length;
      return paced((inPlace) => file.write(bytes, offset, length, position, inPlace), length <= MOST_IN_PLACE);
    },
    sync: () => file.sync(),
    async datasync() {
      const inPlace = pace.inPlace && written <= MOST_IN_PLACE;
      written = 0;
      if (!inPlace) return pace.timeSync(() => file.datasync(false));
      await pace.timeInPlace(() => file.datasync(true));
      await turn();
    },
    close: () => paced((inPlace) => file.close(inPlace))
  };
}

// src/node.ts
function directoryStorage(dir, options = {}) {
  const { blocking = "brief" } = { ...options };
  if (blocking !== "brief" && blocking !== "never") throw unexpected("blocking", "'brief' or 'never'", blocking);
  const files = blocking === "never" ? nodeFiles : pacedFiles(nodeFiles, new Pace());
  return directoryStorageOn(files, dir, nodeProcesses, openWorker);
}
function openWorker() {
  return new Worker(new URL("./entry/files-worker.node.js", import.meta.url), { execArgv: [] });
}
export {
  directoryReader,
  directoryStorage
};
