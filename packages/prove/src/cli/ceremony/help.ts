// The help of `fedzk-prove ceremony`: a page for all commands, and one for each, which fits a terminal of 80 by 24.

import type { Option } from './options.js';

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
  fedzk-prove ceremony COMMAND --help

Files are those of snarkjs 0.7. OUT must not exist. "verify" checks all of a file, "contribute" the contributions
so far. Contributions are counted from 0, as in a manifest. --json prints one JSON object. A command's own help has
its options.

Ctrl-C, SIGTERM and SIGHUP cancel, and OUT is not written. A killed run leaves at most files OUT.part-…, or a note or an
announcement without its key.
Exit code: 0 done, 1 something is wrong with what was verified, 2 wrong use or broken input; cancelled by Ctrl-C
130, SIGTERM 143, SIGHUP 129.`;

/** What each option is, in a line. A command's page may say it in its own words. */
const MEANINGS: Readonly<Record<Option, string>> = {
  curve: 'bn254 or bls12-381',
  power: 'for circuits of up to 2^N constraints: 1 to 28',
  r1cs: "the circuit's constraints, as circom writes them",
  circuit: 'one of @fedzk/circuits, in place of --r1cs',
  ptau: 'prepared powers of τ',
  zkey: 'the key after all contributions',
  name: 'of the contributor, for all to see',
  typed: 'what to mix into the secret, - for standard input',
  threads: '1 to 64, default: as many as the machine runs at once',
  announce: 'also write the announcement, which takes what follows',
  announcement: 'what was announced',
  signer: 'an Ed25519 key as "key" makes it: mode 0600',
  'signer-name': "of the signer's key",
  value: "the beacon's value itself, as of a Bitcoin block its hash",
  signature: "drand's of a quicknet round: its SHA-256 is the value",
  iterations: '2^N hashes, 10 to 20, default 10 or as announced',
  level: 'standard, enhanced or maximum',
  closes: 'the end, YYYY-MM-DDThh:mm:ssZ',
  round: "a round of drand's quicknet an hour after it closes, or",
  height: 'a Bitcoin block that is mined later than that',
  signals: "the public signals' names, A,B,…; only with --r1cs",
  source: 'where the powers came from: perpetual-28, or your words',
  keys: 'a line name+id+base64 for each contributor',
  block: 'the hash of the announced block, which you looked up',
  powers: 'the BLAKE2b of powers whose makers you know',
  trust: 'verify it: JSON {"contributors": […], "verifiers": […]}',
  development: 'for keys of tests, which count nowhere else',
  json: 'print one JSON object',
};

/** What the word after an option is. */
const WORDS: Readonly<Partial<Record<Option, string>>> = {
  ...{ curve: 'CURVE', power: 'N', threads: 'N', iterations: 'N', round: 'N', height: 'N' },
  ...{ circuit: 'NAME', name: 'NAME', 'signer-name': 'NAME', signals: 'NAMES', level: 'LEVEL', closes: 'TIME' },
  ...{ value: 'HEX', signature: 'HEX', block: 'HEX', powers: 'HEX', source: 'TEXT' },
  ...{ development: '', json: '' },
};

interface Page {
  /** Follows "fedzk-prove ceremony ". */
  readonly usage: readonly string[];
  readonly about: readonly string[];
  readonly meanings?: Partial<Record<Option, string>>;
}

const PAGES = {
  key: {
    usage: ['key FILE --name NAME', 'key FILE [--signer-name NAME]'],
    about: [
      'Makes a key to sign with, as a contributor or a verifier, and prints its public',
      'line, name+id+base64. Without --name prints the line of one that exists.',
    ],
    meanings: { name: "of the key's owner: makes a key", 'signer-name': 'that it was made with, default: of FILE' },
  },
  new: {
    usage: ['new OUT.ptau --curve CURVE --power N', 'new OUT.zkey --r1cs FILE --ptau FILE [--announce FILE …]'],
    about: ["Makes powers of τ, or a circuit's key, to which nobody has contributed."],
    meanings: {
      name: 'of the circuit, default: that of --circuit',
      iterations: '2^N hashes of the beacon, 10 to 16, default 10',
    },
  },
  contribute: {
    usage: ['contribute IN OUT [--announcement FILE --signer KEY]'],
    about: [
      'Contributes to powers of τ or a key, after it has checked the contributions so',
      'far. IN may be an address, https://…: it is downloaded to OUT.download, and a',
      'later run goes on from there. A terminal is asked for something to mix in.',
    ],
    meanings: {
      announcement: 'refuse what was not announced, and what is late',
      signer: 'write the signed OUT.note: an Ed25519 key, mode 0600',
      'signer-name': "of the signer's key, default: --name",
    },
  },
  beacon: {
    usage: ['beacon IN OUT --signature HEX|--value HEX', '    [--announcement FILE]'],
    about: ['Contributes a public value that nobody knew before: the end of a ceremony.'],
    meanings: { announcement: 'refuse what was not announced, and what is early', name: 'of the beacon' },
  },
  prepare: {
    usage: ['prepare IN.ptau OUT.ptau'],
    about: ['Prepares powers of τ, after all contributions to them, for making keys.'],
  },
  verify: {
    usage: ['verify FILE.ptau', 'verify FILE.zkey --r1cs FILE --ptau FILE'],
    about: [
      'Verifies all of powers of τ, or of a key. It finds a key wrong to which nobody',
      'but a beacon has contributed: anyone can forge proofs for it.',
    ],
    meanings: { ptau: 'the powers of τ that the key was made of' },
  },
  manifest: {
    usage: ['manifest OUT.json NOTE… --announcement FILE --zkey FILE', '    --keys FILE --signature HEX|--value HEX'],
    about: ["Puts a manifest together of the contributors' notes. Then two verifiers sign it."],
  },
  sign: {
    usage: [
      'sign IN.json OUT.json --r1cs FILE --ptau FILE --zkey FILE',
      '    --signer KEY --signer-name NAME [--block HEX] [--powers HEX]',
    ],
    about: [
      'Verifies all that a manifest says against the files, then signs it. Verifiers',
      'sign one after the other: the second signs what the first has written.',
    ],
    meanings: { name: 'the same as --signer-name', ptau: 'the powers of τ that the key was made of' },
  },
  show: {
    usage: ['show FILE [--trust FILE --level LEVEL]'],
    about: [
      'Shows what is in a zkey, ptau, r1cs, note, announcement or manifest. Verifies',
      'nothing, but with --trust a manifest.',
    ],
    meanings: { level: 'that it must meet: standard, enhanced or maximum' },
  },
  page: {
    usage: ['page FOLDER'],
    about: [
      'Writes contribute.html and manifest.html, which work in a browser as',
      '"contribute" and "show --trust" do, without a server.',
    ],
  },
} as const satisfies Readonly<Record<string, Page>>;

export type CommandName = keyof typeof PAGES;

/** An option with the word after it, and what that is. */
export function meaningOf(name: CommandName, option: Option): readonly [string, string] {
  const { meanings }: Page = PAGES[name];
  return [`--${option} ${WORDS[option] ?? 'FILE'}`.trimEnd(), meanings?.[option] ?? MEANINGS[option]];
}

/** Writes a command's page. @param options those that it takes */
export function helpOf(name: CommandName, options: readonly Option[]): string {
  const { usage, about }: Page = PAGES[name];
  const rows = [...new Set([...options, 'json'] as const)].map((option) => {
    const [left, meaning] = meaningOf(name, option);
    return `  ${left.padEnd(20)} ${meaning}`;
  });
  const lines = usage.map((line) => (line.startsWith(' ') ? `  ${line}` : `  fedzk-prove ceremony ${line}`));
  return [...lines, '', ...about, '', ...rows].join('\n');
}
