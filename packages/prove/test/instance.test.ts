/** A curve's module: when it is fetched and instantiated, and what can go wrong. */

import { outcomeOf } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';
import { engineOf, provide, type Source } from '../src/instance.js';

/** What an entry fetches of a curve. */
const source = (name: string): Promise<Source> => import(/* @vite-ignore */ name);
const bn254 = (): Promise<Source> => source('fedzk:module/bn254');
const bls12381 = (): Promise<Source> => source('fedzk:module/bls12-381');

// In this order: what is instantiated stays.
it('without an entry', async () => {
  expect(await outcomeOf(engineOf('bn254'))).toMatch(/^not-initialized: /);
});

it('a file that is not there, and then is', async () => {
  const offline = (): never => {
    throw new TypeError('offline');
  };
  provide('bn254', offline);
  provide('bls12-381', bls12381);
  expect(await outcomeOf(engineOf('bn254'))).toMatch(/^wasm: A file of "@fedzk\/prove" could not be fetched/);
  expect((await engineOf('bls12-381')).curve).toBe('bls12-381');
});

it('one that is refused', async () => {
  provide('bn254', async () => ({ ...(await bn254()), module: '0061736d' }));
  expect(await outcomeOf(engineOf('bn254'))).toMatch(/^wasm: The WebAssembly module is damaged, or has instructions/);
});

it('each is instantiated once, and by itself', async () => {
  const asked: string[] = [];
  const noting = (curve: string, source: () => Promise<Source>) => () => {
    asked.push(curve);
    return source();
  };
  provide('bn254', noting('bn254', bn254));
  provide('bls12-381', noting('bls12-381', bls12381));
  const [first, second] = await Promise.all([engineOf('bn254'), engineOf('bn254')]);
  expect(first).toBe(second);
  expect(await engineOf('bn254')).toBe(first);
  const other = await engineOf('bls12-381');
  expect(other.memory).not.toBe(first.memory);
  expect([first, other].map(({ module }) => module instanceof WebAssembly.Module)).toEqual([true, true]);
  expect(new Set(asked)).toEqual(new Set(['bn254']));
});
