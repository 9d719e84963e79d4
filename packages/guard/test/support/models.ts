// The stores against models that are plain and slow, under random calls.

import type { RateLimitAlgorithm, RateLimiter } from '@fedzk/guard';
import { cases, Dice } from '@fedzk/testkit/random';
import { expect, it } from 'vitest';
import { ALGORITHMS, type MakeTimed } from './limits.js';

interface Model {
  remaining(now: number): number;
  add(now: number, cost: number): void;
}

/** Every unit by itself, with the time at which it is taken. A debt's unit is taken when another is given back. */
class UnitsModel implements Model {
  readonly #limit: number;
  readonly #window: number;
  readonly #taken: number[] = [];

  constructor(limit: number, window: number) {
    this.#limit = limit;
    this.#window = window;
  }

  /** A unit is taken again a window after the unit that is `limit` before it, at the earliest. */
  add(now: number, cost: number): void {
    for (let i = 0; i < cost; i++) {
      const before = this.#taken.at(-this.#limit);
      this.#taken.push(before === undefined ? now : Math.max(now, before + this.#window));
    }
  }

  remaining(now: number): number {
    return this.#limit - this.#taken.filter((time) => time + this.#window > now).length;
  }
}

/** A bucket that leaks, in fractions of bigints. */
class BucketModel implements Model {
  readonly #limit: bigint;
  readonly #window: bigint;
  /** In units of 1/window. */
  #level = 0n;
  #at = 0n;

  constructor(limit: number, window: number) {
    this.#limit = BigInt(limit);
    this.#window = BigInt(window);
  }

  #leak(now: number): void {
    const leaked = (BigInt(now) - this.#at) * this.#limit;
    this.#level = this.#level > leaked ? this.#level - leaked : 0n;
    this.#at = BigInt(now);
  }

  add(now: number, cost: number): void {
    this.#leak(now);
    this.#level += BigInt(cost) * this.#window;
  }

  remaining(now: number): number {
    this.#leak(now);
    const left = this.#limit * this.#window - this.#level;
    const floor = left >= 0n ? left / this.#window : -((-left + this.#window - 1n) / this.#window);
    return Number(floor);
  }
}

const MODELS: Readonly<Record<RateLimitAlgorithm, new (limit: number, window: number) => Model>> = {
  'sliding-log': UnitsModel,
  gcra: BucketModel,
};

interface Sides {
  readonly limiter: RateLimiter;
  readonly model: Model;
  readonly limit: number;
}

async function step({ limiter, model, limit }: Sides, dice: Dice, now: number): Promise<void> {
  const kind = dice.upTo(5);
  const cost = dice.upTo(3) === 0 ? dice.upTo(3 * limit) : dice.upTo(2);
  const left = model.remaining(now);
  if (kind === 0) {
    const charged = Math.min(cost, left + 10 * limit);
    await limiter.charge('a', cost);
    model.add(now, charged);
  } else if (kind === 1) {
    expect(await limiter.peek('a')).toMatchObject({ allowed: left >= 1, remaining: left });
  } else {
    const allowed = cost <= left;
    expect(await limiter.consume('a', cost)).toMatchObject({ allowed, remaining: allowed ? left - cost : left });
    if (allowed) model.add(now, cost);
  }
}

/** @param usual how many random lives of a key */
export function testModels(timed: MakeTimed, usual: number): void {
  it.each(ALGORITHMS)('%s does what its model does', async (algorithm) => {
    const dice = new Dice(7);
    for (let i = 0; i < cases(usual); i++) {
      let now = 0;
      const limit = 1 + dice.upTo(12);
      const windowSeconds = 1 + dice.upTo(2);
      const { limiter, at } = timed(limit, windowSeconds, algorithm);
      const model = new MODELS[algorithm](limit, 1000 * windowSeconds);
      for (let j = 0; j < 60; j++) {
        now += dice.pick([0, 0, 1, 83, 250, 999, 1000, 1001, dice.upTo(4000)]);
        at(now);
        await step({ limiter, model, limit }, dice, now);
      }
    }
  });

  it.each(ALGORITHMS)('%s says to the millisecond when', async (algorithm) => {
    const dice = new Dice(8);
    for (let i = 0; i < cases(usual); i++) {
      let now = 0;
      const limit = 1 + dice.upTo(12);
      const { limiter, at } = timed(limit, 1, algorithm);
      const model = new MODELS[algorithm](limit, 1000);
      for (let j = 0; j < 20; j++) {
        now += dice.upTo(200);
        at(now);
        await step({ limiter, model, limit }, dice, now);
      }
      const cost = dice.upTo(limit);
      const { allowed, retryAfterMs } = await limiter.consume('a', cost);
      if (allowed) continue;
      expect(model.remaining(now + retryAfterMs - 1)).toBeLessThan(cost);
      now += retryAfterMs;
      at(now);
      expect((await limiter.consume('a', cost)).allowed).toBe(true);
    }
  });

  it('admits no more than the limit in any window, whatever is charged', async () => {
    const dice = new Dice(9);
    for (let i = 0; i < cases(Math.ceil(usual / 3)); i++) {
      let now = 0;
      const limit = 1 + dice.upTo(9);
      const { limiter, at } = timed(limit, 1, 'sliding-log');
      const admitted: { time: number; cost: number }[] = [];
      for (let j = 0; j < 200; j++) {
        now += dice.upTo(120);
        at(now);
        const cost = dice.upTo(3);
        if (dice.upTo(20) === 0) await limiter.charge('a', cost);
        else if ((await limiter.consume('a', cost)).allowed) admitted.push({ time: now, cost });
      }
      for (const { time } of admitted) {
        const within = admitted.filter((each) => each.time >= time && each.time < time + 1000);
        expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(limit);
      }
    }
  });
}
