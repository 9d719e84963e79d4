import type { EntryStatus } from './verify/entry.js';

/** Why an entry is not in a log, in words. */
export const REASONS: Readonly<Record<Exclude<EntryStatus, 'ok'>, string>> = {
  'malformed-entry': 'the entry is longer than one can be',
  'malformed-proof': 'the proof is not a text of C2SP tlog-proof',
  'malformed-checkpoint': "the proof's checkpoint is not one",
  signature: 'the checkpoint was not signed with this key, or changed afterwards',
  origin: "the checkpoint is another log's",
  quorum: 'too few witnesses of the policy have signed the checkpoint',
  inclusion: 'the proof does not lead from this entry to the root that was signed: the entry or the proof was changed',
};
