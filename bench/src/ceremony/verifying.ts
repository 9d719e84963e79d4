// Manifests verified side by side, in any runtime.

import { fromHex } from '@fedzk/core';
import { type ManifestOptions, verifyManifest } from '@fedzk/verify/ceremony';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Curve } from '../curves.js';
import type { Effort } from '../measure.js';
import { readChain } from './chain.js';
import { areSigned, isRound, type Round, type SignedText } from './notes.js';
import { checkChain, engineOf, type Way } from './peer.js';

export const OURS = 'fedzk';
export const TOGETHER = 'snarkjs’s engine, the same checks, one product';
export const LINKS = 'snarkjs’s engine, the same checks, link by link';
export const CHAIN = 'snarkjs’s engine, the chain as zkey verify';

/** A manifest, and what a peer takes from it. Bytes are in hexadecimal. */
export interface GivenManifest {
  readonly json: string;
  readonly section: string;
  readonly key: string;
  readonly texts: readonly SignedText[];
  readonly round: Round;
}

export interface ManifestInput extends Effort {
  readonly subject: string;
  readonly curve: Curve;
  readonly options: ManifestOptions;
  readonly right: GivenManifest;
  /** The same, signed by all, with a contribution that doesn't follow from the one before it. */
  readonly wrong: GivenManifest;
}

/**
 * Times the checks of a manifest.
 *
 * @throws if one refuses the right manifest or accepts the wrong one
 */
export async function measureManifest(input: ManifestInput): Promise<SubjectResult> {
  const { subject, curve, options, right, wrong, ...effort } = input;
  const engine = await engineOf(curve);
  const chain = (given: GivenManifest, way: Way): Promise<boolean> =>
    checkChain(engine, readChain(curve, fromHex(given.section), fromHex(given.key)), way);
  const all = (together: boolean) => async (given: GivenManifest) =>
    areSigned(given.texts) && isRound(given.round) && chain(given, { together, subgroups: true });
  const checks: Record<string, (given: GivenManifest) => boolean | Promise<boolean>> = {
    [OURS]: ({ json }) => verifyManifest(json, options).ok,
    [TOGETHER]: all(true),
    [LINKS]: all(false),
    [CHAIN]: (given) => chain(given, { together: false, subgroups: false }),
  };
  for (const [name, check] of Object.entries(checks)) {
    if (!(await check(right))) throw new Error(`${name} refuses a manifest in order`);
    if (await check(wrong)) throw new Error(`${name} accepts a broken chain`);
  }
  const contenders = Object.entries(checks).map(([name, check]) => ({ name, run: () => check(right) }));
  return measureSubject({ name: subject, contenders }, effort);
}
