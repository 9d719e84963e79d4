// Collects cosignatures for a log, while it is written or afterwards.

import { callbackOf, FedzkError, onAbort, optionsOf, signalOf } from '@fedzk/core';
import { requireFlag, requireStorage, requireWhole, unexpected } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { checkCheckpoint } from '../note/checkpoint.js';
import { readVerifierKey, sameKey } from '../note/keys.js';
import { type Policy, readPolicy } from '../note/policy.js';
import { currentCheckpoint } from '../reader.js';
import type { LogStorage } from '../storage/storage.js';
import { baseOf } from '../verify/http.js';
import { findSigned } from '../writer/signed.js';
import { writeCheckpoint } from '../writer/state.js';
import { MOST_WITNESSES, notAuthentic } from './cosignatures.js';
import { type CosignedLog, Cosigner, NO_URL, type WitnessOptions, type WitnessProblem } from './cosigner.js';

export const TIMEOUT_MS = 10_000;

/** How a log's witnesses are asked while it is written. */
export interface WitnessingOptions extends WitnessOptions {
  /** Whether witnesses are asked for each checkpoint (default), or only while a caller waits for a quorum. */
  readonly background?: boolean;
  /** Called for each witness that was asked and has not cosigned. The log goes on, and asks it for the next checkpoint. */
  readonly onFault?: (problem: WitnessProblem) => void;
  /**
   * Whether `open` needs to know from witnesses how large a log they have seen, so that it notices a restored backup.
   *
   * - `require`, the default: `open` rejects with `quorum` if the witnesses that did not answer could form a quorum of the
   *   policy. A policy whose quorum is `none` needs no answer.
   * - `ask`: `onFault` is called for each witness that did not answer, and the log opens.
   *
   * With both, `open` rejects with `rolled-back` if any witness that answers shows a larger checkpoint of the log's key, or
   * another one, or only says that it has seen more entries. A witness that lies about that keeps the log from opening until
   * it is taken out of the policy. Once enough witnesses have answered, the others have another second, within `timeoutMs`.
   */
  readonly atOpen?: 'require' | 'ask';
}

/** Options of {@link cosignCheckpoint}. */
export interface CosignOptions extends WitnessOptions {
  /** The text of a C2SP tlog-policy file, with the log's key. */
  readonly policy: string;
  /** Ends the call: it rejects with the signal's reason, and the checkpoint stays as it was. */
  readonly signal?: AbortSignal;
}

/** A log's checkpoint, and the witnesses that have cosigned it. */
export interface CosignedLogCheckpoint {
  /** The checkpoint with all cosignatures, as it is now in the log. */
  readonly note: string;
  readonly size: number;
  /** The witnesses that have cosigned it, by their names in the policy. */
  readonly witnesses: readonly string[];
  /** The others, and why they have not. */
  readonly problems: readonly WitnessProblem[];
  /** Whether the cosignatures are enough for the policy. */
  readonly quorum: boolean;
}

const OPTIONS = ['timeoutMs', 'fetch', 'background', 'onFault', 'atOpen'] as const;

/** @throws {FedzkError} `invalid-argument` */
export function witnessingOf(given: WitnessingOptions = {}): WitnessingOptions {
  if (typeof given !== 'object' || given === null) throw unexpected('witnesses', '{ timeoutMs }', given);
  const options = optionsOf(given, OPTIONS, 'witnesses');
  requireWhole(options.timeoutMs ?? TIMEOUT_MS, 'witnesses.timeoutMs', 1, 2 ** 31 - 1);
  requireFlag(options.background ?? true, 'witnesses.background');
  callbackOf(options.onFault, 'witnesses.onFault');
  callbackOf(options.fetch, 'witnesses.fetch');
  const atOpen: unknown = options.atOpen ?? 'require';
  if (atOpen !== 'require' && atOpen !== 'ask') throw unexpected('witnesses.atOpen', "'require' or 'ask'", atOpen);
  return options;
}

/**
 * Reads a policy, and checks that it is of the log with this key.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function requirePolicy(text: string, verifierKey?: string): Policy {
  const policy = readPolicy(text);
  const log = verifierKey === undefined ? policy.log : readVerifierKey(verifierKey);
  if (!sameKey(policy.log, log) || !sameBytes(policy.log.key, log.key)) {
    throw new FedzkError('invalid-argument', '"policy" expected the key of this log in its line "log".');
  }
  for (const [witness, url] of policy.urls) {
    if (baseOf(url) !== undefined) continue;
    throw new FedzkError(
      'invalid-argument',
      `"policy" expected a URL of ${JSON.stringify(witness)} without a query, a fragment and a password.`,
    );
  }
  if (policy.witnesses.size <= MOST_WITNESSES) return policy;
  throw new FedzkError('invalid-argument', `"policy" has more than ${MOST_WITNESSES} witnesses, the most of a note.`);
}

/** Makes the cosigner that asks a policy's witnesses. */
export function cosignerOf(log: CosignedLog, policy: Policy, options: WitnessingOptions): Cosigner {
  const { timeoutMs = TIMEOUT_MS, background = true, onFault = () => undefined } = options;
  return new Cosigner(log, policy, { ...options, timeoutMs, background, onFault });
}

/**
 * Asks a policy's witnesses to cosign a log's checkpoint, and writes it with their cosignatures. It needs no private key. An
 * open log does the same by itself.
 *
 * @throws {FedzkError} `invalid-state`: a writer has the log, or must sign a new checkpoint first; `not-authentic`: it isn't
 *   the log of the policy; `not-found`; `damaged`; `storage`; `invalid-argument`. The reason of `signal`
 *
 * @example
 * ```ts
 * const { quorum, problems } = await cosignCheckpoint(directoryStorage('/var/lib/fedzk/audit'), { policy });
 * ```
 */
export async function cosignCheckpoint(storage: LogStorage, options: CosignOptions): Promise<CosignedLogCheckpoint> {
  requireStorage(storage);
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw unexpected('options', '{ policy }', given);
  const { policy: text, signal: ending, ...asked } = optionsOf(options, ['policy', 'timeoutMs', 'fetch', 'signal']);
  const signal = signalOf(ending);
  const witnesses = witnessingOf(asked);
  const policy = requirePolicy(text);
  signal?.throwIfAborted();
  const lock = await storage.lock();
  try {
    const { note } = await currentCheckpoint(storage);
    const checkpoint = checkCheckpoint(note, { ...policy, witnesses: new Map(), quorum: () => true });
    if (typeof checkpoint === 'string') throw notAuthentic();
    const signed = (await findSigned(storage, policy.log))?.signed;
    if (signed?.size !== checkpoint.size || !sameBytes(signed.root, checkpoint.root)) {
      throw new FedzkError(
        'invalid-state',
        'The checkpoint is not of the tree that was signed last; open the log once.',
      );
    }
    return await cosigned(storage, policy, { ...witnesses, signal }, note);
  } finally {
    await lock.release();
  }
}

async function cosigned(
  storage: LogStorage,
  policy: Policy,
  { signal, ...options }: WitnessOptions & { readonly signal: AbortSignal | undefined },
  note: string,
): Promise<CosignedLogCheckpoint> {
  const reasons = new Map<string, string>();
  const log: CosignedLog = {
    reader: storage,
    // Published once below, when all have answered.
    publish: async () => undefined,
    write: (file) => storage.replace(file),
  };
  const onFault = ({ witness, why }: WitnessProblem): void => void reasons.set(witness, why);
  const cosigner = cosignerOf(log, policy, { ...options, background: true, onFault });
  cosigner.published(note);
  const before = cosigner.newest?.witnesses.length ?? 0;
  const forget = onAbort(signal, () => void cosigner.close(new FedzkError('invalid-state', 'It was cancelled.')));
  await cosigner.close().finally(forget);
  signal?.throwIfAborted();
  if (cosigner.fault !== undefined) throw cosigner.fault;
  const { newest } = cosigner;
  if (newest === undefined) throw notAuthentic();
  if (newest.witnesses.length > before) await writeCheckpoint(storage, newest.note);
  const missing = [...policy.witnesses.keys()].filter((witness) => !newest.has(witness));
  return {
    note: newest.note,
    size: newest.size,
    witnesses: newest.witnesses,
    problems: missing.map((witness) => ({ witness, why: reasons.get(witness) ?? NO_URL })),
    quorum: newest.quorum,
  };
}
