#!/usr/bin/env node
import "./chunks/chunk-WSFCRVEQ.js";

// src/cli.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { parseArgs } from "node:util";
import { countContributions, FedzkError as FedzkError2 } from "@fedzk/prove";
import { openKeyFile } from "@fedzk/prove/node";
import { createProver } from "@fedzk/prove/threads";
import { createVerifier } from "@fedzk/verify";

// src/cli/bar.ts
var WIDTH = 30;
function progressBar() {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => {
  }, clear: () => {
  } };
  let shown = -1;
  return {
    show(done) {
      const percent = Math.floor(100 * done);
      if (percent === shown) return;
      shown = percent;
      const full = Math.round(WIDTH * done);
      stderr.write(`\r[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${percent} %`);
    },
    clear: () => void (shown >= 0 && stderr.write(`\r${" ".repeat(WIDTH + 8)}\r`))
  };
}

// src/cli/files.ts
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { FedzkError } from "@fedzk/prove";
var Trouble = class extends Error {
};
var STDIN = "-";
function quoted(file) {
  return file === STDIN ? "standard input" : `"${file.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD")}"`;
}
function read(file) {
  try {
    return readFileSync(file === STDIN ? 0 : file);
  } catch (error) {
    throw cannot("read", file, error);
  }
}
function symbolFile(circuit) {
  const name = `${basename(circuit, ".wasm")}.sym`;
  const places = [dirname(circuit), dirname(dirname(resolve(circuit)))].map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? join(dirname(circuit), name);
}
function symbolsOf(circuit) {
  const file = symbolFile(circuit);
  return existsSync(file) ? new TextDecoder().decode(read(file)) : "";
}
function isSameFile(one, other) {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = [one, other].map((file) => existsSync(file) ? statSync(file, { bigint: true }) : void 0);
  return a !== void 0 && a.dev === b?.dev && a.ino === b.ino;
}
function readJson(file) {
  const text2 = new TextDecoder().decode(read(file));
  try {
    return JSON.parse(text2);
  } catch {
    throw new Trouble(`${quoted(file)} is not JSON. Pass an object with a value for each input of the circuit.`);
  }
}
function write(files) {
  const fresh = files.map(({ file }) => `${file}.${process.pid}.new`);
  let at = 0;
  const each = (act) => {
    for (const [i, { file, text: text2 }] of files.entries()) {
      at = i;
      act(file, text2, fresh[i]);
    }
  };
  try {
    each((file, text2, own) => {
      writeFileSync(own, text2);
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
        throw Object.assign(new Error(), { code: "EISDIR" });
    });
    each((file, _, own) => renameSync(own, file));
  } catch (error) {
    for (const own of fresh) if (existsSync(own)) rmSync(own);
    throw cannot("written", files[at]?.file ?? "", error);
  }
}
function named(error, files) {
  if (!(error instanceof FedzkError)) return error;
  const message = error.message.replace(/^"(\w+)"/, (argument, name) => {
    const file = Object.hasOwn(files, name) ? files[name] : void 0;
    return file === void 0 ? argument : quoted(file);
  }).replace("pass { allowInsecure: true }", "give --allow-insecure").replace('"threads"', "--threads");
  return message === error.message ? error : new FedzkError(error.code, message, { cause: error });
}
var BOTH = { EISDIR: "it is a folder", EACCES: "permission is denied" };
var REASONS = {
  read: { ...BOTH, ENOENT: "there is none", ENOTDIR: "there is none", EAGAIN: "nothing comes from it" },
  written: {
    ...BOTH,
    ENOENT: "its folder does not exist",
    ENOTDIR: "its folder is a file",
    ENOSPC: "the disk is full",
    EROFS: "the disk is read-only"
  }
};
function cannot(what, file, error) {
  return new Trouble(`${quoted(file)} cannot be ${what}: ${reasonOf(what, error)}. Check the name and its place.`);
}
function reasonOf(what, error) {
  const { code, name } = error;
  const reason = code ?? name;
  return REASONS[what][reason] ?? reason;
}

// src/cli.ts
var HELP = `Makes Groth16 proofs over BN254 and BLS12-381, as snarkjs does.

  fedzk-prove prove --key KEY.zkey --circuit CIRCUIT.wasm --inputs INPUTS.json
  fedzk-prove prove --key KEY.zkey --witness WITNESS.wtns
  fedzk-prove info KEY.zkey

KEY is a proving key of snarkjs, CIRCUIT the witness module that circom wrote, INPUTS a JSON
object with a value for each input: numbers, decimal strings, or lists of them. INPUTS or
WITNESS may be -, standard input. "info" tells the curve, how many contributions the key
lists, and whether anyone can forge proofs for it. A missing input is named if circom's list
of symbols, NAME.sym, is beside CIRCUIT or its folder.

  --proof FILE     where the proof is written, default proof.json
  --public FILE    where the public signals are written, default public.json
  --threads N      default: as many as the machine runs at once
  --json           write nothing but one JSON object, to standard output
  --allow-insecure take a key to which nobody has contributed: for tests
  --help, --version

A proof is verified before it is written. Ctrl-C cancels, and nothing is written.
Exit code: 0 proved, 1 the inputs or the witness satisfy no proof, 2 wrong use or broken input.`;
var SEE_HELP = "See fedzk-prove --help.";
var text = { type: "string" };
var flag = { type: "boolean", default: false };
var OPTIONS = {
  ...{ key: text, circuit: text, inputs: text, witness: text, threads: text },
  proof: { ...text, default: "proof.json" },
  public: { ...text, default: "public.json" },
  ...{ json: flag, "allow-insecure": flag, help: flag, version: flag }
};
async function main() {
  const { values, positionals } = readArguments();
  if (values.help) return print(HELP);
  if (values.version) return print(ownVersion());
  const [command, ...rest] = positionals;
  const got = rest.length === 0 ? "none" : quoted(rest.join(" "));
  if (command === "prove") {
    if (rest.length > 0) throw new Trouble(`"prove" takes options alone, got ${got}. ${SEE_HELP}`);
    return prove(values);
  }
  if (command === "info") {
    const [key, ...more] = rest;
    if (key === void 0 || more.length > 0) throw new Trouble(`"info" expected one key, got ${got}. ${SEE_HELP}`);
    return info(key, values.json);
  }
  const word = command === void 0 ? "no command" : quoted(command);
  throw new Trouble(`Expected "prove" or "info", got ${word}. ${SEE_HELP}`);
}
function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${error.message.split(". ")[0]}. ${SEE_HELP}`);
  }
}
async function prove(values) {
  const { key, circuit, inputs, witness } = values;
  const byInputs = circuit !== void 0 && inputs !== void 0 && witness === void 0;
  const byWitness = witness !== void 0 && circuit === void 0 && inputs === void 0;
  if (key === void 0 || !(byInputs || byWitness)) {
    throw new Trouble(`Expected --key, and either --circuit and --inputs or --witness. ${SEE_HELP}`);
  }
  checkOutputs(values);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const bar = progressBar();
  const options = { signal: stop.signal, onProgress: bar.show };
  const began = performance.now();
  try {
    const { threads, "allow-insecure": allowInsecure } = values;
    const program = byInputs ? { circuitWasm: read(circuit), symbols: () => symbolsOf(circuit) } : {};
    const proved = await withProver(
      key,
      { ...program, threads, allowInsecure },
      (prover) => byInputs ? prover.prove(readJson(inputs), options) : prover.proveWitness(read(witness), options)
    );
    bar.clear();
    told(proved, values, performance.now() - began);
  } catch (error) {
    bar.clear();
    if (!stop.signal.aborted) throw named(withSymbols(error, circuit), { zkey: key, wasm: circuit, inputs, witness });
    process.exitCode = 130;
    process.stderr.write("fedzk-prove: cancelled; nothing was written.\n");
  }
}
function checkOutputs(values) {
  if (isSameFile(values.proof, values.public)) {
    throw new Trouble(`Expected two files for --proof and --public, got ${quoted(values.proof)} for both.`);
  }
  for (const output of ["proof", "public"]) {
    const file = values[output];
    for (const input of ["key", "circuit", "inputs", "witness"]) {
      const read2 = values[input];
      if (read2 === void 0 || read2 === STDIN || !isSameFile(file, read2)) continue;
      throw new Trouble(`--${output} names ${quoted(file)}, which --${input} reads. Give another name.`);
    }
  }
}
function withSymbols(error, circuit) {
  if (!(error instanceof FedzkError2) || circuit === void 0) return error;
  const file = quoted(symbolFile(circuit));
  const place = `put ${file}, which "circom --sym" writes, beside ${quoted(circuit)}`;
  const message = error.message.replace('give what "circom --sym" writes (option "symbols")', place).replace(/"symbols"(?= is not a list | does not name )/, file);
  return message === error.message ? error : new FedzkError2(error.code, message, { cause: error });
}
function told({ proof, publicSignals }, values, milliseconds) {
  if (values.json) {
    print(JSON.stringify({ proof, publicSignals, milliseconds: Math.round(milliseconds) }));
    return;
  }
  write([
    { file: values.proof, text: `${JSON.stringify(proof, void 0, 1)}
` },
    { file: values.public, text: `${JSON.stringify(publicSignals, void 0, 1)}
` }
  ]);
  print(`proved in ${Math.round(milliseconds)} ms and verified: ${quoted(values.proof)}, ${quoted(values.public)}`);
}
async function info(key, json) {
  try {
    await withProver(key, { threads: "1", allowInsecure: true }, async (prover, zkey) => {
      const { curve, nPublic, vkeyId } = prover;
      const contributions = await countContributions(zkey);
      const insecure = !isSecure(prover.verificationKey, curve);
      if (json) return print(JSON.stringify({ curve, nPublic, contributions, insecure, vkeyId }));
      print(`${curve}, ${counted(nPublic, "public signal")}, ${counted(contributions, "contribution")}, key ${vkeyId}`);
      if (insecure) print("INSECURE: nobody has contributed to this key, and anyone can forge proofs for it.");
    });
  } catch (error) {
    throw named(error, { zkey: key });
  }
}
function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
function isSecure(verificationKey, curve) {
  try {
    createVerifier(verificationKey, { format: "fedzk", curve }).dispose();
    return true;
  } catch (error) {
    if (error instanceof FedzkError2 && error.code === "invalid-verification-key") return false;
    throw error;
  }
}
async function withProver(key, { threads, ...opening }, use) {
  if (key === STDIN) {
    throw new Trouble(
      "A proving key is read in parts, so it cannot come from standard input. Give the name of a file."
    );
  }
  if (threads !== void 0 && !/^\d+$/.test(threads)) {
    throw new Trouble(`--threads expected an integer, got ${quoted(threads)}. ${SEE_HELP}`);
  }
  const zkey = await openKeyFile(key).catch((error) => {
    throw error instanceof FedzkError2 ? cannot("read", key, error.cause) : error;
  });
  try {
    const prover = await createProver({
      zkey,
      ...opening,
      ...threads !== void 0 && { threads: Number(threads) }
    });
    try {
      return await use(prover, zkey);
    } finally {
      await prover.close();
    }
  } finally {
    await zkey.close();
  }
}
function ownVersion() {
  return JSON.parse(readFileSync2(new URL("../package.json", import.meta.url), "utf8")).version;
}
function print(line) {
  process.stdout.write(`${line}
`);
}
process.stderr.on("error", ({ code }) => process.exit(code === "EPIPE" ? process.exitCode : 2));
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(process.exitCode);
  const reason = reasonOf("written", error);
  process.exitCode = 2;
  process.stderr.write(
    `fedzk-prove: standard output cannot be written: ${reason}. Check where it goes.
`,
    () => process.exit(2)
  );
});
main().catch((error) => {
  process.exitCode = error instanceof FedzkError2 && error.code === "unsatisfied" ? 1 : 2;
  process.stderr.write(`fedzk-prove: ${error instanceof Error ? error.message : "an unknown error"}
`);
});
