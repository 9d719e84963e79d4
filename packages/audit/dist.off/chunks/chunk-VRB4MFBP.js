import {
  mostBytesAt
} from "./chunk-D6EYCNBK.js";

// src/storage/reader.ts
import { join, resolve } from "node:path";
import { FedzkError as FedzkError2 } from "@fedzk/core";

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
function isMissing(error) {
  return codeOf(error) === "ENOENT";
}
function storageError(verb, what, cause) {
  if (cause instanceof FedzkError) return cause;
  const code = codeOf(cause);
  const known = typeof code === "string" ? code : "an unknown fault";
  const why = cause instanceof Unreadable ? cause.message : known;
  return new FedzkError("storage", `Could not ${verb} ${what} (${why}).`, { cause });
}

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
function readRegularNow(path, most) {
  return withRegular(path, (file, stats) => {
    const bytes = new Uint8Array(lengthOf(stats, most));
    return whole(bytes, fill(file, bytes));
  });
}
function readRegularInto(path, room) {
  return withRegular(path, (file, stats) => {
    const length = fill(file, room);
    return length < room.length ? length : Math.max(length, stats.size);
  });
}
function withRegular(path, use) {
  if (LOOKS_FIRST) requireRegular(fs.lstatSync(path));
  const file = openNow(path);
  try {
    const stats = fs.fstatSync(file);
    requireRegular(stats);
    return use(file, stats);
  } finally {
    fs.closeSync(file);
  }
}
function openNow(path) {
  try {
    return fs.openSync(path, FLAGS);
  } catch (error) {
    return explain(error);
  }
}
function fill(file, room) {
  let length = 0;
  for (let read2 = 1; read2 > 0 && length < room.length; length += read2) {
    read2 = fs.readSync(file, room, length, room.length - length, null);
  }
  return length;
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

// src/storage/reader.ts
function directoryReader(dir) {
  const base = resolve(requireFolder2(dir));
  const at = (path, read2) => {
    const file = pathIn(base, path);
    try {
      return read2(file);
    } catch (error) {
      if (isMissing(error)) return void 0;
      throw storageError("read", path, error);
    }
  };
  return {
    read: async (path) => at(path, (file) => readRegularNow(file, mostBytesAt(path))),
    readInto: (path, room) => at(path, (file) => readRegularInto(file, room))
  };
}
function requireFolder2(dir) {
  if (typeof dir === "string" && dir !== "") return dir;
  throw new FedzkError2("invalid-argument", '"dir" expected the path of a folder.');
}
function pathIn(base, path) {
  if (/^[\w./-]*$/.test(path) && !path.split("/").includes("..")) return join(base, path);
  throw new FedzkError2("invalid-argument", '"path" expected one of a log.');
}

export {
  codeOf,
  isMissing,
  storageError,
  readRegular,
  requireFolder,
  directoryReader,
  requireFolder2,
  pathIn
};
