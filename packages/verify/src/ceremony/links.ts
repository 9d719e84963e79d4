// The fourth and the fifth phase: points and pairings. CEREMONY.md, Checks.

import { fromHex } from '@fedzk/core';
import { checkKey, checkRound } from '../../wasm/fedzk_ceremony.js';
import { keyPointName } from '../codec/snarkjs.js';
import type { Form } from './form.js';
import type { Found } from './found.js';

/** What is wrong with a link's points, by the number of the module's reason. */
const POINT_PROBLEMS: Readonly<Record<number, string>> = {
  1: 'has a coordinate that is not below the prime',
  2: 'has the point at infinity',
  3: 'has a point off the curve',
  4: 'has a point outside the subgroup',
  5: 'has another transcript than that of the contributions before it',
  6: 'multiplies by one or minus one',
};

/** Checks that all points are of their groups, and that the beacon's come from its value. */
export function checkPoints({ chain, key, manifest }: Form, found: Found): void {
  const wrong = chain.checkPoints();
  for (let i = 0; i < wrong.length; i += 2) {
    const [link = 0, reason = 0] = wrong.subarray(i);
    found.add('broken-chain', `Contribution ${link} ${POINT_PROBLEMS[reason] ?? 'is damaged'}.`, link);
  }
  const place = checkKey(key.bytes);
  if (place >= 0)
    found.add('wrong-vkey', `The key's "${keyPointName(place)}" is not a finite point of the curve's subgroup.`);
  const last = chain.count() - 1;
  if (!chain.checkBeacon(last))
    found.add('beacon-wrong', 'The last contribution does not follow from the value of the beacon.', last);
  const { beacon } = manifest;
  const { beacon: announced } = manifest.announcement;
  if (announced.source !== 'drand-quicknet' || !('signature' in beacon)) return;
  if (!checkRound(announced.round, fromHex(beacon.signature)))
    found.add('beacon-wrong', `The beacon's signature is not quicknet's of round ${announced.round}.`);
}

/** Checks that each link follows from the one before, and the key from the last: one product of pairings. */
export function checkPairing({ chain, key, hash }: Form, found: Found): void {
  for (const link of chain.checkPairing(hash, key.bytes)) {
    if (link < chain.count())
      found.add('broken-chain', `Contribution ${link} does not follow from the one before it.`, link);
    else found.add('broken-chain', "The verification key's δ is not the one that the contributions made.");
  }
}
