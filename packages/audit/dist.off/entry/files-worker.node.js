// src/entry/files-worker.node.ts
import { parentPort } from "node:worker_threads";

// src/storage/files.ts
import { FedzkError } from "@fedzk/core";
var Unreadable = class extends Error {
  code;
  constructor(why, code) {
    super(why);
    this.code = code;
  }
};
function codeOf(error) {
  return typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
}
function storageError(verb, what, cause) {
  if (cause instanceof FedzkError) return cause;
  const code = codeOf(cause);
  const known = typeof code === "string" ? code : "an unknown fault";
  const why = cause instanceof Unreadable ? cause.message : known;
  return new FedzkError("storage", `Could not ${verb} ${what} (${why}).`, { cause });
}

// src/storage/node-files.ts
import * as fs2 from "node:fs";
import { promisify as promisify2 } from "node:util";

// src/storage/regular.ts
import * as fs from "node:fs";
import { promisify } from "node:util";
var { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
var FLAGS = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
var LOOKS_FIRST = O_NOFOLLOW === void 0 || "Deno" in globalThis;
var call = {
  lstat: promisify(fs.lstat),
  open: promisify(fs.open),
  fstat: promisify(fs.fstat),
  read: promisify(fs.read),
  close: promisify(fs.close)
};
async function readRegular(path, most) {
  if (LOOKS_FIRST) requireRegular(await call.lstat(path));
  const file = await call.open(path, FLAGS).catch(explain);
  try {
    const bytes = new Uint8Array(lengthOf(await call.fstat(file), most));
    let length = 0;
    for (let read2 = 1; read2 > 0 && length < bytes.length; length += read2) {
      read2 = (await call.read(file, bytes, length, bytes.length - length, null)).bytesRead;
    }
    return whole(bytes, length);
  } finally {
    await call.close(file);
  }
}
function whole(bytes, length) {
  return length === bytes.length ? bytes : bytes.slice(0, length);
}
function lengthOf(stats, most) {
  requireRegular(stats);
  if (stats.size <= most) return stats.size;
  throw new Unreadable(`it has ${stats.size} bytes, and can have ${most} at most`, "EFBIG");
}
function requireRegular(stats) {
  if (stats.isFile()) return;
  throw new Unreadable(`${kindOf(stats)}, not a regular file`, stats.isDirectory() ? "EISDIR" : "EINVAL");
}
var OTHERS_WRITE = 18;
async function requireFolder(path, own) {
  const stats = await call.lstat(path);
  if (stats.isFile()) throw new Unreadable("ENOTDIR", "ENOTDIR");
  if (!stats.isDirectory()) throw new Unreadable(`${kindOf(stats)}, not a folder`, "ENOTDIR");
  const { getuid } = process;
  if (!own || getuid === void 0) return;
  if (stats.uid !== getuid()) throw new Unreadable(`it belongs to another user (${stats.uid}); chown it`, "EPERM");
  if ((stats.mode & OTHERS_WRITE) === 0) return;
  throw new Unreadable(`it has mode ${modeOf(stats)}, so that others may write there; chmod it to 0700`, "EPERM");
}
function modeOf({ mode }) {
  return (mode & 511).toString(8).padStart(4, "0");
}
function kindOf(stats) {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  if (stats.isSymbolicLink()) return "a symbolic link";
  return stats.isSocket() ? "a socket" : "a device";
}
function explain(error) {
  const code = codeOf(error);
  if (code === "ELOOP" || code === "EMLINK") throw new Unreadable("a symbolic link, not a regular file", "ELOOP");
  if (code === "ENXIO") throw new Unreadable("a socket or a device, not a regular file", "ENXIO");
  throw error;
}

// src/storage/node-files.ts
var MOST_BYTES = 1e6;
var call2 = {
  open: promisify2(fs2.open),
  write: promisify2(fs2.write),
  fsync: promisify2(fs2.fsync),
  fdatasync: promisify2(fs2.fdatasync),
  close: promisify2(fs2.close),
  rename: promisify2(fs2.rename),
  mkdir: promisify2(fs2.mkdir)
};
var nodeFiles = {
  open: async (path, flags, mode, inPlace) => openFile(inPlace ? fs2.openSync(path, flags, mode) : await call2.open(path, flags, mode)),
  rename: async (from, to, inPlace) => inPlace ? fs2.renameSync(from, to) : call2.rename(from, to),
  unlink: promisify2(fs2.unlink),
  readdir: promisify2(fs2.readdir),
  readFile: (path, most = MOST_BYTES) => readRegular(path, most),
  mkdir: async (path, options, inPlace) => inPlace ? fs2.mkdirSync(path, options) : call2.mkdir(path, options),
  requireFolder
};
function openFile(file) {
  return {
    async write(bytes, offset, length, position, inPlace) {
      if (!inPlace) return call2.write(file, bytes, offset, length, position);
      return { bytesWritten: fs2.writeSync(file, bytes, offset, length, position) };
    },
    sync: () => call2.fsync(file),
    datasync: async (inPlace) => inPlace ? fs2.fdatasyncSync(file) : call2.fdatasync(file),
    close: async (inPlace) => inPlace ? fs2.closeSync(file) : call2.close(file)
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
  timeInPlace(call3) {
    const began = this.#now();
    try {
      return call3();
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
  const paced = (call3, may = true) => may && pace.inPlace ? pace.timeInPlace(() => call3(true)) : call3(false);
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

// src/storage/whole-files.ts
async function writeWhole(layer2, { files, folders, atOnce }) {
  const waiting = [...files];
  const writeSome = async () => {
    for (let file = waiting.shift(); file !== void 0; file = waiting.shift()) {
      await writeOne(layer2, file).catch((error) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  await allSettled(Array.from({ length: Math.min(atOnce, files.length) }, writeSome));
  await allSettled(folders.map(({ path, at }) => syncFolder(layer2, path, at)));
}
async function writeOne(layer2, file) {
  const open3 = await createWhole(layer2, file);
  await open3.close().catch((error) => {
    throw storageError("write", file.path, error);
  });
}
async function createWhole(layer2, { path, at, unfinished, mode, bytes }) {
  let open3;
  try {
    open3 = await layer2.open(unfinished, "wx", mode);
    await writeAll(open3, bytes, 0);
    await open3.sync();
    await layer2.rename(unfinished, at);
    return open3;
  } catch (error) {
    await open3?.close().catch(() => void 0);
    throw storageError("write", path, error);
  }
}
async function syncFolder(layer2, path, at) {
  try {
    await withOpen(layer2, at, "r", 0, (open3) => open3.sync());
  } catch (error) {
    throw storageError("make durable", path, error);
  }
}
async function allSettled(calls) {
  for (const end of await Promise.allSettled(calls)) if (end.status === "rejected") throw end.reason;
}
async function withOpen(layer2, at, flags, mode, work) {
  const file = await layer2.open(at, flags, mode);
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

// src/entry/files-worker.node.ts
var Always = class extends Pace {
  get inPlace() {
    return true;
  }
};
var layer = pacedFiles(nodeFiles, new Always());
async function answerTo({ id, files }) {
  try {
    await writeWhole(layer, files);
    return { id };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { message, cause, code: codeOf(cause) } };
  }
}
var post = (answer) => parentPort?.postMessage(answer);
parentPort?.on("message", (task) => void answerTo(task).then(post));
post("ready");
