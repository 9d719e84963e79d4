/**
 * What the demo asks of a key before it trusts it: that the key is the one of its manifest, and the manifest is in order. Its
 * keys are development keys, made by nobody's contribution, so it asks for no more than that.
 */
import type { LevelOptions } from '@fedzk/verify';
import { type ManifestJson, openManifest, verifyManifest } from '@fedzk/verify/ceremony';

/** Nobody has signed a development key. */
const NOBODY = { contributors: [], verifiers: [] };

/**
 * Makes the options by which provers and verifiers check a manifest.
 *
 * A development key passes at the level "standard" alone, which is on BN254. On BLS12-381 the demo checks all but that.
 *
 * @throws Error for a manifest on BLS12-381 that has another problem than that its key is for development
 */
export function optionsFor(json: ManifestJson | string): LevelOptions {
  const manifest = openManifest(json);
  const { curve } = (typeof json === 'string' ? (JSON.parse(json) as ManifestJson) : json).announcement;
  if (curve === 'bn254') return { manifest, level: 'standard', trustedKeys: NOBODY, development: true };
  const { details } = verifyManifest(manifest, { level: 'maximum', trustedKeys: NOBODY });
  const others = details.filter(({ problem }) => problem !== 'development-key');
  if (others.length > 0) throw new Error(`The key's manifest is wrong. ${others.map(({ text }) => text).join(' ')}`);
  return {};
}
