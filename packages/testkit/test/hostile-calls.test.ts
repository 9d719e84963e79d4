/** Every function of every declared entry, called with what no caller means: only errors of ours come out. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf, FedzkError } from '@fedzk/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages } from '../../kit/src/declared.mjs';
import { type Around, type Callee, calleesOf, Hostile, rawErrors } from '../src/hostile-calls.js';

const isOurs = (error: unknown): boolean => error instanceof FedzkError;
/** These reject with whatever the promise that they are given rejects with, by their contract. */
const REJECTING = ['receiveModule', 'init'];
const isKnown =
  ({ name }: Callee) =>
  (error: unknown): boolean =>
    isOurs(error) || (REJECTING.includes(name.split(' ')[1] ?? '') && (error instanceof Hostile || isRevoked(error)));
const isRevoked = (error: unknown): boolean => error instanceof TypeError && /revoked/.test(error.message);

/** Names, keys and words are our own code's: of readers of arguments only the argument is the caller's. */
const AROUND: Readonly<Record<string, Around>> = {
  asOptions: { after: ['name'] },
  bytesOf: { after: ['name'] },
  closed: { before: ['crew'] },
  callbackOf: { after: ['name'] },
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

const entries = [...packages.values()].flatMap(({ name, entries: declared }) =>
  Object.keys(declared).map((key) => `@fedzk/${name}${key.slice(1)}`),
);

/** Some calls make folders by a name that they are given: they end up here. */
const [before, dir] = [process.cwd(), mkdtempSync(join(tmpdir(), 'fedzk-hostile-'))];
beforeAll(() => process.chdir(dir));
afterAll(() => {
  process.chdir(before);
  rmSync(dir, { recursive: true });
});

it('there are entries of every package that has some', () => {
  const named = [...packages.values()].filter(({ entries: declared }) => Object.keys(declared).length > 0);
  expect(new Set(entries.map((entry) => entry.split('/')[1]))).toEqual(new Set(named.map(({ name }) => name)));
  expect(named.length).toBeGreaterThan(7);
  expect(entries.length).toBeGreaterThan(15);
});

describe.each(entries)('%s', (entry) => {
  it('throws errors of ours alone', async () => {
    const callees = calleesOf(entry, (await import(entry)) as object, entry.startsWith('@fedzk/core') ? AROUND : {});
    const raw: string[] = [];
    for (const callee of callees) raw.push(...(await rawErrors(callee, isKnown(callee))));
    expect(raw).toEqual([]);
  });
});

describe('a raw error', () => {
  const callee = (call: Callee['call']): Callee => ({ name: 'put in by hand', call });

  it('that is thrown, rejected with, or comes of the first item is found', async () => {
    const thrown = callee((given) => (given as object[]).length);
    const rejected = callee(async (given) => (given as object[]).length);
    const iterated = callee(async function* (given) {
      yield (given as object[]).length;
    });
    for (const each of [thrown, rejected, iterated]) {
      const raw = await rawErrors(each, isOurs);
      expect(raw.filter((line) => line.startsWith('put in by hand, null (1): TypeError: ')).length).toBe(1);
    }
  });

  it('is none where it is of ours', async () => {
    const careful = callee(() => {
      throw new FedzkError('invalid-argument', '"given" expected something else.');
    });
    expect(await rawErrors(careful, isOurs)).toEqual([]);
  });
});

afterAll(() => expect(readdirSync(dir)).toEqual([]));
