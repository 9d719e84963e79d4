/** Calls in place: only while the disk is quick, for a bounded time, and with the same groups as in the background. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, createSigner, verifyLog } from '@fedzk/audit';
import { code } from '@fedzk/testkit/errors';
import { Dice } from '@fedzk/testkit/random';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { Pace } from '../src/storage/pace.js';
import { pacedFiles } from '../src/storage/paced-files.js';
import { Disk } from './support/disk.js';
import { around, type Step } from './support/layers.js';
import { Machine } from './support/machine.js';

const signer = await createSigner('example.com/pace', new Uint8Array(32).fill(1));
const options = { origin: signer.name, signer, checkpointEvery: { ms: 2 ** 31 - 1, entries: Number.MAX_SAFE_INTEGER } };
const event = (text = '') =>
  ({ user_id: 'u', operation: 'op', resource: 'r', result: 'success', details: { text } }) as const;

/** A disk whose calls take as long as a test says, by a clock of its own, and a list of them. */
function timedDisk() {
  let now = 1000;
  const steps: Step[] = [];
  const takes = { datasync: 0.2, others: 0.01 };
  const disk = new Disk();
  const layer = around(disk.layer, (step, run) => {
    steps.push(step);
    now += step.operation === 'datasync' ? takes.datasync : takes.others;
    return run();
  });
  const pace = new Pace(() => now);
  const storage = directoryStorageOn(pacedFiles(layer, pace), '/log', new Machine().start());
  /** Of the syncs of the journal since the last call, whether each was in place. */
  const syncs = (): boolean[] => {
    const found = steps.splice(0).filter(({ operation }) => operation === 'datasync');
    return found.map(({ inPlace }) => inPlace === true);
  };
  const wait = (ms: number): void => {
    now += ms;
  };
  return { storage, steps, takes, syncs, wait, pace };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('syncs of a journal', () => {
  async function begun() {
    const timed = timedDisk();
    const log = await AuditLog.open(timed.storage, options);
    timed.syncs();
    /** Appends so many, one by one, and tells which syncs were in place. */
    const append = async (count: number, bytes = 0): Promise<boolean[]> => {
      for (let i = 0; i < count; i++) await log.append(event('x'.repeat(bytes)));
      return timed.syncs();
    };
    return { ...timed, log, append };
  }

  it('are made in place after eight in a row that were quick', async () => {
    const { append, log } = await begun();
    expect(await append(12)).toEqual([...times(8, false), ...times(4, true)]);
    await log.close();
  });

  it.each([
    [0.99, true],
    [1, false],
    [4.9, false],
  ])('go on so after one of %d ms: %s', async (ms, goOn) => {
    const { append, takes, log } = await begun();
    await append(8);
    takes.datasync = ms;
    expect(await append(1)).toEqual([true]);
    takes.datasync = 0.2;
    expect(await append(9)).toEqual(goOn ? times(9, true) : [...times(8, false), true]);
    await log.close();
  });

  it('are never made in place where each is slow, but for the one that nobody saw coming', async () => {
    const { append, takes, log } = await begun();
    takes.datasync = 1;
    expect(await append(50)).toEqual(times(50, false));
    takes.datasync = 0.2;
    expect(await append(9)).toEqual([...times(8, false), true]);
    takes.datasync = 6;
    expect(await append(50)).toEqual([true, ...times(49, false)]);
    await log.close();
  });

  it('are made elsewhere for a hundred times as long as a hang took, but for 50 ms', async () => {
    const { append, takes, wait, log } = await begun();
    await append(8);
    takes.datasync = 60;
    expect(await append(1)).toEqual([true]);
    takes.datasync = 0;
    takes.others = 0;
    await append(8);
    wait(998);
    expect(await append(1)).toEqual([false]);
    wait(3);
    expect(await append(1)).toEqual([true]);
    await log.close();
  });

  it('are made elsewhere for groups of more than 256 KiB', async () => {
    const { append, syncs, log } = await begun();
    await append(8);
    const large = (count: number) => Promise.all(times(count, 0).map(() => log.append(event('x'.repeat(1000)))));
    await large(200);
    expect(syncs()).toEqual([true]);
    await large(300);
    expect(syncs()).toEqual([false]);
    await log.close();
  });

  it('let others have their turn', async () => {
    const { append, log } = await begun();
    await append(8);
    let turns = 0;
    const turn = (): void => {
      turns++;
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    await append(100);
    clearImmediate(immediate);
    expect(turns).toBeGreaterThanOrEqual(99);
    await log.close();
  });

  it('are of groups of all who came meanwhile', async () => {
    const { append, syncs, log } = await begun();
    await append(8);
    // Those of before go on at once, and others are told of by the event loop.
    let left = 20;
    const going = Promise.all(
      times(10, 0).map(async () => {
        for (let i = 0; i < 20; i++) await log.append(event());
      }),
    );
    const coming: Promise<unknown>[] = [];
    await new Promise<void>((resolve) => {
      const come = (): void => {
        for (let i = 0; i < 5; i++) coming.push(log.append(event()));
        if (--left > 0) setImmediate(come);
        else resolve();
      };
      setImmediate(come);
    });
    await Promise.all([going, ...coming]);
    const found = syncs();
    expect(found).toEqual(times(found.length, true));
    expect(found.length).toBeLessThanOrEqual(25);
    expect(log.size).toBe(8 + 200 + 100);
    await log.close();
  });
});

it('what is done for tiles is done in place too, but for their syncs and what reads or removes', async () => {
  const { storage, steps, log } = await (async () => {
    const timed = timedDisk();
    return { ...timed, log: await AuditLog.open(timed.storage, options) };
  })();
  const ways = (): Map<string, Set<boolean>> => {
    const found = new Map<string, Set<boolean>>();
    for (const { operation, inPlace } of steps.splice(0)) {
      found.set(operation, (found.get(operation) ?? new Set()).add(inPlace === true));
    }
    return found;
  };
  for (let i = 0; i < 8; i++) await log.append(event());
  for (const way of ways().values()) expect([...way]).toEqual([false]);
  for (let i = 0; i < 500; i++) await log.append(event());
  await log.checkpoint();
  for (let i = 0; i < 10; i++) await log.append(event());
  await log.close();
  expect(Object.fromEntries([...ways()].map(([operation, way]) => [operation, [...way]]))).toEqual({
    ...Object.fromEntries(
      ['write', 'datasync', 'create', 'open', 'rename', 'mkdir', 'close'].map((op) => [op, [true]]),
    ),
    ...Object.fromEntries(['sync', 'read', 'readdir', 'unlink', 'rmdir'].map((op) => [op, [false]])),
  });
  expect((await verifyLog(storage, { verifierKey: signer.verifierKey })).ok).toBe(true);
});

it('long calls in place take a hundredth of any time at most, but for 50 ms and the last one', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const dice = new Dice(seed);
    let now = 0;
    const pace = new Pace(() => now);
    /** Ends of long calls in place, and how long they took. */
    const long: (readonly [end: number, ms: number])[] = [];
    for (let i = 0; i < 20_000; i++) {
      const ms = dice.upTo(20) > 0 ? 0.3 : 1 + dice.upTo(dice.upTo(300) === 0 ? 200 : 12);
      const call = (): void => {
        now += ms;
      };
      if (!pace.inPlace) await pace.timeSync(async () => call());
      else {
        pace.timeInPlace(call);
        if (ms >= 5) long.push([now, ms]);
      }
      now += dice.upTo(3);
    }
    expect(long.length).toBeGreaterThan(10);
    for (let first = 0; first < long.length; first++) {
      let sum = 0;
      for (const [end, ms] of long.slice(first)) {
        const [begin = 0, its = 0] = long[first] ?? [];
        expect(sum).toBeLessThanOrEqual(50 + 0.01 * (end - begin + its) + 1e-6);
        sum += ms;
      }
    }
  }
});

describe('the files of Node', () => {
  const dir = mkdtempSync(join(tmpdir(), 'fedzk-audit-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('have been changed when a call in place returns', async () => {
    const made = nodeFiles.mkdir(join(dir, 'd'), { mode: 0o700 }, true);
    expect(statSync(join(dir, 'd')).isDirectory()).toBe(true);
    const opened = nodeFiles.open(join(dir, 'd/a'), 'wx', 0o600, true);
    expect(statSync(join(dir, 'd/a')).size).toBe(0);
    const file = await opened;
    const written = file.write(Uint8Array.of(1, 2, 3), 1, 2, 0, true);
    expect([...readFileSync(join(dir, 'd/a'))]).toEqual([2, 3]);
    expect(await written).toEqual({ bytesWritten: 2 });
    await file.datasync(true);
    const renamed = nodeFiles.rename(join(dir, 'd/a'), join(dir, 'd/b'), true);
    expect([...readFileSync(join(dir, 'd/b'))]).toEqual([2, 3]);
    await Promise.all([made, renamed, file.close(true)]);
    await expect(file.datasync(true)).rejects.toMatchObject({ code: 'EBADF' });
    await expect(nodeFiles.open(join(dir, 'none'), 'r', 0, true)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['brief', 'never', undefined] as const)('hold a log, blocking: %s', async (blocking) => {
    const storage = directoryStorage(join(dir, `log-${blocking}`), blocking === undefined ? {} : { blocking });
    const log = await AuditLog.open(storage, options);
    for (let i = 0; i < 40; i++) await log.append(event());
    await Promise.all(times(600, 0).map(() => log.append(event())));
    await log.close();
    expect(await verifyLog(storage, { verifierKey: signer.verifierKey })).toMatchObject({ ok: true, size: 640 });
  });

  it.each(['', 'always', null, true, 0])('blocking: not %j', (blocking) => {
    expect(code(() => directoryStorage(dir, { blocking: blocking as 'never' }))).toBe('invalid-argument');
  });
});
