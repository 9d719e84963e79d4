// Rounds of a log's life on one disk: each begins with what the one before left, meets a fault or a cut of power at some
// operation, perhaps while it recovers, and is followed by a look at everything.

import type { AuditLog, LogStorage } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { Dice } from '@fedzk/testkit/random';
import { directoryStorageOn } from '../../src/storage/directory.js';
import type { FileLayer } from '../../src/storage/files.js';
import { pacedFiles } from '../../src/storage/paced-files.js';
import { Chance } from './chance.js';
import { anything, Disk } from './disk.js';
import { forgeEntry } from './forge.js';
import { around, fault, type Step } from './layers.js';
import { Machine } from './machine.js';
import { DIR, Violation, World } from './world.js';

/** A writer that has something wrong, put between it and the disk. */
export interface Mutant {
  files?(layer: FileLayer): FileLayer;
  storage?(storage: LogStorage): LogStorage;
}

/** A promise of its own each time: what waits for it goes with it. */
const never = (): Promise<never> => new Promise(() => undefined);
/** Other threads take their time. */
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Faults that a call of the system can end with. */
const CODES = ['EIO', 'ENOSPC', 'EDQUOT'];
/** Entries after which a new log is begun: each look reads them all. */
const MOST = 1500;

export class Rounds {
  readonly #dice: Dice;
  readonly #mutant: Mutant;
  readonly #seen = new Map<string, number>();
  #disk = new Disk();
  #world = new World();
  readonly #machine = new Machine();

  constructor(seed: number, mutant: Mutant = {}) {
    this.#dice = new Dice(seed);
    this.#mutant = mutant;
  }

  /** How often each thing happened. */
  get seen(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#seen].sort());
  }

  /** @throws {Violation} */
  async run(): Promise<void> {
    if (this.#world.size > MOST) [this.#disk, this.#world] = [new Disk(), new World()];
    await this.#live();
    await this.#look();
    // Timers of writers that were cut off run out, and hold them no longer.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #count(what: string): void {
    this.#seen.set(what, (this.#seen.get(what) ?? 0) + 1);
  }

  #storage(disk: Disk, files: FileLayer = disk.layer): { readonly storage: LogStorage; end(): void } {
    const process = this.#machine.start();
    const { files: spoiled = (layer) => layer, storage: wrapped = (storage) => storage } = this.#mutant;
    const paced = pacedFiles(spoiled(files), new Chance(this.#dice));
    return { storage: wrapped(directoryStorageOn(paced, DIR, process)), end: process.end };
  }

  /** One process, up to its end. */
  async #live(): Promise<void> {
    const dice = this.#dice;
    const accident = new Accident(this.#disk, dice, (what) => this.#count(what));
    const { storage, end } = this.#storage(this.#disk, accident.layer);
    const work = this.#work(storage);
    const guard = timeout();
    const ended = await Promise.race([work, accident.cut.then(() => 'cut' as const), guard.promise]);
    guard.stop();
    if (ended === 'timeout') throw new Violation('it hangs');
    this.#count(ended);
    accident.kill();
    end();
    // Without a loss of power, the page cache has what the disk lacks.
    if (dice.upTo(9) < 7) this.#disk = this.#disk.afterPowerLoss(anything(dice));
  }

  async #work(storage: LogStorage): Promise<'closed' | 'stopped' | 'did not open'> {
    const [dice, world] = [this.#dice, this.#world];
    let log: AuditLog;
    try {
      log = await world.open(storage, dice.upTo(1) === 0 ? 40 : undefined);
    } catch (error) {
      if (codeOf(error) === 'storage' || codeOf(error) === 'fail-stop') return 'did not open';
      throw new Violation(`it does not open: ${String(error)}`, { cause: error });
    }
    try {
      for (let left = 2 + dice.upTo(12); left > 0; left--) await this.#operation(log);
      await log.close();
      return 'closed';
    } catch (error) {
      if (error instanceof Violation) throw error;
      if (codeOf(error) !== 'fail-stop' && codeOf(error) !== 'storage') {
        throw new Violation(`an unexpected error: ${String(error)}`, { cause: error });
      }
      await this.#hasStopped(log);
      return 'stopped';
    }
  }

  async #operation(log: AuditLog): Promise<void> {
    const [dice, world] = [this.#dice, this.#world];
    const kind = dice.upTo(7);
    const append = (): Promise<number> => world.append(log, dice.upTo(9) === 0 ? 5000 : dice.upTo(40));
    if (kind === 0) await log.checkpoint();
    else if (kind === 1) await this.#prove(log);
    else if (kind < 5) await append();
    else await all(Array.from({ length: 1 + dice.upTo(dice.upTo(4) === 0 ? 300 : 20) }, append));
    // Others go on while a checkpoint is made.
    if (kind === 5) await all([log.checkpoint(), append(), append()]);
  }

  /** What fails to be read stops nobody. */
  async #prove(log: AuditLog): Promise<void> {
    if (log.size === 0) return;
    await log.checkpoint();
    await log.prove(this.#dice.upTo(log.size - 1)).catch((error: unknown) => {
      if (codeOf(error) !== 'storage') throw error;
    });
  }

  /** After a fault all calls say so, and none hangs. */
  async #hasStopped(log: AuditLog): Promise<void> {
    const outcomes = await Promise.allSettled([log.checkpoint(), this.#world.append(log), log.close()]);
    for (const outcome of outcomes.slice(0, 2)) {
      const code = outcome.status === 'rejected' ? codeOf(outcome.reason) : 'done';
      if (code !== 'fail-stop' && code !== 'disposed') throw new Violation(`after a fault a call says ${String(code)}`);
    }
  }

  /** On a copy, so that the next round has to recover too; and twice, as far as that. */
  async #look(): Promise<void> {
    const [disk, world] = [this.#disk.copy(), new World(this.#world)];
    const first = await this.#check(world, disk);
    const second = await this.#check(world, disk.afterPowerLoss(anything(this.#dice)));
    if (first !== second) throw new Violation(`recovered once: ${first}, and twice: ${second}`);
    await this.#forge(this.#disk.copy());
  }

  /** Somebody without the key has had the disk meanwhile. */
  async #forge(disk: Disk): Promise<void> {
    const world = new World(this.#world);
    // As long as an entry is at least: what is shorter is none.
    const details = { length: this.#dice.upTo(600), padding: '.'.repeat(60) };
    const entry = new TextEncoder().encode(JSON.stringify({ resource: 'forged', details }));
    if (!(await forgeEntry(disk, DIR, entry))) return;
    this.#count('forged');
    const before = world.known.signed.size;
    const { storage, end } = this.#storage(disk);
    const code = await world.open(storage).then(() => 'opened', codeOf);
    end();
    if (code !== 'not-authentic' || world.known.signed.size > before) {
      throw new Violation(`a forged entry ends with ${String(code)}`);
    }
  }

  async #check(world: World, disk: Disk): Promise<string> {
    const { storage, end } = this.#storage(disk);
    try {
      return await world.check(disk, storage);
    } finally {
      end();
    }
  }
}

/** A layer on which one thing happens at some operation. */
class Accident {
  readonly cut: Promise<void>;
  readonly layer: FileLayer;
  readonly #disk: Disk;
  readonly #dice: Dice;
  readonly #count: (what: string) => void;
  #at: number;
  #fault: boolean;
  /** Whether only syncs of the journal count. */
  #ofJournal: boolean;
  #operations = 0;
  #dead = false;
  #reach: () => void = () => undefined;

  constructor(disk: Disk, dice: Dice, count: (what: string) => void) {
    this.#disk = disk;
    this.#dice = dice;
    this.#count = count;
    // Within the recovery as often as later.
    this.#ofJournal = dice.upTo(3) === 0;
    this.#at = dice.upTo(this.#ofJournal ? 4 : dice.upTo(2) === 0 ? 50 : 300);
    this.#fault = dice.upTo(1) === 0;
    this.cut = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.layer = around(disk.layer, (step, run) => this.#each(step, run));
  }

  kill(): void {
    this.#dead = true;
  }

  async #each<T>(step: Step, run: (length?: number) => Promise<T>): Promise<T> {
    if (step.inPlace !== true && this.#dice.upTo(3) === 0) await later();
    if (this.#dead) return never();
    if (step.operation === 'datasync') this.#count(step.inPlace === true ? 'synced in place' : 'synced elsewhere');
    const counts = !this.#ofJournal || step.operation === 'datasync';
    if (counts && this.#operations++ === this.#at) return this.#fault ? this.#fail(step, run) : this.#die(step, run);
    const { operation, length = 0 } = step;
    const short = operation === 'write' && this.#dice.upTo(9) === 0;
    return run(short ? 1 + this.#dice.upTo(length - 1) : undefined);
  }

  async #die<T>({ operation, length = 0 }: Step, run: (length?: number) => Promise<T>): Promise<T> {
    this.#dead = true;
    this.#count(`cut at ${operation}`);
    if (operation === 'write') await run(this.#dice.upTo(length));
    else if (this.#dice.upTo(1) === 0) await run().catch(() => undefined);
    this.#reach();
    return never();
  }

  async #fail<T>({ operation, path, length = 0 }: Step, run: (length?: number) => Promise<T>): Promise<T> {
    this.#count(`fault at ${operation}`);
    // It should end here; one that goes on does so until the power is gone.
    [this.#fault, this.#ofJournal] = [false, false];
    this.#at = this.#operations + this.#dice.upTo(50);
    if (operation === 'sync' || operation === 'datasync') this.#disk.spoil(path, anything(this.#dice));
    else if (operation === 'write') await run(this.#dice.upTo(length));
    else if (this.#dice.upTo(1) === 0 && operation !== 'create' && operation !== 'open') await run();
    throw fault(CODES[this.#dice.upTo(2)] ?? 'EIO');
  }
}

/** All of them, settled, and then the first error. */
async function all(calls: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function timeout(): { readonly promise: Promise<'timeout'>; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), 20_000);
  });
  return { promise, stop: () => clearTimeout(timer) };
}
