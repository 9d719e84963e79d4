export { FedzkError, type FedzkErrorCode, type KeyInput, type KeySource } from '@fedzk/core';
export type { Curve } from '../codec/curves.js';
export type { VerificationKeyInput, VerificationKeyJson } from '../input.js';
export type { Level } from '../levels.js';
export { type Contribution, type Contributions, readContributions } from './contributions.js';
export { openManifest, verifyManifest } from './manifest.js';
export type { NoteKey } from './note.js';
export { PERPETUAL_POWERS } from './perpetual.js';
export {
  announcementHash,
  checkAnnouncement,
  checkRound,
  checkSignature,
  contributionText,
  readNoteKey,
  verificationText,
} from './texts.js';
export type {
  AnnouncedBeacon,
  Announcement,
  Manifest,
  ManifestDetail,
  ManifestJson,
  ManifestOptions,
  ManifestProblem,
  ManifestReport,
  TrustedKeys,
} from './types.js';
