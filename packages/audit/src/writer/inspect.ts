// Finds out what is left of a damaged log, without writing anything.

import { type CallOptions, callOptionsOf, FedzkError } from '@fedzk/core';
import { requireSigner, requireStorage } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { type Checkpoint, checkpointOf } from '../note/checkpoint.js';
import { readVerifierKey, type VerifierKey } from '../note/keys.js';
import type { Trust } from '../note/policy.js';
import type { Signer } from '../note/signer.js';
import { type PartProgress, partsOfProgress } from '../progress.js';
import { readMinimum } from '../rotation/state.js';
import type { LogStorage } from '../storage/storage.js';
import { tilePath } from '../tree/paths.js';
import { bundleHashes, HASH_BYTES, TILE_WIDTH } from '../tree/tree.js';
import { decoded } from '../utf8.js';
import { entries, noLog } from '../words.js';
import { Frontier } from './frontier.js';
import { readGroups } from './groups.js';
import { JournalKey } from './journal-key.js';
import { findSigned } from './signed.js';
import { CHECKPOINT, checkNote, find, hasBegun, keyOf, type Owner } from './state.js';
import { authenticTail, journalStart, listJournals } from './tail.js';

/** The state of a log, as it was found. */
export interface LogState {
  readonly origin: string;
  /**
   * Whether the log can go on (`whole`), or the code with which it would be refused. `unverified`: its
   * signed tree is whole, but the journal has entries after it that only the log's signer can
   * authenticate.
   */
  readonly state: 'whole' | 'unverified' | 'rolled-back' | 'damaged' | 'not-authentic';
  /** The reason, if it isn't whole. */
  readonly why: string | undefined;
  /** The largest tree known to be signed, or about to be. */
  readonly signed: Checkpoint | undefined;
  /**
   * The tree of the entries that are there, from the first one up to the first gap; pruned entries count by
   * their tiles. If it `holds`, it has the signed tree and the entries after it that the log's signer
   * authenticates. Otherwise it has all entries, and none is authenticated.
   */
  readonly recovered: Checkpoint;
  /** Whether the entries begin with the signed tree. */
  readonly holds: boolean;
  /** If it `holds`: the number of further entries that are neither signed nor authenticated. */
  readonly unauthenticated: number;
}

/**
 * Inspects a log that may be damaged, or older than what it signed: tells what was signed, and what is
 * there. Changes nothing.
 *
 * @param verifierKey the log's; without it no signature is checked, so omit it only for your own log
 * @param signer the log's signer, with which the journal is authenticated too
 * @throws {FedzkError} `not-found`: there is no log; `invalid-state`: a writer has it, or it is another key's; `storage`;
 *   `invalid-argument`. The reason of `signal`
 *
 * @example
 * ```ts
 * const { state, why, signed, recovered } = await inspectLog(directoryStorage('audit'), verifierKey);
 * ```
 */
export async function inspectLog(
  storage: LogStorage,
  verifierKey?: string,
  signer?: Signer,
  options: CallOptions = {},
): Promise<LogState> {
  requireStorage(storage);
  const call = callOptionsOf(options);
  call.signal?.throwIfAborted();
  if (signer !== undefined) requireSigner(signer);
  if (verifierKey !== undefined) readVerifierKey(verifierKey);
  const own = verifierKey ?? signer?.verifierKey;
  const journalKey = signer && (await journalKeyOf(signer, own ?? signer.verifierKey));
  try {
    await requireLog(storage);
    const lock = await storage.lock();
    try {
      return await inspect(storage, own, journalKey, call.signal, partsOfProgress(call)(0, 1));
    } finally {
      await lock.release();
    }
  } finally {
    journalKey?.dispose();
  }
}

/**
 * Derives the key of a log's journal from the log's signer, which may have another name for the same key.
 *
 * @throws {FedzkError} `invalid-argument`: it has another key
 */
export async function journalKeyOf(signer: Signer, verifierKey: string): Promise<JournalKey> {
  const { name, key } = readVerifierKey(verifierKey);
  if (!sameBytes(readVerifierKey(signer.verifierKey).key, key)) {
    throw new FedzkError('invalid-argument', '"signer" expected one of the key in "verifierKey".');
  }
  return JournalKey.of({ name, verifierKey, sign: (message) => signer.sign(message) });
}

/** Checks that there is a log before a lock is taken, since locking makes a folder. */
export async function requireLog(storage: LogStorage): Promise<void> {
  if ((await hasBegun(storage)) || (await findSignedAtAll(storage)) !== undefined) return;
  throw noLog();
}

/** As {@link inspectLog}, for a caller that has the lock. */
export async function inspect(
  storage: LogStorage,
  verifierKey: string | undefined,
  journalKey?: JournalKey,
  signal?: AbortSignal,
  tell: PartProgress = () => undefined,
): Promise<LogState> {
  const owner = { name: await originOf(storage, verifierKey), verifierKey };
  const refused = await refusalOf(storage, owner, journalKey);
  const signed = await largestSigned(storage, owner);
  const all = await recoverable(storage, owner, signed, (done) => {
    signal?.throwIfAborted();
    tell(done);
  });
  const { recovered, unauthenticated } = await vouchedFor(storage, all, signed, journalKey);
  signal?.throwIfAborted();
  tell(1);
  const found = { origin: owner.name, signed, recovered, holds: all.holds, unauthenticated };
  if (refused !== undefined) return { ...found, state: refused.code, why: refused.message };
  if (!all.holds) return { ...found, state: 'damaged', why: 'Its entries do not lead to the root that was signed.' };
  if (unauthenticated === 0) return { ...found, state: 'whole', why: undefined };
  const why =
    `${recovered.size} ${recovered.size === 1 ? 'is' : 'are'} signed or authentic. ` +
    `${entries(unauthenticated)} after them can't be authenticated ` +
    (journalKey === undefined ? "without the log's signer." : 'and are not counted.');
  return { ...found, state: 'unverified', why };
}

/** Returns the signed tree with the entries after it that the journal's key authenticates. */
async function vouchedFor(
  storage: LogStorage,
  { recovered, holds }: Pick<LogState, 'recovered' | 'holds'>,
  signed: Checkpoint | undefined,
  journalKey: JournalKey | undefined,
): Promise<Pick<LogState, 'recovered' | 'unauthenticated'>> {
  if (!holds || signed === undefined) return { recovered, unauthenticated: 0 };
  const rest = recovered.size - signed.size;
  const tail =
    journalKey && rest > 0 ? await authenticTail(storage, await listJournals(storage), signed, journalKey) : [];
  if (tail.length === 0) return { recovered: signed, unauthenticated: Math.max(0, rest) };
  const tree = await Frontier.at(storage, signed.size, signed);
  for (const { leaves } of tail) tree.add(leaves);
  const vouched = { origin: signed.origin, size: tree.size, root: tree.root() };
  return { recovered: vouched, unauthenticated: Math.max(0, recovered.size - vouched.size) };
}

async function originOf(storage: LogStorage, verifierKey: string | undefined): Promise<string> {
  if (verifierKey !== undefined) return readVerifierKey(verifierKey).name;
  const signed = await findSignedAtAll(storage);
  const note = await storage.read(CHECKPOINT);
  const found = typeof signed === 'object' ? signed : note && checkpointOf(decoded(note));
  if (found !== undefined) return found.origin;
  throw new FedzkError('damaged', 'Nothing says whose log this is; its verifier key does.');
}

/** Returns the error that a writer would get. */
async function refusalOf(
  storage: LogStorage,
  owner: Owner,
  journalKey: JournalKey | undefined,
): Promise<{ readonly code: 'rolled-back' | 'damaged' | 'not-authentic'; readonly message: string } | undefined> {
  try {
    await find(storage, owner, journalKey);
    await readMinimum(storage, trustIn(owner));
    return undefined;
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    const { code, message } = error;
    if (code === 'rolled-back' || code === 'damaged' || code === 'not-authentic') return { code, message };
    throw error;
  }
}

function trustIn({ verifierKey }: Owner): Trust | undefined {
  return verifierKey === undefined ? undefined : { verifierKey };
}

/** Reads `.state/signed`, if it is valid and the owner's; `damaged` if it is there but not valid. */
async function findSignedAtAll(storage: LogStorage, key?: VerifierKey): Promise<Checkpoint | 'damaged' | undefined> {
  try {
    return (await findSigned(storage, key))?.signed;
  } catch (error) {
    if (error instanceof FedzkError && UNREADABLE.has(error.code)) return 'damaged';
    throw error;
  }
}

const UNREADABLE: ReadonlySet<string> = new Set(['damaged', 'not-authentic', 'invalid-state']);

/** Returns the largest signed tree; of two of the same size, the one with a signature. */
async function largestSigned(storage: LogStorage, owner: Owner): Promise<Checkpoint | undefined> {
  const note = await storage.read(CHECKPOINT);
  const published = note && checkNote(decoded(note), owner);
  const signed = await findSignedAtAll(storage, keyOf(owner));
  const known = [published, signed].filter((found): found is Checkpoint => typeof found === 'object');
  const [largest] = known.sort((a, b) => b.size - a.size);
  return largest && { origin: largest.origin, size: largest.size, root: largest.root };
}

/** Builds the tree of the entries that are there, from bundles and then from journals. */
async function recoverable(
  storage: LogStorage,
  owner: Owner,
  signed: Checkpoint | undefined,
  each: PartProgress,
): Promise<Pick<LogState, 'recovered' | 'holds'>> {
  const trunk = new Frontier();
  let holds = signed?.size === 0 && sameBytes(signed.root, trunk.root());
  const look = (): void => {
    if (trunk.size === signed?.size) holds = sameBytes(trunk.root(), signed.root);
  };
  const minimum = await readMinimum(storage, trustIn(owner)).catch((error: unknown) => {
    if (error instanceof FedzkError && UNREADABLE.has(error.code)) return 0;
    throw error;
  });
  while (trunk.size % TILE_WIDTH === 0) {
    const leaves = await leavesOf(storage, trunk.size / TILE_WIDTH, minimum);
    if (leaves.length === 0) break;
    trunk.add(leaves, look);
    each(trunk.size / (Math.max(trunk.size, signed?.size ?? 0) + TILE_WIDTH));
  }
  for (const path of await listJournals(storage)) {
    const first = journalStart(path);
    if (Number.isNaN(first) || first > trunk.size) continue;
    for (const group of readGroups((await storage.read(path)) ?? new Uint8Array(0), first).groups) {
      trunk.add(group.leaves.subarray((trunk.size - group.first) * HASH_BYTES), look);
    }
  }
  return { recovered: { origin: owner.name, size: trunk.size, root: trunk.root() }, holds };
}

/**
 * Returns the leaf hashes of a bundle, or the tile of a pruned one. If the full bundle is missing, uses its
 * widest valid part. A part beside a full bundle, or of a pruned one, is a leftover and is ignored.
 */
async function leavesOf(storage: LogStorage, index: number, minimum: number): Promise<Uint8Array> {
  const full = tilePath('entries', index);
  const whole = await storage.read(full);
  const tile =
    whole === undefined && (index + 1) * TILE_WIDTH <= minimum ? await storage.read(tilePath(0, index)) : undefined;
  if (tile?.length === TILE_WIDTH * HASH_BYTES) return tile;
  const widths = (await storage.list(`${full}.p/`)).map((path) => Number(path.slice(full.length + 3)));
  for (const width of [TILE_WIDTH, ...widths.sort((a, b) => b - a)]) {
    const bundle = width === TILE_WIDTH ? whole : await storage.read(`${full}.p/${width}`);
    const leaves = bundle && bundleHashes(bundle)?.leaves;
    if (leaves?.length === width * HASH_BYTES) return leaves;
  }
  return new Uint8Array(0);
}
