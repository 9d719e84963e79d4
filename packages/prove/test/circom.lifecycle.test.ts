/** Aborting, logging, and what is left of a witness in memory. */

import { outcomeOf } from '@fedzk/testkit/errors';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type CircomWitness, createCircomWitness } from '../src/index.js';
import { compile, NESTED } from './support/circuits.js';

let wasm: Uint8Array;
let circuit: CircomWitness;
const lines: string[] = [];

beforeAll(async () => {
  wasm = compile(NESTED);
  circuit = await createCircomWitness(wasm, { onLog: (line) => lines.push(line) });
}, 60_000);

afterEach(() => vi.restoreAllMocks());

it('stops where the signal is aborted before', async () => {
  const reason = new Error('enough');
  await expect(circuit.witness({ a: 7, b: 5 }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

it('stops where it is aborted while the module is instantiated, and computes nothing', async () => {
  // One that has failed is not used again.
  await outcomeOf(circuit.witness({ a: 3, b: 2 }));
  const controller = new AbortController();
  const before = lines.length;
  const made = circuit.witness({ a: 7, b: 5 }, { signal: controller.signal });
  controller.abort();
  await expect(made).rejects.toMatchObject({ name: 'AbortError' });
  expect(lines.length).toBe(before);
});

it('gives the lines of log, whether it ends well or not', async () => {
  lines.length = 0;
  await circuit.witness({ a: 7, b: 5 });
  await outcomeOf(circuit.witness({ a: 3, b: 2 }));
  expect(lines).toEqual(['c is 35', 'c is 6']);
});

it('leaves no input in the memory of its module, and the module as it was', async () => {
  const memories: WebAssembly.Memory[] = [];
  const { instantiate } = WebAssembly;
  vi.spyOn(WebAssembly, 'instantiate').mockImplementation((async (module: WebAssembly.Module, imports: object) => {
    const instance = await instantiate(module, imports as WebAssembly.Imports);
    memories.push(instance.exports.memory as WebAssembly.Memory);
    return instance;
  }) as never);
  const copyOf = (memory: WebAssembly.Memory | undefined) =>
    Buffer.from((memory?.buffer ?? new ArrayBuffer()).slice(0));
  // Its first instance is not among those before.
  const fresh = await createCircomWitness(wasm);
  const began = copyOf(memories[0]);
  const first = await fresh.witness({ a: 7, b: 5 });
  expect(copyOf(memories[0]).equals(began)).toBe(true);
  expect(await fresh.witness({ a: 7, b: 5 })).toEqual(first);
  expect(memories.length).toBe(1);
  // What failed is wiped, and never used again.
  expect(await outcomeOf(fresh.witness({ a: 3, b: 2 }))).toContain('unsatisfied');
  expect(await outcomeOf(fresh.witness({ a: 3 } as never))).toContain('missing');
  const again = await fresh.witness({ a: 7, b: 5 });
  expect(memories.length).toBe(3);
  for (const memory of memories.slice(0, 2)) expect(copyOf(memory).every((byte) => byte === 0)).toBe(true);
  expect(copyOf(memories[2]).equals(began)).toBe(true);
  expect(Buffer.compare(first, again)).toBe(0);
});

it('makes witnesses within one another', async () => {
  let inner: Promise<Uint8Array> | undefined;
  const outer = await createCircomWitness(wasm, {
    onLog: () => {
      inner ??= outer.witness({ a: 2, b: 0 });
    },
  });
  expect(await outer.witness({ a: 7, b: 5 })).toEqual(await circuit.witness({ a: 7, b: 5 }));
  expect(await inner).toEqual(await circuit.witness({ a: 2, b: 0 }));
});

it('gives bytes of their own', async () => {
  const one = await circuit.witness({ a: 7, b: 5 });
  const other = await circuit.witness({ a: 2, b: 0 });
  expect(one.buffer).not.toBe(other.buffer);
  one.fill(0);
  expect(Buffer.from(other.subarray(0, 4)).toString()).toBe('wtns');
});
