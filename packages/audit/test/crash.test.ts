/**
 * A log on a disk that fails and loses power. Whatever happens: each acknowledged entry is where it was said to be, none is
 * there twice, each tree that was signed is a prefix of the log, and recovering again changes nothing.
 */

import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { pacedFiles } from '../src/storage/paced-files.js';
import { Chance } from './support/chance.js';
import { anything, Disk, kept, lost } from './support/disk.js';
import { type Around, around, type Operation } from './support/layers.js';
import { Machine } from './support/machine.js';
import { MUTANTS } from './support/mutants.js';
import { Rounds } from './support/rounds.js';
import { DIR, Violation, World } from './support/world.js';

const slow = process.env['SLOW'] === '1';
/** How long to go on after the lives that are lived in any case, however busy the machine is. */
const minutes = Number(process.env['AUDIT_FAULT_MINUTES'] ?? (slow ? 1 : 0));
const LIVES = 2;
/** Rounds that a disk lives. */
const LIFE = 30;

/** @returns how many rounds there were, and what happened in them */
async function live(end: number): Promise<{ readonly rounds: number; readonly seen: ReadonlyMap<string, number> }> {
  const seen = new Map<string, number>();
  let rounds = 0;
  for (let seed = 1; seed <= LIVES || Date.now() < end; seed++) {
    const life = new Rounds(seed);
    for (let round = 0; round < LIFE && (seed <= LIVES || Date.now() < end); round++, rounds++) {
      await life.run().catch((error: unknown) => {
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
      });
    }
    for (const [what, count] of Object.entries(life.seen)) seen.set(what, (seen.get(what) ?? 0) + count);
  }
  return { rounds, seen };
}

it('keeps its promises through faults and cuts of power', { timeout: minutes * 60_000 + 300_000 }, async () => {
  const { rounds, seen } = await live(Date.now() + minutes * 60_000);
  if (minutes >= 1) console.log(rounds, 'rounds', Object.fromEntries([...seen].sort()));
  const wanted = ['cut', 'stopped', 'closed', 'did not open', 'forged', 'synced in place', 'synced elsewhere'];
  const missing = wanted.filter((what) => !seen.has(what));
  expect({ rounds, missing }).toEqual({ rounds, missing: [] });
  expect(rounds).toBeGreaterThanOrEqual(LIVES * LIFE);
});

/** Operations that change nothing on a disk. */
const READS: ReadonlySet<Operation> = new Set(['open', 'close', 'read', 'readdir']);

/** What one who is outside sees at each operation of a writer, were it the last. */
class EachStep {
  readonly #machine = new Machine();
  readonly #dice = new Dice(11);
  readonly #disk = new Disk();
  readonly #world = new World();
  #last: Promise<unknown> = Promise.resolve();
  #changed = true;
  /** The last one was a rename: what is published becomes another. */
  #renamed = false;
  /** Files that a half was written to. */
  readonly #halves = new Set<string>();
  steps = 0;

  async run(): Promise<void> {
    const layer = around(this.#disk.layer, (step, run) => this.#inTurn(step, run));
    for (const entries of [260, 3]) {
      const process = this.#machine.start();
      const paced = pacedFiles(layer, new Chance(this.#dice));
      const log = await this.#world.open(directoryStorageOn(paced, DIR, process));
      await this.#world.append(log, 3000);
      await Promise.all(Array.from({ length: 5 }, () => this.#world.append(log)));
      await log.checkpoint();
      await log.prove(2);
      await Promise.all([log.checkpoint(), ...Array.from({ length: entries }, () => this.#world.append(log))]);
      await log.checkpoint();
      await this.#world.append(log);
      await log.close();
      process.end();
    }
  }

  /** One at a time, so that what is looked at doesn't change meanwhile. */
  readonly #inTurn: Around = (step, run) => {
    const done = this.#last.then(async () => {
      if (this.#changed) await this.#look(this.#disk);
      this.#changed = !READS.has(step.operation);
      this.#renamed = step.operation === 'rename';
      if (step.operation !== 'write' || this.#halves.delete(step.path)) return run();
      // Half of it, as a short write.
      this.#halves.add(step.path);
      return run(Math.ceil((step.length ?? 0) / 2));
    });
    this.#last = done.catch(() => undefined);
    return done;
  };

  async #look(disk: Disk): Promise<void> {
    const step = this.steps++;
    const looks = [
      () => this.#check(disk.afterPowerLoss(lost), new World(this.#world)),
      () => this.#check(disk.afterPowerLoss(kept), new World(this.#world)),
      () => this.#check(disk.afterPowerLoss(anything(this.#dice)), new World(this.#world)),
      () => this.#killed(disk.copy(), new World(this.#world)),
    ];
    for (const [i, look] of looks.entries()) {
      // An odd period: writes come in pairs, and each look should come after both.
      if (!slow && !this.#renamed && step % 31 !== i) continue;
      await look().catch((error: unknown) => {
        throw new Violation(`step ${step}, way ${i}: ${String(error)}`, { cause: error });
      });
    }
  }

  /** A process ends and another begins; the power goes then. */
  async #killed(disk: Disk, world: World): Promise<void> {
    await this.#check(disk, world);
    await this.#check(disk.afterPowerLoss(lost), world);
  }

  async #check(disk: Disk, world: World): Promise<void> {
    const process = new Machine().start();
    await world.check(disk, directoryStorageOn(disk.layer, DIR, process));
  }
}

it('keeps its promises whichever operation is the last', { timeout: 300_000 }, async () => {
  const each = new EachStep();
  await each.run();
  expect(each.steps).toBeGreaterThan(100);
});

describe('rounds find a writer that', () => {
  it.each(Object.entries(MUTANTS))('%s', { timeout: 120_000 }, async (_, mutant) => {
    const found = async (): Promise<unknown> => {
      for (let seed = 1; seed < 60; seed++) {
        const life = new Rounds(seed, mutant);
        for (let round = 0; round < LIFE; round++) {
          const error = await life.run().then(
            () => undefined,
            (reason: unknown) => reason,
          );
          if (error !== undefined) return error;
        }
      }
      return undefined;
    };
    const error = await found();
    expect(error).toBeInstanceOf(Violation);
    expect(String(error)).toMatch(/is lost|no prefix|two roots|does not open|is missing/);
  });
});
