// A consistent copy of a log that its writer may be writing to. Nothing of the log is locked or changed.

import { callbackOf, FedzkError, optionsOf, signalOf, toHex } from '@fedzk/core';
import { requireStorage, unexpected } from '../argument.js';
import { readVerifierKey } from '../note/keys.js';
import { type PartProgress, partsOfProgress } from '../progress.js';
import { readArchives } from '../rotation/archives.js';
import { MINIMUM, readMinimum } from '../rotation/state.js';
import type { LogReader, LogStorage, StoredFile } from '../storage/storage.js';
import { tilePath } from '../tree/paths.js';
import { TILE_WIDTH } from '../tree/tree.js';
import { verifyLog } from '../verify/log.js';
import { inspect, type LogState } from '../writer/inspect.js';
import { type LogHead, readHead } from './head.js';
import type { BackupDraft, BackupOptions, BackupReceipt, BackupTarget } from './options.js';
import { countOf, edgeFiles, filesOf } from './tiles.js';

/** The most that is written at a time: files, or bytes. */
const BATCH = { files: 64, bytes: 1 << 24 } as const;
/** How often a copy is begun anew if entries are evicted faster than they are copied. */
const ROUNDS = 4;
/** How much of the whole is done when the files are copied, when a writer would open them, and when they are verified. */
const [COPIED, INSPECTED, VERIFIED] = [1 / 2, 3 / 4, 63 / 64] as const;

/**
 * Copies a log, which its writer may be writing to, and verifies the copy. The copy is a log: it can be read, verified and
 * opened, and has every entry that was acknowledged before the call. What is archived in the log's folder is copied too.
 *
 * @param log is only read, and not locked
 * @throws {FedzkError} `not-found`: there is no log; `already-exists`: there is something at the target; `damaged`,
 *   `rolled-back`, `not-authentic`: the log can't go on, or the copy differs from what was signed; `invalid-state`: it has
 *   another key; `storage`; `invalid-argument`. Nothing is left of the backup. The reason of `signal`
 *
 * @example
 * ```ts
 * const { size } = await backupLog(directoryStorage('audit'), backupFolder('/backup/audit-1'), { verifierKey });
 * ```
 */
export async function backupLog(
  log: LogStorage,
  target: BackupTarget,
  options: BackupOptions = {},
): Promise<BackupReceipt> {
  requireStorage(log, 'log');
  const given = optionsOf(options, ['verifierKey', 'onProgress', 'signal']);
  callbackOf(given.onProgress, 'onProgress');
  if (given.verifierKey !== undefined) readVerifierKey(given.verifierKey);
  const signal = signalOf(given.signal);
  if (typeof (target as Partial<BackupTarget> | undefined)?.begin !== 'function') {
    throw unexpected('target', 'a target, such as backupFolder(path) of "@fedzk/audit/node"', target);
  }
  signal?.throwIfAborted();
  const part = partsOfProgress({ onProgress: given.onProgress });
  // Before anything is written, and again for each round.
  let head = await readHead(log, given.verifierKey);
  for (let round = 1; ; round++) {
    const draft = await target.begin(log);
    try {
      const { verifierKey } = given;
      const copied = await copy(log, draft.storage, head, { verifierKey, signal, tell: part(0, COPIED) });
      if (copied !== undefined) {
        const state = await verify(draft, copied.minimum, { verifierKey, signal }, part);
        // If this throws, or the call is cancelled in it, there is still no backup.
        part(0, 1)(1);
        signal?.throwIfAborted();
        await draft.commit();
        return receiptOf(head, state, copied);
      }
    } catch (error) {
      // If it can't be removed, the next backup of this name does it.
      await draft.discard().catch(() => undefined);
      throw error;
    }
    await draft.discard();
    if (round === ROUNDS) {
      throw new FedzkError(
        'invalid-state',
        'Entries are evicted faster than they can be copied; back the log up while nothing is evicted.',
      );
    }
    head = await readHead(log, given.verifierKey);
  }
}

interface Given {
  readonly verifierKey: string | undefined;
  readonly signal: AbortSignal | undefined;
}

interface Copied {
  readonly minimum: number;
  readonly archives: readonly string[];
}

/** @returns undefined if entries after the head's tree were evicted meanwhile, so that the head is too old */
async function copy(
  log: LogStorage,
  storage: LogStorage,
  { signed, published, files }: LogHead,
  { verifierKey, signal, tell }: Given & { readonly tell: PartProgress },
): Promise<Copied | undefined> {
  const trust = verifierKey === undefined ? undefined : { verifierKey };
  const minimumNow = (): Promise<number> => readMinimum(log, trust);
  const first = await minimumNow();
  if (first > signed.size) return undefined;
  const total = countOf(signed.size, first);
  let [done, bytes] = [0, 0];
  let batch: StoredFile[] = [];
  const write = async (): Promise<void> => {
    await storage.create(batch);
    [batch, bytes] = [[], 0];
    tell(total === 0 ? 1 : done / total);
  };
  for await (const file of filesOf(log, signed.size, first, minimumNow)) {
    signal?.throwIfAborted();
    done++;
    if (file === undefined) continue;
    batch.push(file);
    bytes += file.bytes.length;
    if (batch.length >= BATCH.files || bytes >= BATCH.bytes) await write();
  }
  await write();
  if (published !== undefined && published.size < signed.size) {
    await storage.create(await edgeFiles(log, published.size));
  }
  await storage.create(files);
  // After the bundles: a writer announces an eviction before it removes bundles.
  const statement = await log.read(MINIMUM);
  const minimum = await readMinimum({ read: async () => statement }, trust);
  if (minimum > signed.size) return undefined;
  if (statement !== undefined) await storage.create([{ path: MINIMUM, bytes: statement }]);
  // Bundles that were evicted meanwhile.
  const bundles = Array.from({ length: (minimum - first) / TILE_WIDTH }, (_, i) => first / TILE_WIDTH + i);
  await storage.remove(bundles.map((index) => tilePath('entries', index)));
  const archives: string[] = [];
  for await (const archive of readArchives(log, verifierKey === undefined ? undefined : readVerifierKey(verifierKey))) {
    signal?.throwIfAborted();
    await storage.create(archive);
    archives.push(...archive.map(({ path }) => path));
  }
  return { minimum, archives };
}

/** Checks the copy as a writer does when it opens it, and as a verifier. */
async function verify(
  { storage }: BackupDraft,
  minimum: number,
  { verifierKey, signal }: Given,
  part: (from: number, to: number) => PartProgress,
): Promise<LogState> {
  const found = await inspect(storage, verifierKey, undefined, signal, part(COPIED, INSPECTED));
  const { state, why = '' } = found;
  if (state !== 'whole' && state !== 'unverified') {
    throw new FedzkError(state, `The log can't be backed up as it is. ${why}`);
  }
  if (verifierKey === undefined) return found;
  // Without `.state`: a checkpoint that a killed writer did not publish is no fault of the copy.
  const reader: LogReader = { read: async (path) => (path.startsWith('.state/') ? undefined : storage.read(path)) };
  const { problems, origin } = await verifyLog(reader, {
    verifierKey,
    minimum,
    onProgress: part(INSPECTED, VERIFIED),
    ...(signal !== undefined && { signal }),
  });
  if (problems.length === 0) return found;
  const words = problems.slice(0, 3).map(({ where, why: what }) => `${where}: ${what}`);
  throw new FedzkError(
    'damaged',
    `${origin} can't be backed up as it is. ${words.join('; ')}. Run rebuildTiles first.`,
  );
}

function receiptOf({ signed }: LogHead, { recovered, unauthenticated }: LogState, copied: Copied): BackupReceipt {
  const unsigned = recovered.size - signed.size + unauthenticated;
  return { origin: signed.origin, size: signed.size, root: toHex(signed.root), unsigned, ...copied };
}
