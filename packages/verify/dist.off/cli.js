#!/usr/bin/env node

// src/cli.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { parseArgs } from "node:util";
import {
  createVerifier,
  FedzkError
} from "@fedzk/verify";

// src/cli/items.ts
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { extname as extname2, join } from "node:path";

// src/cli/read.ts
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { extname } from "node:path";
var Trouble = class extends Error {
  status;
  constructor(message, status = "unreadable") {
    super(message);
    this.status = status;
  }
};
var SEE_HELP = "See fedzk-verify --help.";
function printable(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}
function quoted(file) {
  return file === "-" ? "standard input" : `"${printable(file)}"`;
}
function readPart(file, most) {
  const bytes = read(file, most);
  if (bytes.length > most) throw new Trouble(`${quoted(file)} is longer than ${most} bytes.`, "too-long");
  if (extname(file) === ".bin") return bytes;
  const value = parse(bytes);
  if (value !== NO_JSON) return value;
  const advice = "Pass the file that snarkjs writes, or raw bytes in a file whose name ends in .bin.";
  throw new Trouble(`${quoted(file)} is not JSON. ${advice}`, "no-json");
}
var NO_JSON = /* @__PURE__ */ Symbol("no JSON");
function parse(text) {
  try {
    return JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text));
  } catch {
    return NO_JSON;
  }
}
var REASONS = {
  ENOENT: "there is none",
  ENOTDIR: "there is none",
  EISDIR: "it is a folder",
  EACCES: "permission is denied",
  ENOSPC: "the disk is full",
  NotCapable: "Deno reads it only with --allow-read"
};
function reasonOf(error) {
  const { code, name } = error;
  const reason = code ?? name;
  return REASONS[reason] ?? reason;
}
function cannotRead(file, error) {
  return new Trouble(`${quoted(file)} cannot be read: ${reasonOf(error)}. Check the name and its place.`);
}
function read(file, most) {
  try {
    if (most === void 0) return readFileSync(file);
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(most + 1);
      let [length, last] = [0, -1];
      while (last !== 0 && length < bytes.length) {
        last = readSync(descriptor, bytes, length, bytes.length - length, null);
        length += last;
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw cannotRead(file, error);
  }
}

// src/cli/items.ts
var CHUNK = 256;
async function* chunks(source, most) {
  let chunk = [];
  for await (const item of open(source, most)) {
    chunk.push(item);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
function noProofs(source) {
  const nothing = `There are no proofs in ${quoted(source)}`;
  if (source === "-" || !statSync(source).isDirectory()) return new Trouble(`${nothing}. ${SEE_HELP}`);
  const expected = "pairs NAME.proof.json and NAME.public.json, or subfolders with a proof.json and a public.json";
  const isOne = ["proof.json", "public.json"].every((name) => existsSync(join(source, name)));
  const one = isOne ? " For the proof.json and public.json in it, name both files." : "";
  return new Trouble(`${nothing}: expected ${expected}.${one} ${SEE_HELP}`);
}
function open(source, most) {
  if (source === "-") return itemsInLines(source, process.stdin, most);
  try {
    if (statSync(source).isDirectory()) return itemsInFolder(source, readdirSync(source), most);
  } catch (error) {
    throw cannotRead(source, error);
  }
  if ([".ndjson", ".jsonl"].includes(extname2(source))) return itemsInLines(source, createReadStream(source), most);
  const choice = "For one proof name its public signals too; for many, a folder, a file .ndjson or .jsonl, or -";
  throw new Trouble(`What is ${quoted(source)}? ${choice}. ${SEE_HELP}`);
}
function* itemsInFolder(folder, entries, most) {
  const files = (prefix, part) => ["json", "bin"].map((extension) => join(folder, `${prefix}${part}.${extension}`)).filter((file) => existsSync(file));
  const prefixes = entries.flatMap((entry) => {
    const [, name] = /^(.+)\.(?:proof|public)\.(?:json|bin)$/s.exec(entry) ?? [];
    if (name !== void 0) return `${name}.`;
    return files(`${entry}/`, "proof").length + files(`${entry}/`, "public").length > 0 ? `${entry}/` : [];
  });
  for (const prefix of new Set(prefixes.sort())) {
    const part = (name) => {
      const [file, another] = files(prefix, name);
      if (file !== void 0 && another === void 0) return readPart(file, most);
      throw new Trouble(`${quoted(prefix)} needs one file for its ${name}.`, "incomplete");
    };
    const place = { name: prefix.replace(/\.$/, "") };
    try {
      yield { place, proof: part("proof"), publicSignals: part("public") };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      yield unread(place, error.status);
    }
  }
}
async function* itemsInLines(source, stream, most) {
  let line = 0;
  for await (const text of linesOf(source, stream, most)) {
    line++;
    if (text.length > most) yield unread({ line }, "too-long");
    else if (!/^[ \t\r]*$/.test(text)) yield itemInLine(line, parse(text));
  }
}
function itemInLine(line, value) {
  if (value === NO_JSON) return unread({ line }, "no-json");
  const { proof, publicSignals } = Object(value);
  return { place: { line }, proof, publicSignals };
}
function unread(place, status) {
  return { place, status, proof: void 0, publicSignals: void 0 };
}
async function* linesOf(source, stream, most) {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const bytes of stream) {
      const [first = "", ...others] = decoder.decode(bytes, { stream: true }).split("\n");
      rest += first;
      for (const next of others) {
        yield rest;
        rest = next;
      }
      if (rest.length > most) rest = rest.slice(0, most + 1);
    }
  } catch (error) {
    throw cannotRead(source, error);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

// src/cli/order.ts
var SEMAPHORE_POINTS = 8;
var SIGNAL_BYTES = 32;
var PROOF_BYTES = [128, 192, 256, 384];
function checkOrder(parts, nPublic = 0) {
  for (const { file, place, value } of parts) {
    const found = kindOf(value) ?? (bytesSwapped(parts, nPublic) ? other(place) : place);
    if (found === place) continue;
    const swapped = found !== "a verification key" && place !== "a verification key";
    const advice = swapped ? "snarkjs takes the signals before the proof, fedzk-verify after it." : SEE_HELP;
    throw new Trouble(
      `Expected KEY PROOF SIGNALS, in this order, but ${quoted(file)} holds ${found}, not ${place}. ${advice}`
    );
  }
}
function kindOf(value) {
  if (Array.isArray(value)) {
    const certain = value.length !== SEMAPHORE_POINTS && value.every((each) => typeof each === "string");
    return certain ? "public signals" : void 0;
  }
  if (typeof value !== "object" || value === null) return void 0;
  if (Object.hasOwn(value, "vk_alpha_1")) return "a verification key";
  return Object.hasOwn(value, "pi_a") ? "a proof" : void 0;
}
function bytesSwapped(parts, nPublic) {
  const lengthIn = (wanted) => {
    const { value } = parts.find(({ place }) => place === wanted) ?? {};
    return value instanceof Uint8Array ? value.length : 0;
  };
  const [proof, signals] = [lengthIn("a proof"), lengthIn("public signals")];
  const right = nPublic * SIGNAL_BYTES;
  return signals !== right && PROOF_BYTES.includes(signals) && proof === right && proof > 0;
}
function other(place) {
  return place === "a proof" ? "public signals" : "a proof";
}

// src/cli.ts
var HELP = `Verifies Groth16 proofs over BN254 and BLS12-381.

  fedzk-verify KEY PROOF SIGNALS   one proof
  fedzk-verify KEY FOLDER          the pairs NAME.proof.json and NAME.public.json in it, and
                                   its subfolders with a proof.json and a public.json
  fedzk-verify KEY FILE.ndjson     one {"proof": \u2026, "publicSignals": [\u2026]} a line (or .jsonl)
  fedzk-verify KEY -               the same from standard input

KEY, PROOF and SIGNALS are JSON as snarkjs writes it, in this order: snarkjs's own commands take
the signals before the proof. A proof may also be Semaphore's points, a list of eight numbers.
Proofs and signals may be raw bytes, in files whose names end in .bin: 128, 192, 256 or 384
bytes; 32 for each signal, big-endian.
Of many proofs those that are not valid are named; empty lines are skipped.

  --json             print one JSON object; where there is no verdict, { "ok": false, "error": \u2026 }
  --allow-insecure   take a key that anyone can forge proofs for, since nobody has contributed to
                     its set-up: for tests
  --help             print this
  --version          print the version

Exit code: 0 all valid, 1 not all valid, 2 wrong use or broken input, with a message on stderr.`;
var WORDS = {
  ok: "the proof holds for these public signals",
  "malformed-proof": "the proof does not have the shape of a Groth16 proof on the key's curve",
  "malformed-signals": "the public signals are not a list of decimal strings, or of 32 bytes each",
  "signal-count": "there are more or fewer public signals than the key has",
  "signal-range": "a public signal is below 0, or not below the group's order",
  "coordinate-range": "a coordinate of the proof is below 0, or not below the field's prime",
  infinity: "a point of the proof is the point at infinity",
  "not-on-curve": "a point of the proof is not on the curve",
  "not-in-subgroup": "a point of the proof is outside the group",
  equation: "the pairing equation does not hold for this key, proof and public signals",
  "no-json": "it is not JSON",
  "too-long": "it is longer than a proof and public signals for this key can be",
  incomplete: "one file with the proof and one with the public signals are needed",
  unreadable: "a file cannot be read"
};
async function main() {
  const { values, positionals } = readArguments();
  const [keyFile, source, signalsFile] = positionals;
  if (values.help) return end(0, HELP);
  if (values.version) return end(0, ownVersion());
  if (keyFile === void 0 || source === void 0 || positionals.length > 3) {
    throw new Trouble(`Expected two or three file names, got ${positionals.length}. ${SEE_HELP}`);
  }
  const verifier = readKey(keyFile, values["allow-insecure"]);
  if (signalsFile !== void 0) verifyOne(verifier, source, signalsFile, values.json);
  else await verifyMany(verifier, source, values.json);
}
function readArguments() {
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({
      options: { json: flag, "allow-insecure": flag, help: flag, version: flag },
      allowPositionals: true
    });
  } catch (error) {
    throw new Trouble(`${error.message.split(". ")[0]}. ${SEE_HELP}`);
  }
}
function ownVersion() {
  return JSON.parse(readFileSync2(new URL("../package.json", import.meta.url), "utf8")).version;
}
function verifyOne(verifier, proofFile, signalsFile, json) {
  const most = longest(verifier);
  const [proof, publicSignals] = [readPart(proofFile, most), readPart(signalsFile, most)];
  checkOrder(
    [
      { file: proofFile, place: "a proof", value: proof },
      { file: signalsFile, place: "public signals", value: publicSignals }
    ],
    verifier.nPublic
  );
  const status = explain(verifier, { proof, publicSignals });
  const ok = status === "ok";
  const { id, curve } = verifier;
  end(ok ? 0 : 1, json ? JSON.stringify({ ok, status, id, curve }) : verdict(status, proof));
}
async function verifyMany(verifier, source, json) {
  const failed = [];
  let [count, valid] = [0, 0];
  for await (const chunk of chunks(source, longest(verifier))) {
    const result = verifier.verifyBatch(chunk);
    count += chunk.length;
    valid += chunk.length - result.failed.length;
    for (const item of result.failed.flatMap((i) => chunk[i] ?? [])) {
      const status = item.status ?? explain(verifier, item);
      if (json) failed.push({ ...item.place, status });
      else end(1, `${placeName(item)}: ${verdict(status, item.proof)}`);
    }
  }
  if (count === 0) throw noProofs(source);
  const ok = valid === count;
  const { id, curve } = verifier;
  end(ok ? 0 : 1, json ? JSON.stringify({ ok, count, failed, id, curve }) : `${valid} of ${count} valid`);
}
function explain(verifier, { proof, publicSignals }) {
  return verifier.explain(proof, publicSignals);
}
function longest({ nPublic }) {
  return 65536 + 256 * nPublic;
}
function verdict(status, proof) {
  if (status === "ok") return `valid: ${WORDS.ok}`;
  const isWhole = status === "malformed-proof" && Object.hasOwn(Object(proof), "points");
  const hint = isWhole ? '; of a Semaphore proof pass the list "points" alone' : "";
  return `not valid (${status}): ${WORDS[status]}${hint}`;
}
function placeName({ place }) {
  return "line" in place ? `line ${place.line}` : printable(place.name);
}
var OTHER_SYSTEMS = ["plonk", "fflonk"];
function readKey(file, allowInsecure) {
  const written = 'Pass the file that "snarkjs zkey export verificationkey" writes.';
  const key = parse(read(file));
  if (key === NO_JSON) throw new Trouble(`${quoted(file)} is not JSON. ${written}`);
  checkOrder([{ file, place: "a verification key", value: key }]);
  const other2 = OTHER_SYSTEMS.find((name) => Object(key).protocol === name);
  if (other2 !== void 0) {
    const what = `a verification key of ${other2.toUpperCase()}; only Groth16 is verified here`;
    throw new Trouble(`${quoted(file)} is ${what}. Make a key with "snarkjs groth16 setup".`);
  }
  try {
    return createVerifier(key, { allowInsecure });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    const said = error.message.replace("pass { allowInsecure: true }", "give --allow-insecure");
    const message = said.replace(/, got (?:".*|-?\d.*|true\.|false\.)$/s, ".");
    throw new Trouble(`${quoted(file)} is no verification key that can be used: ${message} ${written}`);
  }
}
function end(code, text) {
  process.exitCode = code;
  process.stdout.write(`${text}
`);
}
process.stderr.on("error", ({ code }) => process.exit(code === "EPIPE" ? process.exitCode : 2));
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(process.exitCode);
  process.exitCode = 2;
  const message = `standard output cannot be written: ${reasonOf(error)}. Check where it goes.`;
  process.stderr.write(`fedzk-verify: ${message}
`, () => process.exit(2));
});
main().catch((error) => {
  const message = error instanceof Error ? error.message : "an unknown error";
  process.stderr.write(`fedzk-verify: ${message}
`);
  if (process.argv.includes("--json")) end(2, JSON.stringify({ ok: false, error: message }));
  process.exitCode = 2;
});
