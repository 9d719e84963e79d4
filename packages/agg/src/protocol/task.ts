// The task: what all parties have agreed on. Its hash is in every report, so parties with different tasks never meet.

import { bytesOf, describe, FedzkError, fieldsOf, listOf, optionsOf, unexpected } from '@fedzk/core';
import { constraints, largestCount, largestNormSq } from '@fedzk/statement';
import { type Level, SECURITY_LEVELS } from '@fedzk/verify/levels';
import { type Bytes, compare, equal, join, lp, readUtf8, u8, u16, u32, u64, utf8 } from './encoding.js';
import { CURVE, writeElements } from './field.js';
import { type Geometry, geometry } from './geometry.js';
import { HASH_BYTES, hash } from './hashes.js';
import type { Role } from './hpke.js';
import { faultOfSealingKey, faultOfSigningKey, KEY_BYTES } from './keys.js';

export type { Level };

/** A client whose reports are signed. */
export interface TaskClient {
  /** 1 to 64 bytes of UTF-8, compared as bytes. */
  readonly id: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** What a task is made of. */
export interface TaskOptions {
  /** 1 to 64 bytes of UTF-8. */
  readonly id: string;
  /** `standard` or `enhanced`, both on BN254; `maximum` is not supported yet. */
  readonly level: Level;
  /** That of the level. */
  readonly curve?: 'bn254';
  /**
   * Values a proof, as the circuit has them; no more than the level's key has room for: with 8 bits and a headroom of 10,
   * 64 for `standard` and 800 for `enhanced`.
   */
  readonly n: number;
  /** b: values are integers −2^(b−1) … 2^(b−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /** h, 1 to 16: a round takes up to 2^h reports. bits + headroom is 32 at most. */
  readonly headroom: number;
  /** T, proofs a report, 1 (the default) to 64. Each proof has the norm bound for itself: in all it is T times as high. */
  readonly parts?: number;
  /** The largest Σ x² of a proof's values. */
  readonly maxNormSq: bigint;
  /** The fewest reports that a round's sum may be of, from 2. */
  readonly minBatch: number;
  /** X25519 public keys, 32 bytes each, different. */
  readonly aggregatorKeys: { readonly leader: Uint8Array; readonly helper: Uint8Array };
  /**
   * Who may report. Without them the task is open: whoever the leader's caller has authenticated may, and a dishonest
   * leader can fill a batch with clients that it invents, and learn the update of a real one. Production names its clients.
   */
  readonly clients?: readonly TaskClient[];
  /** `Verifier.id` of the circuit's key. Without it each party takes its own key's. */
  readonly vkeyId?: string;
}

/** A task that has passed {@link createTask}. It is not changed any more. */
export interface Task extends TaskOptions {
  readonly parts: number;
  readonly curve: typeof CURVE;
}

/** A task bound to a verification key: now it has a hash. */
export interface BoundTask {
  readonly task: Task;
  readonly geometry: Geometry;
  /** H("task", …), 32 bytes. */
  readonly hash: Bytes;
  /** X25519 public keys. */
  readonly aggregatorKeys: Readonly<Record<Role, Bytes>>;
  /** Signing keys by client id, `undefined` for an open task. */
  readonly clients: ReadonlyMap<string, Bytes> | undefined;
}

/** Bytes of the longest id. */
export const ID_BYTES = 64;
/** A sum of one report would be the report. */
const LEAST_BATCH = 2;
const MOST_PARTS = 64;
const MOST_HEADROOM = 16;
const MOST_SLOT_BITS = 32;
/** The curve's number in a task's hash. */
const CURVE_NUMBER = 1;
const OPTIONS: readonly (keyof TaskOptions)[] = [
  'id',
  'level',
  'curve',
  'n',
  'bits',
  'headroom',
  'parts',
  'maxNormSq',
  'minBatch',
  'aggregatorKeys',
  'clients',
  'vkeyId',
];
/** Tasks that {@link createTask} has checked. */
const checked = new WeakSet<Task>();

/**
 * Checks the numbers, ids and keys of a task.
 *
 * @throws {FedzkError} `invalid-argument` with the name of what is wrong; `unsupported`: the level `maximum`
 *
 * @example
 * ```ts
 * const task = createTask({
 *   id: 'digits', level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 1_000_000n, minBatch: 3,
 *   aggregatorKeys: { leader: leaderKeys.publicKey, helper: helperKeys.publicKey },
 *   clients: [{ id: 'client_001', publicKey }, …],
 * });
 * ```
 */
export function createTask(options: TaskOptions): Task {
  const {
    id,
    level,
    curve = CURVE,
    n,
    bits,
    headroom,
    parts = 1,
    maxNormSq,
    minBatch,
    vkeyId,
    ...keys
  } = optionsOf(options, OPTIONS);
  checkId('id', id);
  if (level === 'maximum') throw new FedzkError('unsupported', '"level" maximum needs BLS12-381, not supported yet.');
  check('level', level, 'standard or enhanced', level === 'standard' || level === 'enhanced');
  check('curve', curve, `${CURVE}, the level's`, curve === CURVE);
  checkInteger('n', n, 1, 2 ** 32 - 1);
  check('bits', bits, '4, 8 or 16', bits === 4 || bits === 8 || bits === 16);
  checkInteger('headroom', headroom, 1, Math.min(MOST_HEADROOM, MOST_SLOT_BITS - bits));
  const room = capacityOf(level, { bits, headroom });
  check('n', n, `${room} at most, for which the key of the level ${level} has room`, n <= room);
  checkInteger('parts', parts, 1, MOST_PARTS);
  const most = largestNormSq({ n, bits, headroom });
  const isNorm = typeof maxNormSq === 'bigint' && maxNormSq >= 1n && maxNormSq <= most;
  check('maxNormSq', maxNormSq, `a bigint from 1 to ${most}, which n values of so many bits can reach`, isNorm);
  checkInteger('minBatch', minBatch, LEAST_BATCH, 2 ** headroom);
  if (vkeyId !== undefined) checkVkeyId(vkeyId);
  const clients = keys.clients === undefined ? undefined : readClients(keys.clients, minBatch);
  const task: Task = Object.freeze({
    id,
    level,
    curve,
    n,
    bits,
    headroom,
    parts,
    maxNormSq,
    minBatch,
    aggregatorKeys: readAggregatorKeys(keys.aggregatorKeys),
    ...(clients && { clients }),
    ...(vkeyId !== undefined && { vkeyId }),
  });
  checked.add(task);
  return task;
}

/** The most values of a proof: the level's key is that of the circuit for its capacity of 8-bit values. */
export function capacityOf(level: Level, slot: Pick<TaskOptions, 'bits' | 'headroom'>): number {
  return largestCount(constraints({ n: SECURITY_LEVELS[level].capacity, bits: 8, headroom: 10 }), slot);
}

/** A task that somebody passed: checked again, unless it is one of {@link createTask}'s here. */
export function readTask(task: Task): Task {
  return checked.has(task) ? task : createTask(fieldsOf(task, OPTIONS, 'task'));
}

/**
 * Binds a task to the key that a party verifies or proves with.
 *
 * @throws {FedzkError} `invalid-argument`: the task names another key, or the key's id is none
 */
export function bindTask(given: Task, vkeyId: string): BoundTask {
  const task = readTask(given);
  checkVkeyId(vkeyId);
  if (task.vkeyId !== undefined && task.vkeyId !== vkeyId) {
    throw new FedzkError(
      'invalid-argument',
      `The task "${task.id}" is for the verification key ${task.vkeyId}, got the key ${vkeyId}.`,
    );
  }
  const clients = task.clients && new Map(task.clients.map(({ id, publicKey }) => [id, new Uint8Array(publicKey)]));
  const { leader, helper } = task.aggregatorKeys;
  const aggregatorKeys = { leader: new Uint8Array(leader), helper: new Uint8Array(helper) };
  return { task, geometry: geometry(task), hash: taskHash(task, vkeyId), aggregatorKeys, clients };
}

/** H("task", u8 1 ‖ u8 curve ‖ lp(id) ‖ u32 n ‖ u8 b ‖ u8 h ‖ u16 T ‖ maxNormSq ‖ u32 minBatch ‖ vkey ‖ keys ‖ clients). */
export function taskHash(task: Task, vkeyId: string): Bytes {
  const { id, n, bits, headroom, parts, maxNormSq, minBatch, aggregatorKeys, clients } = task;
  return hash(
    'task',
    join(
      u8(1),
      u8(CURVE_NUMBER),
      lp(utf8(id)),
      u32(n),
      u8(bits),
      u8(headroom),
      u16(parts),
      writeElements([maxNormSq]),
      u32(minBatch),
      fromHex(vkeyId),
      aggregatorKeys.leader,
      aggregatorKeys.helper,
      clients === undefined ? new Uint8Array(HASH_BYTES) : clientsHash(clients),
    ),
  );
}

/** H("clients", lp(id) ‖ key, for all clients, sorted by id bytes). */
function clientsHash(clients: readonly TaskClient[]): Bytes {
  const entries = clients.map(({ id, publicKey }) => ({ id: utf8(id), publicKey }));
  entries.sort((a, b) => compare(a.id, b.id));
  return hash('clients', join(...entries.map(({ id, publicKey }) => join(lp(id), publicKey))));
}

/** ctx = taskHash ‖ u64 round ‖ lp(client id). */
export function context({ hash }: BoundTask, round: bigint, clientId: string): Bytes {
  return join(hash, u64(round), lp(utf8(clientId)));
}

/** Whether bytes are an id: 1 to 64 of them, well-formed UTF-8. The id, or `undefined`. */
export function readId(bytes: Uint8Array): string | undefined {
  return bytes.length >= 1 && bytes.length <= ID_BYTES ? readUtf8(bytes) : undefined;
}

/** @throws {FedzkError} `invalid-argument`, where it is no id */
export function checkId(name: string, id: unknown): asserts id is string {
  const isId = typeof id === 'string' && readId(utf8(id)) === id;
  check(name, id, `1 to ${ID_BYTES} bytes of well-formed UTF-8`, isId);
}

function checkVkeyId(id: unknown): void {
  check('vkeyId', id, '64 lower-case hex digits', typeof id === 'string' && /^[0-9a-f]{64}$/.test(id));
}

/** Only `undefined` makes a task open: anything else that is no list must not. */
function readClients(clients: unknown, minBatch: number): readonly TaskClient[] {
  const read = listOf(clients, 'clients', 'an array of ids with public keys', readClient);
  checkClients(read, minBatch);
  return Object.freeze(read);
}

function readClient(client: unknown, i: number): TaskClient {
  const { id, publicKey } = fieldsOf((client ?? {}) as Partial<TaskClient>, ['id', 'publicKey'], `clients[${i}]`);
  checkId(`clients[${i}].id`, id);
  const key = readKey(`clients[${i}].publicKey`, publicKey);
  const fault = faultOfSigningKey(key);
  if (fault !== undefined) refuseKey(`clients[${i}].publicKey`, 'an Ed25519 public key', fault);
  return Object.freeze({ id, publicKey: key });
}

function checkClients(clients: readonly TaskClient[], minBatch: number): void {
  if (clients.length < LEAST_BATCH) {
    throw new FedzkError(
      'invalid-argument',
      `"clients" expected ${LEAST_BATCH} or more, the fewest that a sum may be of, got ${clients.length}.`,
    );
  }
  if (minBatch > clients.length) {
    throw new FedzkError(
      'invalid-argument',
      `"minBatch" expected ${clients.length} at most, the number of clients, got ${minBatch}.`,
    );
  }
  const twice = (values: string[]): number => {
    const seen = new Set<string>();
    return values.findIndex((value) => seen.size === seen.add(value).size);
  };
  const byId = twice(clients.map(({ id }) => id));
  if (byId >= 0) throw new FedzkError('invalid-argument', `"clients[${byId}].id" expected an id that no other has.`);
  const byKey = twice(clients.map(({ publicKey }) => publicKey.join()));
  if (byKey >= 0) {
    throw new FedzkError('invalid-argument', `"clients[${byKey}].publicKey" expected a key that no other has.`);
  }
}

function readAggregatorKeys(keys: TaskOptions['aggregatorKeys'] | undefined): { leader: Bytes; helper: Bytes } {
  const given = optionsOf<Partial<TaskOptions['aggregatorKeys']>, Role>(
    keys ?? {},
    ['leader', 'helper'],
    'aggregatorKeys',
  );
  const read = (role: Role): Bytes => {
    const key = readKey(`aggregatorKeys.${role}`, given[role]);
    const fault = faultOfSealingKey(key);
    if (fault !== undefined) refuseKey(`aggregatorKeys.${role}`, 'an X25519 public key', fault);
    return key;
  };
  const [leader, helper] = [read('leader'), read('helper')];
  if (equal(leader, helper)) {
    throw new FedzkError('invalid-argument', '"aggregatorKeys" expected two different keys: one party would see all.');
  }
  return Object.freeze({ leader, helper });
}

/** A copy of a public key's 32 bytes. */
function readKey(name: string, key: unknown): Bytes {
  return bytesOf(key, name, KEY_BYTES, KEY_BYTES);
}

/** A copy of a private key's 32 bytes. */
export function readPrivateKey(name: string, key: unknown): Bytes {
  return bytesOf(key, name, KEY_BYTES, KEY_BYTES);
}

/** What a secret was given as, and nothing of what it says: a text may well be the right one in another form. */
export function describeSecret(value: unknown): string {
  return ['string', 'number', 'bigint'].includes(typeof value) ? `a ${typeof value}` : describe(value);
}

function refuseKey(name: string, expected: string, fault: string): never {
  throw new FedzkError('invalid-argument', `"${name}" expected ${expected}, got one that is ${fault}.`);
}

function checkInteger(name: string, value: unknown, least: number, most: number): void {
  const fits = Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  check(name, value, `an integer from ${least} to ${most}`, fits);
}

function check(name: string, value: unknown, expected: string, right: boolean): void {
  if (!right) throw unexpected(name, expected, value);
}

function fromHex(hex: string): Bytes {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** A round as a bigint. */
export function readRound(round: unknown): bigint {
  const value = typeof round === 'number' && Number.isSafeInteger(round) ? BigInt(round) : round;
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return value;
  throw unexpected('round', 'an integer from 0 to 2^64 − 1', round);
}
