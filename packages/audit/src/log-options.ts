// The options of a log, read and checked before anything else is done.

import { callbackOf, fieldsOf, optionsOf, quoted } from '@fedzk/core';
import { requireFlag, requireSigner, requireWhole, unexpected } from './argument.js';
import type { Policy } from './note/policy.js';
import type { Signer } from './note/signer.js';
import { type PrivacyOptions, privacyOf } from './privacy.js';
import { type RotationOptions, rotationOf } from './rotation/options.js';
import { checkSince, type Since } from './seen.js';
import { MOST_JOURNAL_OPTION, MOST_QUEUE_OPTION } from './storage/sizes.js';
import { requirePolicy, type WitnessingOptions, witnessingOf } from './witness/witnessing.js';
import type { LogWriterOptions } from './writer/log-writer.js';

export interface AuditLogOptions {
  /** The log's name, which is the signer's. */
  readonly origin: string;
  readonly signer: Signer;
  /** How long after an entry, and after how many entries, a checkpoint is signed; default 1,000 ms and 65,536. */
  readonly checkpointEvery?: { readonly ms?: number; readonly entries?: number };
  /**
   * How many bytes of entries may be queued for the journal; four times as many may be queued for a checkpoint. When the
   * queue is full, further calls of `append` wait. Default 16 MiB, at most 64 MiB.
   */
  readonly queueBytes?: number;
  /** When old entries are archived or pruned; by default they are kept. */
  readonly rotation?: RotationOptions;
  /**
   * The size in bytes at which a new journal is begun; the next checkpoint removes the old one. Default 64 MiB, at most
   * 256 MiB.
   */
  readonly journalBytes?: number;
  /**
   * Encrypts `user_id`, `actor`, `session` and `source` of each event with a key of the person's own. The entry's `user_id`
   * is then what `subjectOf` gives for the key. By default nothing is encrypted.
   */
  readonly privacy?: PrivacyOptions;
  /**
   * The witnesses that must cosign checkpoints: the text of a C2SP tlog-policy file for this log. Witnesses with a URL are
   * asked.
   */
  readonly policy?: string;
  /** How the policy's witnesses are asked. */
  readonly witnesses?: WitnessingOptions;
  /** The clock, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  /**
   * A checkpoint of this log that was kept elsewhere, or a function that fetches one, such as from a witness; undefined if
   * there is none yet. The log must be a continuation of it: a folder does not show that all of it is an older copy.
   */
  readonly since?: Since;
  /**
   * Takes the log from a writer that can't be seen from here: on another host, in another container, or from before a
   * restart of the machine. Make sure first that it has ended. If it is still running, it stops at its next checkpoint, and
   * the events that it acknowledged meanwhile are lost.
   */
  readonly takeOver?: boolean;
}

export const LOG_OPTIONS: readonly (keyof AuditLogOptions)[] = [
  'origin',
  'signer',
  'checkpointEvery',
  'queueBytes',
  'rotation',
  'journalBytes',
  'privacy',
  'policy',
  'witnesses',
  'now',
  'since',
  'takeOver',
];

/** Options that were read. */
export interface Opening {
  readonly signer: Signer;
  readonly writer: Pick<LogWriterOptions, 'signer' | 'checkpointEvery' | 'queueBytes' | 'journalBytes' | 'takeOver'>;
  readonly rotation: RotationOptions;
  readonly privacy: PrivacyOptions | undefined;
  readonly policy: Policy | undefined;
  readonly witnesses: WitnessingOptions;
  readonly since: Since | undefined;
  readonly now: () => number;
}

/** @throws {FedzkError} `invalid-argument` */
export function openingOf(given: AuditLogOptions): Opening {
  if (typeof given !== 'object' || given === null) throw unexpected('options', '{ origin, signer }', given);
  const options = optionsOf(given, LOG_OPTIONS);
  const { origin, checkpointEvery = {}, queueBytes = 1 << 24, journalBytes = 1 << 26, takeOver = false } = options;
  const signer = requireSigner(options.signer);
  const { ms = 1000, entries = 65_536 } = optionsOf(checkpointEvery, ['ms', 'entries'], 'checkpointEvery');
  const { name, verifierKey } = fieldsOf(signer, ['name', 'verifierKey'], 'signer');
  if (origin !== name) throw unexpected('origin', `the signer's name, ${quoted(name)}`, origin);
  checkSince(options.since);
  return {
    signer,
    writer: {
      signer,
      checkpointEvery: {
        ms: requireWhole(ms, 'checkpointEvery.ms', 0, 2 ** 31 - 1),
        entries: requireWhole(entries, 'checkpointEvery.entries', 1),
      },
      queueBytes: requireWhole(queueBytes, 'queueBytes', 1, MOST_QUEUE_OPTION),
      journalBytes: requireWhole(journalBytes, 'journalBytes', 1, MOST_JOURNAL_OPTION),
      takeOver: requireFlag(takeOver, 'takeOver'),
    },
    rotation: rotationOf(options.rotation),
    privacy: privacyOf(options.privacy),
    policy: options.policy === undefined ? undefined : requirePolicy(options.policy, verifierKey),
    witnesses: witnessingOf(options.witnesses),
    since: options.since,
    now: callbackOf(options.now, 'now') ?? Date.now,
  };
}
