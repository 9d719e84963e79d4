// verify, manifest, sign, show.

import { counted, FedzkError } from '@fedzk/core';
import { buildManifest, type KeyInput, signManifest, verifyKey, verifyPowers } from '@fedzk/prove/ceremony';
import type { KeyFile } from '@fedzk/prove/node';
import { type ManifestJson, readNoteKey } from '@fedzk/verify/ceremony';
import { lettersOf } from '../../ceremony/format/file.js';
import { quoted, Trouble } from '../files.js';
import { hasCircuit, withCircuit } from './circuit.js';
import { readText, requireNew, withFile, withKind } from './files.js';
import { oneName, twoNames } from './names.js';
import { writeText } from './new-files.js';
import { hexOf, needed, SEE_HELP } from './options.js';
import { answer, type Command, longCall, type Request, say } from './run.js';
import { signerIn } from './signer.js';

export const VERIFY: Command = {
  options: ['r1cs', 'circuit', 'ptau', 'threads'],
  async run(request) {
    const { values } = request;
    const file = oneName(request, 'verify');
    const letters = await withFile(file, lettersOf);
    if (!hasCircuit(values) && values.ptau === undefined) {
      if (letters === 'zkey') throw new Trouble(`${quoted(file)} is a key. ${NEEDED}`);
      const { ok, problems, ...facts } = await withKind(file, 'ptau', (ptau) => verifyPowers(ptau, longCall(request)));
      const { curve, power, contributions, known } = facts;
      const what = `powers of τ over ${curve}, 2^${power}, ${counted(contributions, 'contribution')}`;
      const how = known === undefined ? 'verified' : 'a published file of the perpetual powers of τ';
      return answer(
        request,
        ok,
        { ok, problems, ...facts },
        ...verdict(file, problems, `${what}: ${how}`),
        `blake2b ${facts.blake2b}`,
      );
    }
    if (letters === 'ptau')
      throw new Trouble(
        `${quoted(file)} has powers of τ: leave out --r1cs, --circuit and --ptau, which are for keys. ${SEE_HELP}`,
      );
    const report = await withEvidence(request, 'verify', file, (files) => verifyKey(files, longCall(request)));
    const { ok, problems, hashes, circuitHash } = report;
    const lines = hashes.map((hash, i) => `contribution ${i} ${hash}`);
    const what = `the circuit's key, ${counted(hashes.length, 'contribution')}: verified`;
    return answer(request, ok, report, ...verdict(file, problems, what), `circuit hash ${circuitHash}`, ...lines);
  },
};

/** What verifies a key. */
const NEEDED =
  'To verify it, give its circuit, --r1cs FILE or --circuit NAME, and the powers of τ that it was made of, --ptau FILE.';

function verdict(file: string, problems: readonly string[], good: string): string[] {
  return problems.length === 0
    ? [`${quoted(file)}: ${good}`]
    : problems.map((problem) => `${quoted(file)}: WRONG: ${problem}`);
}

export const MANIFEST: Command = {
  options: ['announcement', 'zkey', 'keys', 'signature', 'value'],
  async run(request) {
    const { values, names, call } = request;
    const [out, ...notes] = names;
    if (out === undefined)
      throw new Trouble(`"manifest" expected the file to write, then the contributors' notes, got none. ${SEE_HELP}`);
    requireNew(out);
    const { signature, value } = values;
    if ((signature === undefined) === (value === undefined)) {
      throw new Trouble(
        `"manifest" needs --signature of drand's round or --value, the block's hash, one of the two, got ${signature === undefined ? 'none' : 'both'}. ${SEE_HELP}`,
      );
    }
    const beacon =
      signature === undefined
        ? { value: hexOf(value as string, 'value', 32, 32) }
        : { signature: hexOf(signature, 'signature', 48, 48) };
    const announcement = readText(needed(values, 'announcement', 'manifest'));
    const keys = keysOf(needed(values, 'keys', 'manifest'));
    const texts = notes.map(readText);
    const manifest = await withKind(needed(values, 'zkey', 'manifest'), 'zkey', (zkey) =>
      buildManifest({ announcement, zkey, beacon, notes: texts, keys }, call),
    ).catch((error: unknown) => {
      throw error instanceof FedzkError ? new Trouble(withNames(error.message, notes)) : error;
    });
    await writeText(request, out, manifest);
    const what = `manifest with ${counted(notes.length, 'contributor')}; now two verifiers sign it`;
    say(request, { file: out, contributors: notes.length }, `${quoted(out)}: ${what}`);
    return 0;
  },
};

/** Reads the contributors' keys, one a line. @throws {Trouble} */
function keysOf(file: string): string[] {
  const lines = readText(file)
    .split('\n')
    .map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== '' && readNoteKey(line) === undefined);
  if (wrong >= 0) {
    throw new Trouble(
      `${quoted(file)}, line ${wrong + 1}, expected the line that "key" prints, name+id+base64, got ${quoted(lines[wrong] ?? '')}. Ask its owner for it.`,
    );
  }
  return lines.filter((line) => line !== '');
}

/** Names the files of notes, which the library numbers. */
function withNames(message: string, notes: readonly string[]): string {
  return message.replace(/"notes\[(\d+)\]"/g, (text, i) => quoted(notes[Number(i)] ?? text));
}

export const SIGN: Command = {
  options: ['r1cs', 'circuit', 'ptau', 'zkey', 'threads', 'signer', 'signer-name', 'name', 'block', 'powers'],
  async run(request) {
    const { values } = request;
    const [from, out] = twoNames(request, 'sign');
    requireNew(out);
    const signer = signerIn(values, 'sign');
    const manifest = readText(from);
    const block = values.block === undefined ? undefined : hexOf(values.block, 'block', 32, 32);
    const powers = values.powers === undefined ? undefined : hexOf(values.powers, 'powers', 64, 64);
    const zkeyName = needed(values, 'zkey', 'sign');
    const signed = await withEvidence(request, 'sign', zkeyName, (files) =>
      signManifest({ manifest, ...files, signer, block, powers }, longCall(request)),
    ).catch((error: unknown) => {
      throw named(named(error, '"powers"', '--powers'), '"manifest" expected', `${quoted(from)} expected`);
    });
    await writeText(request, out, signed);
    say(
      request,
      { file: out, key: signer.verifierKey },
      `${quoted(out)}: verified, and signed with ${signer.verifierKey}`,
      ...unchecked(signed),
    );
    return 0;
  },
};

/** Shows what no file has, so that the verifier compares it. */
function unchecked(manifest: string): string[] {
  const { circuit } = (JSON.parse(manifest) as ManifestJson).announcement;
  const signals = circuit.publicSignals.map(quoted).join(', ');
  return [
    `not checked, read it yourself: the circuit's name ${quoted(circuit.name)}, its public signals' names ${signals}`,
  ];
}

/** Calls a thing in an error of the package as the command line does. */
function named(error: unknown, thing: string, own: string): unknown {
  if (!(error instanceof FedzkError && error.message.includes(thing))) return error;
  return new FedzkError(error.code, error.message.replace(thing, own), { cause: error });
}

/** Opens what a key is verified with. */
function withEvidence<T>(
  { values }: Request,
  command: 'verify' | 'sign',
  zkeyName: string,
  use: (files: { readonly r1cs: KeyInput; readonly ptau: KeyFile; readonly zkey: KeyFile }) => Promise<T>,
): Promise<T> {
  const ptauName = needed(values, 'ptau', command);
  return withCircuit(values, command, (r1cs) =>
    withKind(ptauName, 'ptau', (ptau) => withKind(zkeyName, 'zkey', (zkey) => use({ r1cs, ptau, zkey }))),
  );
}
