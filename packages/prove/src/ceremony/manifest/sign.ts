/** What a verifier checks before it signs a manifest. It signs only what it has checked, and works from the files alone. */
import { type CallOptions, canonicalJson, type KeySource, toBase64, toHex } from '@fedzk/core';
import type { ManifestJson } from '@fedzk/verify/ceremony';
import type { Problem } from '../chain/problem.js';
import type { CeremonyEngine } from '../engine/types.js';
import { openPtau, type PowersFile } from '../format/ptau.js';
import { type Circuit, readCircuit } from '../format/r1cs.js';
import { type KeyFile, openZkey } from '../format/zkey.js';
import { requireFit } from '../key/new.js';
import { keyProblem } from '../key/verify.js';
import { knownPower } from '../known.js';
import { type Pinned, pinned } from '../pinned.js';
import { powersProblem } from '../powers/verify.js';
import { beaconProblem } from './beacon.js';
import { verificationKeyOf } from './build.js';

export interface Evidence {
  readonly r1cs: KeySource;
  readonly ptau: KeySource;
  readonly zkey: KeySource;
  /** The hash of the announced block, looked up by the verifier, hexadecimal. */
  readonly block?: string | undefined;
}

/**
 * Returns the first thing in which a manifest differs from the files. Each file is hashed first, and what is compared is what
 * was hashed.
 *
 * @throws {FedzkError} `not-authentic`: a file was changed meanwhile
 */
export async function manifestProblem(
  engine: CeremonyEngine,
  manifest: ManifestJson,
  { r1cs, ptau, zkey, block }: Evidence,
  { signal, onProgress }: CallOptions,
): Promise<Problem> {
  const part = (from: number, to: number): CallOptions => ({
    signal,
    onProgress: (done) => onProgress?.(from + done * (to - from)),
  });
  // Before the files are hashed, which takes long.
  const early = await endProblem(manifest, await openZkey(zkey), block);
  if (early !== undefined) return early;
  const constraints = await pinned(r1cs, engine.sha256(), 'r1cs', part(0, 0.02));
  const circuit = await readCircuit(constraints);
  const otherCircuit = circuitProblem(manifest, circuit, constraints);
  if (otherCircuit !== undefined) return otherCircuit;
  const file = await pinned(zkey, engine.sha256(), 'zkey', part(0.02, 0.06));
  const key = await openZkey(file);
  const otherKey = (await endProblem(manifest, key, block)) ?? (await keyFactsProblem(engine, manifest, key, file));
  if (otherKey !== undefined) return otherKey;
  const own = await pinned(ptau, engine.blake2b(), 'ptau', part(0.06, 0.1));
  const powers = await openPtau(own);
  requireFit(circuit, powers);
  const otherPowers = await announcedPowersProblem(engine, manifest, { powers, hash: own.hash }, part(0.1, 0.5));
  if (otherPowers !== undefined) return otherPowers;
  return keyProblem(engine, { r1cs: constraints, powers, key }, part(0.5, 1));
}

function circuitProblem({ announcement }: ManifestJson, circuit: Circuit, { hash }: Pinned): Problem {
  const { constraints, domain, publicSignals, r1csSha256 } = announcement.circuit;
  if (announcement.curve !== circuit.curve) return `the circuit is over ${circuit.curve}, not ${announcement.curve}`;
  if (constraints !== circuit.constraints)
    return `the circuit has ${circuit.constraints} constraints, not ${constraints}`;
  if (domain !== circuit.domain) return `the circuit's key has ${circuit.domain} rows, not ${domain}`;
  if (publicSignals.length !== circuit.publicSignals) {
    return `the circuit has ${circuit.publicSignals} public signals, not ${publicSignals.length}`;
  }
  return hash === r1csSha256 ? undefined : 'the circuit has another SHA-256 than announced';
}

async function keyFactsProblem(
  engine: CeremonyEngine,
  { announcement, phase2, verificationKey, zkey }: ManifestJson,
  key: KeyFile,
  { hash, size }: Pinned,
): Promise<Problem> {
  if (toHex(key.circuitHash) !== announcement.csHash) return "the key's circuit hash is not the announced one";
  if (toBase64(key.chain) !== phase2) return "the manifest's contributions are not those of the key";
  if (toBase64(await verificationKeyOf(engine, key)) !== verificationKey) {
    return "the manifest's verification key is not that of the key";
  }
  if (size !== zkey.bytes) return `the key has ${size} bytes, not ${zkey.bytes}`;
  return hash === zkey.sha256 ? undefined : 'the key has another SHA-256';
}

async function endProblem({ announcement, beacon }: ManifestJson, key: KeyFile, block?: string): Promise<Problem> {
  const announced = announcement.beacon;
  if (announced.source === 'bitcoin') {
    if (block === undefined) return `the hash of block ${announced.height} must be looked up and given`;
    if ('value' in beacon && beacon.value !== block)
      return `the beacon's value is not the hash of block ${announced.height}`;
  }
  return beaconProblem(announcement, beacon, key.links.at(-1)?.beacon);
}

async function announcedPowersProblem(
  engine: CeremonyEngine,
  { announcement }: ManifestJson,
  { powers, hash }: { readonly powers: PowersFile; readonly hash: string },
  options: CallOptions,
): Promise<Problem> {
  const { blake2b, power } = announcement.ptau;
  if (powers.power !== power) return `the powers of τ are 2^${powers.power}, not 2^${power}`;
  if (hash !== blake2b) return 'the powers of τ have another BLAKE2b hash than announced';
  return knownPower(hash) === undefined ? powersProblem(engine, powers, options) : undefined;
}

/** Adds a verifier's signature. */
export function withVerifier(manifest: ManifestJson, key: string, signature: Uint8Array): string {
  const verifiers = [...manifest.verifiers, { key, signature: toBase64(signature) }];
  return canonicalJson({ ...manifest, verifiers });
}
