/** Every function of every declared entry, called with what no caller means: only errors of ours come out. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages } from '../../kit/src/declared.mjs';
import { type Callee, rawErrors } from '../src/hostile-calls.js';
import { isOurs, rawErrorsOf } from '../src/hostile-entries.js';

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
  it('throws only errors of ours', async () => {
    const { raw } = await rawErrorsOf(entry);
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

  it('is not one if it is ours', async () => {
    const careful = callee(() => {
      throw new FedzkError('invalid-argument', '"given" expected something else.');
    });
    expect(await rawErrors(careful, isOurs)).toEqual([]);
  });
});

afterAll(() => expect(readdirSync(dir)).toEqual([]));
