// A process that asks twice at once for the key of a person, at a time, and prints what it gets:
// node PROGRAM FOLDER PERSON MILLISECONDS.

import { setTimeout } from 'node:timers/promises';
import { KeyStore, subjectKeys } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { unlock } from './unlock.js';

const [dir = '', person = '', time = '0'] = process.argv.slice(2);
const store = await KeyStore.open(directoryStorage(dir), unlock);
await setTimeout(Math.max(0, Number(time) - Date.now()));
const keys = await Promise.all([1, 2].map(() => subjectKeys(store).keyOf(person)));
for (const key of keys) process.stdout.write(`${Buffer.from(key).toString('hex')}\n`);
store.lock();
