// Asks witnesses how much of a log they have seen, before its writer goes on (C2SP tlog-witness).

import { FedzkError, toHex } from '@fedzk/core';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Checkpoint, checkCheckpoint, checkpointText, inWords, MOST_NOTE_BYTES } from '../note/checkpoint.js';
import type { Policy } from '../note/policy.js';
import { type Signer, signNote } from '../note/signer.js';
import { rootOf } from '../tree/tree.js';
import { decoded, utf8 } from '../utf8.js';
import { wholeBody } from '../verify/body.js';
import { baseOf } from '../verify/http.js';
import { entries } from '../words.js';
import { type AskOptions, Limit, post, Refusal, requestBody, unreachable } from './client.js';
import type { WitnessProblem } from './cosigner.js';

/**
 * Milliseconds that the other witnesses have once enough have answered: room for two requests across the world. A witness
 * that is down delays an opening by no more.
 */
const GRACE_MS = 1_000;
/** Asks caches on the way not to answer with what the witness showed earlier (RFC 9111 §5.2.1.4). */
const FRESH = { 'cache-control': 'no-cache' } as const;
/** Witnesses that a message names. */
const MOST_REASONS = 8;

/** What a witness has seen: a checkpoint that the log signed, or how many entries, by its own word alone. */
type Sighting = Checkpoint | number;

export interface MonitorOptions {
  readonly policy: Policy;
  readonly signer: Signer;
  readonly timeoutMs: number;
  readonly fetch?: AskOptions['fetch'];
  /** Whether too few answers are an error. */
  readonly require: boolean;
  /** Called for each witness that gave no answer. */
  readonly onFault: (problem: WitnessProblem) => void;
}

/**
 * Asks a policy's witnesses that have a URL, all at once.
 *
 * A checkpoint that a witness shows is signed by the log's key, so it is proof: `accept` throws if the log does
 * not continue it. A size alone proves nothing, but may be the only trace of signed entries, so a larger size
 * refuses the log too, whatever others say. Enough have answered when the others form no quorum: then no
 * checkpoint that a verifier accepts is known only to them. The others then have {@link GRACE_MS} left, within
 * `timeoutMs`. With a policy that needs no witness, it waits for all until `timeoutMs`.
 *
 * @param size the size of the log
 * @param accept checks what one witness has seen; if it throws, the call ends
 * @throws {FedzkError} `rolled-back`: one claims more entries; `quorum`: too few have answered, and that is required; what
 *   `accept` throws
 */
export async function askWhatWasSeen(
  options: MonitorOptions,
  size: number,
  accept: (witness: string, seen: Checkpoint) => Promise<void>,
): Promise<void> {
  const { policy, require, onFault } = options;
  const silent = new Set(policy.urls.keys());
  const reasons = new Map<string, string>();
  const ender = new AbortController();
  const needsNone = policy.quorum(new Set());
  let [over, grace]: [boolean, ReturnType<typeof setTimeout> | undefined] = [false, undefined];
  let signing: Promise<string> | undefined;
  const empty = (): Promise<string> => {
    signing ??= emptyNote(options.signer);
    return signing;
  };
  const askOne = async (witness: string, url: string): Promise<void> => {
    const seen = await askOneWitness(url, empty, options, ender.signal).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    if (over) return;
    if (seen instanceof Refusal) {
      const why = ender.signal.aborted ? `it had not answered ${GRACE_MS} ms after enough others` : seen.message;
      reasons.set(witness, why);
      onFault({ witness, why: `it was asked what it has seen of the log: ${why}` });
      return;
    }
    if (typeof seen === 'object') await accept(witness, seen);
    else if (seen > size) throw claimed(witness, seen, size);
    silent.delete(witness);
    if (!needsNone && !policy.quorum(silent)) grace ??= setTimeout(() => ender.abort(), GRACE_MS);
  };
  try {
    await Promise.all([...policy.urls].map(([witness, url]) => askOne(witness, url)));
  } finally {
    over = true;
    clearTimeout(grace);
    ender.abort();
  }
  if (require && !needsNone && policy.quorum(silent)) throw tooFew(reasons);
}

function claimed(witness: string, seen: number, size: number): FedzkError {
  return new FedzkError(
    'rolled-back',
    `The witness ${witness} says that it has seen ${entries(seen)}, and ${size} ${size === 1 ? 'is' : 'are'} here: if that is ` +
      'right, the log is older than what it signed, and going on would fork it. It showed no checkpoint of them, so it may be lying. Restore ' +
      'what is missing. If you are sure that the witness lies, remove its line "witness" and its name in the lines "group" ' +
      'and "quorum" from the policy, and open the log again.',
  );
}

/** Asks one witness. @param empty the log's checkpoint of no entries, to ask for a size with */
async function askOneWitness(
  url: string,
  empty: () => Promise<string>,
  options: MonitorOptions,
  signal: AbortSignal,
): Promise<Sighting> {
  const limit = new Limit({ timeoutMs: options.timeoutMs, signal });
  const ask = async (): Promise<Sighting> =>
    (await checkpointAt(url, options, limit.signal)) ?? sizeAt(url, await empty(), limit.signal, options.fetch);
  try {
    return await limit.bound(ask());
  } finally {
    limit.end();
  }
}

/** Fetches the checkpoint that a witness shows to monitors; undefined if it shows none. */
async function checkpointAt(
  url: string,
  { policy, fetch: request = fetch }: MonitorOptions,
  signal: AbortSignal,
): Promise<Checkpoint | undefined> {
  const address = `${baseOf(url) ?? url}${toHex(sha256(utf8(policy.log.name)))}/checkpoint`;
  let note: string;
  try {
    const response = await request(address, { method: 'GET', headers: FRESH, redirect: 'manual', signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return undefined;
    }
    note = decoded(await wholeBody(response, MOST_NOTE_BYTES, 'a checkpoint'));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreachable(error);
  }
  const checkpoint = checkCheckpoint(note, { ...policy, witnesses: new Map(), quorum: () => true });
  if (typeof checkpoint === 'object') return checkpoint;
  throw new Refusal(`the checkpoint that it shows ${inWords(checkpoint, note, policy.log.name)}`);
}

function emptyNote(signer: Signer): Promise<string> {
  return signNote(checkpointText({ origin: signer.name, size: 0, root: rootOf(new Uint8Array(0)) }), signer);
}

/** Asks how many entries a witness has seen: it answers so to an empty log, which is the start of every log. */
async function sizeAt(url: string, note: string, signal: AbortSignal, request: AskOptions['fetch']): Promise<number> {
  try {
    const answer = await post(url, requestBody(0, new Uint8Array(0), note), signal, request);
    return typeof answer === 'number' ? answer : 0;
  } catch (error) {
    // If it had seen entries, it would have answered with the size.
    if (error instanceof Refusal && error.status === 422) return 0;
    throw error;
  }
}

function tooFew(reasons: ReadonlyMap<string, string>): FedzkError {
  const words = Array.from(reasons, ([witness, why]) => `${witness}: ${why}`);
  const more = words.splice(MOST_REASONS).length;
  return new FedzkError(
    'quorum',
    `Too few witnesses said what they have seen of the log, so that a restored backup might go unnoticed (${words.join('; ')}${more > 0 ? `; and ${more} more` : ''}). ` +
      `Open it when they answer; or with witnesses: { atOpen: 'ask' }, and "since" where a checkpoint was kept elsewhere.`,
  );
}
