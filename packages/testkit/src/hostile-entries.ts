// Calls every function of an entry with hostile arguments, on sources and on installed packages.

import { bytesOf, FedzkError } from '@fedzk/core';
import { type Around, type Callee, calleesOf, Hostile, rawErrors } from './hostile-calls.js';

/** By contract these reject with the reason of the promise that they are given. */
const REJECTING = ['receiveModule', 'init'];

/** Exports of another library, passed on unchanged. */
const FOREIGN = ['@fedzk/sqlite-node20 Database.SqliteError'];

/** Valid arguments beside the hostile one. A reader of arguments gets names and keys from our own code. */
const AROUND: Readonly<Record<string, Around>> = {
  asOptions: { after: ['name'] },
  bytesOf: { after: ['name'] },
  closed: { before: ['crew'] },
  callbackOf: { after: ['name'] },
  canonicalJson: { after: ['name'] },
  fieldsOf: { after: [['a'], 'name'] },
  listOf: { after: ['name', 'a list', (item: unknown) => bytesOf(item, 'item')] },
  loadWasm: { before: [{ initSync: () => ({}), selfTest: () => true }] },
  methodsOf: { after: [['a'], 'name', 'an object'] },
  onAbort: { after: [() => undefined] },
  ownBytes: {},
  optionsOf: { after: [['a'], 'name'] },
  plainView: { after: [['Uint8Array']] },
  receiveModule: { after: ['name'] },
  requireKnown: { after: [['a'], 'name'] },
  sourceOf: { after: ['name', 'invalid-argument'] },
  unexpected: { before: ['name', 'an object'] },
};

/** Whether an error is one of ours. */
export const isOurs = (error: unknown): boolean => error instanceof FedzkError;

const isRevoked = (error: unknown): boolean => error instanceof TypeError && /revoked/.test(error.message);

const isKnown =
  ({ name }: Callee) =>
  (error: unknown): boolean =>
    isOurs(error) || (REJECTING.includes(name.split(' ')[1] ?? '') && (error instanceof Hostile || isRevoked(error)));

/**
 * Calls everything that an entry exports.
 *
 * @param entry its name, such as `@fedzk/keys/node`, which is imported
 * @returns how many functions were called, and what came out that is no error of ours
 */
export async function rawErrorsOf(entry: string): Promise<{ readonly called: number; readonly raw: string[] }> {
  const around = entry.startsWith('@fedzk/core') ? AROUND : {};
  const all = calleesOf(entry, (await import(entry)) as object, around);
  const callees = all.filter(({ name }) => !FOREIGN.includes(name));
  const raw: string[] = [];
  for (const callee of callees) raw.push(...(await rawErrors(callee, isKnown(callee))));
  return { called: callees.length, raw };
}
