// An aggregator's state as records in its storage: rounds, and the place (round, client) of each report. aggregation.md,
// "State". Every change is one atomic update that expects the records it was decided on.

import { FedzkError, toHex } from '@fedzk/core';
import type { BoundTask } from '../protocol/bound-task.js';
import { type Bytes, EndOfBytes, join, Reader, u8, u32, u64, utf8 } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import type { Role } from '../protocol/hpke.js';
import { type AggregatorStorage, type Entries, storageOf } from './storage.js';

/** What is known of a round. */
export interface Round {
  readonly state: 'open' | 'closed' | 'collected';
  /** Reports pending and accepted. */
  readonly count: number;
  /** What was released, once collected; its header has the set's hash. */
  readonly release: Bytes;
}

/** What holds a client's place in a round. */
export interface Slot {
  readonly state: 'pending' | 'accepted';
  readonly reportId: Bytes;
  /** The bytes for the helper, as long as it has not answered. Empty at the helper. */
  readonly prepare: Bytes;
  /** The leader's share, or the seed of the helper's. Empty once the round is collected. */
  readonly share: Bytes;
}

/** A slot with its client. */
export interface Entry extends Slot {
  readonly clientId: string;
}

const ROUND_STATES: readonly Round['state'][] = ['open', 'closed', 'collected'];
const SLOT_STATES: readonly Slot['state'][] = ['pending', 'accepted'];

/** A decision: records to write, or that there is nothing to do. */
export type Change = { readonly round?: Round; readonly slot?: Slot | null } | undefined;

/** The rounds and slots of one aggregator of one task. */
export class State {
  readonly #storage: AggregatorStorage;
  readonly #prefix: string;

  /** @throws {FedzkError} `invalid-argument`: no storage */
  constructor(storage: AggregatorStorage, { hash }: BoundTask, role: Role) {
    this.#storage = storageOf(storage);
    this.#prefix = `${toHex(hash)}/${role}`;
  }

  /** The round that was opened last. */
  async current(): Promise<bigint | undefined> {
    return parse(await this.#storage.get(this.#currentKey()), readCurrent);
  }

  async round(round: bigint): Promise<Round | undefined> {
    return parse(await this.#storage.get(this.#roundKey(round)), readRound);
  }

  async slot(round: bigint, clientId: string): Promise<Slot | undefined> {
    return parse(await this.#storage.get(this.#slotKey(round, clientId)), readSlot);
  }

  /** All slots of a round. */
  async slots(round: bigint): Promise<Entry[]> {
    const prefix = this.#slotPrefix(round);
    return (await this.#storage.list(prefix)).map(([key, bytes]) => ({
      clientId: fromHexKey(key.slice(prefix.length)),
      ...whole(bytes, readSlot),
    }));
  }

  /**
   * Opens a round and closes the one before.
   *
   * @returns whether it was opened now, and which round was closed by that
   * @throws {FedzkError} `invalid-argument`: not above the one before
   */
  async open(round: bigint): Promise<{ readonly opened: boolean; readonly closed?: bigint }> {
    for (;;) {
      const currentBytes = await this.#storage.get(this.#currentKey());
      const current = parse(currentBytes, readCurrent);
      if (current === round && (await this.round(round))?.state === 'open') return { opened: false };
      if (current !== undefined && round <= current) {
        throw new FedzkError(
          'invalid-argument',
          `"round" expected one above ${current}: rounds go forward, got ${round}.`,
        );
      }
      const expected = new Map([[this.#currentKey(), currentBytes]]);
      const writes = new Map<string, Uint8Array>([
        [this.#currentKey(), u64(round)],
        [this.#roundKey(round), writeRound({ state: 'open', count: 0, release: new Uint8Array() })],
      ]);
      const beforeKey = current === undefined ? undefined : this.#roundKey(current);
      const beforeBytes = beforeKey === undefined ? undefined : await this.#storage.get(beforeKey);
      const before = parse(beforeBytes, readRound);
      const closes = beforeKey !== undefined && before?.state === 'open';
      if (closes) {
        expected.set(beforeKey, beforeBytes);
        writes.set(beforeKey, writeRound({ ...before, state: 'closed' }));
      }
      if (!(await this.#storage.update(expected, writes))) continue;
      return { opened: true, ...(closes && current !== undefined && { closed: current }) };
    }
  }

  /**
   * Closes a round that is open.
   *
   * @returns whether it was
   */
  async close(round: bigint): Promise<boolean> {
    const key = this.#roundKey(round);
    for (;;) {
      const bytes = await this.#storage.get(key);
      const before = parse(bytes, readRound);
      if (before?.state !== 'open') return false;
      const writes = new Map([[key, writeRound({ ...before, state: 'closed' })]]);
      if (await this.#storage.update(new Map([[key, bytes]]), writes)) return true;
    }
  }

  /**
   * Decides on one slot and its round, and writes what was decided in one step; decides anew where another was quicker.
   *
   * @param decide gets the records and gives what to write (a slot of `null` frees it), or `undefined` for nothing,
   *   and what to answer
   */
  async decide<Answer>(
    round: bigint,
    clientId: string,
    decide: (round: Round | undefined, slot: Slot | undefined) => readonly [Answer, Change?],
  ): Promise<Answer> {
    const [roundKey, slotKey] = [this.#roundKey(round), this.#slotKey(round, clientId)];
    for (;;) {
      const [roundBytes, slotBytes] = [await this.#storage.get(roundKey), await this.#storage.get(slotKey)];
      const [answer, change] = decide(parse(roundBytes, readRound), parse(slotBytes, readSlot));
      if (change === undefined) return answer;
      const writes = new Map<string, Uint8Array | undefined>();
      if (change.round) writes.set(roundKey, writeRound(change.round));
      if (change.slot !== undefined) writes.set(slotKey, change.slot === null ? undefined : writeSlot(change.slot));
      const expected = new Map([
        [roundKey, roundBytes],
        [slotKey, slotBytes],
      ]);
      if (await this.#storage.update(expected, writes)) return answer;
    }
  }

  /**
   * Makes a collection durable and forgets the shares, in one step.
   *
   * @param before the round's record as it was read
   * @param entries the slots that were added up
   * @returns whether the round was as expected
   */
  async collected(round: bigint, before: Round, release: Bytes, entries: readonly Entry[]): Promise<boolean> {
    const writes = new Map<string, Uint8Array | undefined>(
      entries.map(({ clientId, ...slot }) => [
        this.#slotKey(round, clientId),
        writeSlot({ ...slot, share: new Uint8Array() }),
      ]),
    );
    const collected: Round = { state: 'collected', count: entries.length, release };
    writes.set(this.#roundKey(round), writeRound(collected));
    const expected: Entries = new Map([[this.#roundKey(round), writeRound(before)]]);
    return this.#storage.update(expected, writes);
  }

  #currentKey(): string {
    return `${this.#prefix}/current`;
  }

  #roundKey(round: bigint): string {
    return `${this.#prefix}/round/${toHex(u64(round))}`;
  }

  #slotPrefix(round: bigint): string {
    return `${this.#prefix}/slot/${toHex(u64(round))}/`;
  }

  #slotKey(round: bigint, clientId: string): string {
    return this.#slotPrefix(round) + toHex(utf8(clientId));
  }
}

function readCurrent(bytes: Uint8Array): bigint {
  const reader = new Reader(bytes);
  const round = reader.u64();
  reader.end();
  return round;
}

/** @throws {FedzkError} `damaged` */
function parse<T>(bytes: Uint8Array | undefined, read: (bytes: Uint8Array) => T): T | undefined {
  return bytes && whole(bytes, read);
}

/** @throws {FedzkError} `damaged` */
function whole<T>(bytes: Uint8Array, read: (bytes: Uint8Array) => T): T {
  try {
    return read(bytes);
  } catch (cause) {
    if (!(cause instanceof EndOfBytes)) throw cause;
    throw damaged({ cause });
  }
}

function damaged(options?: ErrorOptions): FedzkError {
  const message = 'The storage gave a record that no aggregator wrote; restore it, and begin a new task with new keys.';
  return new FedzkError('damaged', message, options);
}

/** u8 state ‖ u32 count ‖ the release. */
function writeRound({ state, count, release }: Round): Bytes {
  return join(u8(ROUND_STATES.indexOf(state)), u32(count), release);
}

function readRound(bytes: Uint8Array): Round {
  const reader = new Reader(bytes);
  const [state, count] = [ROUND_STATES[reader.u8()], reader.u32()];
  if (state === undefined) throw damaged();
  return { state, count, release: reader.take(reader.left) };
}

/** u8 state ‖ reportId ‖ u32 length ‖ prepare ‖ share. */
function writeSlot({ state, reportId, prepare, share }: Slot): Bytes {
  return join(u8(SLOT_STATES.indexOf(state)), reportId, u32(prepare.length), prepare, share);
}

function readSlot(bytes: Uint8Array): Slot {
  const reader = new Reader(bytes);
  const state = SLOT_STATES[reader.u8()];
  if (state === undefined) throw damaged();
  const reportId = reader.take(HASH_BYTES);
  return { state, reportId, prepare: reader.take(reader.u32()), share: reader.take(reader.left) };
}

function fromHexKey(hex: string): string {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
