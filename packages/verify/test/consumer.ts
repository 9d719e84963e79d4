// A user's program that imports every public name of ceremonies; the packaging tests compile it, and compare the names.
import {
  type AnnouncedBeacon,
  type Announcement,
  announcementHash,
  type Contribution,
  type Contributions,
  type Curve,
  checkAnnouncement,
  checkRound,
  checkSignature,
  contributionText,
  FedzkError,
  type FedzkErrorCode,
  type KeyInput,
  type KeySource,
  type Level,
  type Manifest,
  type ManifestDetail,
  type ManifestJson,
  type ManifestOptions,
  type ManifestProblem,
  type ManifestReport,
  type NoteKey,
  openManifest,
  PERPETUAL_POWERS,
  readContributions,
  readNoteKey,
  type TrustedKeys,
  type VerificationKeyInput,
  type VerificationKeyJson,
  verificationText,
  verifyManifest,
} from '@fedzk/verify/ceremony';

export function shown(json: ManifestJson, key: VerificationKeyJson, trustedKeys: TrustedKeys): ManifestProblem[] {
  const manifest: Manifest = openManifest(json);
  const level: Level = 'enhanced';
  const own: VerificationKeyInput = key;
  const options: ManifestOptions = { level, trustedKeys, key: own, development: false };
  const report: ManifestReport = verifyManifest(manifest, options);
  const details: readonly ManifestDetail[] = report.details;
  if (!report.ok && details.length === 0) throw new FedzkError('damaged' satisfies FedzkErrorCode, 'No reason.');
  return [...report.problems];
}

export async function listed(zkey: Uint8Array, source: KeySource, input: KeyInput): Promise<(string | undefined)[]> {
  const { curve, contributions }: Contributions = readContributions(zkey);
  const later: Contributions = await readContributions(source);
  const any: Contributions = await readContributions(input);
  const on: Curve = curve;
  return [
    on,
    ...[...contributions, ...later.contributions, ...any.contributions].map(({ name }: Contribution) => name),
  ];
}

export function texts(announcement: Announcement, manifest: ManifestJson): string[] {
  const beacon: AnnouncedBeacon = announcement.beacon;
  if ('round' in beacon && !checkRound(beacon.round, new Uint8Array(48))) return [];
  const hash = '00'.repeat(64);
  const noteKey: NoteKey | undefined = readNoteKey('alice');
  const published: string | undefined = PERPETUAL_POWERS[20];
  const problems: readonly ManifestDetail[] = checkAnnouncement(announcement);
  const texts = [
    `${noteKey?.name} ${problems.length} ${published}`,
    announcementHash(announcement),
    contributionText(announcement, 0, hash),
    verificationText(manifest),
  ];
  return texts.filter((text) => checkSignature(text, 'name+id+base64', 'base64'));
}
