/** Witnesses against those of snarkjs, byte for byte. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type CircomInputs, type CircomWitness, createCircomWitness } from '../src/index.js';
import { compile, gradientUpdate, NESTED, SHAPES, squares } from './support/circuits.js';
import { snarkjsWitness } from './support/snarkjs.js';

const ORDERS = {
  bn128: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  bls12381: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
};
const minute = 60_000;

it.each(['gradient-update-31x8', 'gradient-update-650x8'])(
  '%s',
  async (name) => {
    const { wasm, inputs, values } = gradientUpdate(name);
    const expected = await snarkjsWitness(wasm, { ...inputs, x: [...values] } as never);
    const circuit = await createCircomWitness(wasm);
    expect(circuit.curve).toBe('bn254');
    expect(expected.length).toBe(76 + 32 * circuit.wires);
    const forms: CircomInputs[] = [
      inputs,
      { ...inputs, x: [...values] },
      { ...inputs, x: Array.from(values, BigInt) },
      { ...inputs, x: Array.from(values, String) },
      { ...inputs, x: [Int16Array.from(values.subarray(0, 5)), [...values.subarray(5)]] },
    ];
    for (const form of forms) expect(Buffer.compare(await circuit.witness(form), expected)).toBe(0);
  },
  minute,
);

describe.each(['bn128', 'bls12381'] as const)('%s', (prime) => {
  const order = ORDERS[prime];
  let wasm: Uint8Array;
  let circuit: CircomWitness;

  beforeAll(async () => {
    wasm = compile(squares(9), { prime });
    circuit = await createCircomWitness(wasm);
  }, minute);

  const check = async (x: readonly (bigint | number)[]): Promise<void> => {
    expect(Buffer.compare(await circuit.witness({ x }), await snarkjsWitness(wasm, { x }))).toBe(0);
  };

  it('says its curve and sizes', () => {
    expect(circuit).toMatchObject({ curve: prime === 'bn128' ? 'bn254' : 'bls12-381', inputValues: 9 });
  });

  it('numbers at each edge, with borrows through every word', async () => {
    await check([0, -0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 32 - 1]);
    await check([2 ** 53 - 1, -(2 ** 53 - 1), -(2 ** 32 - 1), 0xf000_0001, -0xf000_0001, -0xf000_0002, -2, -3, 3]);
  });

  it('bigints at each edge', async () => {
    await check([
      order - 1n,
      1n - order,
      order >> 1n,
      -(order >> 1n),
      (order >> 1n) + 1n,
      0n,
      -1n,
      1n << 64n,
      -1n << 64n,
    ]);
    await check([1n << 253n, (1n << 192n) - 1n, 1n << 128n, -(1n << 128n), 2n ** 63n, -(2n ** 63n), 7n, 8n, 9n]);
  });

  it('each typed array', async () => {
    const all = [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float64Array,
    ];
    for (const kind of all) {
      const lowest = Number(kind.of(-(2 ** 31))[0]);
      const x = kind.of(0, 1, 127, 128, -1, -128, 32_768, lowest, 2 ** 31);
      const expected = await snarkjsWitness(wasm, { x: Array.from(x) });
      expect(Buffer.compare(await circuit.witness({ x: x as Int8Array }), expected), kind.name).toBe(0);
    }
    for (const kind of [BigInt64Array, BigUint64Array]) {
      const x = kind.of(0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 5n, 6n, 7n, -8n);
      const expected = await snarkjsWitness(wasm, { x: Array.from(x) });
      expect(Buffer.compare(await circuit.witness({ x }), expected), kind.name).toBe(0);
    }
  });

  it('one after the other, and several at once', async () => {
    const lists = Array.from({ length: 6 }, (_, i) => Array.from({ length: 9 }, (_, j) => i * 100 - j));
    const expected = await Promise.all(lists.map((x) => snarkjsWitness(wasm, { x })));
    const made = await Promise.all(lists.map((x) => circuit.witness({ x })));
    for (const [i, each] of made.entries()) expect(Buffer.compare(each, expected[i] as Uint8Array)).toBe(0);
  });
});

it(
  'constraints that hold',
  async () => {
    const wasm = compile(NESTED);
    const circuit = await createCircomWitness(new WebAssembly.Module(Buffer.from(wasm)));
    for (const [a, b] of [
      [2, 0],
      ['7', '5'],
      [1n, -1n],
    ] as const) {
      expect(Buffer.compare(await circuit.witness({ a, b }), await snarkjsWitness(wasm, { a, b }))).toBe(0);
    }
  },
  minute,
);

it(
  'nested arrays, flat ones, buses whole and by their signals',
  async () => {
    const wasm = compile(SHAPES);
    const circuit = await createCircomWitness(wasm);
    const flat = { m: [1, 2, 3, 4, 5, 6], p: [7, 8], q: [9, 10, 11, 12] };
    const expected = await snarkjsWitness(wasm, flat);
    const same: CircomInputs[] = [
      flat,
      {
        m: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        p: [7, '8'],
        q: [
          [9n, 10n],
          [11n, 12n],
        ],
      },
      {
        m: [Int8Array.of(1, 2, 3), Uint32Array.of(4, 5, 6)],
        p: { x: 7, y: 8 },
        q: [
          { x: 9, y: 10 },
          { x: 11, y: 12 },
        ],
      },
      { m: Int16Array.of(1, 2, 3, 4, 5, 6), 'p.x': 7, 'p.y': 8, 'q[0].x': 9, 'q[0].y': 10, 'q[1].x': 11, 'q[1].y': 12 },
    ];
    for (const inputs of same) expect(Buffer.compare(await circuit.witness(inputs), expected)).toBe(0);
    // 1 + 2·2 + 3·3 + 11·4 + 12·5 + 13·6; (7 + 18 + 33) · (8 + 50 + 84).
    const outputs = new DataView((await circuit.witness(flat)).buffer);
    expect([outputs.getUint32(76 + 32, true), outputs.getUint32(76 + 64, true)]).toEqual([196, 8236]);
  },
  minute,
);

it(
  'a circuit without inputs',
  async () => {
    const wasm = compile('template Main() { signal output o; signal a; a <== 3; o <== a * a; }');
    const circuit = await createCircomWitness(wasm);
    expect(circuit.inputValues).toBe(0);
    expect(Buffer.compare(await circuit.witness({}), await snarkjsWitness(wasm, {}))).toBe(0);
  },
  minute,
);
