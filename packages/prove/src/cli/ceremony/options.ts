// The words of `fedzk-prove ceremony`.

import { readWords } from '@fedzk/core/node';
import { quoted, Trouble } from '../files.js';

export const HELP = `Ceremonies: people contribute to a key in turn, and proofs are sound if one of them was honest.

  fedzk-prove ceremony key FILE --name NAME
  fedzk-prove ceremony new OUT.ptau --curve bn254|bls12-381 --power N
  fedzk-prove ceremony new OUT.zkey --r1cs FILE|--circuit NAME --ptau FILE [--announce OUT.json …]
  fedzk-prove ceremony contribute IN OUT [--name NAME] [--announcement FILE --signer KEY]
  fedzk-prove ceremony beacon IN OUT --value HEX|--signature HEX [--announcement FILE]
  fedzk-prove ceremony prepare IN.ptau OUT.ptau
  fedzk-prove ceremony verify FILE.ptau
  fedzk-prove ceremony verify FILE.zkey --r1cs FILE --ptau FILE
  fedzk-prove ceremony manifest OUT.json NOTE… --announcement FILE --zkey FILE --keys FILE
      --signature HEX|--value HEX
  fedzk-prove ceremony sign IN.json OUT.json --r1cs FILE --ptau FILE --zkey FILE --signer KEY
      --signer-name NAME [--block HEX] [--powers HEX]
  fedzk-prove ceremony show FILE [--trust FILE --level LEVEL]
  fedzk-prove ceremony page FOLDER

Files are those of snarkjs 0.7. OUT must not exist. IN of "contribute" may be an address that begins with
https:// or http://: it is downloaded to OUT.download, and a later run goes on from there. "contribute" checks the
contributions so far, and "verify" all of a file. Contributions are counted from 0, as in a manifest. "key" makes a key to
sign with, or without --name prints the public line of one. "show" takes a zkey, ptau, r1cs, note, announcement or
manifest. "page" writes contribute.html and
manifest.html, which work in a browser as "contribute" and "show --trust" do, without a server.

  --circuit NAME       one of @fedzk/circuits, wherever --r1cs stands
  --name NAME          of the contributor, for all to see; with --announce, of the circuit
  --typed FILE         what to mix into the secret, - for standard input; a terminal is asked, and shows none of it
  --announcement FILE  refuse what was not announced, and what is late or early; with --signer write OUT.note to publish
  --signer FILE        an Ed25519 key, 32 bytes or hexadecimal, mode 0600
  --signer-name NAME   of the key, default: --name; of "key" the name of FILE
  --iterations N       of a beacon: 2^N hashes, 10 to 20 (announced: 10 to 16), default 10 or what was announced
  --signature HEX      of drand's quicknet, whose SHA-256 is the beacon's value
  --value HEX          the beacon's value itself, as of an announced Bitcoin block its hash
  --block HEX          "sign": the hash of the announced block, which you looked up
  --powers HEX         "sign": the BLAKE2b hash of powers that are no published file, whose makers you know
  --keys FILE          a line name+id+base64 for each contributor
  --trust FILE         "show": those who count, as JSON {"contributors": [...], "verifiers": [...]}; needs --level
  --level LEVEL        "show": standard, enhanced or maximum, which the manifest must meet
  --threads N          1 to 64, default: as many as the machine runs at once
  --json               print one JSON object
  --announce FILE takes --name, --level, --closes TIME, --round N or --height N, --iterations, --signals A,B,…,
  --source TEXT (of the powers), and --development for keys of tests

Ctrl-C, SIGTERM and SIGHUP cancel, and OUT is not written. A killed run leaves at most files OUT.part-…, or a note or an
announcement without its key.
Exit code: 0 done, 1 something is wrong with what was verified, 2 wrong use or broken input; cancelled by Ctrl-C
130, SIGTERM 143, SIGHUP 129.`;

export const SEE_HELP = 'See fedzk-prove ceremony --help.';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
  ...{
    curve: text,
    power: text,
    r1cs: text,
    circuit: text,
    ptau: text,
    zkey: text,
    name: text,
    typed: text,
    threads: text,
  },
  ...{ announce: text, announcement: text, signer: text, 'signer-name': text, value: text, signature: text },
  ...{ iterations: text, level: text, closes: text, round: text, height: text, signals: text, source: text },
  ...{ keys: text, block: text, powers: text, trust: text, development: flag, json: flag },
} as const;

export type Option = keyof typeof OPTIONS;
export type Values = ReturnType<typeof readArguments>['values'];

/** @throws {Trouble} */
export function readArguments(args: readonly string[]) {
  const { values, positionals, tokens } = readWords(args, OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  return { values, positionals, given };
}

/** Refuses options that a command would ignore. @throws {Trouble} */
export function requireOptions(command: string, options: readonly Option[], given: readonly string[]): void {
  const other = given.find((name) => !(options as readonly string[]).includes(name) && !COMMON.includes(name));
  if (other !== undefined) throw new Trouble(`"${command}" has no option --${other}. ${SEE_HELP}`);
}

const COMMON: readonly string[] = ['json', 'help', 'version'];

/** Returns an option that a command needs. @throws {Trouble} */
export function needed(values: Values, option: Exclude<Option, 'development' | 'json'>, command: string): string {
  const value = values[option];
  if (value === undefined) throw new Trouble(`"${command}" lacks --${option}. ${SEE_HELP}`);
  return value;
}

/** Reads an integer. @throws {Trouble} */
export function integerOf(value: string, option: Option, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new Trouble(`--${option} expected an integer from ${least} to ${most}, got ${quoted(value)}. ${SEE_HELP}`);
}

/** Reads hexadecimal. @throws {Trouble} */
export function hexOf(value: string, option: Option, least = 1, most = 255): string {
  if (/^(?:[0-9a-f]{2})+$/.test(value) && value.length >= 2 * least && value.length <= 2 * most) return value;
  const bytes = least === most ? `${least}` : `${least} to ${most}`;
  throw new Trouble(`--${option} expected ${bytes} bytes in lower-case hexadecimal, got ${quoted(value)}. ${SEE_HELP}`);
}
