// Compares a proving key with its manifest: CEREMONY.md, Checks.

import { FedzkError, type KeyInput, type KeySource, optionsOf, signalOf, sourceOf, toHex } from '@fedzk/core';
import { Sha256 } from '../../wasm/fedzk_ceremony.js';
import { readSectionOf } from './contributions.js';
import { readForm } from './form.js';
import { ready } from './instance.js';
import { bytesOfBase64, Malformed } from './json.js';

/** The bytes that are read and hashed at once. */
const STEP = 2 ** 20;

/** Returns what differs, in words; undefined if nothing does. */
export async function provingKeyMismatch(
  json: string | Malformed,
  zkey: KeyInput,
  options: { readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const signal = signalOf(optionsOf(options, ['signal']).signal);
  const source = sourceOf(zkey, 'zkey', 'invalid-ceremony-file');
  ready();
  const expected = expectedOf(json);
  if (expected === undefined) return 'The manifest is malformed.';
  if (source.size !== expected.bytes) {
    return `The proving key has ${source.size} bytes, and the manifest's has ${expected.bytes}.`;
  }
  if (!(await hasSection(source, expected.phase2, signal))) {
    return "The proving key doesn't list the manifest's contributions.";
  }
  if ((await hashOfFile(source, signal)) === expected.sha256) return undefined;
  return "The proving key is not the manifest's: their SHA-256 differ.";
}

function expectedOf(
  json: string | Malformed,
): { readonly bytes: number; readonly sha256: string; readonly phase2: string } | undefined {
  if (json instanceof Malformed) return undefined;
  try {
    const { manifest, chain } = readForm(JSON.parse(json));
    chain.free();
    return { ...manifest.zkey, phase2: toHex(bytesOfBase64(manifest.phase2)) };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

async function hasSection(source: KeySource, expected: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    return toHex((await readSectionOf(source, signal)).section) === expected;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'invalid-ceremony-file') return false;
    throw error;
  }
}

/** SHA-256 of a file, in hexadecimal. */
async function hashOfFile(source: KeySource, signal: AbortSignal | undefined): Promise<string> {
  const hash = new Sha256();
  try {
    for (let at = 0; at < source.size; at += STEP) {
      signal?.throwIfAborted();
      hash.update(await source.read(at, Math.min(STEP, source.size - at), signal));
    }
  } catch (error) {
    hash.free();
    throw error;
  }
  return toHex(hash.digest());
}
