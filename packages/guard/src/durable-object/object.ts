// A Durable Object that counts one key of one limit.

import { GcraMeter } from '../limits/gcra.js';
import { charge, look, type Meter, take } from '../limits/meter.js';
import { policyOf, type RateLimitPolicy } from '../limits/policy.js';
import { numbersOf, type RemoteCall } from '../limits/remote.js';
import { SlidingLogMeter } from '../limits/sliding-log.js';

/** What is used of a Durable Object's storage. */
export interface RateLimitObjectStorage {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  deleteAll(): Promise<void>;
  getAlarm(): Promise<number | null>;
  setAlarm(time: number): Promise<void>;
}

/** What is used of a Durable Object's state. */
export interface RateLimitObjectState {
  readonly storage: RateLimitObjectStorage;
  blockConcurrencyWhile(work: () => Promise<void>): Promise<void>;
}

interface Saved {
  /** When it was counted, by `Date.now`. */
  readonly at: number;
  /** {@link Meter.counts}. */
  readonly counts: readonly number[];
  /** When the whole limit is there again, by `Date.now`. */
  readonly fullAt: number;
}

interface Asked extends Omit<RemoteCall, 'key'> {
  readonly policy: RateLimitPolicy;
}

/** Where {@link Saved} is stored. */
const PLACE = 'limit';

/**
 * The class that a Worker exports for `durableObjectStore`. An object answers calls of that store alone. It stores what it counts
 * before it answers, and an alarm deletes everything when the whole limit is there again.
 */
export class RateLimitObject {
  readonly #storage: RateLimitObjectStorage;
  #saved: Saved | undefined;
  #alarmAt: number | null = null;
  #meter: Meter | undefined;
  /** Milliseconds that have passed for {@link #meter}, and the reading of `Date.now` up to which they did. */
  #time = 0;
  #readAt = 0;

  constructor(state: RateLimitObjectState) {
    this.#storage = state.storage;
    void state.blockConcurrencyWhile(async () => {
      this.#saved = (await this.#storage.get(PLACE)) as Saved | undefined;
      this.#alarmAt = await this.#storage.getAlarm();
    });
  }

  /** Answers a call of the store with four numbers. */
  async fetch(request: Request): Promise<Response> {
    const asked = (await request.json()) as Asked;
    // Nothing waits from here to `put`, so calls are counted one after the other.
    const policy = policyOf(asked.policy);
    const meter = this.#meterOf(policy);
    const now = this.#now(1000 * policy.windowSeconds);
    const before = meter.remaining(now);
    const result = countedBy(meter, now, asked);
    if (result.remaining !== before) await this.#save(meter.counts(now), result.resetMs);
    return Response.json(numbersOf(result));
  }

  /** Deletes everything if the whole limit is there again; otherwise sets the next alarm. */
  async alarm(): Promise<void> {
    const { fullAt = 0 } = this.#saved ?? {};
    if (Date.now() < fullAt) {
      this.#alarmAt = fullAt;
      return this.#storage.setAlarm(fullAt);
    }
    this.#saved = this.#meter = undefined;
    this.#alarmAt = null;
    return this.#storage.deleteAll();
  }

  /** What is put is on its way to the disk at once, and the answer waits until it is there. */
  async #save(counts: readonly number[], resetMs: number): Promise<void> {
    const at = this.#readAt;
    this.#saved = { at, counts, fullAt: at + resetMs };
    const stored = [this.#storage.put(PLACE, this.#saved)];
    if (this.#alarmAt === null) {
      this.#alarmAt = this.#saved.fullAt;
      stored.push(this.#storage.setAlarm(this.#alarmAt));
    }
    await Promise.all(stored);
  }

  #meterOf({ algorithm, limit, windowSeconds }: RateLimitPolicy): Meter {
    if (this.#meter === undefined) {
      const Kind = algorithm === 'gcra' ? GcraMeter : SlidingLogMeter;
      this.#meter = new Kind(limit, 1000 * windowSeconds, this.#saved?.counts);
      this.#time = 0;
      this.#readAt = this.#saved?.at ?? Date.now();
    }
    return this.#meter;
  }

  /** No time passes while the clock is behind its last reading; by more than a window, and it was set. */
  #now(windowMs: number): number {
    const read = Date.now();
    const passed = read - this.#readAt;
    if (passed > 0 || passed < -windowMs) this.#readAt = read;
    this.#time += Math.max(0, passed);
    return this.#time;
  }
}

function countedBy(meter: Meter, now: number, { method, cost, floor }: Asked): ReturnType<typeof take> {
  if (method === 'take') return take(meter, now, cost);
  return method === 'look' ? look(meter, now, cost) : charge(meter, now, cost, floor);
}
