// A process that writes to a store until it is stopped: node PROGRAM FOLDER NAME keeps|rotates [COUNT].
// Each line of its output was written before what follows it was begun.

import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { FedzkError, type KeyStorage, KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { unlock } from './unlock.js';

const [dir = '', name = '', work = '', count = 'Infinity'] = process.argv.slice(2);

function tell(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

/** Tells of each commit that is acknowledged: its generation, the hash of the head before, its own. */
function telling(storage: KeyStorage): KeyStorage {
  return {
    readHead: () => storage.readHead(),
    get: (object) => storage.get(object),
    put: (objects) => storage.put(objects),
    delete: (...args) => storage.delete(...args),
    list: () => storage.list(),
    commitHead: async (generation, bytes, ...more) => {
      const outcome = await storage.commitHead(generation, bytes, ...more);
      const previous = Buffer.from(bytes.subarray(44, 76)).toString('hex');
      if (outcome === 'ok') tell('commit', generation, previous, createHash('sha256').update(bytes).digest('hex'));
      return outcome;
    },
  };
}

const store = await KeyStore.open(telling(directoryStorage(dir)), unlock);
tell('ready');
try {
  for (let i = 0; i < Number(count); i++) await (work === 'rotates' ? rotate() : keep(i));
} catch (error) {
  if (!(error instanceof FedzkError && (error.code === 'erased' || error.code === 'not-found'))) throw error;
  tell('erased', name);
}
store.lock();

/** Two keys, of which one goes again. */
async function keep(i: number): Promise<void> {
  for (const id of [`${name}-${i}`, `${name}-${i}-goes`]) {
    const key = randomBytes(32);
    tell('puts', id, key.toString('hex'));
    await store.put(key, { id, exportable: true });
    tell('put', id, key.toString('hex'));
  }
  tell('deletes', `${name}-${i}-goes`);
  await store.delete(`${name}-${i}-goes`);
  tell('deleted', `${name}-${i}-goes`);
}

async function rotate(): Promise<void> {
  await store.rotateMaster();
  for await (const _ of store.rewrap({ batch: 50 })) {
    // each step is a commit
  }
}
