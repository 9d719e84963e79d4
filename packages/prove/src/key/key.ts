/**
 * Opens a proving key of snarkjs: reads its header, and finds its sections.
 */
import { FedzkError, type KeySource } from '@fedzk/core';
import { type Curve, createVerifier, type LevelOptions, type Verifier } from '@fedzk/verify';
import type { KeyHeader } from '../../wasm/fedzk_prove_bn254.js';
import { type Engine, engineOf } from '../instance.js';
import { COEFFICIENT_BYTES, invalidKey, invalidSection, OTHER_PRIME } from './problems.js';
import { readSections, type Section, view } from './sections.js';
import { steady } from './steady.js';

/** A section of points. */
export interface PointSection {
  readonly group: 1 | 2;
  readonly offset: number;
  /** The number of points. */
  readonly count: number;
  readonly pointBytes: number;
}

/** A key's header, with the engine whose memory holds it. */
export interface LoadedHeader {
  readonly engine: Engine;
  readonly header: KeyHeader;
}

/** An open proving key. */
export interface ProvingKey extends LoadedHeader {
  readonly source: KeySource;
  readonly curve: Curve;
  /** The bytes of section 2, for other threads. */
  readonly headerBytes: Uint8Array;
  /** The verifier of the verification key inside. */
  readonly verifier: Verifier;
  /** The verification key in the layout that `createVerifier` reads as `fedzk`. */
  readonly verificationKey: Uint8Array;
  readonly coefficients: Section;
  readonly a: PointSection;
  readonly b1: PointSection;
  readonly b2: PointSection;
  readonly c: PointSection;
  readonly h: PointSection;
}

/** The number of Groth16 in section 1. */
const GROTH16 = 1;
/** The curves by the length of their prime in bytes. */
const CURVES: Readonly<Record<number, Curve>> = { 32: 'bn254', 48: 'bls12-381' };

/**
 * Opens a proving key. Checks the points of its verification key. With a manifest the key's source then refuses bytes that
 * have changed since they were compared with it.
 *
 * @param allowInsecure accepts a key for which anyone can forge proofs
 * @param shown the level that the key must meet by its manifest, if any
 * @throws {FedzkError} `invalid-proving-key`, `unsupported`; `invalid-argument`: wrong options of the level
 */
export async function openKey(zkey: KeySource, allowInsecure: boolean, shown: LevelOptions = {}): Promise<ProvingKey> {
  const source = shown.manifest === undefined ? zkey : steady(zkey, changed);
  const section = await sectionsOf(source);
  const read = async (type: number): Promise<Uint8Array> => {
    const { offset, length } = section(type);
    return source.read(offset, length);
  };
  const protocol = await read(1);
  if (protocol.length !== 4 || view(protocol).getUint32(0, true) !== GROTH16) {
    throw new FedzkError('unsupported', '"zkey" expected a key for Groth16, got one for another protocol.');
  }
  const error = new Uint32Array(1);
  const headerBytes = new Uint8Array(await read(2));
  const curve = curveOf(headerBytes);
  const engine = await engineOf(curve);
  const header = engine.glue.KeyHeader.read(headerBytes, error);
  if (header === undefined) throw invalidSection(2, error[0]);
  try {
    const verificationKey = header.verificationKey(await read(3), error);
    if (verificationKey === undefined) throw invalidSection(3, error[0]);
    const g1 = curve === 'bn254' ? 64 : 96;
    const points = (type: number, group: 1 | 2, count: number): PointSection => {
      const { offset, length } = section(type);
      const pointBytes = g1 * group;
      if (length !== count * pointBytes)
        throw invalidKey(`section ${type} has ${length} bytes, not ${count * pointBytes}`);
      return { group, offset, count, pointBytes };
    };
    const [wires, domain] = [header.wires(), header.domain()];
    return {
      source,
      curve,
      engine,
      header,
      headerBytes,
      verificationKey,
      coefficients: await coefficientsOf(source, section(4)),
      a: points(5, 1, wires),
      b1: points(6, 1, wires),
      b2: points(7, 2, wires),
      c: points(8, 1, wires - header.nPublic() - 1),
      h: points(9, 1, domain),
      verifier: await verifierOf(source, verificationKey, { curve, allowInsecure, ...shown }),
    };
  } catch (error) {
    header.free();
    throw error;
  }
}

function changed(): FedzkError {
  const message =
    '"zkey" was changed after it was compared with its manifest. Restore the file, keep it unchanged, and create another prover.';
  return new FedzkError('invalid-proving-key', message);
}

/** Finds the sections of a proving key by their type. */
export async function sectionsOf(source: KeySource): Promise<(type: number) => Section> {
  const sections = await readSections(source, 'zkey', 1);
  if (typeof sections === 'string') throw invalidKey(`got ${sections}`);
  return (type) => {
    const found = sections.get(type);
    if (found === undefined) throw invalidKey(`it has no section ${type}`);
    return found;
  };
}

/**
 * Makes the verifier. The points are checked already, so a refusal means that nobody has contributed to the key, or not those
 * that its level wants. A manifest's key is compared as a whole: a verifier can't see what a wrong part of it gives away.
 */
async function verifierOf(
  source: KeySource,
  verificationKey: Uint8Array,
  options: LevelOptions & { readonly curve: Curve; readonly allowInsecure: boolean },
): Promise<Verifier> {
  const verifier = checkedVerifier(verificationKey, options);
  try {
    const difference = await options.manifest?.compareProvingKey(source);
    if (difference === undefined) return verifier;
    throw new FedzkError('invalid-proving-key', `"zkey" expected the key of the manifest. ${difference}`);
  } catch (error) {
    verifier.dispose();
    throw error;
  }
}

function checkedVerifier(verificationKey: Uint8Array, options: Parameters<typeof verifierOf>[2]): Verifier {
  try {
    return createVerifier(verificationKey, { format: 'fedzk', ...options });
  } catch (cause) {
    if (!(cause instanceof FedzkError && cause.code === 'invalid-verification-key')) throw cause;
    throw new FedzkError('invalid-proving-key', `"zkey" expected a key that is secure: ${cause.message}`, { cause });
  }
}

/** Reads the curve from section 2, which begins with the length of its prime. */
export function curveOf(header: Uint8Array): Curve {
  const curve = header.length < 4 ? undefined : CURVES[view(header).getUint32(0, true)];
  if (curve === undefined) throw invalidSection(2, OTHER_PRIME);
  return curve;
}

/** Finds section 4 without its count. */
async function coefficientsOf(source: KeySource, { offset, length }: Section): Promise<Section> {
  const count = length < 4 ? -1 : view(await source.read(offset, 4)).getUint32(0, true);
  if (length !== 4 + count * COEFFICIENT_BYTES) throw invalidKey("the length of section 4 doesn't match its count");
  return { offset: offset + 4, length: length - 4 };
}
