// Commands for a whole store: create, verify, rotate.

import { counted } from '@fedzk/core';
import { KeyStore } from '@fedzk/keys';
import {
  type Command,
  filesOf,
  newFilesOf,
  OPENING,
  OPENING_ANY,
  onStore,
  openStore,
  type Request,
  say,
  storageAt,
  storeOptions,
} from './command.js';
import { kdfOf, withKdf } from './slots.js';
import { Trouble } from './trouble.js';
import { type FileUnlock, fromFiles, readUnlock, readUnlockOfNew, wipe } from './unlock.js';
import { inWords } from './words.js';

export const STORE_COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    usage: 'DIR',
    summary: 'make a store',
    names: [1, 1],
    options: [...OPENING, 'kdf', 'json'],
    run: init,
  },
  verify: {
    usage: 'DIR',
    summary: 'read everything and tell what is wrong',
    names: [1, 1],
    options: [...OPENING_ANY, 'json'],
    run: onStore(verify),
  },
  rotate: {
    usage: 'DIR',
    summary: 'make a new master key; "rewrap" moves the keys to it',
    names: [1, 1],
    options: [...OPENING, 'json'],
    run: onStore(async (store, request) => {
      const master = await store.rotateMaster();
      return say(request, { master }, `master key ${master} is in use; "rewrap" moves the keys to it`);
    }),
  },
  rewrap: {
    usage: 'DIR',
    summary: 'move all keys to the newest master key, destroy the old ones',
    names: [1, 1],
    options: [...OPENING, 'reencrypt', 'json'],
    run: onStore(rewrap),
  },
  'rotate-root': {
    usage: 'DIR',
    summary: 'make a new root key, which no other slot opens',
    details: [
      'From then on the store opens with the --new-... files, or else with what opened it now. All other slots are',
      'removed; if there are any, --drop-slots must accept that.',
    ],
    names: [1, 1],
    options: [...OPENING, 'new-passphrase-file', 'new-key-file', 'kdf', 'drop-slots', 'json'],
    run: onStore(rotateRoot),
  },
  anchor: {
    usage: 'DIR --anchor FOLDER',
    summary: 'have a folder elsewhere remember the newest state',
    details: [
      'An older copy in the place of the store is then refused, and each command needs --anchor FOLDER. Use it for a store',
      'that has no anchor, or whose anchor was lost. The present state is trusted to be the newest.',
    ],
    names: [1, 1],
    options: [...OPENING_ANY, 'json'],
    run: addAnchor,
  },
};

async function init(request: Request): Promise<undefined> {
  const kdf = kdfOf(request.values.kdf);
  const [folder = ''] = request.names;
  const storage = storageAt(folder);
  const unlock = await readUnlockOfNew(filesOf(request), request.io);
  try {
    using store = await KeyStore.create(storage, withKdf(unlock, kdf), storeOptions(request));
    return await say(request, { id: store.id }, `made ${store.id}`);
  } finally {
    wipe(unlock);
  }
}

async function verify(store: KeyStore, request: Request): Promise<number> {
  const found = await store.verify();
  const report = { ...found, problems: found.problems.map(({ where, why }) => ({ where, why: inWords(why) })) };
  const problems = report.problems.map(({ where, why }) => `${where}: ${why}`);
  const orphans = report.orphans.length === 0 ? '' : `, ${counted(report.orphans.length, 'unfinished object')}`;
  const words = `generation ${report.generation}, ${counted(report.entries, 'key')}${orphans}: ${report.ok ? 'all authentic' : 'damaged'}`;
  await say(request, report, [...problems, words].join('\n'));
  return report.ok ? 0 : 1;
}

async function rewrap(store: KeyStore, request: Request): Promise<undefined> {
  const { io, values } = request;
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    for await (const { buckets, ofBuckets, entries, destroyed } of store.rewrap({
      reencrypt: values.reencrypt,
      signal: stop.signal,
    })) {
      if (io.errorIsTerminal) io.tell(`\r${Math.round((100 * buckets) / ofBuckets)} %, ${counted(entries, 'key')}`);
      if (buckets < ofBuckets) continue;
      if (io.errorIsTerminal) io.tell('\n');
      const gone = destroyed.join(', ') || 'none';
      await say(request, { entries, destroyed }, `${counted(entries, 'key')} moved; master keys destroyed: ${gone}`);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Trouble('Stopped. Keys that were moved stay so; "rewrap" goes on.');
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  return undefined;
}

async function rotateRoot(store: KeyStore, request: Request, unlock: FileUnlock): Promise<undefined> {
  const kdf = kdfOf(request.values.kdf);
  const slots = await store.slots();
  if (slots.length > 1 && !request.values['drop-slots']) {
    throw new Trouble(
      `The store has ${slots.length} slots, and only one would stay; --drop-slots accepts that. ` +
        '"fedzk-keys slots list" names them.',
    );
  }
  const given = await fromFiles(newFilesOf(request), 'new-', request.io);
  try {
    const dropped = await store.rotateRoot([withKdf(given ?? unlock, kdf)]);
    const [{ id } = { id: '' }] = await store.slots();
    return await say(
      request,
      { slot: id, dropped },
      `new root key; slot ${id} opens it; slots that are gone: ${dropped.map((slot) => slot.id).join(', ')}`,
    );
  } finally {
    wipe(given);
  }
}

async function addAnchor(request: Request): Promise<undefined> {
  const { anchor } = request.values;
  if (anchor === undefined) {
    throw new Trouble(
      '"anchor" expected --anchor FOLDER: a folder on another disk or machine, which remembers the newest state.',
    );
  }
  const unlock = await readUnlock(filesOf(request), request.io);
  try {
    using store = await openStore(request, unlock, { addAnchor: true });
    return await say(
      request,
      { id: store.id, generation: store.generation },
      `${anchor} knows generation ${store.generation} of ${store.id}; the store opens with --anchor from now on`,
    );
  } finally {
    wipe(unlock);
  }
}
