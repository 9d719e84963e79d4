import { type KeyInput, type KeySource, plainView, sourceOf, toHex } from '@fedzk/core';
import { Chain } from '../../wasm/fedzk_ceremony.js';
import type { Curve } from '../codec/curves.js';
import { CHAIN_PROBLEMS } from './form.js';
import { ready } from './instance.js';
import { type ContributionSection, readContributionSection, refuse } from './zkey.js';

/** The contributions that a proving key lists. They are not verified: names are free text. */
export interface Contributions {
  readonly curve: Curve;
  /** snarkjs's hash of the initial key, in hexadecimal. */
  readonly circuitHash: string;
  readonly contributions: readonly Contribution[];
}

/** A contribution as a proving key lists it. */
export interface Contribution {
  readonly kind: 'person' | 'beacon';
  /** What the contributor wrote. It is in no hash, so others may have changed it. */
  readonly name?: string;
  /** snarkjs's contribution hash, in hexadecimal. */
  readonly hash: string;
  /** The hash of the contributions before it and of its own key, in hexadecimal. */
  readonly transcript: string;
  /** The value in hexadecimal, hashed 2^iterations times. */
  readonly beacon?: { readonly value: string; readonly iterations: number };
}

/**
 * Reads the contributions that a proving key lists, also those of large ceremonies. It checks the file's structure, but no
 * contribution: {@link verifyManifest} does.
 *
 * @param zkey bytes, a Blob, or a source of which only the needed parts are read
 * @throws {FedzkError} `invalid-ceremony-file`: no proving key of snarkjs, or a damaged one; `invalid-argument`
 *
 * @example
 * ```ts
 * const { contributions } = readContributions(await readFile('circuit.zkey'));
 * const people = contributions.filter(({ kind }) => kind === 'person');
 * ```
 */
export function readContributions(zkey: Uint8Array): Contributions;
export function readContributions(zkey: Exclude<KeyInput, Uint8Array>): Promise<Contributions>;
export function readContributions(zkey: KeyInput): Contributions | Promise<Contributions>;
export function readContributions(zkey: KeyInput): Contributions | Promise<Contributions> {
  const bytes = plainView(zkey, ['Uint8Array']);
  if (bytes === undefined) return readLater(zkey);
  const reading = readContributionSection(bytes.length);
  let step = reading.next();
  while (!step.done) {
    const { offset, length } = step.value;
    step = reading.next(bytes.slice(offset, offset + length));
  }
  return contributionsOf(step.value);
}

async function readLater(zkey: KeyInput): Promise<Contributions> {
  return contributionsOf(await readSectionOf(sourceOf(zkey, 'zkey', 'invalid-ceremony-file')));
}

/** Reads section 10 of a source. */
export async function readSectionOf(source: KeySource, signal?: AbortSignal): Promise<ContributionSection> {
  const reading = readContributionSection(source.size);
  let step = reading.next();
  while (!step.done) {
    const { offset, length } = step.value;
    step = reading.next(new Uint8Array(await source.read(offset, length, signal)));
    signal?.throwIfAborted();
  }
  return step.value;
}

function contributionsOf({ curve, section }: ContributionSection): Contributions {
  ready();
  const error = new Uint32Array(2);
  const chain = Chain.read(curve.id, section, error);
  if (chain === undefined) refuse(`has a section 10 that ${CHAIN_PROBLEMS[error[0] ?? 1] ?? 'is damaged'}`);
  try {
    const contributions = Array.from({ length: chain.count() }, (_, i) => contributionOf(chain, i));
    return { curve: curve.name, circuitHash: toHex(chain.circuitHash()), contributions };
  } finally {
    chain.free();
  }
}

function contributionOf(chain: Chain, link: number): Contribution {
  const [name, iterations, value] = [chain.name(link), chain.iterations(link), chain.value(link)];
  const isBeacon = iterations !== undefined && value !== undefined;
  return {
    kind: chain.kind(link) === 1 ? 'beacon' : 'person',
    ...(name !== undefined && { name: new TextDecoder().decode(name) }),
    hash: toHex(chain.hash(link)),
    transcript: toHex(chain.transcript(link)),
    ...(isBeacon && { beacon: { value: toHex(value), iterations } }),
  };
}
