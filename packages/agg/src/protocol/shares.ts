// Draws the secrets of a report and splits its vector into shares: aggregation.md, "Client", steps 1
// and 2.

import { FedzkError } from '@fedzk/core';
import { type Curve, drawElement, fromWide, type Opening, reduce, WIDE_BYTES } from '@fedzk/statement';
import type { Bytes } from './encoding.js';
import type { Geometry } from './geometry.js';
import { keyStream } from './hashes.js';
import type { Role } from './hpke.js';
import { BLIND_BYTES, SEED_BYTES } from './report.js';

/** The secrets of one report. */
export interface Drawn {
  /** The seed of the helper's share, 32 bytes. */
  readonly seed: Bytes;
  /** Hides the leader's share in its hash, 32 bytes. */
  readonly blind: Bytes;
  /** s_t, which hides tag_t. */
  readonly pads: readonly bigint[];
  /** k_t, which hides p in the commitment C_t. */
  readonly blindings: readonly bigint[];
  /** Seeds of HPKE's ephemeral keys, for tests that need fixed bytes; by default random. */
  readonly ephemeral?: Readonly<Record<Role, Uint8Array>>;
}

/**
 * The secrets of one report, handed out once. Used under a second rho they would reveal information about
 * the values: two tags with the same pad are two equations.
 */
export class Draws {
  #drawn: Drawn | undefined;

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
  }

  /** Draws the secrets for the T parts of a report from the system's generator. */
  static fresh({ parts, curve }: Pick<Geometry, 'parts' | 'curve'>): Draws {
    const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
    const elements = (): bigint[] => Array.from({ length: parts }, () => drawElement(curve));
    return new Draws({
      seed: random(SEED_BYTES),
      blind: random(BLIND_BYTES),
      pads: elements(),
      blindings: elements(),
    });
  }

  /** @throws {FedzkError} `already-reported`: taken before */
  take(): Drawn {
    const drawn = this.#drawn;
    if (drawn === undefined) {
      throw new FedzkError('already-reported', 'The secrets of a report were to be used for another; draw fresh ones.');
    }
    this.#drawn = undefined;
    return drawn;
  }
}

/** Returns V = (p_(1,1)..p_(1,L), s_1, …, p_(T,1)..p_(T,L), s_T). */
export function vectorOf(parts: readonly Pick<Opening, 'packed' | 'pad'>[]): bigint[] {
  return parts.flatMap(({ packed, pad }) => [...packed, pad]);
}

/** Computes A = V − B, the leader's share, with B = xof(seed, ctx). Uses bigints, like all of a client's computation. */
export async function leaderShare(
  vector: readonly bigint[],
  seed: Bytes,
  context: Bytes,
  curve: Curve,
): Promise<bigint[]> {
  const stream = await keyStream(seed, context, vector.length);
  const share = vector.map((element, i) =>
    reduce(element - fromWide(stream.subarray(i * WIDE_BYTES, (i + 1) * WIDE_BYTES), curve), curve),
  );
  stream.fill(0);
  return share;
}
