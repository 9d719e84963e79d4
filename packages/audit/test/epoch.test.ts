/** A new log after one that can't go on: what it says of the old one, what is refused, and interruptions at each step. */
import { createHash } from 'node:crypto';
import {
  AuditLog,
  createSigner,
  currentCheckpoint,
  decodeEvent,
  inspectLog,
  type LogState,
  type LogStorage,
  memoryStorage,
  type Predecessor,
  readEntries,
  rebuildTiles,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { anything, Disk, type Fate, kept, lost } from './support/disk.js';
import { around, fault } from './support/layers.js';
import { rootOfLeaves } from './support/logs.js';
import { Machine } from './support/machine.js';
import { Stopping } from './support/stopping.js';
import { DIR, World } from './support/world.js';

type Files = ReadonlyMap<string, Uint8Array>;

const slow = process.env['SLOW'] === '1';
const CHECKPOINT = `${DIR}/checkpoint`;
const SIGNED = `${DIR}/.state/signed`;
const WAL = `${DIR}/.state/wal/`;
const NEW = '/new';

const next: Signer = await createSigner('example.com/crash-2', new Uint8Array(32).fill(8));
const storageOn = (disk: Disk, dir = DIR, layer = disk.layer): LogStorage =>
  directoryStorageOn(layer, dir, new Machine().start());
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

const within = (files: Files, folder: string): Files => new Map([...files].filter(([path]) => path.startsWith(folder)));
const without = (files: Files, folder: string): Files =>
  new Map([...files].filter(([path]) => !path.startsWith(folder)));
const merged = (...parts: readonly Files[]): Files => new Map(parts.flatMap((part) => [...part]));

/** A log in three stages: 20 entries that are signed, 10 that are not, 320 of which all are. */
async function stages() {
  const [disk, world] = [new Disk(), new World()];
  const append = async (count: number): Promise<AuditLog> => {
    const log = await world.open(storageOn(disk));
    await Promise.all(Array.from({ length: count }, () => world.append(log)));
    return log;
  };
  await (await append(20)).close();
  const young: Files = disk.copy().files();
  const log = await world.open(storageOn(disk));
  for (let i = 0; i < 10; i++) await world.append(log);
  const tailed = without(disk.copy().files(), `${DIR}/.state/lock/`);
  await (await append(290)).close();
  return { world, young, tailed, old: disk.copy().files() };
}

const { world, young, tailed, old } = await stages();
const previous: Predecessor = { verifierKey: world.signer.verifierKey };
const options = { origin: next.name, signer: next, previous } as const;

const changed = (files: Files, path: string, at: number): Files => {
  const bytes = (files.get(path) ?? new Uint8Array(0)).slice();
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return merged(files, new Map([[path, bytes]]));
};

/** Leaf hashes of entries 0 to 319, by node:crypto. */
const leaves: readonly Uint8Array[] = [...Array(320).keys()].map((index) => {
  const bundle = old.get(`${DIR}/tile/entries/${index < 256 ? '000' : '001.p/64'}`) ?? new Uint8Array(0);
  let at = 0;
  for (let i = 0; i < index % 256; i++) at += 2 + 256 * (bundle[at] ?? 0) + (bundle[at + 1] ?? 0);
  const entry = bundle.subarray(at + 2, at + 2 + 256 * (bundle[at] ?? 0) + (bundle[at + 1] ?? 0));
  return new Uint8Array(createHash('sha256').update(Uint8Array.of(0)).update(entry).digest());
});
const treeOf = (size: number) => ({
  size,
  root: Buffer.from(rootOfLeaves(leaves.slice(0, size))).toString('hex'),
});
const hexOf = (tree: LogState['recovered'] | undefined) =>
  tree && { size: tree.size, root: Buffer.from(tree.root).toString('hex') };

/** Paths that have not the same bytes in both. */
function differences(a: Files, b: Files): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => Buffer.compare(a.get(path) ?? Buffer.of(), b.get(path) ?? Buffer.of()) !== 0);
}

/** Files of a log, how many entries of it were signed, and how many are there. */
const rolledBack: readonly (readonly [string, Files, number, number])[] = [
  ['an older .state', merged(without(old, `${DIR}/.state/`), within(young, `${DIR}/.state/`)), 320, 320],
  ['an older .state with a tail', merged(without(old, `${DIR}/.state/`), within(tailed, `${DIR}/.state/`)), 320, 320],
  ['an older .state/signed', merged(old, new Map([[SIGNED, young.get(SIGNED) ?? new Uint8Array(0)]])), 320, 320],
  ['no .state', without(old, `${DIR}/.state/`), 320, 320],
  ['no journal', without(old, WAL), 320, 320],
  // All was put back but for what was signed, which lies elsewhere.
  ['a newer checkpoint', merged(young, new Map([[CHECKPOINT, old.get(CHECKPOINT) ?? new Uint8Array(0)]])), 320, 20],
  [
    'a newer checkpoint, and a tail',
    merged(tailed, new Map([[CHECKPOINT, old.get(CHECKPOINT) ?? new Uint8Array(0)]])),
    320,
    30,
  ],
];

describe.each(rolledBack)('a log with %s', (_, files, signed, recovered) => {
  it('is left for a new one, whose first entry says what was signed and what is there', async () => {
    const disk = Disk.of(files);
    expect(
      await AuditLog.open(storageOn(disk), { origin: world.signer.name, signer: world.signer }).catch(codeOf),
    ).toBe('rolled-back');
    const storage = memoryStorage();
    const log = await AuditLog.newEpoch(storageOn(disk), storage, options);
    expect(log.size).toBe(1);
    const { index } = await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
    expect(index).toBe(1);
    const first = decodeEvent(await log.read(0));
    expect(first).toMatchObject({ user_id: 'system', operation: 'log.epoch', resource: 'log', result: 'success' });
    expect(first?.details).toEqual({
      previous: { origin: world.signer.name, verifier_key: world.signer.verifierKey },
      state: 'rolled-back',
      why: expect.stringContaining('older than what it signed'),
      signed: treeOf(signed),
      recovered: treeOf(recovered),
      holds: recovered >= signed,
    });
    await log.close();
    expect((await verifyLog(storage, { verifierKey: next.verifierKey })).problems).toEqual([]);
    // The old one is as it was.
    expect(differences(disk.files(), files)).toEqual([]);
    expect(differences(disk.afterPowerLoss(kept).files(), files)).toEqual([]);
  });
});

it('names the way on where a log is refused', async () => {
  const disk = Disk.of(without(old, `${DIR}/.state/`));
  const opened = AuditLog.open(storageOn(disk), { origin: world.signer.name, signer: world.signer });
  await expect(opened).rejects.toThrow(/AuditLog\.newEpoch/);
});

describe('a log that can still be read', () => {
  it('is verified as before, under its own name', async () => {
    const disk = Disk.of(without(old, WAL));
    await (await AuditLog.newEpoch(storageOn(disk), memoryStorage(), options)).close();
    const { ok, size } = await verifyLog(storageOn(disk), { verifierKey: world.signer.verifierKey });
    expect([ok, size]).toEqual([true, 320]);
  });
});

describe('inspectLog', () => {
  it('finds a whole log whole, with or without a key', async () => {
    for (const [files, signed, recovered, signer] of [
      [young, 20, 20, undefined],
      [tailed, 20, 30, world.signer],
      [old, 320, 320, undefined],
    ] as const) {
      for (const key of [world.signer.verifierKey, undefined]) {
        const state = await inspectLog(storageOn(Disk.of(files)), key, signer);
        expect(state).toMatchObject({ origin: world.signer.name, state: 'whole', why: undefined, holds: true });
        expect([hexOf(state.signed), hexOf(state.recovered)]).toEqual([treeOf(signed), treeOf(recovered)]);
      }
    }
  });

  it('finds changed or lost entries, which a writer does not check', async () => {
    const bundle = `${DIR}/tile/entries/000`;
    const state = await inspectLog(storageOn(Disk.of(changed(old, bundle, 30))), world.signer.verifierKey);
    expect(state).toMatchObject({ state: 'damaged', holds: false, recovered: { size: 320 } });
    expect(hexOf(state.signed)).toEqual(treeOf(320));
    expect(hexOf(state.recovered)).not.toEqual(treeOf(320));
    // The first bundle's parts of earlier checkpoints are still there, or not.
    const gone = new Map([...old].filter(([path]) => !path.startsWith(bundle)));
    const lostState = await inspectLog(storageOn(Disk.of(gone)), world.signer.verifierKey);
    expect(lostState).toMatchObject({ state: 'damaged', holds: false, recovered: { size: 0 } });
    const part = merged(
      without(gone, WAL),
      new Map([[`${bundle}.p/20`, young.get(`${bundle}.p/20`) ?? new Uint8Array(0)]]),
    );
    const parted = await inspectLog(storageOn(Disk.of(part)), world.signer.verifierKey);
    expect(hexOf(parted.recovered)).toEqual(treeOf(20));
  });

  it('reads what is left where .state/signed or the checkpoint is damaged', async () => {
    for (const [path, size] of [
      [SIGNED, 320],
      [CHECKPOINT, 320],
    ] as const) {
      const damaged = merged(old, new Map([[path, new Uint8Array(3)]]));
      for (const key of [world.signer.verifierKey, undefined]) {
        const state = await inspectLog(storageOn(Disk.of(damaged)), key);
        expect(state).toMatchObject({ state: 'damaged', holds: true });
        expect(hexOf(state.signed)).toEqual(treeOf(size));
      }
    }
    const both = merged(old, new Map([SIGNED, CHECKPOINT].map((path) => [path, new Uint8Array(3)])));
    const state = await inspectLog(storageOn(Disk.of(both)), world.signer.verifierKey);
    expect(state).toMatchObject({ state: 'damaged', signed: undefined, holds: false });
    expect(hexOf(state.recovered)).toEqual(treeOf(320));
    await expect(inspectLog(storageOn(Disk.of(both)))).rejects.toMatchObject({ code: 'damaged' });
  });

  it('believes no checkpoint whose signature is wrong, where it has a key', async () => {
    const note = text(old.get(CHECKPOINT)).replace('\n320\n', '\n999\n');
    const forged = merged(old, new Map([[CHECKPOINT, new Uint8Array(Buffer.from(note))]]));
    const state = await inspectLog(storageOn(Disk.of(forged)), world.signer.verifierKey);
    expect([state.state, state.signed?.size]).toEqual(['damaged', 320]);
  });

  it('takes tiles for entries that were pruned, and for no others', async () => {
    const disk = Disk.of(old);
    const log = await AuditLog.open(storageOn(disk), { origin: world.signer.name, signer: world.signer });
    await log.evict(256, { onEvict: 'archive' });
    await log.close();
    const state = await inspectLog(storageOn(disk), world.signer.verifierKey);
    expect(state).toMatchObject({ state: 'whole', holds: true });
    expect(hexOf(state.recovered)).toEqual(treeOf(320));
    const unsaid = new Map([...disk.files()].filter(([path]) => !path.endsWith('/minimum')));
    const without = await inspectLog(storageOn(Disk.of(unsaid)), world.signer.verifierKey);
    expect(without).toMatchObject({ state: 'damaged', recovered: { size: 0 } });
  });

  it('refuses no log, another key’s, and one that has a writer; and leaves no lock', async () => {
    const empty = new Disk();
    await expect(inspectLog(storageOn(empty))).rejects.toMatchObject({ code: 'not-found' });
    expect(empty.files().size).toBe(0);
    const other = await createSigner(world.signer.name, new Uint8Array(32).fill(9));
    const disk = Disk.of(old);
    const machine = new Machine();
    const on = (): LogStorage => directoryStorageOn(disk.layer, DIR, machine.start());
    await expect(inspectLog(on(), other.verifierKey)).rejects.toMatchObject({ code: 'invalid-state' });
    await expect(inspectLog(on(), 'x')).rejects.toMatchObject({ code: 'invalid-argument' });
    const log = await AuditLog.open(on(), { origin: world.signer.name, signer: world.signer });
    await expect(inspectLog(on())).rejects.toMatchObject({ code: 'invalid-state' });
    await log.close();
    expect((await inspectLog(on())).state).toBe('whole');
  });
});

describe('newEpoch refuses', () => {
  const rolled = without(old, WAL);
  const begin = (files: Files, more: object = {}, storage: LogStorage = memoryStorage()) =>
    AuditLog.newEpoch(storageOn(Disk.of(files)), storage, { ...options, ...more });

  it('the old name, with the old key or another', async () => {
    for (const signer of [world.signer, await createSigner(world.signer.name, new Uint8Array(32).fill(9))]) {
      const refused = begin(rolled, { origin: signer.name, signer });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-argument' });
      await expect(refused).rejects.toThrow(/another name/);
    }
  });

  it('a log that is whole, unless there is a reason', async () => {
    await expect(begin(tailed)).rejects.toMatchObject({ code: 'invalid-state' });
    const storage = memoryStorage();
    const reason = 'the key was stolen';
    const log = await begin(tailed, { previous: { ...previous, reason, signer: world.signer } }, storage);
    expect(decodeEvent(await log.read(0))).toMatchObject({
      reason: 'the key was stolen',
      details: { state: 'whole', signed: treeOf(20), recovered: treeOf(30), holds: true },
    });
    await log.close();
  });

  it('invalid options', async () => {
    for (const more of [
      { previous: undefined },
      { previous: {} },
      { previous: { verifierKey: 'x' } },
      { previous: { ...previous, reason: '' } },
      { previous: { ...previous, reason: 'two\nlines' } },
      { origin: 'example.com/other' },
      { queueBytes: 0 },
    ]) {
      await expect(begin(rolled, more)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    const none = undefined as unknown as typeof options;
    await expect(AuditLog.newEpoch(memoryStorage(), memoryStorage(), none)).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    const one = storageOn(Disk.of(rolled));
    await expect(AuditLog.newEpoch(one, one, options)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('no old log, another key’s, and one that has a writer', async () => {
    await expect(begin(new Map())).rejects.toMatchObject({ code: 'not-found' });
    const other = await createSigner(world.signer.name, new Uint8Array(32).fill(9));
    await expect(begin(rolled, { previous: { verifierKey: other.verifierKey } })).rejects.toMatchObject({
      code: 'invalid-state',
    });
    const held = storageOn(Disk.of(old));
    const log = await AuditLog.open(held, { origin: world.signer.name, signer: world.signer });
    await expect(AuditLog.newEpoch(held, memoryStorage(), options)).rejects.toMatchObject({ code: 'invalid-state' });
    await log.close();
  });

  it('a new storage that has something else, and the old folder by another name', async () => {
    const used = memoryStorage();
    const log = await AuditLog.open(used, { origin: next.name, signer: next });
    await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
    await log.close();
    await expect(begin(rolled, {}, used)).rejects.toMatchObject({ code: 'invalid-state' });
    // It was given back.
    await (await AuditLog.open(used, { origin: next.name, signer: next })).close();
    const [disk, machine] = [Disk.of(rolled), new Machine()];
    const on = (): LogStorage => directoryStorageOn(disk.layer, DIR, machine.start());
    await expect(AuditLog.newEpoch(on(), on(), options)).rejects.toMatchObject({ code: 'invalid-state' });
    expect(differences(disk.files(), rolled)).toEqual([]);
  });

  it('a new log that began after another state of the old one', async () => {
    const storage = memoryStorage();
    await (await begin(rolled, {}, storage)).close();
    await expect(begin(without(old, `${DIR}/.state/`), {}, storage)).rejects.toMatchObject({ code: 'invalid-state' });
    // After the same it goes on, whatever was added.
    const log = await begin(rolled, {}, storage);
    await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
    await log.close();
    const again = await begin(rolled, {}, storage);
    expect(again.size).toBe(2);
    await again.close();
  });
});

/** The operations of all entries of the new log. */
async function operations(storage: LogStorage): Promise<string[]> {
  const found: string[] = [];
  const signed = await currentCheckpoint(storage, { verifierKey: next.verifierKey });
  for await (const { entry } of readEntries(storage, signed)) found.push(entry.operation);
  return found;
}

describe('interrupted', () => {
  const rolled = merged(without(old, `${DIR}/.state/`), within(tailed, `${DIR}/.state/`));

  it('after each step of the new storage, it is run again', async () => {
    for (let after = 0; ; after++) {
      const inner = memoryStorage();
      const stopping = new Stopping(inner, after);
      const disk = Disk.of(rolled);
      const begun = await AuditLog.newEpoch(storageOn(disk), stopping, options).catch(codeOf);
      if (begun instanceof AuditLog) await begun.close().catch(() => undefined);
      const stopped = stopping.stopped;
      if (!(begun instanceof AuditLog)) expect(['storage', 'fail-stop']).toContain(begun);
      const log = await AuditLog.newEpoch(storageOn(disk), inner, options);
      await log.close();
      expect(await operations(inner), `after step ${after}`).toEqual(['log.epoch']);
      expect(differences(disk.files(), rolled)).toEqual([]);
      if (!stopped) {
        expect(after).toBeGreaterThan(5);
        return;
      }
    }
  });

  const fates: readonly (readonly [string, (dice: Dice) => Fate])[] = [
    ['and nothing that was not synced is there', () => lost],
    ['and all is', () => kept],
    ['and anything is', anything],
  ];

  it.each(fates)('by a loss of power at each operation, %s', { timeout: 120_000 }, async (_, fateOf) => {
    const dice = new Dice(5);
    for (let after = 0; ; after += slow ? 1 : 4) {
      const disk = Disk.of(rolled);
      let count = 0;
      const failing = around(disk.layer, async (_step, run) => {
        if (count++ >= after) throw fault('EIO');
        return run();
      });
      const begun = await AuditLog.newEpoch(
        storageOn(disk, DIR, failing),
        storageOn(disk, NEW, failing),
        options,
      ).catch(codeOf);
      const done = begun instanceof AuditLog;
      const disks = disk.afterPowerLoss(fateOf(dice));
      const there = new Map([...disks.files()].filter(([path]) => path.startsWith(`${DIR}/`)));
      expect(differences(without(there, `${DIR}/.state/lock/`), rolled)).toEqual([]);
      const log = await AuditLog.newEpoch(storageOn(disks), storageOn(disks, NEW), options);
      await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
      await log.close();
      expect(await operations(storageOn(disks, NEW)), `operation ${after}`).toEqual(['log.epoch', 'op']);
      if (done) {
        await begun.close().catch(() => undefined);
        expect(after).toBeGreaterThan(30);
        return;
      }
    }
  });
});

it('rebuildTiles removes nothing of what was signed where .state is older', async () => {
  for (const state of [young, tailed]) {
    const files = merged(without(old, `${DIR}/.state/`), within(state, `${DIR}/.state/`));
    const disk = Disk.of(files);
    const refused = rebuildTiles(storageOn(disk));
    await expect(refused).rejects.toMatchObject({ code: 'rolled-back' });
    expect(differences(disk.files(), files)).toEqual([]);
  }
});
