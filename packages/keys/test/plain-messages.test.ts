/** What a JavaScript program passes by mistake: the message says what to give in its place. */

import { KeyStore, memoryStorage } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';
import { storeOf, UNLOCK } from './support/stores.js';

const { store } = await storeOf(1);
const any = <T>(value: unknown): T => value as T;

it.each<[name: string, call: () => Promise<unknown>, says: string]>([
  [
    'two passphrases',
    () => store.changePassphrase('x', any('y')),
    '"unlock" expected { passphrase }, with the new passphrase, got a string.',
  ],
  [
    'a key in the place of the new passphrase',
    () => store.changePassphrase('x', any({ key: new Uint8Array(32) })),
    '"unlock" expected { passphrase }, with the new passphrase, got an object without it.',
  ],
  [
    'a path in the place of a backup file',
    () => store.backup(any('/backup/keys')),
    '"target" expected a target, such as backupFile(path) of "@fedzk/keys/node", got "/backup/keys".',
  ],
  [
    'a path to restore from',
    () => KeyStore.restore(memoryStorage(), any('/backup/keys'), UNLOCK),
    '"backup" expected a Uint8Array, or a source, such as backupFile(path) of "@fedzk/keys/node", got "/backup/keys".',
  ],
  [
    'a name before the bytes',
    () => store.put(any('signing'), any(new Uint8Array(32))),
    '"key" expected a Uint8Array, got a string: put(key, { id }) takes the bytes first and the name in its options.',
  ],
  [
    'one unlocker',
    () => store.rotateRoot(any({ passphrase: 'x' })),
    '"unlocks" expected an array of 1 to 16 unlockers, such as [{ passphrase }], got an object.',
  ],
])('%s', async (_, call, says) => {
  const { code, message } = await rejection(call());
  expect([code, message]).toEqual(['invalid-argument', says]);
});
