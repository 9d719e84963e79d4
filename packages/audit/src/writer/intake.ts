// Entries that wait to be written: in a queue, or outside while it is full.

import type { FedzkError } from '@fedzk/core';
import type { Durable } from './durable.js';

/** A durable entry. */
export interface AppendedEvent {
  readonly index: number;
  /** SHA-256(00 ‖ entry), 32 bytes. */
  readonly leafHash: Uint8Array;
  /** The entry's time, RFC 3339 in UTC. */
  readonly time: string;
}

/** An entry in the queue. */
export interface Waiting {
  readonly entry: string;
  readonly time: string;
  readonly resolve: (appended: AppendedEvent) => void;
  readonly reject: (error: unknown) => void;
}

/** The most bytes and entries of a group. */
const MOST_GROUP_BYTES = 1 << 22;
const MOST_GROUP_ENTRIES = 1 << 16;
/** Entries wait outside when this many queues' worth of bytes is durable but not in the tree yet. */
const UNPLANTED_QUEUES = 4;

export class Intake {
  readonly #most: number;
  readonly #durable: Durable;
  readonly #requireGoing: () => void;
  readonly #write: () => void;
  #queue: Waiting[] = [];
  #bytes = 0;
  #outside: (() => void)[] = [];

  /**
   * @param most the most bytes in the queue
   * @param requireGoing throws if the writer has stopped
   * @param write starts writing the queue; may be called while writing
   */
  constructor(most: number, durable: Durable, requireGoing: () => void, write: () => void) {
    this.#most = most;
    this.#durable = durable;
    this.#requireGoing = requireGoing;
    this.#write = write;
  }

  /** Whether the queue is empty. */
  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** Whether entries wait outside the queue. */
  get isCrowded(): boolean {
    return this.#outside.length > 0;
  }

  /** Resolves when the entry is durable. */
  append(entry: string, time: string): Promise<AppendedEvent> {
    return this.#isFull(entry) ? this.#appendLater(entry, time) : this.#enqueue(entry, time);
  }

  async #appendLater(entry: string, time: string): Promise<AppendedEvent> {
    do {
      await new Promise<void>((resolve) => this.#outside.push(resolve));
      this.#requireGoing();
    } while (this.#isFull(entry));
    return this.#enqueue(entry, time);
  }

  #enqueue(entry: string, time: string): Promise<AppendedEvent> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, time, resolve, reject });
      this.#bytes += entry.length;
      this.#write();
    });
  }

  /** Whether an entry must wait outside until earlier entries are written or are in a checkpoint. */
  #isFull(entry: string): boolean {
    if (this.#durable.bytes >= UNPLANTED_QUEUES * this.#most) return true;
    return this.#bytes > 0 && this.#bytes + entry.length > this.#most;
  }

  /** Takes a group from the queue. */
  take(): Waiting[] {
    let [count, bytes] = [0, 0];
    for (const { entry } of this.#queue) {
      if (count > 0 && (count === MOST_GROUP_ENTRIES || bytes + entry.length > MOST_GROUP_BYTES)) break;
      count++;
      bytes += entry.length;
    }
    const group = this.#queue.splice(0, count);
    this.#bytes -= bytes;
    this.giveRoom();
    return group;
  }

  /** Wakes callers that wait outside, to check again. */
  giveRoom(): void {
    const outside = this.#outside;
    this.#outside = [];
    for (const resolve of outside) resolve();
  }

  /** Rejects all entries in the queue. Callers that wait outside notice by themselves. */
  stop(stopped: FedzkError): void {
    for (const { reject } of this.#queue.splice(0)) reject(stopped);
    this.giveRoom();
    this.#bytes = 0;
  }
}
