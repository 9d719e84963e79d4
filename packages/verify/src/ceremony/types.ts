import type { KeyInput } from '@fedzk/core';
import type { Curve } from '../codec/curves.js';
import type { VerificationKeyInput } from '../input.js';
import type { Level } from '../levels.js';

/**
 * What is wrong with a manifest, or missing:
 * - `malformed`: it is not a manifest, or not as canonical JSON;
 * - `unknown-level`: the level asked for, or the one announced, does not exist;
 * - `wrong-curve`: the level has another curve, or the verification key is on another one;
 * - `wrong-circuit`: the ceremony was for another circuit, or the circuit is too large for the level;
 * - `wrong-vkey`: the verification key is not the manifest's, or no ceremony gives such a key;
 * - `too-few`: fewer people count than the level asks for, or the ceremony was for a lower level;
 * - `unsigned`: a contribution has no signature, or a wrong one;
 * - `unknown-signer`: a contribution is signed by a key that is not trusted;
 * - `duplicate-key`: a key is listed twice, so that one person would count as two;
 * - `duplicate-contribution`: a contribution is listed twice, or contributions cancel each other out;
 * - `broken-chain`: a contribution doesn't follow from those before it, or the key from the last;
 * - `beacon-not-last`: there is no random beacon, or more than one, or contributions follow it;
 * - `beacon-wrong`: the beacon is not the one that was announced, or its value is not random;
 * - `too-few-verifiers`: fewer than two trusted verifiers signed the manifest;
 * - `verifier-is-contributor`: a verifier is a contributor, so nobody else checked;
 * - `development-key`: the key was made for tests, and anyone can forge proofs for it.
 */
export type ManifestProblem =
  | 'malformed'
  | 'unknown-level'
  | 'wrong-curve'
  | 'wrong-circuit'
  | 'wrong-vkey'
  | 'too-few'
  | 'unsigned'
  | 'unknown-signer'
  | 'duplicate-key'
  | 'duplicate-contribution'
  | 'broken-chain'
  | 'beacon-not-last'
  | 'beacon-wrong'
  | 'too-few-verifiers'
  | 'verifier-is-contributor'
  | 'development-key';

/** A problem in plain words. */
export interface ManifestDetail {
  readonly problem: ManifestProblem;
  /** The place of the contribution in section 10, from 0, if it is about one. */
  readonly index?: number;
  readonly text: string;
}

/** The verdict on a manifest. */
export interface ManifestReport {
  /**
   * True if there is no problem; or if `development-key` is the only one, `standard` was asked for, and development keys were
   * allowed.
   */
  readonly ok: boolean;
  /** The level asked for; `undefined` if there is no such level. */
  readonly level: Level | undefined;
  /** The number of trusted people whose contributions are listed, each once. */
  readonly people: number;
  /** Whether the key was made for tests. */
  readonly development: boolean;
  /** The problems of the first phase that has any, each once. */
  readonly problems: readonly ManifestProblem[];
  /** The same in words. */
  readonly details: readonly ManifestDetail[];
}

/** Whose signatures count. Keys as `name+id+base64`, which the app's source should have. Only the key in it matters. */
export interface TrustedKeys {
  readonly contributors: readonly string[];
  readonly verifiers: readonly string[];
}

/** What a manifest must show. */
export interface ManifestOptions {
  /** The level that the ceremony must meet. */
  readonly level: Level;
  readonly trustedKeys: TrustedKeys;
  /** The verification key that will be used: JSON, bytes of the format `fedzk`, or its `Verifier.id`. */
  readonly key?: VerificationKeyInput | string;
  /** SHA-256 of the circuit's `.r1cs` file, in lower-case hexadecimal. */
  readonly r1csSha256?: string;
  /** Allows a development key at the level `standard`. For tests. Default: false. */
  readonly development?: boolean;
}

/** The random beacon that was announced. */
export type AnnouncedBeacon =
  | { readonly source: 'drand-quicknet'; readonly round: number; readonly iterations: number }
  | { readonly source: 'bitcoin'; readonly height: number; readonly iterations: number };

/** What contributors sign: announced before the first contribution. */
export interface Announcement {
  readonly beacon: AnnouncedBeacon;
  readonly circuit: {
    readonly constraints: number;
    readonly domain: number;
    readonly name: string;
    readonly publicSignals: readonly string[];
    readonly r1csSha256: string;
  };
  /** The end of contributions, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly closes: string;
  /** snarkjs's hash of the initial key, 128 hexadecimal digits. */
  readonly csHash: string;
  readonly curve: Curve;
  /** Present in a manifest of a development key. */
  readonly development?: true;
  readonly level: string;
  readonly ptau: { readonly blake2b: string; readonly power: number; readonly source: string };
}

/** A manifest's JSON, version 1. */
export interface ManifestJson {
  readonly announcement: Announcement;
  readonly beacon: { readonly signature: string } | { readonly value: string };
  readonly contributors: readonly {
    readonly contributionHash: string;
    readonly index: number;
    readonly key: string;
    readonly signature: string;
  }[];
  /** Section 10 of the proving key, in base64. */
  readonly phase2: string;
  readonly v: 1;
  /** What `Verifier.id` hashes, in base64. */
  readonly verificationKey: string;
  readonly verifiers: readonly { readonly key: string; readonly signature: string }[];
  readonly zkey: { readonly bytes: number; readonly sha256: string };
}

/**
 * An opened manifest. It carries its checks, so what takes one, such as `createVerifier`, needs no code for that.
 */
export interface Manifest {
  /** Its canonical JSON, a {@link ManifestJson} unless it is malformed; `undefined` where there is none. */
  readonly json: string | undefined;
  /** Verifies it, as `verifyManifest` does. */
  verify(options: ManifestOptions): ManifestReport;
  /**
   * Compares a proving key with it: the length and the SHA-256 of the file, and the list of contributions.
   *
   * @returns what differs, in words; `undefined` if nothing does
   * @throws {FedzkError} `invalid-argument`
   * @throws errors of the source, and the signal's reason
   */
  compareProvingKey(zkey: KeyInput, options?: { readonly signal?: AbortSignal }): Promise<string | undefined>;
}
