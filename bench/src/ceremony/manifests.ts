// Manifests of twenty people and a beacon.

import {
  canonical,
  contributionText,
  type Draft,
  draftOf,
  type Json,
  manifestOf,
  ROUND,
  trustedKeysOf,
  verificationText,
} from '@fedzk/testkit/ceremony/manifest';
import { QUICKNET } from '@fedzk/testkit/ceremony/reference';
import { CURVE_NAMES, CURVES } from '../curves.js';
import type { Effort } from '../measure.js';
import type { GivenManifest, ManifestInput } from './verifying.js';

const PEOPLE = 20;
/** A level of each curve. */
const LEVELS = { bn254: 'enhanced', 'bls12-381': 'maximum' } as const;

/** Makes a manifest on each curve, and one like it whose chain is broken. */
export function manifestInputs(effort: Effort): ManifestInput[] {
  return CURVE_NAMES.map((curve) => {
    const level = LEVELS[curve];
    const draft = draftOf({ curve, level, people: PEOPLE });
    const options = { level, trustedKeys: trustedKeysOf(draft) };
    const subject = `verifyManifest, ${PEOPLE} people and a beacon, ${CURVES[curve].title}`;
    const right = given(draft);
    const [link, other] = draft.chain.links;
    if (link === undefined || other === undefined) throw new Error('two links');
    draft.chain.links[0] = { ...link, spx: other.spx };
    return { ...effort, subject, curve, options, right, wrong: given(draft) };
  });
}

function given(draft: Draft): GivenManifest {
  const manifest = manifestOf(draft);
  const { announcement } = manifest;
  const texts = [
    ...manifest.contributors.map((each: Json) => [
      each,
      contributionText(announcement, each.index, each.contributionHash),
    ]),
    ...manifest.verifiers.map((each: Json) => [each, verificationText(manifest)]),
  ];
  return {
    json: canonical(manifest),
    section: hexOf(manifest.phase2),
    key: hexOf(manifest.verificationKey),
    texts: texts.map(([{ key, signature }, text]) => ({ key: keyOf(key), text, signature: hexOf(signature) })),
    round: { round: ROUND.round, signature: ROUND.signature, publicKey: QUICKNET },
  };
}

const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
/** Without the byte that says Ed25519. */
const keyOf = (line: string): string => hexOf(line.split('+').slice(2).join('+')).slice(2);
