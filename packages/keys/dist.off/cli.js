#!/usr/bin/env node
import {
  __callDispose,
  __using
} from "./chunks/chunk-RFYV5G4X.js";

// src/cli/arguments.ts
import { parseArgs } from "node:util";

// src/cli/trouble.ts
var Trouble = class extends Error {
};

// src/cli/arguments.ts
var SEE_HELP = '"fedzk-keys --help" shows how.';
var flag = { type: "boolean", default: false };
var text = { type: "string" };
var OPTIONS = {
  "passphrase-file": text,
  "key-file": text,
  "new-passphrase-file": text,
  "new-key-file": text,
  anchor: text,
  audit: text,
  kdf: text,
  kind: text,
  purpose: text,
  owner: text,
  expires: text,
  metadata: text,
  as: text,
  "key-version": text,
  before: text,
  hold: flag,
  "no-hold": flag,
  exportable: flag,
  replace: flag,
  hex: flag,
  reencrypt: flag,
  "drop-slots": flag,
  "accept-rollback": flag,
  json: flag,
  help: flag,
  version: flag
};
function sortWords(args) {
  const { values, positionals, tokens } = parse(args);
  const end = tokens.find(({ kind }) => kind === "option-terminator")?.index ?? Number.POSITIVE_INFINITY;
  const before = tokens.filter(({ kind, index }) => kind === "positional" && index < end).length;
  return {
    names: positionals.slice(0, before),
    after: end === Number.POSITIVE_INFINITY ? void 0 : positionals.slice(before),
    values,
    given: tokens.flatMap((token) => token.kind === "option" ? [token.name] : [])
  };
}
function parse(args) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (error) {
    throw new Trouble(`${error.message.split(". ")[0]}. ${SEE_HELP}`);
  }
}
function wholeNumber(word, name) {
  if (word === void 0 || /^[1-9]\d{0,14}$/.test(word)) return word === void 0 ? void 0 : Number(word);
  throw new Trouble(`${name} expected a whole number from 1, got ${JSON.stringify(word)}.`);
}

// src/cli/backup.ts
import { readdirSync } from "node:fs";
import { KeyStore as KeyStore2 } from "@fedzk/keys";
import { backupFile, fileBackend as fileBackend2 } from "@fedzk/keys/node";

// src/cli/command.ts
import { FedzkError, KeyStore } from "@fedzk/keys";
import { directoryAnchor, fileBackend } from "@fedzk/keys/node";

// src/cli/audit-file.ts
import { open } from "node:fs/promises";
function auditFile(path) {
  return {
    append: async (event) => {
      const file = await open(path, "a", 384).catch((error) => {
        throw new Trouble(
          `The audit file ${JSON.stringify(path)} cannot be written (${error.code ?? "an unknown fault"}).`
        );
      });
      try {
        await file.writeFile(`${JSON.stringify({ time: (/* @__PURE__ */ new Date()).toISOString(), ...event })}
`);
        await file.sync();
      } finally {
        await file.close();
      }
    }
  };
}

// src/cli/private-file.ts
import { open as open2 } from "node:fs/promises";
var OTHERS = 63;
var MOST_BYTES = 65536;
var STANDARD_INPUT = /* @__PURE__ */ new Set(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);
function isStandardInput(path) {
  return path !== void 0 && STANDARD_INPUT.has(path);
}
async function readPrivateFile(path, what, io) {
  if (isStandardInput(path)) {
    if (io.inputIsTerminal) throw new Trouble(`Standard input is a terminal, which would show it; ${what} is a file.`);
    return io.readInput().catch((error) => {
      throw unreadable(what, path, error);
    });
  }
  const file = await open2(path, "r").catch((error) => {
    throw unreadable(what, path, error);
  });
  try {
    return await readChecked(file, what, path);
  } finally {
    await file.close();
  }
}
async function readChecked(file, what, path) {
  const stat = await file.stat();
  if (stat.isFile() && process.getuid !== void 0 && (stat.mode & OTHERS) !== 0) {
    throw new Trouble(`Others may read ${what}, ${JSON.stringify(path)}; chmod it to 0600.`);
  }
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  try {
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > MOST_BYTES) throw new Trouble(`There are more than ${MOST_BYTES} bytes in ${what}.`);
    return bytes.slice(0, length);
  } catch (error) {
    throw error instanceof Trouble ? error : unreadable(what, path, error);
  } finally {
    bytes.fill(0);
  }
}
function unreadable(what, path, error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "an unknown fault";
  return new Trouble(`${what[0]?.toUpperCase()}${what.slice(1)}, ${JSON.stringify(path)}, cannot be read (${code}).`);
}

// src/cli/unlock.ts
var VARIABLE = "FEDZK_MASTER_PASSWORD";
var KEY_BYTES = 32;
var NO_PASSPHRASE = `There is no passphrase: set ${VARIABLE}, take --passphrase-file FILE or --key-file FILE, or run it in a terminal.`;
var NO_NEW_PASSPHRASE = "There is no new passphrase: take --new-passphrase-file FILE or --new-key-file FILE, or run it in a terminal.";
var [NEWLINE, RETURN] = [10, 13];
async function readUnlock(files, io) {
  return await fromFiles(files, "", io) ?? { passphrase: fromEnvironment(io) ?? await askOnce("Passphrase: ", io) };
}
async function readUnlockOfNew(files, io) {
  return await fromFiles(files, "", io) ?? {
    passphrase: fromEnvironment(io) ?? await askTwice("Passphrase: ", io, NO_PASSPHRASE)
  };
}
async function readNewUnlock(files, io) {
  const given = await fromFiles(files, "new-", io);
  return given ?? { passphrase: await askTwice("New passphrase: ", io, NO_NEW_PASSPHRASE) };
}
async function fromFiles({ passphraseFile, keyFile }, prefix, io) {
  if (passphraseFile !== void 0 && keyFile !== void 0) {
    throw new Trouble(`Take either --${prefix}passphrase-file or --${prefix}key-file.`);
  }
  if (passphraseFile !== void 0) return { passphrase: await passphraseIn(passphraseFile, io) };
  if (keyFile !== void 0) return { key: await keyIn(keyFile, io) };
  return void 0;
}
function wipe(unlock) {
  if (unlock !== void 0) ("key" in unlock ? unlock.key : unlock.passphrase).fill(0);
}
function fromEnvironment({ env }) {
  const given = env[VARIABLE];
  return given === void 0 || given === "" ? void 0 : normalForm(new TextEncoder().encode(given));
}
async function passphraseIn(file, io) {
  const bytes = await readPrivateFile(file, "the file of the passphrase", io);
  const end = bytes.findIndex((byte) => byte === NEWLINE || byte === RETURN);
  const line3 = bytes.slice(0, end < 0 ? bytes.length : end);
  bytes.fill(0);
  if (line3.length > 0) return normalForm(line3);
  throw new Trouble("The file of the passphrase has no first line.");
}
async function keyIn(file, io) {
  const bytes = await readPrivateFile(file, "the key file", io);
  if (bytes.length === KEY_BYTES) return bytes;
  const { length } = bytes;
  bytes.fill(0);
  throw new Trouble(
    `A key file has ${KEY_BYTES} random bytes, got ${length}; "head -c ${KEY_BYTES} /dev/urandom > FILE" makes one.`
  );
}
async function askOnce(question, io) {
  const terminal = io.openTerminal();
  if (terminal === void 0) throw new Trouble(NO_PASSPHRASE);
  try {
    return notEmpty(await terminal.ask(question));
  } finally {
    terminal.close();
  }
}
async function askTwice(question, io, otherwise) {
  const terminal = io.openTerminal();
  if (terminal === void 0) throw new Trouble(otherwise);
  try {
    const passphrase = notEmpty(await terminal.ask(question));
    const again = normalForm(await terminal.ask("Once more: "));
    const same = passphrase.length === again.length && passphrase.every((byte, i) => byte === again[i]);
    again.fill(0);
    if (same) return passphrase;
    passphrase.fill(0);
    throw new Trouble("The two are not the same; nothing was changed.");
  } finally {
    terminal.close();
  }
}
function notEmpty(typed) {
  if (typed.length === 0) throw new Trouble("A passphrase cannot be empty.");
  return normalForm(typed);
}
function normalForm(bytes) {
  if (bytes.every((byte) => byte < 128)) return bytes;
  let text2;
  try {
    text2 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
  bytes.fill(0);
  return new TextEncoder().encode(text2.normalize("NFC"));
}

// src/cli/command.ts
var OPENING = ["passphrase-file", "key-file", "anchor", "audit"];
function onStore(run) {
  return async (request) => {
    const unlock = await readUnlock(filesOf(request), request.io);
    let store;
    try {
      store = await openStore(request, unlock);
      return await run(store, request, unlock);
    } finally {
      wipe(unlock);
      store?.lock();
    }
  };
}
function openStore(request, unlock, options = {}) {
  const [folder = ""] = request.names;
  return KeyStore.open(fileBackend(folder), unlock, { ...storeOptions(request), ...options });
}
function storeOptions({ values: { anchor, audit }, io: { env } }) {
  return {
    ...anchor !== void 0 && { anchor: directoryAnchor(anchor) },
    // Whoever runs it is looked for where it is told alone: a runtime may ask for each variable.
    ...audit !== void 0 && { audit: auditFile(audit), user: env["USER"] || env["LOGNAME"] || "fedzk-keys" }
  };
}
function filesOf({ values }) {
  return { passphraseFile: values["passphrase-file"], keyFile: values["key-file"] };
}
function newFilesOf({ values }) {
  return { passphraseFile: values["new-passphrase-file"], keyFile: values["new-key-file"] };
}
async function say({ values, io }, value, words2) {
  await io.write(`${values.json ? JSON.stringify(value) : words2}
`);
  return void 0;
}
function keyNameOf({ names: [, id = ""] }) {
  return id.normalize("NFC");
}

// src/cli/backup.ts
var BACKUP_COMMANDS = {
  backup: {
    usage: "DIR FILE",
    summary: "copy the store to a file, also while others write to it",
    details: ["A file that is there is kept, unless --replace."],
    explained: { replace: "replaces FILE where it is there" },
    names: [2, 2],
    options: [...OPENING, "replace", "json"],
    run: onStore(async (store, request) => {
      const [, file = ""] = request.names;
      const receipt = await store.backup(backupFile(file, { replace: request.values.replace }));
      const { generation, entries, head } = receipt;
      return say(request, receipt, `kept generation ${generation}, ${entries} keys, head ${head}`);
    })
  },
  restore: {
    usage: "FILE DIR",
    summary: "make a store of a backup, where there is none",
    details: [
      "It opens with what opened the store when the backup was made. With --anchor it is anchored from then on; where",
      "the anchor knows a newer state, --accept-rollback says that what came after the backup is lost."
    ],
    names: [2, 2],
    options: [...OPENING, "accept-rollback", "json"],
    run: restore
  }
};
async function restore(request) {
  const [file = "", folder = ""] = request.names;
  requireEmpty(folder);
  const unlock = await readUnlock(filesOf(request), request.io);
  try {
    var _stack = [];
    try {
      const store = __using(_stack, await KeyStore2.restore(fileBackend2(folder), backupFile(file), unlock, {
        ...storeOptions(request),
        acceptRollback: request.values["accept-rollback"]
      }));
      const { id, generation, freshness } = store;
      return await say(request, { id, generation, freshness }, `restored ${id}, generation ${generation}`);
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      __callDispose(_stack, _error, _hasError);
    }
  } finally {
    wipe(unlock);
  }
}
function requireEmpty(folder) {
  let names;
  try {
    names = readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    if (code === "ENOENT") return;
    throw new Trouble(`${JSON.stringify(folder)} cannot be used (${code}); name a folder that is not there yet.`);
  }
  const other = names.find((name) => name !== "h" && name !== "b");
  if (other !== void 0) {
    throw new Trouble(`${JSON.stringify(folder)} is not empty: it has ${JSON.stringify(other)}; name an empty folder.`);
  }
}

// src/cli/help.ts
var OVERVIEW = `Keeps keys in a folder, encrypted. "fedzk-keys COMMAND --help" says more.

  init DIR                  make a store
  put DIR ID [FILE]         keep a key: of FILE, of standard input, or typed
  generate DIR ID           make a key that stays in the store
  get DIR ID                write an exportable key to standard output
  list DIR, show DIR ID, metadata DIR ID         tell what is known of keys
  update DIR ID             change its expiry, owner, purpose, metadata, hold
  retire DIR ID [N]         remove an old version of a key
  delete DIR ID             remove a key; older copies of the store have it
  erase DIR ID              remove a key; it opens from no later state
  run DIR NAME=ID -- PROGRAM          run a program with keys as variables
  rotate DIR, rewrap DIR    make a new master key, move all keys to it
  rotate-root DIR           make a new root key, which no other slot opens
  passwd DIR                change the passphrase
  slots list|add DIR, slots remove DIR SLOT      what opens the store
  verify DIR                read everything and tell what is wrong
  backup DIR FILE           copy a store that is in use to a file
  restore FILE DIR          make a store of a backup
  anchor DIR                refuse older copies of the store from now on

Passphrase: FEDZK_MASTER_PASSWORD, --passphrase-file FILE, or it is asked for.
Exit code: 0 done; 1 no: no such key, a wrong passphrase; 2 wrong use.`;
var EXPLAINED = {
  "passphrase-file": ["FILE", "its first line is the passphrase; mode 0600; /dev/stdin"],
  "key-file": ["FILE", "32 random bytes open the store; mode 0600"],
  "new-passphrase-file": ["FILE", "the new passphrase, in the same way"],
  "new-key-file": ["FILE", "the new key, in the same way"],
  anchor: ["FOLDER", "remembers the newest state of the store, elsewhere"],
  audit: ["FILE", "gets a line of JSON for each change and each key handed out"],
  kdf: ["NAME", "of a new passphrase: argon2id (default) or pbkdf2"],
  kind: ["KIND", "aes-256 (default for 32 bytes), hmac-sha256, opaque"],
  purpose: ["TEXT", "what the key is for"],
  owner: ["TEXT", "whose it is"],
  expires: ["DATE", "from then on it neither seals nor signs"],
  metadata: ["JSON", "an object that is kept with the key, encrypted"],
  "key-version": ["N", "another version than the newest"],
  before: ["N", "all versions below N"],
  as: ["FORM", "hex (default), base64, text"],
  hold: ["", "the key cannot be deleted"],
  "no-hold": ["", "it can again"],
  exportable: ["", "the bytes of the key may leave the store"],
  replace: ["", "makes it the next version of the key, where there is one"],
  hex: ["", "hexadecimal, and a line"],
  reencrypt: ["", "new data keys too"],
  "drop-slots": ["", "other slots are meant to go"],
  "accept-rollback": ["", "what came after the backup is meant to be lost"],
  json: ["", "print JSON"],
  help: ["", "print this"],
  version: ["", "print the version"]
};
function helpOf(name, { usage, summary, details = [], explained = {}, options }) {
  const rows = options.map((option) => {
    const [word, usual] = EXPLAINED[option];
    const what = explained[option] ?? usual;
    return `  ${`--${option}${word === "" ? "" : ` ${word}`}`.padEnd(28)} ${what}`;
  });
  return [
    `fedzk-keys ${name} ${usage}`,
    `  ${summary}`,
    "",
    ...details,
    ...details.length > 0 ? [""] : [],
    ...rows
  ].join("\n");
}
function helpOfGroup(commands) {
  return commands.map(([name, { usage, summary }]) => `fedzk-keys ${name} ${usage}
  ${summary}`).join("\n\n");
}

// src/cli/keys.ts
import {
  FedzkError as FedzkError2
} from "@fedzk/keys";

// src/cli/key-input.ts
import { readFileSync } from "node:fs";
async function readKey(file, { io, values }) {
  const fromInput = file === void 0 || isStandardInput(file);
  if (fromInput && io.inputIsTerminal) return typedKey(io);
  if (fromInput && [values["passphrase-file"], values["key-file"]].some(isStandardInput)) {
    throw new Trouble("Standard input has the passphrase or the key file already; name the FILE of the key.");
  }
  try {
    return fromInput ? await io.readInput() : new Uint8Array(readFileSync(file));
  } catch (error) {
    throw unreadable("the file of the key", fromInput ? "standard input" : file, error);
  }
}
async function typedKey(io) {
  const terminal = io.openTerminal();
  if (terminal === void 0) throw new Trouble("The key is given as a FILE, or piped to standard input.");
  try {
    const typed = await terminal.ask("Key in hexadecimal or base64: ");
    const text2 = Buffer.from(typed).toString("latin1").trim();
    typed.fill(0);
    return decoded(text2);
  } finally {
    terminal.close();
  }
}
function decoded(text2) {
  if (/^(?:[0-9a-f]{2})+$/i.test(text2)) return new Uint8Array(Buffer.from(text2, "hex"));
  const digits = text2.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Buffer.from(digits, "base64");
  const same = bytes.toString("base64").replace(/=+$/, "") === digits;
  if (bytes.length > 0 && same) return new Uint8Array(bytes);
  throw new Trouble("That is neither hexadecimal nor base64; bytes as they are come from a FILE or a pipe.");
}

// src/cli/shown.ts
var STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
function shown(text2) {
  return text2.search(STEERING) < 0 ? text2 : quoted(text2);
}
function quoted(text2) {
  return escaped(JSON.stringify(text2));
}
function escaped(line3) {
  return line3.replace(
    STEERING,
    (found) => (
      // One escape for each half of a surrogate pair.
      [...Array(found.length).keys()].map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, "0")}`).join("")
    )
  );
}

// src/cli/life.ts
var CHANGES = ["purpose", "owner", "expires", "metadata", "hold", "no-hold"];
var LIFE_COMMANDS = {
  update: {
    usage: "DIR ID",
    summary: "change what is said of a key, which stays as it is",
    details: [
      "What is not named stays. An empty text, '', takes the purpose, the owner or the metadata away; --expires never",
      "takes the expiry away."
    ],
    names: [2, 2],
    options: [...OPENING, ...CHANGES, "json"],
    run: onStore(update)
  },
  retire: {
    usage: "DIR ID [N]",
    summary: "remove version N, or those below --before: what they sealed no longer opens",
    names: [2, 3],
    options: [...OPENING, "before", "json"],
    run: onStore(retire)
  }
};
async function update(store, request) {
  const { values } = request;
  const id = keyNameOf(request);
  if (values.hold && values["no-hold"]) throw new Trouble("Take either --hold or --no-hold.");
  const { purpose, owner, expires, metadata: metadata2 } = values;
  const changes = {
    ...purpose !== void 0 && { purpose: purpose === "" ? null : purpose },
    ...owner !== void 0 && { owner: owner === "" ? null : owner },
    ...expires !== void 0 && { expiresAt: expires === "never" ? null : timeOf(expires) },
    ...metadata2 !== void 0 && { metadata: metadata2 === "" ? null : metadataOf(metadata2) ?? null },
    ...(values.hold || values["no-hold"]) && { hold: values.hold }
  };
  if (Object.keys(changes).length === 0) {
    throw new Trouble(`"update" expected something to change: ${CHANGES.map((name) => `--${name}`).join(", ")}.`);
  }
  await store.update(id, changes);
  return say(request, { id }, `updated ${shown(id)}`);
}
async function retire(store, request) {
  const id = keyNameOf(request);
  const version = wholeNumber(request.names[2], "N");
  const before = wholeNumber(request.values.before, "--before");
  if (version === void 0 === (before === void 0))
    throw new Trouble('"retire" expected either N or --before N.');
  const retired = await store.retire(id, version ?? { before: before ?? 0 });
  return say(request, { id, retired }, `retired of ${shown(id)}: ${retired.join(", ") || "none"}`);
}
function timeOf(date) {
  const time = Date.parse(date);
  if (Number.isFinite(time) && time >= 0) return time;
  throw new Trouble("--expires expected a date such as 2030-01-31 or 2030-01-31T12:00:00Z.");
}
function metadataOf(text2) {
  if (text2 === void 0) return void 0;
  try {
    const value = JSON.parse(text2);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
  }
  throw new Trouble(`--metadata expected a JSON object, such as '{"ticket": 7}'.`);
}

// src/cli/keys.ts
var ABOUT_NEW = ["kind", "purpose", "owner", "expires", "metadata", "hold", "exportable", "replace"];
var KINDS = ["aes-256", "hmac-sha256", "opaque"];
var KEY_COMMANDS = {
  put: {
    usage: "DIR ID [FILE]",
    summary: "keep a key: the bytes of FILE, of standard input, or typed",
    details: ["In a terminal it asks for the key, in hexadecimal or base64, and does not show it."],
    names: [2, 3],
    asksAgain: true,
    options: [...OPENING, ...ABOUT_NEW, "json"],
    run: onStore(put)
  },
  generate: {
    usage: "DIR ID",
    summary: "make a key that stays in the store",
    explained: { kind: "aes-256 (default), hmac-sha256" },
    names: [2, 2],
    options: [...OPENING, ...ABOUT_NEW, "json"],
    run: onStore(generate)
  },
  get: {
    usage: "DIR ID",
    summary: "write an exportable key's bytes to standard output",
    names: [2, 2],
    options: [...OPENING, "hex", "key-version"],
    run: onStore(get)
  },
  list: {
    usage: "DIR",
    summary: "name the keys",
    names: [1, 1],
    options: [...OPENING, "json"],
    run: onStore(list)
  },
  show: {
    usage: "DIR ID",
    summary: "tell what is known of a key",
    names: [2, 2],
    options: [...OPENING, "json"],
    run: onStore(show)
  },
  metadata: {
    usage: "DIR ID",
    summary: "print a key's metadata as JSON",
    names: [2, 2],
    options: [...OPENING],
    run: onStore(metadata)
  },
  delete: {
    usage: "DIR ID",
    summary: "remove a key; copies of older states still have it",
    names: [2, 2],
    options: [...OPENING, "json"],
    run: onStore(async (store, request) => sayReceipt(request, "deleted", await store.delete(keyNameOf(request))))
  },
  erase: {
    usage: "DIR ID",
    summary: "remove a key, rotate and rewrap: it opens from no later state",
    names: [2, 2],
    options: [...OPENING, "json"],
    run: onStore(async (store, request) => sayReceipt(request, "erased", await store.erase(keyNameOf(request))))
  }
};
async function put(store, request) {
  const id = keyNameOf(request);
  const { kind } = request.values;
  const options = { ...aboutNew(id, request.values), ...kind !== void 0 && { kind: kindOf(kind, KINDS) } };
  const key = await readKey(request.names[2], request);
  try {
    if (key.length === 0 || key.length > 65536) throw new Trouble(`A key has 1 to 65,536 bytes, got ${key.length}.`);
    await store.put(key, options);
  } finally {
    key.fill(0);
  }
  return say(request, { id }, `kept ${shown(id)}`);
}
async function generate(store, request) {
  const id = keyNameOf(request);
  const kind = kindOf(request.values.kind ?? "aes-256", ["aes-256", "hmac-sha256"]);
  await store.generate(kind, aboutNew(id, request.values));
  return say(request, { id }, `made ${shown(id)}`);
}
function kindOf(given, kinds) {
  const found = kinds.find((kind) => kind === given);
  if (found !== void 0) return found;
  throw new Trouble(`--kind expected ${kinds.join(" or ")}, got ${JSON.stringify(given)}.`);
}
function aboutNew(id, values) {
  const { purpose, owner, expires, exportable, replace, hold } = values;
  const metadata2 = metadataOf(values.metadata);
  return {
    id,
    replace,
    // What is not said is not changed.
    ...exportable && { exportable },
    ...hold && { hold },
    ...purpose !== void 0 && { purpose },
    ...owner !== void 0 && { owner },
    ...expires !== void 0 && { expiresAt: timeOf(expires) },
    ...metadata2 !== void 0 && { metadata: metadata2 }
  };
}
async function get(store, request) {
  const { io, values } = request;
  if (io.outputIsTerminal && !values.hex) {
    throw new Trouble("The bytes of a key are not for a terminal: pipe them, or take --hex.");
  }
  const version = wholeNumber(values["key-version"], "--key-version");
  const key = await store.export(keyNameOf(request), version === void 0 ? {} : { version });
  try {
    await io.write(values.hex ? `${Buffer.from(key).toString("hex")}
` : key);
  } finally {
    key.fill(0);
  }
  return void 0;
}
async function list(store, request) {
  const keys = await store.list();
  return say(request, keys, keys.map(line).join("\n") || "no keys");
}
async function show(store, request) {
  const info = await infoOf(store, request);
  const metadata2 = info.metadata === void 0 ? [] : [`metadata ${escaped(JSON.stringify(info.metadata))}`];
  const versions = `versions ${info.versions.map(({ version }) => version).join(", ")}`;
  return say(request, info, [...words(info), versions, ...metadata2].join("\n"));
}
async function metadata(store, request) {
  const { metadata: metadata2 = {} } = await infoOf(store, request);
  const lines = JSON.stringify(metadata2, void 0, 2).split("\n");
  await request.io.write(`${lines.map(escaped).join("\n")}
`);
  return void 0;
}
async function infoOf(store, request) {
  const id = keyNameOf(request);
  const [info] = await store.list((key) => key.id === id);
  if (info === void 0) throw new FedzkError2("not-found", `There is no key ${JSON.stringify(id)} in this store.`);
  return info;
}
function line(info) {
  return words(info).join("  ");
}
function words({ id, kind, version, created, expiresAt, exportable, purpose, owner, hold }) {
  return [
    quoted(id),
    kind,
    `version ${version}`,
    `created ${new Date(created).toISOString()}`,
    ...expiresAt === void 0 ? [] : [`${expiresAt <= Date.now() ? "expired" : "expires"} ${new Date(expiresAt).toISOString()}`],
    ...exportable ? ["exportable"] : [],
    ...hold ? ["on hold"] : [],
    ...purpose === void 0 ? [] : [`for ${quoted(purpose)}`],
    ...owner === void 0 ? [] : [`of ${quoted(owner)}`]
  ];
}
function sayReceipt(request, done, receipt) {
  return say(request, receipt, `${done}; generation ${receipt.generation}, head ${receipt.head}`);
}

// src/cli/run.ts
import { spawn } from "node:child_process";
import { constants } from "node:os";

// src/cli/words.ts
import { FedzkError as FedzkError3 } from "@fedzk/keys";
var ANSWERS = /* @__PURE__ */ new Set([
  "wrong-key",
  "not-found",
  "already-exists",
  "damaged",
  "rolled-back",
  "erased",
  "not-exportable",
  "expired",
  "invalid-state"
]);
var COMMAND_OF = {
  addSlot: "slots add",
  changePassphrase: "passwd",
  open: "list",
  create: "init",
  removeSlot: "slots remove",
  rotateMaster: "rotate",
  rotateRoot: "rotate-root",
  slots: "slots list"
};
var OPTION_OF = {
  id: "ID",
  key: "the key",
  dir: "DIR",
  path: "the name of a file or folder",
  passphrase: "the passphrase",
  expiresAt: "--expires"
};
function exitCodeOf(error) {
  return error instanceof FedzkError3 && ANSWERS.has(error.code) ? 1 : 2;
}
function wordsOf(error) {
  if (error instanceof Trouble) return reasoned(error.message);
  if (error instanceof FedzkError3) return reasoned(inWords(error.message));
  return error instanceof Error ? error.message : "an unknown error";
}
var CALL = /\b([a-z][A-Za-z]*)\((?:[a-z]+)?(?:, )?(?:\{ (\w+)(?:: (true|false))? \})?\)/g;
var OPTIONS2 = /\{ \w+: (?:true|false)(?:, \w+: (?:true|false))* \}/g;
var OPTION = /(\w+): (true|false)/g;
function inWords(message) {
  return message.replace(/; KeyStore\.open opens it/, "").replace(/KeyStore\.(\w+)/g, (_, method) => command(method)).replace(CALL, (_, method, option, value) => command(method, option, value)).replace(OPTIONS2, (all) => [...all.matchAll(OPTION)].map(([, option = "", value]) => flag2(option, value)).join(" ")).replace(/(?:^|(?<=with ))"(\w+)"/g, (_, option) => OPTION_OF[option] ?? flag2(option)).replace(/^the /, "The ");
}
var REASONS = {
  ENOENT: "there is none",
  ENOTDIR: "it is, or lies in, a file that is no folder",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "its file system can only be read",
  ENOSPC: "there is no space left"
};
var FOLDER_MISSING = "its folder is not there";
function reasoned(message) {
  return message.replace(/^(.*?) \((E[A-Z0-9]+)\)/, (all, before, code) => {
    const writes = /cannot be written$|^Could not write /.test(before);
    const reason = code === "ENOENT" && writes ? FOLDER_MISSING : REASONS[code];
    return reason === void 0 ? all : `${before}: ${reason}`;
  });
}
function command(method, option, value) {
  const words2 = ["fedzk-keys", COMMAND_OF[method] ?? kebab(method), ...option ? [flag2(option, value)] : []];
  return `"${words2.join(" ")}"`;
}
function flag2(option, value = "true") {
  return `--${value === "false" ? "no-" : ""}${kebab(option)}`;
}
function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

// src/cli/run.ts
var NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
var FORMS = ["hex", "base64", "text"];
var [NOT_EXECUTABLE, NOT_FOUND, BY_SIGNAL] = [126, 127, 128];
var FORWARDED = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
var FROM_TERMINAL = /* @__PURE__ */ new Set(["SIGINT", "SIGQUIT"]);
var RUN_COMMANDS = {
  run: {
    usage: "DIR NAME=ID ... -- PROGRAM [ARGUMENT ...]",
    summary: "run a program with exportable keys in its environment",
    details: [
      "Each NAME is a variable, ID a key; --as hex (default), base64, or text for keys that are UTF-8.",
      "Exit code: the program's; 128 and its number where a signal ended it; 127 where it is not found, 126 where it",
      "cannot be run. Signals are forwarded. Who may look at the program's environment sees the keys.",
      `It refuses to run with ${VARIABLE} set, which the program could read from its parent.`
    ],
    names: [2, Number.POSITIVE_INFINITY],
    takesProgram: true,
    options: [...OPENING, "as"],
    run: async (request) => {
      refusePassphraseIn(request.io);
      const variables = await exported(request);
      return runProgram(request, variables);
    }
  }
};
function refusePassphraseIn({ env }) {
  if (!env[VARIABLE]) return;
  throw new Trouble(
    `${VARIABLE} is set, and the program could read it from this process; nothing was run. Unset it, and take --passphrase-file FILE or --key-file FILE, or type the passphrase.`
  );
}
async function exported(request) {
  const form = formOf(request.values.as);
  const wanted = mappingOf(request.names.slice(1));
  const variables = /* @__PURE__ */ new Map();
  await onStore(async (store) => {
    for (const [name, id] of wanted) variables.set(name, await variableOf(store, id, form));
    return void 0;
  })(request);
  return variables;
}
function formOf(given = "hex") {
  const form = FORMS.find((one) => one === given);
  if (form !== void 0) return form;
  throw new Trouble(`--as expected hex, base64 or text, got ${JSON.stringify(given)}.`);
}
function mappingOf(words2) {
  const wanted = /* @__PURE__ */ new Map();
  for (const word of words2) {
    const at = word.indexOf("=");
    const [name, id] = [word.slice(0, Math.max(0, at)), word.slice(at + 1)];
    if (!NAME.test(name) || id === "") {
      throw new Trouble(`"run" expected NAME=ID, the name of a variable and of a key, got ${JSON.stringify(word)}.`);
    }
    if (wanted.has(name)) throw new Trouble(`"run" expected each variable once, got ${name} twice.`);
    wanted.set(name, id);
  }
  return wanted;
}
async function variableOf(store, id, form) {
  const key = await store.export(id.normalize("NFC"));
  try {
    if (form !== "text") return Buffer.from(key.buffer, key.byteOffset, key.length).toString(form);
    return textOf(key, id);
  } finally {
    key.fill(0);
  }
}
function textOf(key, id) {
  try {
    const text2 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(key);
    if (!text2.includes("\0")) return text2;
  } catch {
  }
  throw new Trouble(`The key ${JSON.stringify(id)} is no text; take --as hex or base64.`);
}
function runProgram({ program, io }, variables) {
  const [file = "", ...args] = program;
  const { [VARIABLE]: _, ...env } = io.env;
  const child = spawn(file, args, { stdio: "inherit", env: { ...env, ...Object.fromEntries(variables) } });
  const forward = (signal) => {
    if (!(io.inputIsTerminal && FROM_TERMINAL.has(signal))) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      io.tell(`fedzk-keys: ${reasoned(`${quoted(file)} cannot be run (${error.code ?? "an unknown fault"}).`)}
`);
      resolve(error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.once("exit", (code, signal) => {
      if (code !== null) resolve(code);
      else if (signal !== null) resolve(BY_SIGNAL + constants.signals[signal]);
      else reject(new Error("A program ended without a code or a signal."));
    });
  }).finally(() => {
    for (const signal of FORWARDED) process.off(signal, forward);
  });
}

// src/cli/slots.ts
var SLOT_COMMANDS = {
  passwd: {
    usage: "DIR",
    summary: "change the passphrase",
    details: ["The new one is asked for, or the first line of --new-passphrase-file."],
    names: [1, 1],
    asksAgain: true,
    options: ["passphrase-file", "anchor", "audit", "new-passphrase-file", "kdf", "json"],
    run: onStore(passwd)
  },
  "slots list": {
    usage: "DIR",
    summary: "tell what opens the store",
    names: [1, 1],
    options: [...OPENING, "json"],
    run: onStore(async (store, request) => {
      const slots = await store.slots();
      return say(request, slots, slots.map(line2).join("\n"));
    })
  },
  "slots add": {
    usage: "DIR",
    summary: "let one more passphrase or key file open it",
    details: ["The new passphrase is asked for, or in --new-passphrase-file; or it is a key, in --new-key-file."],
    names: [1, 1],
    asksAgain: true,
    options: [...OPENING, "new-passphrase-file", "new-key-file", "kdf", "json"],
    run: onStore(add)
  },
  "slots remove": {
    usage: "DIR SLOT",
    summary: "take one away, by its id",
    names: [2, 2],
    options: [...OPENING, "json"],
    run: onStore(async (store, request) => {
      const [, slot = ""] = request.names;
      await store.removeSlot(slot);
      return say(request, { removed: slot }, `removed ${slot}`);
    })
  }
};
async function passwd(store, request, unlock) {
  const kdf = kdfOf(request.values.kdf);
  const renewed = await readNewUnlock(newFilesOf(request), request.io);
  try {
    if (!("passphrase" in unlock) || !("passphrase" in renewed)) throw new Trouble("passwd takes passphrases alone.");
    await store.changePassphrase(unlock.passphrase, { passphrase: renewed.passphrase, kdf });
    return await say(
      request,
      { changed: true },
      "the passphrase is changed; copies of older states open with the old one"
    );
  } finally {
    wipe(renewed);
  }
}
async function add(store, request) {
  const kdf = kdfOf(request.values.kdf);
  const unlock = await readNewUnlock(newFilesOf(request), request.io);
  try {
    const id = await store.addSlot(withKdf(unlock, kdf));
    return await say(request, { id }, `slot ${id} opens the store too`);
  } finally {
    wipe(unlock);
  }
}
function line2({ id, type, cost, provider }) {
  return [id, type, ...cost === void 0 ? [] : [cost], ...provider === void 0 ? [] : [shown(provider)]].join(
    "  "
  );
}
function withKdf(unlock, kdf) {
  return "key" in unlock ? unlock : { passphrase: unlock.passphrase, kdf };
}
function kdfOf(name = "argon2id") {
  if (name === "argon2id" || name === "pbkdf2") return name;
  throw new Trouble(`--kdf expected argon2id or pbkdf2, got ${JSON.stringify(name)}.`);
}

// src/cli/terminal.ts
import { openSync, writeSync } from "node:fs";
import { isatty, ReadStream } from "node:tty";
var [ENTER, NEWLINE2, END, INTERRUPT, ERASE, BACKSPACE] = [13, 10, 4, 3, 127, 8];
function openTerminal() {
  if (isatty(0)) return new HiddenInput(process.stdin, (text2) => process.stderr.write(text2));
  let fd;
  try {
    fd = openSync("/dev/tty", "r+");
  } catch {
    return void 0;
  }
  const input = new ReadStream(fd);
  const close = () => {
    input.destroy();
  };
  return new HiddenInput(input, (text2) => writeSync(fd, text2), close);
}
async function keepTerminal(io, use) {
  let terminal;
  const openTerminal2 = () => {
    terminal ??= io.openTerminal();
    return terminal && { ask: terminal.ask.bind(terminal), close: () => void 0 };
  };
  try {
    return await use({ ...io, openTerminal: openTerminal2 });
  } finally {
    terminal?.close();
  }
}
var NOT_RESTORED = ["SIGHUP", "SIGQUIT"];
var HiddenInput = class {
  #input;
  #show;
  #done;
  /** Typed before it was asked for. */
  #early = [];
  #take;
  #asking = false;
  constructor(input, show2, done = () => void 0) {
    this.#input = input;
    this.#show = show2;
    this.#done = done;
    input.setRawMode(true);
    input.on("data", this.#onData);
    input.resume();
    for (const signal of NOT_RESTORED) process.on(signal, this.#end);
  }
  async ask(question) {
    this.#show(question);
    this.#asking = true;
    const typed = [];
    try {
      for (; ; ) {
        const byte = await this.#next();
        if (byte === ENTER || byte === NEWLINE2 || byte === END) return Uint8Array.from(typed);
        if (byte === INTERRUPT) throw new Trouble("Stopped.");
        if (byte === ERASE || byte === BACKSPACE) eraseLast(typed);
        else typed.push(byte);
      }
    } finally {
      typed.fill(0);
      this.#show("\n");
      this.#asking = false;
      this.#heedInterrupt();
    }
  }
  close() {
    this.#early.fill(0);
    this.#early.length = 0;
    for (const signal of NOT_RESTORED) process.off(signal, this.#end);
    this.#input.off("data", this.#onData);
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#done();
  }
  #onData = (bytes) => {
    this.#early.push(...bytes);
    this.#take?.();
    this.#heedInterrupt();
  };
  /** Ctrl-C where nothing is asked: in raw mode it is a byte. */
  #heedInterrupt() {
    if (!this.#asking && this.#early.includes(INTERRUPT)) this.#end("SIGINT");
  }
  #end = (signal) => {
    this.close();
    process.kill(process.pid, signal);
  };
  async #next() {
    while (this.#early.length === 0) {
      await new Promise((resolve) => {
        this.#take = resolve;
      });
    }
    return this.#early.shift() ?? INTERRUPT;
  }
};
function eraseLast(typed) {
  let byte = typed.pop();
  while (byte !== void 0 && byte >> 6 === 2) byte = typed.pop();
}

// src/cli/whole-store.ts
import { KeyStore as KeyStore3 } from "@fedzk/keys";
import { fileBackend as fileBackend3 } from "@fedzk/keys/node";
var STORE_COMMANDS = {
  init: {
    usage: "DIR",
    summary: "make a store",
    names: [1, 1],
    options: [...OPENING, "kdf", "json"],
    run: init
  },
  verify: {
    usage: "DIR",
    summary: "read everything and tell what is wrong",
    names: [1, 1],
    options: [...OPENING, "json"],
    run: onStore(verify)
  },
  rotate: {
    usage: "DIR",
    summary: 'make a new master key; "rewrap" moves the keys to it',
    names: [1, 1],
    options: [...OPENING, "json"],
    run: onStore(async (store, request) => {
      const master = await store.rotateMaster();
      return say(request, { master }, `master key ${master} is in use; "rewrap" moves the keys to it`);
    })
  },
  rewrap: {
    usage: "DIR",
    summary: "move all keys to the newest master key, destroy the old ones",
    names: [1, 1],
    options: [...OPENING, "reencrypt", "json"],
    run: onStore(rewrap)
  },
  "rotate-root": {
    usage: "DIR",
    summary: "make a new root key, which no other slot opens",
    details: [
      "From then on the store opens with the --new-... files, or else with what opened it now. Other slots are dropped:",
      "where there are any, it takes --drop-slots to say that this is meant."
    ],
    names: [1, 1],
    options: [...OPENING, "new-passphrase-file", "new-key-file", "kdf", "drop-slots", "json"],
    run: onStore(rotateRoot)
  },
  anchor: {
    usage: "DIR --anchor FOLDER",
    summary: "have a folder elsewhere remember the newest state",
    details: [
      "An older copy in the place of the store is then refused. From then on each command takes --anchor FOLDER. It is",
      "for a store that was made without, or whose anchor was lost: the state that is there is taken for the newest."
    ],
    names: [1, 1],
    options: [...OPENING, "json"],
    run: addAnchor
  }
};
async function init(request) {
  const kdf = kdfOf(request.values.kdf);
  const [folder = ""] = request.names;
  const backend = fileBackend3(folder);
  const unlock = await readUnlockOfNew(filesOf(request), request.io);
  try {
    var _stack = [];
    try {
      const store = __using(_stack, await KeyStore3.create(backend, withKdf(unlock, kdf), storeOptions(request)));
      return await say(request, { id: store.id }, `made ${store.id}`);
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      __callDispose(_stack, _error, _hasError);
    }
  } finally {
    wipe(unlock);
  }
}
async function verify(store, request) {
  const found = await store.verify();
  const report = { ...found, problems: found.problems.map(({ where, why }) => ({ where, why: inWords(why) })) };
  const problems = report.problems.map(({ where, why }) => `${where}: ${why}`);
  const orphans = report.orphans.length === 0 ? "" : `, ${report.orphans.length} unfinished objects`;
  const words2 = `generation ${report.generation}, ${report.entries} keys${orphans}: ${report.ok ? "all authentic" : "damaged"}`;
  await say(request, report, [...problems, words2].join("\n"));
  return report.ok ? 0 : 1;
}
async function rewrap(store, request) {
  const { io, values } = request;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  try {
    for await (const { buckets, ofBuckets, entries, destroyed } of store.rewrap({
      reencrypt: values.reencrypt,
      signal: stop.signal
    })) {
      if (io.errorIsTerminal) io.tell(`\r${Math.round(100 * buckets / ofBuckets)} %, ${entries} keys`);
      if (buckets < ofBuckets) continue;
      if (io.errorIsTerminal) io.tell("\n");
      const gone = destroyed.join(", ") || "none";
      await say(request, { entries, destroyed }, `${entries} keys moved; master keys destroyed: ${gone}`);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Trouble('Stopped. What was moved stays so; "rewrap" goes on.');
  } finally {
    process.off("SIGINT", onInterrupt);
  }
  return void 0;
}
async function rotateRoot(store, request, unlock) {
  const kdf = kdfOf(request.values.kdf);
  const slots = await store.slots();
  if (slots.length > 1 && !request.values["drop-slots"]) {
    throw new Trouble(
      `The store has ${slots.length} slots, and one would be left; --drop-slots says that this is meant. "fedzk-keys slots list" names them.`
    );
  }
  const given = await fromFiles(newFilesOf(request), "new-", request.io);
  try {
    const dropped = await store.rotateRoot([withKdf(given ?? unlock, kdf)]);
    const [{ id } = { id: "" }] = await store.slots();
    return await say(
      request,
      { slot: id, dropped },
      `new root key; slot ${id} opens it; slots that are gone: ${dropped.map((slot) => slot.id).join(", ")}`
    );
  } finally {
    wipe(given);
  }
}
async function addAnchor(request) {
  const { anchor } = request.values;
  if (anchor === void 0) throw new Trouble("--anchor expected a folder that remembers the newest state.");
  const unlock = await readUnlock(filesOf(request), request.io);
  try {
    var _stack = [];
    try {
      const store = __using(_stack, await openStore(request, unlock, { addAnchor: true }));
      return await say(
        request,
        { id: store.id, generation: store.generation },
        `${anchor} knows generation ${store.generation} of ${store.id}; the store opens with --anchor from now on`
      );
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      __callDispose(_stack, _error, _hasError);
    }
  } finally {
    wipe(unlock);
  }
}

// src/cli/main.ts
var COMMANDS = {
  ...KEY_COMMANDS,
  ...LIFE_COMMANDS,
  ...RUN_COMMANDS,
  ...STORE_COMMANDS,
  ...SLOT_COMMANDS,
  ...BACKUP_COMMANDS
};
var FILES = ["passphrase-file", "key-file", "new-passphrase-file", "new-key-file"];
async function main(args, io) {
  try {
    return await obey(args, io);
  } catch (error) {
    io.tell(`fedzk-keys: ${escaped(wordsOf(error))}
`);
    return exitCodeOf(error);
  }
}
async function obey(args, io) {
  const { names, after, values, given } = sortWords(args);
  if (values.version) return written(io, io.version());
  const found = find(names);
  if (values.help) return written(io, found === void 0 ? helpOfNone(names[0]) : helpOf(found.name, found.command));
  if (found === void 0) throw noCommand(names);
  const { name, command: command2, rest } = found;
  const help = `"fedzk-keys ${name} --help" shows how.`;
  const foreign = given.find((option) => !command2.options.includes(option));
  if (foreign !== void 0) throw new Trouble(`"${name}" has no option --${foreign}. ${help}`);
  const own = command2.takesProgram === true ? rest : [...rest, ...after ?? []];
  const program = command2.takesProgram === true ? after ?? [] : [];
  const [least, most] = command2.names;
  if (own.length > most) {
    throw new Trouble(`"${name}" expected ${command2.usage} and nothing more, got ${own.length} words. ${help}`);
  }
  if (own.length < least || command2.takesProgram === true && program.length === 0) {
    throw new Trouble(`"${name}" expected ${command2.usage} after it. ${help}`);
  }
  if (FILES.filter((option) => isStandardInput(values[option])).length > 1) {
    throw new Trouble("Standard input can be one of these files; name the others.");
  }
  const obeyWith = (by) => command2.run({ names: own, program, values, io: by });
  return await (command2.asksAgain === true ? keepTerminal(io, obeyWith) : obeyWith(io)) ?? 0;
}
function find(names) {
  for (const words2 of [2, 1]) {
    const name = names.slice(0, words2).join(" ");
    const command2 = names.length >= words2 && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
    if (command2 !== void 0) return { name, command: command2, rest: names.slice(words2) };
  }
  return void 0;
}
function groupOf(first) {
  return Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${first} `));
}
function helpOfNone(first) {
  const group = groupOf(first);
  return group.length === 0 ? OVERVIEW : helpOfGroup(group);
}
function noCommand([first, second]) {
  const group = groupOf(first).map(([name]) => name.split(" ")[1] ?? "");
  if (first === void 0) return new Trouble(`Expected a command. ${SEE_HELP}`);
  if (group.length === 0) return new Trouble(`Expected a command, got ${quoted(first)}. ${SEE_HELP}`);
  const expected = `${group.slice(0, -1).join(", ")} or ${group.at(-1)}`;
  const got = second === void 0 ? "" : `, got ${quoted(second)}`;
  return new Trouble(`"${first}" expected ${expected} after it${got}. "fedzk-keys ${first} --help" shows how.`);
}
async function written(io, words2) {
  await io.write(`${words2}
`);
  return 0;
}

// src/cli/surroundings.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { isatty as isatty2 } from "node:tty";
function processSurroundings(manifest) {
  const { stdout, stderr, env } = process;
  return {
    env,
    version: () => JSON.parse(readFileSync2(manifest, "utf8")).version,
    inputIsTerminal: isatty2(0),
    outputIsTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true,
    readInput,
    write: (output) => new Promise((resolve) => stdout.write(output, () => resolve())),
    tell: (words2) => {
      stderr.write(words2);
    },
    openTerminal
  };
}
async function readInput() {
  const chunks = [];
  try {
    await new Promise((resolve, reject) => {
      process.stdin.on("data", (chunk) => chunks.push(chunk)).on("end", resolve).on("error", reject);
    });
    const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  } finally {
    for (const chunk of chunks) chunk.fill(0);
  }
}

// src/cli.ts
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code }) => {
    if (code === "EPIPE") process.exit(process.exitCode);
    if (stream === process.stdout) {
      process.stderr.write(`fedzk-keys: ${reasoned(`Standard output cannot be written (${code}).`)}
`);
    }
    process.exit(2);
  });
}
main(process.argv.slice(2), processSurroundings(new URL("../package.json", import.meta.url))).then((code) => {
  process.exitCode = code;
});
