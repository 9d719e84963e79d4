/**
 * The names of ceremonies that `@fedzk/prove` has too. A script of its own, which has no side effects, so that bundlers leave
 * out their module where nobody uses them.
 */
export {
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
} from '@fedzk/verify/ceremony';
