// Every function of an entry, called with what no caller means: on sources, and on packages as they are installed.

import { bytesOf, FedzkError } from '@fedzk/core';
import { type Around, type Callee, calleesOf, Hostile, rawErrors } from './hostile-calls.js';

/** These reject with whatever the promise that they are given rejects with, by their contract. */
const REJECTING = ['receiveModule', 'init'];

/** Names, keys and words are our own code's: of readers of arguments only the argument is the caller's. */
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
  const callees = calleesOf(entry, (await import(entry)) as object, around);
  const raw: string[] = [];
  for (const callee of callees) raw.push(...(await rawErrors(callee, isKnown(callee))));
  return { called: callees.length, raw };
}
