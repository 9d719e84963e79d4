/** Files that are refused: each class of damage, with what is said of it. */
import { FedzkError } from '@fedzk/core';
import { CURVES, inSection } from '@fedzk/testkit/ceremony/curves';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  applyBeacon,
  contribute,
  memorySink,
  newKey,
  newPowers,
  prepare,
  readPowers,
  verifyKey,
  verifyPowers,
} from '../../src/ceremony/index.js';
import { changed, join, put, split } from '../support/sections.js';
import { smallR1cs } from './support/circuit.js';
import { filed } from './support/filed.js';
import { useEngine } from './support/use-engine.js';

useEngine();

const N8 = { bn254: 32, 'bls12-381': 48 } as const;

/** The message with which a file is refused. */
async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    expect(error).toBeInstanceOf(FedzkError);
    expect((error as FedzkError).code).toBe('invalid-ceremony-file');
    return (error as FedzkError).message;
  }
  throw new Error('it was taken');
}

const contributing = (file: Uint8Array) => refusal(() => contribute(file, memorySink()));

/** Adds a section, before or after the others. */
function withSection(file: Uint8Array, type: number, content = new Uint8Array(4)): Uint8Array {
  const { head, sections } = split(file);
  return join(head, [...sections, { type, content }]);
}

function without(file: Uint8Array, type: number): Uint8Array {
  const { head, sections } = split(file);
  return join(
    head,
    sections.filter((each) => each.type !== type),
  );
}

describe.each(['bn254', 'bls12-381'] as const)('%s', (curve) => {
  const n8 = N8[curve];
  let ptau: Uint8Array;
  let prepared: Uint8Array;
  let zkey: Uint8Array;
  let r1cs: Uint8Array;

  beforeAll(async () => {
    r1cs = smallR1cs(curve);
    const first = await filed((sink) => newPowers({ curve, power: 2 }, sink));
    ptau = await filed((sink) => contribute(first, sink, { name: 'one' }));
    prepared = await filed((sink) => prepare(ptau, sink));
    const key = await filed((sink) => newKey({ r1cs, ptau: prepared }, sink));
    zkey = await filed((sink) => contribute(key, sink, { name: 'one' }));
  }, 60_000);

  it.each([
    ['cut by a byte', (file: Uint8Array) => file.slice(0, -1), 'ends early'],
    ['with a byte more', (file: Uint8Array) => Buffer.concat([file, Buffer.of(0)]), '1 bytes after its last section'],
    ['of another version', (file: Uint8Array) => file.with(4, 2), 'version 2, not 1'],
    ['with a section twice', (file: Uint8Array) => withSection(file, 3), 'two sections 3'],
    ['with an unknown section', (file: Uint8Array) => withSection(file, 11), 'has no section 11'],
    ['without a section', (file: Uint8Array) => without(file, 6), 'has no section 6'],
    ['of another prime', (file: Uint8Array) => wrongPrime(file), 'its prime is that of neither'],
    ['with a longer section', (file: Uint8Array) => changed(file, 3, (s) => Buffer.concat([s, s])), 'section 3 has'],
    ['empty', () => new Uint8Array(), 'expected a ptau or a zkey file'],
  ])('%s', async (_, change, words) => {
    for (const file of [ptau, zkey]) expect(await contributing(new Uint8Array(change(file)))).toContain(words);
  });

  it('powers with only some Lagrange forms', async () => {
    expect(await contributing(without(prepared, 14))).toContain('only some of the sections 12 to 15');
  });

  it('more contributions than any ceremony has, at once', async () => {
    for (const [file, type, at] of [
      [ptau, 7, 0],
      [zkey, 10, 64],
    ] as const) {
      const many = changed(file, type, (section) => put(section, at, 0xffffffffn, 4));
      expect(await contributing(many)).toContain('4294967295 contributions');
    }
  });

  it('a contribution that is cut, of an unknown type, or with strange fields', async () => {
    // The type comes before the length and the name "one", the last 5 bytes.
    const typed = (type: bigint) => (s: Uint8Array) => put(s, s.length - 13, type, 4);
    for (const [change, words] of [
      [(s: Uint8Array) => s.slice(0, -1), 'ends early'],
      [(s: Uint8Array) => Buffer.concat([s, Buffer.of(0)]), '1 bytes too many'],
      [typed(2n), 'of type 2'],
      [typed(1n), 'other fields than its type'],
      [(s: Uint8Array) => put(s, s.length - 5, 4n, 1), 'fields that are unknown'],
    ] as const) {
      for (const [file, type] of [
        [ptau, 7],
        [zkey, 10],
      ] as const) {
        expect(await contributing(changed(file, type, (s) => new Uint8Array(change(s))))).toContain(words);
      }
    }
  });

  it('points that are none', async () => {
    const infinity = (at: number, group: number) => (s: Uint8Array) => s.fill(0, at, at + 2 * group * n8);
    const aside = (at: number) => (s: Uint8Array) => s.with(at, (s[at] as number) ^ 1);
    const beyond = (s: Uint8Array) => s.fill(0xff, 2 * n8, 3 * n8);
    for (const change of [infinity(2 * n8 * 2, 1), aside(2 * n8 * 2), beyond]) {
      expect(await contributing(changed(ptau, 2, change))).toMatch(/point \d of section 2|not those of its last/);
      expect(await problemOf(changed(ptau, 2, change))).toMatch(/point \d of section 2|not those of its last/);
    }
    for (const type of [8, 9]) {
      expect(await contributing(changed(zkey, type, aside(0)))).toContain(`point 0 of section ${type} is invalid`);
    }
    expect(await contributing(changed(zkey, 9, infinity(2 * n8, 1)))).toContain('point 1 of section 9 is invalid');
  });

  it('points outside of the subgroup', async () => {
    // All points of BN254's first group are in its subgroup.
    if (curve === 'bn254') return;
    const off = offSubgroup();
    const put = (at: number) => (s: Uint8Array) => {
      s.set(off, at);
      return s;
    };
    expect(await contributing(changed(zkey, 8, put(0)))).toContain('point 0 of section 8 is invalid');
    expect(await contributing(changed(zkey, 10, put(64 + 4)))).toContain('contribution 0, "one" has an invalid point');
    expect(await contributing(changed(ptau, 2, put(2 * 2 * n8)))).toContain('point 2 of section 2 is invalid');
    expect(await problemOf(changed(ptau, 4, put(2 * n8)))).toContain('point 1 of section 4 is invalid');
  });

  it('an unused wire may be at infinity', async () => {
    const file = changed(zkey, 8, (s) => s.fill(0, 0, 2 * n8));
    const next = await filed((sink) => contribute(file, sink));
    expect(
      split(next)
        .sections.find(({ type }) => type === 8)
        ?.content.slice(0, 2 * n8)
        .every((byte) => byte === 0),
    ).toBe(true);
  });

  it('chains that are broken', async () => {
    const two = await filed((sink) => contribute(zkey, sink, { name: 'two' }));
    const link = 3 * 2 * n8 + 4 * n8;
    const at = 64 + 4;
    for (const [change, words] of [
      [(s: Uint8Array) => flip(s, 0), 'contribution 0, "one" does not follow those before it'],
      [(s: Uint8Array) => flip(s, at + link), 'contribution 0, "one" does not follow those before it'],
      [(s: Uint8Array) => flip(s, at), 'contribution 0, "one" has an invalid point'],
      [(s: Uint8Array) => swapped(s, at, at + 2 * n8, 2 * n8), 'contribution 0'],
    ] as const) {
      expect(await contributing(changed(two, 10, change))).toContain(words);
    }
    const other = changed(two, 2, (s) => new Uint8Array(Buffer.concat([s.slice(0, -6 * n8), deltaOf(zkey, n8)])));
    expect(await contributing(other)).toContain("the key's δ is not that of its last contribution");
    expect(await verifyKey({ r1cs, ptau: prepared, zkey: other })).toMatchObject({ ok: false });
  });

  it('changed files don’t verify', async () => {
    const swap = (file: Uint8Array, type: number) => changed(file, type, (s) => swapped(s, 0, 2 * n8, 2 * n8));
    for (const type of [8, 9]) {
      const { problems } = await verifyKey({ r1cs, ptau: prepared, zkey: swap(zkey, type) });
      expect(problems).toEqual([`section ${type} is not that of its circuit divided by δ`]);
    }
    const other = (type: number, size: number, from = 2) =>
      changed(zkey, type, (s) => swapped(s, from * size, (from + 1) * size, size));
    for (const [type, file] of [
      [3, other(3, 2 * n8, 0)],
      [4, changed(zkey, 4, (s) => flip(s, 4 + 12))],
      [5, other(5, 2 * n8)],
      [6, other(6, 2 * n8)],
      [7, other(7, 4 * n8)],
    ] as const) {
      const { problems } = await verifyKey({ r1cs, ptau: prepared, zkey: file });
      expect(problems).toEqual([`section ${type} is not that of its circuit and powers`]);
    }
    // Two of the points in the middle are exchanged.
    const powers = (type: number) => changed(ptau, type, (s) => swapped(s, 2 * 2 * n8, 3 * 2 * n8, 2 * n8));
    for (const type of [2, 4, 5]) {
      expect(await problemOf(powers(type))).toBe(`the points of section ${type} are no powers of its τ`);
    }
    expect(await problemOf(swap(prepared, 14))).toBe('section 14 is not the Lagrange form of section 4');
    expect(await problemOf(changed(ptau, 7, (s) => flip(s, s.length - 20)))).toContain('another hash than its powers');
  });

  it('a beacon that would be hashed for years, and what follows a beacon', async () => {
    const ended = await filed((sink) => applyBeacon(zkey, sink, { value: '00'.repeat(32), iterations: 10 }));
    const problems = async (file: Uint8Array) =>
      (await verifyKey({ r1cs, ptau: prepared, zkey: file })).problems.join(' ');
    const long = changed(ended, 10, (s) => s.with(s.length - 35, 63));
    expect(await problems(long)).toContain('a beacon of 2^63 hashes');
    const other = changed(ended, 10, (s) => flip(s, s.length - 1));
    expect(await problems(other)).toContain('is not what its beacon gives');
    const late = expect.objectContaining({ code: 'invalid-state', message: expect.stringContaining('has ended') });
    await expect(contribute(ended, memorySink())).rejects.toEqual(late);
    await expect(applyBeacon(ended, memorySink(), { value: '00', iterations: 10 })).rejects.toEqual(late);
  });

  it('powers of τ that end with a beacon take no second one', async () => {
    const beacon = { value: '00'.repeat(32), iterations: 10 };
    const ended = await filed((sink) => applyBeacon(ptau, sink, beacon));
    await expect(applyBeacon(ended, memorySink(), beacon)).rejects.toMatchObject({
      code: 'invalid-state',
      message: 'The powers of τ end with a random beacon already, and another one adds nothing. Take them as they are.',
    });
    const { contributions } = await readPowers(ended);
    expect((await contribute(ended, memorySink())).index).toBe(contributions.length);
  });

  it('prepared powers take no contribution and no beacon: keys are made of the powers as they are', async () => {
    const words = 'Take the file that they were prepared from, and prepare the new one anew';
    const refused = { code: 'invalid-state', message: expect.stringContaining(words) };
    await expect(contribute(prepared, memorySink())).rejects.toMatchObject(refused);
    const beacon = { value: '00'.repeat(32), iterations: 10 };
    await expect(applyBeacon(prepared, memorySink(), beacon)).rejects.toMatchObject(refused);
  });

  it('a part of a ceremony’s powers takes no contribution', async () => {
    const part = changed(ptau, 1, (s) => put(s, s.length - 4, 3n, 4));
    await expect(contribute(part, memorySink())).rejects.toMatchObject({ code: 'unsupported' });
    expect((await readPowers(part)).ceremonyPower).toBe(3);
  });
});

async function problemOf(ptau: Uint8Array): Promise<string> {
  const { ok, problems } = await verifyPowers(ptau);
  expect(ok).toBe(false);
  return problems[0] ?? '';
}

const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] as number) ^ 1);

function swapped(bytes: Uint8Array, a: number, b: number, length: number): Uint8Array {
  const out = bytes.slice();
  out.set(bytes.subarray(b, b + length), a);
  out.set(bytes.subarray(a, a + length), b);
  return out;
}

function deltaOf(zkey: Uint8Array, n8: number): Uint8Array {
  const header = split(zkey).sections.find(({ type }) => type === 2)?.content ?? new Uint8Array();
  // One more bit in δ₁: no matter which point.
  return flip(header.slice(-6 * n8), 0);
}

function wrongPrime(file: Uint8Array): Uint8Array {
  const type = file[0] === 'p'.charCodeAt(0) ? 1 : 2;
  return changed(file, type, (section) => flip(section, 4));
}

/** A point of BLS12-381 on the curve and outside of the subgroup, as sections have it. */
function offSubgroup(): Uint8Array {
  const on = CURVES['bls12-381'];
  const { Fp } = on.curve.fields;
  for (let x = 1n; ; x++) {
    try {
      const y = Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n));
      const point = on.curve.G1.Point.fromAffine({ x, y });
      if (!point.isTorsionFree()) return new Uint8Array(inSection(on, point));
    } catch {
      // No point has this x.
    }
  }
}
