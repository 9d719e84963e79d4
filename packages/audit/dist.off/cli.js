#!/usr/bin/env node
import {
  lineJson,
  shown
} from "./chunks/chunk-VV6LK7CS.js";

// src/cli.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  AuditLog,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  explainEntry,
  exportAs,
  FedzkError as FedzkError3,
  inspectLog,
  proveEntry,
  readEntries,
  readProof,
  rebuildTiles,
  verifyLog
} from "@fedzk/audit";
import { verifyLogOnThreads } from "@fedzk/audit/threads";

// src/cli/files.ts
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";

// src/cli/trouble.ts
var Trouble = class extends Error {
};

// src/cli/words.ts
import { FedzkError } from "@fedzk/audit";
var ARGUMENTS = {
  verifierKey: "--key",
  policy: "--policy",
  since: "--since",
  minimum: "--minimum",
  threads: "--threads",
  format: "--format",
  sdId: "--sd-id",
  hostname: "--hostname",
  retention: "--retention",
  before: "N"
};
function inOptions(text2) {
  return text2.replace(/^"(\w+)"/, (quoted, name) => Object.hasOwn(ARGUMENTS, name) ? `${ARGUMENTS[name]}` : quoted).replace("rebuildTiles", "fedzk-audit recover").replace('pass "since"', "pass --since FILE").replace('given as "since"', "given as --since");
}
function messageOf(error) {
  if (error instanceof FedzkError) return inOptions(error.message);
  return error instanceof Error ? error.message : "an unknown error";
}
var REASONS = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  ELOOP: "its links lead to each other",
  ENAMETOOLONG: "the name is too long",
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection was closed",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name of the host cannot be looked up now"
};
function reasonOf(error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : void 0;
  return code === void 0 ? "the reason is unknown" : REASONS[code] ?? code;
}
function counted(count, one, more = `${one}s`) {
  return `${count} ${count === 1 ? one : more}`;
}

// src/cli/files.ts
var MOST_BYTES = 1 << 21;
function readFile(path) {
  const room = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      for (let read = 1; read > 0 && length < room.length; length += read) {
        read = readSync(file, room, length, room.length - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  }
  if (length > MOST_BYTES)
    throw new Trouble(`${JSON.stringify(path)} has more than the ${MOST_BYTES} bytes it can have.`);
  return room.subarray(0, length);
}
function writeFile(path, bytes) {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new Trouble(`${JSON.stringify(path)} cannot be written: ${reasonOf(error).replace(/file$/, "folder")}.`);
  }
}

// src/cli/place.ts
import { statSync } from "node:fs";
import { FedzkError as FedzkError2, httpReader, readMinimum } from "@fedzk/audit";
import { directoryReader, directoryStorage } from "@fedzk/audit/node";
var TIMEOUT_MS = 6e4;
function isUrl(place) {
  return /^https?:\/\//.test(place);
}
function readerOf(place) {
  if (isUrl(place)) return urlReader(place.endsWith("/") ? place : `${place}/`);
  return directoryReader(requireFolder(place));
}
function storageIn(folder) {
  return directoryStorage(requireFolder(folder));
}
function requireFolder(place) {
  const name = JSON.stringify(place);
  if (isUrl(place)) throw new Trouble(`${name} is not a folder: a log at a URL can be read, not changed.`);
  if (isFolder(place)) return place;
  throw new Trouble(`${name} is not a folder.`);
}
function isFolder(place) {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw new Trouble(`${JSON.stringify(place)} cannot be read: ${reasonOf(error)}.`);
  }
}
async function keptBy(reader, trust) {
  const claimed = await readMinimum(reader).catch(() => 0);
  if (trust === void 0) return { from: 0, claimed };
  try {
    return { from: await readMinimum(reader, trust), claimed };
  } catch (error) {
    if (error instanceof FedzkError2) return { from: 0, claimed, forged: error.message };
    throw error;
  }
}
function urlReader(base) {
  const reader = httpReader(base, { fetch: request });
  return {
    async read(path) {
      try {
        return await reader.read(path);
      } catch (error) {
        throw new Trouble(`${base}${path} cannot be read (${whyOf(error)}).`);
      }
    }
  };
}
async function request(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status === 410) return new Response(null, { status: 404 });
  if (response.status !== 200 && response.status !== 404) throw new Error(`status ${response.status}`);
  return response;
}
function whyOf(error) {
  const { cause } = error;
  return cause === void 0 ? "longer than it can be" : why(cause);
}
function why(error) {
  if (!(error instanceof Error)) return "unreachable";
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause ? reasonOf(cause) : cause.message;
}

// src/cli/private-key.ts
import { closeSync as closeSync2, fstatSync, openSync as openSync2, readFileSync } from "node:fs";
function readPrivateKey(path) {
  const bytes = readOwn(path);
  if (bytes.length === 32) return new Uint8Array(bytes);
  const digits = bytes.toString("latin1").trim();
  if (/^[0-9a-f]{64}$/i.test(digits)) return new Uint8Array(Buffer.from(digits, "hex"));
  throw new Trouble(`${JSON.stringify(path)} expected 32 bytes or their hexadecimal.`);
}
function readOwn(path) {
  let file;
  try {
    file = openSync2(path, "r");
    if ((fstatSync(file).mode & 63) !== 0) {
      throw new Trouble(`Others may read ${JSON.stringify(path)}: chmod it to 0600.`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  } finally {
    if (file !== void 0) closeSync2(file);
  }
}

// src/reasons.ts
var REASONS2 = {
  "malformed-entry": "the entry is longer than one can be",
  "malformed-proof": "the proof is not a text of C2SP tlog-proof",
  "malformed-checkpoint": "the proof's checkpoint is not one",
  signature: "the checkpoint was not signed with this key, or changed afterwards",
  origin: "the checkpoint is another log's",
  quorum: "too few witnesses of the policy have signed the checkpoint",
  inclusion: "the proof does not lead from this entry to the root that was signed: the entry or the proof was changed"
};

// src/cli.ts
var HELP = `Reads and verifies audit logs. PLACE is a log's folder, or the URL it is served at.

  fedzk-audit verify PLACE           reads the whole log and says what is wrong
  fedzk-audit prove PLACE INDEX      writes the proof of an entry to standard output
  fedzk-audit check ENTRY PROOF      says whether the entry in one file is in a log, by the proof in another
  fedzk-audit export PLACE           writes entries in another program's format
  fedzk-audit tail PLACE             writes the last entries
  fedzk-audit recover FOLDER         rebuilds lost or damaged tiles, and says whether the log can go on
  fedzk-audit unlock FOLDER          removes the lock of a writer that has ended, after a loss of power or in another
                                     container. If the writer is still running, it stops at its next checkpoint
  fedzk-audit witness FOLDER         asks the witnesses of --policy to cosign the log's checkpoint
  fedzk-audit prune FOLDER N         removes the bundles of entries before N; their hashes and proofs stay

  --key VKEY          the log's verifier key, name+id+base64, as its owner publishes it (signer.verifierKey)
  --policy FILE       a policy file (C2SP tlog-policy), with the log's key and its witnesses
                      verify and check need --key or --policy, witness needs --policy. Without them prove, export and
                      tail check no signature, and say so; so does recover, which takes --key only

  --since FILE        verify: an earlier checkpoint, of which the log must be a continuation
  --minimum N         verify: entries before N may have been pruned
  --threads N         verify a folder: the number of threads; default: as many as the machine runs at once
  --entry FILE        prove: writes the entry's bytes to a file
  --format NAME       export: ocsf, ecs, cloudevents, cef, rfc5424, ndjson (default), csv, or seed, the lines of the
                      original FEDzk
  --from N, --to N    export: entries from N on, up to N (not included)
  --sd-id ID          export --format rfc5424: the structured data's name with your enterprise number, as fedzk@12345;
                      default fedzk@32473, a number for examples
  --hostname NAME     export --format rfc5424: the host; default -, unknown
  -n, --lines N       tail: the number of entries, default 10
  -f, --follow        tail: waits for new entries
  --signer FILE       prune: the log's private key, 32 bytes or their hexadecimal, in a file of mode 0600
  --retention TEXT    prune: the policy that permits the removal, for the entry "log.prune"
  --archive           prune: packs the entries into FOLDER/archive instead
  --json              prints JSON
  --help, --version

Exit code: 0 all is well, 1 it is not (a problem, no such entry, no quorum), 2 wrong use or broken input.`;
var SEE_HELP = "fedzk-audit --help shows how.";
var flag = { type: "boolean", default: false };
var text = { type: "string" };
var OPTIONS = {
  key: text,
  policy: text,
  since: text,
  minimum: text,
  threads: text,
  entry: text,
  format: text,
  from: text,
  to: text,
  "sd-id": text,
  hostname: text,
  lines: { type: "string", short: "n", default: "10" },
  follow: { type: "boolean", short: "f", default: false },
  signer: text,
  retention: text,
  archive: flag,
  json: flag,
  help: flag,
  version: flag
};
var COMMANDS = {
  verify: { names: ["PLACE"], run: verify },
  prove: { names: ["PLACE", "INDEX"], run: prove },
  check: { names: ["ENTRY", "PROOF"], run: check },
  export: { names: ["PLACE"], run: exportEntries },
  tail: { names: ["PLACE"], run: tail },
  recover: { names: ["FOLDER"], run: recover },
  unlock: { names: ["FOLDER"], run: unlock },
  witness: { names: ["FOLDER"], run: witness },
  prune: { names: ["FOLDER", "N"], run: prune }
};
async function main() {
  const { values, positionals } = readArguments();
  if (values.help) return write(HELP);
  if (values.version) return write(ownVersion());
  const [name, ...names] = positionals;
  if (name === void 0) throw new Trouble(`Expected a command. ${SEE_HELP}`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
  if (command === void 0) throw new Trouble(`Expected a command, got ${JSON.stringify(name)}. ${SEE_HELP}`);
  requireNames(name, command.names, names);
  await command.run(names, values);
}
function requireNames(command, expected, given) {
  if (given.length === expected.length) return;
  const more = given.slice(expected.length).map((name) => JSON.stringify(name));
  const rest = more.length === 0 ? "" : ` and no more, got also ${more.join(" and ")}`;
  throw new Trouble(`"${command}" expected ${expected.join(" and ")} after it${rest}. ${SEE_HELP}`);
}
function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${error.message.split(". ")[0]}. ${SEE_HELP}`);
  }
}
async function verify([place = ""], values) {
  const { since, minimum, threads } = values;
  const reader = readerOf(place);
  const options = {
    ...requireTrust(values),
    ...since !== void 0 && { since: readFile(since).toString("utf8") },
    ...minimum !== void 0 && { minimum: wholeOf(minimum, "--minimum") },
    onProgress: showProgress
  };
  const count = threads === void 0 ? {} : { threads: wholeOf(threads, "--threads") };
  if (isUrl(place) && threads !== void 0) throw new Trouble("--threads expected a folder, not a URL.");
  const report = await (isUrl(place) ? verifyLog(reader, options) : verifyLogOnThreads({ directory: place }, { ...options, ...count }));
  if (!report.ok) process.exitCode = 1;
  const { problems, origin, size, root, witnesses, checked, notChecked } = report;
  const kept = await keptBy(reader, requireTrust(values));
  warnOf(kept);
  const verdict = report.ok ? "all is well" : counted(problems.length, "problem");
  const words = [
    ...problems.map(({ where, why: why2 }) => `${where}: ${inOptions(why2)}`),
    `${origin}, ${entries(size)}${root && `, root ${root}`}: ${verdict}`,
    ...witnesses.length > 0 ? [`witnesses: ${witnesses.join(", ")}`] : [],
    `checked: ${entries(checked.entries)}, ${counted(checked.tiles, "tile")}${checked.since ? ", a continuation of --since" : ""}`,
    ...notChecked.map((what) => `not checked: ${inOptions(what)}`),
    ...kept.from > Number(minimum ?? 0) ? [
      `the log says that entries before ${kept.from} were archived or pruned; if they may, add --minimum ${kept.from}`
    ] : []
  ];
  await say(values, report, words);
}
function showProgress(done, total) {
  if (!process.stderr.isTTY || done % 64 !== 0 && done !== total) return;
  process.stderr.write(`\r${Math.floor(100 * done / total)} %${done === total ? "\n" : ""}`);
}
async function prove([place = "", index = ""], values) {
  const at = wholeOf(index, "INDEX");
  const reader = readerOf(place);
  const checkpoint = await checkpointAt(reader, values);
  const { origin, size } = checkpoint;
  if (at >= size) throw new FedzkError3("not-found", `There is no entry ${at}: ${origin} has ${size}.`);
  const proof = await proveEntry(reader, checkpoint, at);
  if (values.entry !== void 0) {
    for await (const { bytes } of readEntries(reader, checkpoint, { from: at, to: at + 1 })) {
      writeFile(values.entry, bytes);
    }
  }
  await (values.json ? write(lineJson({ index: at, origin, size, proof })) : writeBytes(proof));
}
async function check([entry = "", proof = ""], values) {
  const given = readFile(proof).toString("utf8");
  const status = explainEntry(new Uint8Array(readFile(entry)), given, requireTrust(values));
  if (status.startsWith("malformed-") && readProof(readFile(entry).toString("utf8")) !== void 0) {
    const [first, second] = [entry, proof].map((file) => JSON.stringify(file));
    throw new Trouble(`${first} is a proof, and ${second} is none: give ENTRY first, then PROOF.`);
  }
  if (status !== "ok") {
    process.exitCode = 1;
    return say(values, { ok: false, status, why: REASONS2[status] }, [`no: ${REASONS2[status]}`]);
  }
  const { index = 0, checkpoint: { origin = "", size = 0 } = {} } = readProof(given) ?? {};
  return say(values, { ok: true, status, index, origin, size }, [
    `yes: entry ${index} of ${origin}, which has ${size}`
  ]);
}
async function exportEntries([place = ""], values) {
  const { format = "ndjson", from, to, hostname, "sd-id": sdId } = values;
  const reader = readerOf(place);
  const trust = trustOf(values);
  const kept = await keptBy(reader, trust);
  warnOf(kept);
  const range = {
    from: from === void 0 ? kept.from : wholeOf(from, "--from"),
    ...to !== void 0 && { to: wholeOf(to, "--to") }
  };
  const options = { ...hostname !== void 0 && { hostname }, ...sdId !== void 0 && { sdId } };
  const wanted = readEntries(reader, await checkpointAt(reader, values), range);
  const lines = exportAs(format, wanted, options);
  await orSayWhy(kept, range.from, async () => {
    for await (const line of lines) await write(line);
  });
}
var FOLLOW_MS = 500;
async function tail([place = ""], values) {
  const reader = readerOf(place);
  const trust = trustOf(values);
  let checkpoint = await checkpointAt(reader, values);
  const kept = await keptBy(reader, trust);
  warnOf(kept);
  let from = Math.max(kept.from, checkpoint.size - wholeOf(values.lines, "--lines"));
  while (true) {
    const newest = readEntries(reader, checkpoint, { from });
    await orSayWhy(kept, from, async () => {
      if (values.json) for await (const line of exportAs("ndjson", newest)) await write(line);
      else for await (const entry of newest) await write(shown(lineOf(entry)));
    });
    if (!values.follow) return;
    from = checkpoint.size;
    await sleep(FOLLOW_MS);
    checkpoint = await currentCheckpoint(reader, trust);
    if (checkpoint.size < from) throw new FedzkError3("rolled-back", `The log had ${entries(from)}, and has fewer now.`);
  }
}
function warnOf({ forged }) {
  if (forged === void 0) return;
  process.exitCode = 1;
  process.stderr.write(`fedzk-audit: No entries are left out: ${forged}
`);
}
async function orSayWhy({ from: kept, claimed }, from, work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FedzkError3) || error.code !== "damaged" || from >= claimed || kept > 0) throw error;
    const advice = `The log says that entries before ${claimed} were archived or pruned: add --key, or --from ${claimed}.`;
    throw new FedzkError3("damaged", `${error.message} ${advice}`, { cause: error });
  }
}
async function recover([folder = ""], values) {
  const storage = storageIn(folder);
  await currentCheckpoint(storage);
  if (values.key === void 0) warnUnverified("--key");
  const key = values.key?.trim();
  const rebuilt = await rebuildTiles(storage, key);
  const { state, why: why2, signed, recovered } = await inspectLog(storage, key);
  const words = rebuilt.written.map((path) => `made again: ${path}`);
  if (words.length === 0 && state === "whole") words.push("nothing was lost");
  if (rebuilt.minimum > 0)
    words.push(`entries before ${rebuilt.minimum} were archived or pruned: their hashes are there`);
  if (state !== "whole") {
    process.exitCode = 1;
    const [before, now] = [signed?.size ?? 0, recovered.size];
    words.push(
      `${entries(before)} ${before === 1 ? "was" : "were"} signed, ${now} ${now === 1 ? "is" : "are"} there: ${why2 && inOptions(why2)}`
    );
  }
  await say(values, { ...rebuilt, state, why: why2, recovered: recovered.size }, words);
}
async function unlock([folder = ""], values) {
  const storage = storageIn(folder);
  const locks = await storage.list(".state/lock/");
  if (locks.length === 0) return say(values, { removed: 0 }, ["it is not locked"]);
  const lock = await storage.lock({ takeOver: true });
  await lock.release();
  await say(values, { removed: locks.length }, [
    "it was locked by a writer that had ended, or was said to have; it is free now"
  ]);
}
async function witness([folder = ""], values) {
  const { policy: file } = values;
  if (file === void 0) throw new Trouble(`"witness" expected --policy. ${SEE_HELP}`);
  const storage = storageIn(folder);
  await currentCheckpoint(storage);
  const cosigned = await cosignCheckpoint(storage, { policy: readFile(file).toString("utf8") });
  const { size, witnesses, problems, quorum } = cosigned;
  if (!quorum) process.exitCode = 1;
  const words = [
    ...problems.map(({ witness: name, why: why2 }) => `${name}: ${why2}`),
    `${entries(size)}, cosigned by ${witnesses.join(", ") || "nobody"}: ${quorum ? "enough" : "too few"} for the policy`
  ];
  await say(values, cosigned, words);
}
async function prune([folder = "", before = ""], values) {
  const { signer: file, retention, archive } = values;
  const end = wholeOf(before, "N");
  if (file === void 0) throw new Trouble(`"prune" expected --signer. ${SEE_HELP}`);
  if (archive === (retention !== void 0))
    throw new Trouble(`"prune" expected --retention or --archive. ${SEE_HELP}`);
  const storage = storageIn(folder);
  const { origin } = await currentCheckpoint(storage);
  const signer = await createSigner(origin, readPrivateKey(file));
  const how = retention === void 0 ? { onEvict: "archive" } : { onEvict: "prune", retention };
  const log = await AuditLog.open(storage, { origin, signer });
  try {
    await log.evict(end, how);
  } finally {
    await log.close();
  }
  const { minimum } = log;
  await say(values, { minimum }, [`entries before ${minimum} were ${archive ? "archived" : "pruned"}`]);
}
async function checkpointAt(reader, values) {
  const trust = trustOf(values);
  const checkpoint = await currentCheckpoint(reader, trust);
  if (trust === void 0) warnUnverified("--key or --policy");
  return checkpoint;
}
function warnUnverified(options) {
  process.stderr.write(`fedzk-audit: nothing was verified: without ${options} nobody's signature is checked.
`);
}
function lineOf({ index, entry }) {
  const { time, result, operation, resource, user_id, reason } = entry;
  const words = [index, time, result, operation, JSON.stringify(resource), `by ${JSON.stringify(user_id)}`];
  return [...words, ...reason === void 0 ? [] : [JSON.stringify(reason)]].join("  ");
}
function trustOf({ key, policy }) {
  if (key !== void 0 && policy !== void 0) throw new Trouble("Either --key or --policy, not both.");
  if (key !== void 0) return { verifierKey: key.trim() };
  return policy === void 0 ? void 0 : { policy: readFile(policy).toString("utf8") };
}
function requireTrust(values) {
  const trust = trustOf(values);
  if (trust !== void 0) return trust;
  throw new Trouble(`Expected --key or --policy: whose signature is to be believed. ${SEE_HELP}`);
}
function wholeOf(text2, name) {
  const value = Number(text2);
  if (/^\d+$/.test(text2) && Number.isSafeInteger(value)) return value;
  throw new Trouble(`${name} expected a whole number, got ${JSON.stringify(text2)}.`);
}
function entries(count) {
  return counted(count, "entry", "entries");
}
function say({ json }, value, words) {
  return write(json ? lineJson(value) : words.map(shown).join("\n"));
}
function write(words) {
  return writeBytes(`${words}
`);
}
async function writeBytes(words) {
  if (process.stdout.write(words)) return;
  await new Promise((resolve) => process.stdout.once("drain", resolve));
}
function ownVersion() {
  return JSON.parse(readFileSync2(new URL("../package.json", import.meta.url), "utf8")).version;
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code === "EPIPE") process.exit();
    if (stream === process.stderr) process.exit(2);
    const why2 = `fedzk-audit: Standard output cannot be written: ${reasonOf(error)}.
`;
    process.stderr.write(why2, () => process.exit(2));
  });
}
var ANSWERS = /* @__PURE__ */ new Set(["not-found", "not-authentic", "damaged", "rolled-back", "invalid-state"]);
main().catch((error) => {
  process.exitCode = error instanceof FedzkError3 && ANSWERS.has(error.code) ? 1 : 2;
  process.stderr.write(`fedzk-audit: ${shown(messageOf(error))}
`);
});
