// Writers that are wrong on purpose: a suite that finds nothing in these finds nothing.

import type { LogStorage, StoredFile } from '@fedzk/audit';
import type { FileLayer, OpenFile } from '../../src/storage/files.js';
import type { Mutant } from './rounds.js';

/** A layer whose files are opened in another way. */
function opening(
  files: FileLayer,
  change: (file: OpenFile, flags: string, path: string) => Partial<OpenFile>,
): FileLayer {
  return {
    ...files,
    open: async (path, flags, mode, inPlace) => {
      const file = await files.open(path, flags, mode, inPlace);
      return { ...file, ...change(file, flags, path) };
    },
  };
}

const nothing = async (): Promise<void> => undefined;

/** It signs, and then writes tiles. */
function signsFirst(storage: LogStorage): LogStorage {
  let waiting: StoredFile[] = [];
  return wrap(storage, {
    create: async (files) => {
      waiting.push(...files);
    },
    replace: async (file) => {
      await storage.replace(file);
      if (file.path !== 'checkpoint') return;
      const late = waiting;
      waiting = [];
      await storage.create(late);
    },
  });
}

/** It writes down what it has signed when that is published. */
function remembersLate(storage: LogStorage): LogStorage {
  let late: StoredFile | undefined;
  return wrap(storage, {
    read: async (path) => (path === late?.path ? late.bytes : storage.read(path)),
    replace: async (file) => {
      if (file.path === '.state/signed') {
        late = file;
        return;
      }
      await storage.replace(file);
      if (file.path !== 'checkpoint' || late === undefined) return;
      await storage.replace(late);
      late = undefined;
    },
  });
}

/** A journal ends where it is damaged, wherever that is. */
function endsAtDamage(storage: LogStorage): LogStorage {
  return wrap(storage, {
    read: async (path) => {
      const bytes = await storage.read(path);
      if (bytes === undefined || !path.startsWith('.state/wal/')) return bytes;
      const { readGroups } = await import('../../src/writer/groups.js');
      const { damagedAt } = readGroups(bytes, Number(path.slice('.state/wal/'.length)));
      return bytes.slice(0, damagedAt);
    },
  });
}

/** Methods of a class are not enumerable. */
function wrap(
  storage: LogStorage,
  changed: Partial<Omit<LogStorage, 'close' | typeof Symbol.asyncDispose>>,
): LogStorage {
  return {
    lock: (options) => storage.lock(options),
    read: (path) => storage.read(path),
    list: (folder) => storage.list(folder),
    create: (files, durable) => storage.create(files, durable),
    replace: (file) => storage.replace(file),
    remove: (paths) => storage.remove(paths),
    openJournal: (file) => storage.openJournal(file),
    close: () => storage.close(),
    [Symbol.asyncDispose]: () => storage.close(),
    ...changed,
  };
}

/** Faults and cuts find these. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'acknowledges before the sync': { files: (layer) => opening(layer, () => ({ datasync: nothing })) },
  'tries a sync again that failed': {
    files: (layer) =>
      opening(layer, (file) => ({ datasync: (now) => file.datasync(now).catch(() => file.datasync(now)) })),
  },
  'signs before the tiles are durable': { storage: signsFirst },
  'signs before it has written down what': { storage: remembersLate },
  'signs before the names of tiles are durable': {
    storage: (storage) => wrap(storage, { create: (files) => storage.create(files, false) }),
  },
  'forgets to sync folders': {
    files: (layer) => opening(layer, (_, flags) => (flags === 'r' ? { sync: nothing } : {})),
  },
  'forgets to sync files': {
    files: (layer) => opening(layer, (_, flags) => (flags === 'wx' ? { sync: nothing } : {})),
  },
};

/** Damage finds this one. */
export const blind: Mutant = { storage: endsAtDamage };
