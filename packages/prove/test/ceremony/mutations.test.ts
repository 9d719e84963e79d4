/** Files with random changes: each is taken or refused in words, and nothing that is refused is written. */
import { FedzkError } from '@fedzk/core';
import { Dice } from '@fedzk/testkit/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { PARTIAL_BYTES } from '../../src/ceremony/format/ptau.js';
import {
  contribute,
  memorySink,
  newKey,
  newPowers,
  prepare,
  readPowers,
  verifyKey,
  verifyPowers,
} from '../../src/ceremony/index.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { useEngine } from './support/use-engine.js';

useEngine();

/** So long that it is nowhere else in the files. */
const NAME = 'the first contributor';
const MUTANTS = process.env['SLOW'] === '1' ? 2000 : 20;

/** Changes a file in one of several ways. */
function mutated(file: Uint8Array, dice: Dice): Uint8Array {
  // Half of the changes go where numbers and lengths are.
  const at = dice.upTo(1) === 0 ? dice.below(Math.min(200, file.length)) : dice.below(file.length);
  const change = dice.upTo(4);
  if (change === 0) return file.slice(0, at);
  if (change === 1)
    return new Uint8Array(Buffer.concat([file.subarray(0, at), Buffer.of(dice.upTo(255)), file.subarray(at)]));
  const copy = file.slice();
  if (change === 2) copy[at] = dice.upTo(255);
  else if (change === 3) copy.fill(dice.upTo(1) === 0 ? 0 : 255, at, at + 1 + dice.upTo(8));
  else copy.copyWithin(at, dice.below(file.length), dice.below(file.length));
  return copy;
}

/** Runs a call that may refuse its file. */
async function takenOrRefused(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(FedzkError);
    expect(['invalid-ceremony-file', 'unsupported', 'invalid-argument']).toContain((error as FedzkError).code);
    return false;
  }
}

describe.each(['bn254', 'bls12-381'] as const)('%s', (curve) => {
  let files: { readonly r1cs: Uint8Array; readonly ptau: Uint8Array; readonly zkey: Uint8Array };
  /** Powers that take contributions: they are not prepared. */
  let open: Uint8Array;

  beforeAll(async () => {
    const r1cs = smallR1cs(curve);
    const first = await filed((sink) => newPowers({ curve, power: 2 }, sink));
    open = await filed((sink) => contribute(first, sink, { name: NAME }));
    const ptau = await filed((sink) => prepare(open, sink));
    const key = await filed((sink) => newKey({ r1cs, ptau }, sink));
    files = { r1cs, ptau, zkey: await filed((sink) => contribute(key, sink, { name: NAME })) };
  }, 60_000);

  it('powers of tau and keys', { timeout: 600_000 }, async () => {
    const dice = new Dice(curve.length);
    let refused = 0;
    for (let i = 0; i < MUTANTS; i++) {
      await takenOrRefused(() => readPowers(mutated(files.ptau, dice)));
      for (const file of [mutated(open, dice), mutated(files.zkey, dice)]) {
        const sink = memorySink();
        const taken = await takenOrRefused(() => contribute(file, sink));
        expect(sink.bytes !== undefined).toBe(taken);
        if (!taken) refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
  });

  it('a changed byte does not verify', { timeout: 600_000 }, async () => {
    const dice = new Dice(curve.length + 1);
    const free = { ptau: freeOf(files.ptau), zkey: nameOf(files.zkey) };
    /** Changes a byte that means something. */
    const changed = (name: 'ptau' | 'zkey'): Uint8Array => {
      const file = files[name];
      const at = dice.below(file.length);
      return free[name].has(at) ? changed(name) : file.with(at, (file[at] ?? 0) ^ (1 << dice.upTo(7)));
    };
    for (let i = 0; i < MUTANTS / 2; i++) {
      await takenOrRefused(async () => expect(await verifyPowers(changed('ptau'))).toMatchObject({ ok: false }));
      await takenOrRefused(async () =>
        expect(await verifyKey({ ...files, zkey: changed('zkey') })).toMatchObject({ ok: false }),
      );
    }
  });
});

/** The places of the name, which ends both files' chains and is in no hash. */
function nameOf(file: Uint8Array): ReadonlySet<number> {
  const start = Buffer.from(file).lastIndexOf(NAME);
  return new Set(Array.from(NAME, (_, i) => start + i));
}

/** Those of powers of tau: a partial hash also has what its buffer doesn't use, and eight bytes at its end. */
function freeOf(file: Uint8Array): ReadonlySet<number> {
  const name = nameOf(file);
  // Before the name: its two lengths, the fields' length, the type, and the next hash of 64 bytes.
  const partial = Math.min(...name) - 2 - 4 - 4 - 64 - PARTIAL_BYTES;
  const buffered = new DataView(file.buffer, file.byteOffset).getUint32(partial + 128 + 64 + 8, true);
  expect(buffered).toBeLessThanOrEqual(128);
  const unused = Array.from({ length: 128 - buffered }, (_, i) => partial + buffered + i);
  const last = Array.from({ length: 8 }, (_, i) => partial + PARTIAL_BYTES - 8 + i);
  return new Set([...name, ...unused, ...last]);
}
