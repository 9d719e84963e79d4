/** What a log finds when it is opened: an older copy of itself, another's key, damage, and what was under way. */

import {
  AuditLog,
  createSigner,
  type LogStorage,
  memoryStorage,
  rebuildTiles,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { Disk, kept, lost } from './support/disk.js';
import { around, fault } from './support/layers.js';
import { Machine } from './support/machine.js';
import { blind } from './support/mutants.js';
import { DIR, Violation, World } from './support/world.js';

type Files = ReadonlyMap<string, Uint8Array>;

const CHECKPOINT = `${DIR}/checkpoint`;
const SIGNED = `${DIR}/.state/signed`;
const WAL = `${DIR}/.state/wal/`;

const storageOn = (disk: Disk, layer = disk.layer) => directoryStorageOn(layer, DIR, new Machine().start());
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const utf8 = (string: string): Uint8Array => new Uint8Array(Buffer.from(string));

/** A log in three stages: 20 entries that are signed, 10 that are not, 300 that are. */
async function stages(): Promise<{
  readonly world: World;
  readonly young: Files;
  readonly tailed: Files;
  readonly old: Files;
}> {
  const [disk, world] = [new Disk(), new World()];
  const append = async (count: number) => {
    const log = await world.open(storageOn(disk));
    await Promise.all(Array.from({ length: count }, () => world.append(log)));
    return log;
  };
  await (await append(20)).close();
  const young = disk.copy().files();
  const log = await world.open(storageOn(disk));
  for (let i = 0; i < 10; i++) await world.append(log);
  // Its process ends here.
  const tailed = disk.copy().files();
  await (await append(290)).close();
  return { world, young, tailed, old: disk.copy().files() };
}

const { world, young, tailed, old } = await stages();

const within = (files: Files, folder: string): Files => new Map([...files].filter(([path]) => path.startsWith(folder)));
const without = (files: Files, folder: string): Files =>
  new Map([...files].filter(([path]) => !path.startsWith(folder)));
const merged = (...parts: readonly Files[]): Files => new Map(parts.flatMap((part) => [...part]));
const changed = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files =>
  merged(files, new Map([[path, change((files.get(path) ?? new Uint8Array(0)).slice())]]));

/** The one journal. */
function journalOf(files: Files): string {
  const [path, ...more] = within(files, WAL).keys();
  expect(more).toEqual([]);
  return path ?? '';
}

/** Paths that have not the same bytes in both. */
function differences(a: Files, b: Files): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => Buffer.compare(a.get(path) ?? Buffer.of(), b.get(path) ?? Buffer.of()) !== 0);
}

/** A signer that counts the notes that it signed. */
function counting(signer: Signer): { readonly signer: Signer; readonly signed: string[] } {
  const signed: string[] = [];
  const sign = (message: Uint8Array): Promise<Uint8Array> => {
    if (message[0] !== 0) signed.push(text(message));
    return signer.sign(message);
  };
  return { signer: { ...signer, sign }, signed };
}

/** The code that opening ends with; nothing was signed and nothing but the lock's folder changed. */
async function refusal(files: Files, signer: Signer = world.signer): Promise<unknown> {
  const disk = Disk.of(files);
  const { signer: watched, signed } = counting(signer);
  const error = await AuditLog.open(storageOn(disk), { origin: signer.name, signer: watched }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(signed).toEqual([]);
  if (error !== undefined) expect(differences(disk.files(), files)).toEqual([]);
  return codeOf(error) ?? 'opened';
}

describe('an older copy', () => {
  it.each([
    ['of .state', merged(without(old, `${DIR}/.state/`), within(young, `${DIR}/.state/`))],
    [
      'of .state, with entries that were not signed',
      merged(without(old, `${DIR}/.state/`), within(tailed, `${DIR}/.state/`)),
    ],
    ['of the journal', merged(without(old, WAL), within(young, WAL))],
    ['of .state/signed', merged(old, new Map([[SIGNED, young.get(SIGNED) ?? new Uint8Array(0)]]))],
    ['of nothing, where .state/signed was', new Map([...old].filter(([path]) => path !== SIGNED))],
    ['of nothing, where .state was', without(old, `${DIR}/.state/`)],
    ['of nothing, where the journal was', without(old, WAL)],
  ])('%s is refused', async (_, files) => {
    expect(await refusal(files)).toBe('rolled-back');
  });

  // Nothing in it says that there was more: only somebody who has a newer checkpoint knows.
  it('of the whole folder opens, and is found by whoever has a checkpoint', async () => {
    const disk = Disk.of(young);
    await (await new World().open(storageOn(disk))).close();
    const report = await verifyLog(storageOn(disk), {
      verifierKey: world.signer.verifierKey,
      since: text(old.get(CHECKPOINT)),
    });
    expect(report.ok).toBe(false);
    expect(report.problems[0]?.why).toContain('older');
  });
});

describe('a key', () => {
  it('other than the log’s is refused', async () => {
    const same = await createSigner(world.signer.name, new Uint8Array(32).fill(9));
    expect(await refusal(old, same)).toBe('invalid-state');
    const other = await createSigner('example.com/other', new Uint8Array(32).fill(9));
    expect(await refusal(old, other)).toBe('invalid-state');
  });
});

describe('damage', () => {
  const flip = (at: number) => (bytes: Uint8Array) => {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };

  it('of the checkpoint or of .state/signed is told', async () => {
    for (const path of [CHECKPOINT, SIGNED]) {
      const length = old.get(path)?.length ?? 0;
      for (let at = 0; at < length; at++) {
        const code = await refusal(changed(old, path, flip(at)));
        expect(['damaged', 'not-authentic', 'invalid-state', 'rolled-back'], `${path} ${at}`).toContain(code);
      }
      for (const bytes of [new Uint8Array(0), Uint8Array.of(0xff), utf8('x')]) {
        expect(await refusal(changed(old, path, () => bytes))).toBe('damaged');
      }
    }
  });

  it('of a root that was signed is told, whichever of both it is in', async () => {
    for (const [path, line, code] of [
      [SIGNED, 3, 'not-authentic'],
      [CHECKPOINT, 2, 'damaged'],
    ] as const) {
      const lines = text(old.get(path)).split('\n');
      lines[line] = Buffer.alloc(32, 1).toString('base64');
      expect(await refusal(changed(old, path, () => utf8(lines.join('\n'))))).toBe(code);
    }
  });

  it('in the middle of a journal is told, and nothing is signed', async () => {
    const path = journalOf(tailed);
    const bytes = tailed.get(path) ?? new Uint8Array(0);
    const end = bytes.findLastIndex((byte) => byte !== 0);
    const last = Buffer.from(bytes).lastIndexOf('FKAJ');
    const starts = [...Buffer.from(bytes).toString('latin1').matchAll(/FKAJ/g)].map(({ index }) => index);
    for (let at = 0; at < end; at += 13) {
      const code = await refusal(changed(tailed, path, flip(at)));
      // A whole group with another tag is one that somebody else wrote.
      const ofTag = starts.some((start) => at >= start + 52 && at < start + 84);
      const wanted = at < last ? 'damaged' : 'opened';
      expect(code, `byte ${at} of ${end}`).toBe(ofTag ? 'not-authentic' : wanted);
    }
  });

  it('at the end of a journal is a group that was never acknowledged', async () => {
    const path = journalOf(tailed);
    const last = Buffer.from(tailed.get(path) ?? []).lastIndexOf('FKAJ');
    const cut = Disk.of(changed(tailed, path, (bytes) => bytes.slice(0, last + 60)));
    const log = await new World().open(storageOn(cut));
    expect(log.size).toBe(29);
    await log.close();
  });

  it('in the middle is found by what was acknowledged, were it taken for the end', async () => {
    const path = journalOf(tailed);
    const disk = Disk.of(changed(tailed, path, flip(Buffer.from(tailed.get(path) ?? []).indexOf('FKAJ', 1))));
    const storage = storageOn(disk);
    const mutant = blind.storage?.(storage) ?? storage;
    await expect(new World(world).check(disk, mutant)).rejects.toThrow(Violation);
  });

  it('of a tile at the edge is told', async () => {
    // 320 entries: a full tile and bundle, and those at the edge.
    for (const tile of ['tile/0/001.p/64', 'tile/1/000.p/1', 'tile/entries/001.p/64']) {
      const path = `${DIR}/${tile}`;
      expect([...old.keys()]).toContain(path);
      expect(await refusal(new Map([...old].filter(([other]) => other !== path)))).toBe('damaged');
      expect(await refusal(changed(old, path, flip(5)))).toBe('damaged');
    }
  });
});

describe('several journals', () => {
  /** One that is full, and two more, of entries that were not signed. */
  async function several(): Promise<{ readonly files: Files; readonly journals: readonly string[] }> {
    const [disk, several] = [new Disk(), new World()];
    const log = await several.open(storageOn(disk));
    for (let i = 0; i < 5; i++) await several.append(log, 2000);
    const files = disk.copy().files();
    const journals = [...within(files, WAL).keys()].sort();
    expect(journals.length).toBeGreaterThan(2);
    return { files, journals };
  }

  it('are read one after the other', async () => {
    const log = await new World().open(storageOn(Disk.of((await several()).files)));
    expect(log.size).toBe(5);
    await log.close();
  });

  it('are refused where one is lost, cut off or damaged, but for the end of the last', async () => {
    const { files, journals } = await several();
    for (const [i, path] of journals.entries()) {
      const last = i === journals.length - 1;
      const end = files.get(path)?.findLastIndex((byte) => byte !== 0) ?? 0;
      const damages: readonly (readonly [Files, string])[] = [
        [new Map([...files].filter(([other]) => other !== path)), 'rolled-back'],
        [changed(files, path, (bytes) => bytes.fill(0, 0)), 'rolled-back'],
        [changed(files, path, (bytes) => bytes.fill(1, end - 10, end)), 'damaged'],
        [changed(files, path, (bytes) => bytes.slice(0, end - 10)), 'damaged'],
      ];
      for (const [damaged, code] of damages) expect(await refusal(damaged)).toBe(last ? 'opened' : code);
    }
  });
});

describe('entries that came while a checkpoint was made', () => {
  it('stay in their journals until they are in one', async () => {
    const [disk, world] = [new Disk(), new World()];
    /** Paths whose next writing waits, and for what. */
    const gates = new Map<string, { readonly reached: () => void; readonly go: Promise<void> }>();
    const held = around(disk.layer, async (step, run) => {
      const gate = step.operation === 'rename' ? gates.get(step.to ?? '') : undefined;
      gates.delete(step.to ?? '');
      gate?.reached();
      await gate?.go;
      return run();
    });
    const hold = (path: string): { readonly reached: Promise<void>; go(): void } => {
      const [reached, go] = [deferred(), deferred()];
      gates.set(path, { reached: reached.resolve, go: go.promise });
      return { reached: reached.promise, go: go.resolve };
    };
    const log = await world.open(storageOn(disk, held));
    await world.append(log);
    const publishing = hold(CHECKPOINT);
    const checkpoint = log.checkpoint();
    await publishing.reached;
    // Longer than a journal: each but the first begins one.
    for (let i = 0; i < 3; i++) await world.append(log, 3200);
    const signing = hold(SIGNED);
    const next = log.checkpoint();
    publishing.go();
    await checkpoint;
    // What the first had to remove is gone by now, and the next one is not written down yet.
    await signing.reached;
    const after = disk.afterPowerLoss(kept);
    expect(within(after.files(), WAL).size).toBe(3);
    await new World(world).check(after, storageOn(after));
    signing.go();
    await next;
    await log.close();
  });
});

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('what was under way', () => {
  it('is signed again, the same, when it was written down and not published', async () => {
    const disk = Disk.of(tailed);
    const failing = around(disk.layer, async (step, run) => {
      if (step.operation === 'rename' && step.to === CHECKPOINT) throw fault('EIO');
      return run();
    });
    const { signer, signed } = counting(world.signer);
    const log = await AuditLog.open(storageOn(disk, failing), { origin: signer.name, signer });
    await expect(log.checkpoint()).rejects.toMatchObject({ code: 'fail-stop' });
    await log.close();
    expect(text(disk.bytes(CHECKPOINT)).split('\n')[1]).toBe('20');
    const next = await AuditLog.open(storageOn(disk.afterPowerLoss(lost)), { origin: signer.name, signer });
    await next.close();
    expect(signed).toHaveLength(2);
    expect(signed[0]).toBe(signed[1]);
    expect(signed[0]?.split('\n')[1]).toBe('30');
  });

  it('is not asked for again when the checkpoint is there', async () => {
    const { signer, signed } = counting(world.signer);
    const disk = Disk.of(old);
    const log = await AuditLog.open(storageOn(disk), { origin: signer.name, signer });
    expect(await log.checkpoint()).toBe(text(old.get(CHECKPOINT)));
    await log.close();
    expect(signed).toEqual([]);
  });
});

it('makes durable what it read of the signed tree, before it builds upon it', async () => {
  const storage = memoryStorage();
  const { signer } = world;
  await (await AuditLog.open(storage, { origin: signer.name, signer })).close();
  const calls: string[] = [];
  const watched: LogStorage = {
    ...storage,
    replace: (file) => {
      calls.push(file.path);
      return storage.replace(file);
    },
    openJournal: (file) => {
      calls.push(file.path);
      return storage.openJournal(file);
    },
  };
  await (await AuditLog.open(watched, { origin: signer.name, signer })).close();
  expect(calls).toEqual(['.state/signed', '.state/wal/0000000000000000']);
});

describe('journals that came back', () => {
  /** The older journal, with the start of a group behind its end. */
  const torn = changed(tailed, journalOf(tailed), (bytes) => {
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    bytes.set(utf8('FKAJ and no more'), end);
    return bytes;
  });

  it('are passed over: torn, or with a gap of signed entries behind them', async () => {
    const disk = Disk.of(old);
    await (await new World().open(storageOn(disk))).close();
    const now = disk.files();
    expect(journalOf(now)).not.toBe(journalOf(torn));
    expect(await refusal(merged(now, within(torn, WAL)))).toBe('opened');
    // The same, once it has ended in the middle of what was signed, and the newest has nothing yet.
    expect(await refusal(merged(now, new Map([[`${WAL}${'0'.padStart(16, '0')}`, new Uint8Array(10)]])))).toBe(
      'opened',
    );
  });

  it('are passed over where they are of later entries, which are elsewhere too', async () => {
    const late = `${WAL}${'25'.padStart(16, '0')}`;
    const log = await new World().open(storageOn(Disk.of(merged(tailed, new Map([[late, utf8('FKAJ torn')]])))));
    expect(log.size).toBe(30);
    await log.close();
  });
});

it('a log without all of its .state, which looks as a published copy does, is not written to', async () => {
  const signer = await createSigner('example.com/published', new Uint8Array(32).fill(9));
  const options = { origin: signer.name, signer };
  const storage = memoryStorage();
  const log = await AuditLog.open(storage, options);
  await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
  await log.close();
  await storage.remove(await storage.list('.state/'));
  const left = await storage.list('');
  expect(left.filter((path) => path.startsWith('.state/'))).toEqual([]);
  await expect(AuditLog.open(storage, options)).rejects.toMatchObject({
    code: 'rolled-back',
    message: expect.stringContaining('.state/signed is missing'),
  });
  await expect(rebuildTiles(storage, signer.verifierKey)).rejects.toMatchObject({ code: 'damaged' });
  expect(await storage.list('')).toEqual(left);
  const { ok, notChecked } = await verifyLog(storage, signer);
  expect({ ok, said: notChecked.join() }).toEqual({ ok: true, said: expect.stringContaining('.state/signed') });
});
