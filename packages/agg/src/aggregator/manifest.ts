// The manifest of the key's ceremony. It carries its own checks.

import { FedzkError, fieldsOf, methodsOf, unexpected } from '@fedzk/core';
import type { Level } from '@fedzk/verify';
import type { AggregatorOptions } from './contract.js';

/** Options that mean nothing without a manifest. */
const WITH_MANIFEST = ['trustedKeys', 'r1csSha256', 'development'] as const;

/**
 * Verifies the manifest for a task's level, if there is one.
 *
 * @param vkeyId `Verifier.id` of the key that will be used
 * @returns the level; `undefined` without a manifest
 * @throws {FedzkError} `invalid-argument`; `invalid-verification-key`: the manifest doesn't show that the key meets the level
 */
export function levelShown(
  options: Pick<AggregatorOptions, 'manifest' | (typeof WITH_MANIFEST)[number]>,
  level: Level,
  vkeyId: string,
): Level | undefined {
  const { manifest, trustedKeys, r1csSha256, development } = options;
  if (manifest === undefined) {
    const other = WITH_MANIFEST.find((name) => options[name] !== undefined);
    if (other === undefined) return undefined;
    throw new FedzkError('invalid-argument', `"${other}" is for a manifest; pass "manifest" too, or leave it out.`);
  }
  const opened = 'an opened manifest: openManifest() of "@fedzk/verify/ceremony" makes one';
  const own = methodsOf(manifest, ['verify'], 'manifest', opened);
  if (trustedKeys === undefined) {
    throw unexpected('trustedKeys', '{ contributors, verifiers }, with a manifest', trustedKeys);
  }
  const report = own.verify({
    ...{ level, trustedKeys, key: vkeyId },
    ...(r1csSha256 !== undefined && { r1csSha256 }),
    ...(development !== undefined && { development }),
  });
  const { ok, details } = fieldsOf(report, ['ok', 'details'], 'manifest.verify()');
  if (ok === true) return level;
  const [first, ...others] = details;
  const more = others.length > 0 ? ` verifyManifest() tells ${others.length} more.` : '';
  const message = `The manifest doesn't show that the key meets the task's level "${level}": ${first?.text}${more}`;
  throw new FedzkError('invalid-verification-key', message);
}
