import {
  unexpected
} from "./chunks/chunk-6TLVGOQL.js";
import "./chunks/chunk-WSFCRVEQ.js";

// src/node.ts
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { FedzkError } from "@fedzk/core";
async function openKeyFile(path) {
  const file = await open(path).catch((error) => {
    throw notOpened(path, error);
  });
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw notOpened(path, Object.assign(new Error("It is a folder."), { code: "EISDIR" }));
  }
  return {
    size: stats.size,
    read: (offset, length) => readAll(file, offset, length),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close()
  };
}
var REASONS = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission is denied"
};
function notOpened(path, cause) {
  const { code, name } = cause;
  const reason = code ?? name;
  if (reason.startsWith("ERR_")) {
    return unexpected("path", "the path of a proving key, or its file: URL", path, { cause });
  }
  const file = typeof path === "string" ? path : fileURLToPath(path);
  return new FedzkError("storage", `"${file}" cannot be opened: ${REASONS[reason] ?? reason}.`, { cause });
}
async function readAll(file, offset, length) {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0) throw new FedzkError("invalid-proving-key", '"zkey" expected a key file: it became shorter.');
    read += bytesRead;
  }
  return bytes;
}
export {
  openKeyFile
};
