/** What a verifier checks before it signs a manifest. It signs only what it has checked, and works from the files alone. */
import { type CallOptions, canonicalJson, type KeySource, toBase64, toHex } from '@fedzk/core';
import type { ManifestJson } from '@fedzk/verify/ceremony';
import type { Problem } from '../chain/problem.js';
import type { CeremonyEngine } from '../engine/types.js';
import type { PowersFile } from '../format/ptau.js';
import type { Circuit } from '../format/r1cs.js';
import type { KeyFile } from '../format/zkey.js';
import { blake2bOf, sha256Of } from '../hashes.js';
import { keyProblem } from '../key/verify.js';
import { knownPower } from '../known.js';
import { powersProblem } from '../powers/verify.js';
import { beaconProblem } from './beacon.js';
import { verificationKeyOf } from './build.js';

export interface Evidence {
  readonly r1cs: KeySource;
  readonly circuit: Circuit;
  readonly powers: PowersFile;
  readonly key: KeyFile;
  /** The hash of the announced block, looked up by the verifier, hexadecimal. */
  readonly block?: string | undefined;
}

/** Returns the first thing in which a manifest differs from the files. */
export async function manifestProblem(
  engine: CeremonyEngine,
  manifest: ManifestJson,
  evidence: Evidence,
  { signal, onProgress }: CallOptions,
): Promise<Problem> {
  const part = (from: number, to: number): CallOptions => ({
    signal,
    onProgress: (done) => onProgress?.(from + done * (to - from)),
  });
  const checks: readonly (() => Promise<Problem>)[] = [
    () => endProblem(manifest, evidence),
    () => circuitProblem(engine, manifest, evidence, part(0, 0.05)),
    () => keyFactsProblem(engine, manifest, evidence, part(0.05, 0.1)),
    () => announcedPowersProblem(engine, manifest, evidence, part(0.1, 0.5)),
    () => keyProblem(engine, evidence, part(0.5, 1)),
  ];
  for (const check of checks) {
    signal?.throwIfAborted();
    const problem = await check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

async function circuitProblem(
  engine: CeremonyEngine,
  { announcement }: ManifestJson,
  { circuit, r1cs }: Evidence,
  options: CallOptions,
): Promise<Problem> {
  const { constraints, domain, publicSignals, r1csSha256 } = announcement.circuit;
  if (announcement.curve !== circuit.curve) return `the circuit is over ${circuit.curve}, not ${announcement.curve}`;
  if (constraints !== circuit.constraints)
    return `the circuit has ${circuit.constraints} constraints, not ${constraints}`;
  if (domain !== circuit.domain) return `the circuit's key has ${circuit.domain} rows, not ${domain}`;
  if (publicSignals.length !== circuit.publicSignals) {
    return `the circuit has ${circuit.publicSignals} public signals, not ${publicSignals.length}`;
  }
  if (toHex(await sha256Of(engine, r1cs, options)) !== r1csSha256)
    return 'the circuit has another SHA-256 than announced';
  return undefined;
}

async function keyFactsProblem(
  engine: CeremonyEngine,
  { announcement, phase2, verificationKey, zkey }: ManifestJson,
  { key }: Evidence,
  options: CallOptions,
): Promise<Problem> {
  if (toHex(key.circuitHash) !== announcement.csHash) return "the key's circuit hash is not the announced one";
  if (toBase64(key.chain) !== phase2) return "the manifest's contributions are not those of the key";
  if (toBase64(await verificationKeyOf(engine, key)) !== verificationKey) {
    return "the manifest's verification key is not that of the key";
  }
  if (key.source.size !== zkey.bytes) return `the key has ${key.source.size} bytes, not ${zkey.bytes}`;
  if (toHex(await sha256Of(engine, key.source, options)) !== zkey.sha256) return 'the key has another SHA-256';
  return undefined;
}

async function endProblem({ announcement, beacon }: ManifestJson, { key, block }: Evidence): Promise<Problem> {
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
  { powers }: Evidence,
  options: CallOptions,
): Promise<Problem> {
  const { blake2b, power } = announcement.ptau;
  if (powers.power !== power) return `the powers of τ are 2^${powers.power}, not 2^${power}`;
  const hash = toHex(await blake2bOf(engine, powers.source, { signal: options.signal }));
  if (hash !== blake2b) return 'the powers of τ have another BLAKE2b hash than announced';
  return knownPower(hash) === undefined ? powersProblem(engine, powers, options) : undefined;
}

/** Adds a verifier's signature. */
export function withVerifier(manifest: ManifestJson, key: string, signature: Uint8Array): string {
  const verifiers = [...manifest.verifiers, { key, signature: toBase64(signature) }];
  return canonicalJson({ ...manifest, verifiers });
}
