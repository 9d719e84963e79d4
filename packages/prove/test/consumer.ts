// A user's program that imports every public name of an entry; the packaging tests compile it, and compare the names.
import {
  type Contribution,
  type Contributions,
  type Manifest,
  type ManifestDetail,
  type ManifestOptions,
  type ManifestProblem,
  type ManifestReport,
  openManifest,
  readContributions,
  type TrustedKeys,
  verifyManifest,
} from '@fedzk/prove/manifests';

export function shown(json: string, zkey: Uint8Array, trustedKeys: TrustedKeys): readonly ManifestProblem[] {
  const { contributions }: Contributions = readContributions(zkey);
  const people: readonly Contribution[] = contributions.filter(({ kind }) => kind === 'person');
  const options: ManifestOptions = { level: people.length < 10 ? 'standard' : 'enhanced', trustedKeys };
  const manifest: Manifest = openManifest(json);
  const { details, problems }: ManifestReport = verifyManifest(manifest, options);
  return details.map(({ problem }: ManifestDetail) => problem).length === 0 ? [] : problems;
}
