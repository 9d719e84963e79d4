// The level that a key must meet by its manifest, which carries its own checks: nothing here needs their module.

import { FedzkError, fieldsOf, methodsOf, unexpected } from '@fedzk/core';
import type { Manifest, TrustedKeys } from './ceremony/types.js';
import type { Level } from './levels.js';

/** The level that a key must meet, and what shows it. Without `manifest` none of the others may be given. */
export interface LevelOptions {
  /**
   * The manifest of the key's ceremony, opened by `openManifest` of `@fedzk/verify/ceremony`. It is verified, and must be of
   * this key.
   */
  readonly manifest?: Manifest | undefined;
  /** The level that the manifest must show. Required with it. */
  readonly level?: Level | undefined;
  /** Whose signatures count. Required with a manifest. */
  readonly trustedKeys?: TrustedKeys | undefined;
  /** SHA-256 of the circuit's `.r1cs` file that the manifest must have. */
  readonly r1csSha256?: string | undefined;
  /** Allows a development key at the level `standard`. For tests. Default: false. */
  readonly development?: boolean | undefined;
}

/** The names of {@link LevelOptions}. */
export const MANIFEST_OPTIONS = ['manifest', 'level', 'trustedKeys', 'r1csSha256', 'development'] as const;

/** All levels. The requirements of `levels.ts` would make this bundle longer, and it reads none of them. */
const LEVELS: Readonly<Record<Level, true>> = { standard: true, enhanced: true, maximum: true };

function isLevel(level: unknown): level is Level {
  return typeof level === 'string' && Object.hasOwn(LEVELS, level);
}

/** What a manifest showed. */
export interface Met {
  readonly level: Level;
  readonly development: boolean;
}

/**
 * Reads the options.
 *
 * @returns a function that verifies the manifest for a key, in the layout that `Verifier.id` hashes; undefined without one
 * @throws {FedzkError} `invalid-argument`. The function: `invalid-verification-key`, if the level is not met
 */
export function requirementOf(options: LevelOptions): ((key: Uint8Array) => Met) | undefined {
  const { manifest, level, trustedKeys, r1csSha256, development } = options;
  if (manifest === undefined) {
    const other = MANIFEST_OPTIONS.find((name) => options[name] !== undefined);
    if (other === undefined) return undefined;
    throw new FedzkError('invalid-argument', `"${other}" is for a manifest; pass "manifest" too, or leave it out.`);
  }
  const opened = 'an opened manifest: openManifest() of "@fedzk/verify/ceremony" makes one';
  const own = methodsOf(manifest, ['verify', 'compareProvingKey'], 'manifest', opened);
  if (!isLevel(level)) throw unexpected('level', '"standard", "enhanced" or "maximum", with a manifest', level);
  if (trustedKeys === undefined)
    throw unexpected('trustedKeys', '{ contributors, verifiers }, with a manifest', trustedKeys);
  const asked = {
    level,
    trustedKeys,
    ...(r1csSha256 !== undefined && { r1csSha256 }),
    ...(development !== undefined && { development }),
  };
  return (key) => {
    const report = own.verify({ ...asked, key });
    const { ok, development, details } = fieldsOf(report, ['ok', 'development', 'details'], 'manifest.verify()');
    if (ok === true) return { level, development };
    const [first, ...others] = details;
    const more = others.length > 0 ? ` verifyManifest() tells ${others.length} more.` : '';
    const message = `The manifest doesn't show that the key meets the level "${level}": ${first?.text}${more}`;
    throw new FedzkError('invalid-verification-key', message);
  };
}
