/** What is refused, with words that a person can act on, and without the values, which may be secret. */

import { outcomeOf } from '@fedzk/testkit/errors';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type CircomInputs, type CircomWitness, createCircomWitness } from '../src/index.js';
import { compile, NESTED, SHAPES, squares } from './support/circuits.js';
import { moduleThat } from './support/module.js';

const ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const minute = 60_000;

describe('inputs', () => {
  let nested: CircomWitness;
  let shapes: CircomWitness;
  let shapesWasm: Uint8Array;
  let list: CircomWitness;

  beforeAll(async () => {
    nested = await createCircomWitness(compile(NESTED));
    shapesWasm = compile(SHAPES);
    shapes = await createCircomWitness(shapesWasm);
    list = await createCircomWitness(compile(squares(3)));
  }, minute);

  const of = (circuit: CircomWitness, inputs: unknown): Promise<string> =>
    outcomeOf(circuit.witness(inputs as CircomInputs));

  it('of an unknown signal', async () => {
    const said = 'invalid-argument: "inputs" expected input signals of the circuit, which has no "weight".';
    expect(await of(list, { x: [1, 2, 3], weight: 4 })).toBe(said);
    expect(await of(list, { weight: [1, 2, 3] })).toBe(said);
    expect(await of(shapes, { p: { x: 1, z: 2 } })).toContain('has no "p.z"');
    expect(await of(shapes, { p: [1, 2], m: Array(6).fill(0), q: [{ x: 1 }, { w: 1 }] })).toContain('has no "q[1].w"');
    // An output and a signal within are no inputs.
    expect(await of(list, { x: [1, 2, 3], sum: 14 })).toContain('has no "sum"');
    expect(await of(list, { x: [1, 2, 3], 'main.x': 1 })).toContain('has no "main.x"');
  });

  it('where a signal is missing', async () => {
    expect(await of(nested, { a: 7 })).toBe(
      'invalid-argument: "inputs" expected 2 values, got 1: a signal is missing. To see its name give ' +
        'what "circom --sym" writes (option "symbols"). Those given: "a".',
    );
    expect(await of(nested, {})).toMatch(/expected 2 values, got 0: a signal is missing\. .* Those given: none\.$/);
  });

  it('where a signal is missing, by its name in the symbols', async () => {
    const symbols = (): string =>
      [
        ...['1,1,1,main.out', '2,2,1,main.p.x', '3,3,1,main.p.y', '4,4,1,main.m[0][0]', '5,5,1,main.m[0][1]'],
        ...['6,6,1,main.q[0].x', '7,7,1,main.q[0].y', '8,8,1,main.q[1].x', '9,-1,0,main.inner.w', ''],
      ].join('\r\n');
    const circuit = await createCircomWitness(shapesWasm, { symbols });
    const m = Array(6).fill(0);
    expect(await of(circuit, { p: { x: 1, y: 2 }, q: [1, 2, 3, 4] })).toContain(
      'got 6: missing: "m". Those given: "p.x",',
    );
    expect(await of(circuit, { m, p: { x: 1 }, q: [1, 2, 3, 4] })).toContain(': missing: "p.y". Those given: ');
    expect(await of(circuit, { m, p: [1, 2], q: [{ x: 1, y: 2 }, { y: 4 }] })).toContain(': missing: "q[1].x". Those');
    const given = { p: [1, 2], q: [1, 2, 3, 4] };
    const garbled = await createCircomWitness(shapesWasm, { symbols: () => 'no list' });
    expect(await of(garbled, given)).toContain(
      'a signal is missing. "symbols" is not a list of symbols, which "circom --sym" writes. ',
    );
    const other = await createCircomWitness(shapesWasm, { symbols: () => '1,1,1,main.a' });
    expect(await of(other, given)).toContain(
      'a signal is missing. "symbols" does not name it, so it is of another circuit. ',
    );
    const later = await createCircomWitness(shapesWasm, { symbols: async () => symbols() });
    expect(await of(later, { p: [1, 2], q: [1, 2, 3, 4] })).toContain(': missing: "m". ');
  });
  it('with the symbols as a text', async () => {
    const circuit = await createCircomWitness(shapesWasm, { symbols: '4,4,1,main.m[0][0]\n5,5,1,main.m[0][1]\n' });
    expect(await of(circuit, { p: [1, 2], q: [1, 2, 3, 4] })).toContain(': missing: "m". ');
    const empty = await createCircomWitness(shapesWasm, { symbols: '' });
    expect(await of(empty, { p: [1, 2], q: [1, 2, 3, 4] })).toContain('(option "symbols")');
  });
  it('with symbols that are not text', async () => {
    const expected =
      'invalid-argument: "symbols" expected the text that "circom --sym" writes, or a function that returns it, got';
    for (const symbols of [new Uint8Array(1), 7, null, {}]) {
      expect(await outcomeOf(createCircomWitness(shapesWasm, { symbols } as never))).toContain(expected);
    }
    const got = 'invalid-argument: "symbols()" expected the text that "circom --sym" writes, got ';
    for (const symbols of [() => new Uint8Array(1), async () => undefined]) {
      const circuit = await createCircomWitness(shapesWasm, { symbols } as never);
      expect(await of(circuit, { p: [1, 2], q: [1, 2, 3, 4] })).toContain(got);
    }
    // A reader that fails is the caller's own, and its error too.
    const lost = await createCircomWitness(shapesWasm, { symbols: () => Promise.reject(new RangeError('lost')) });
    await expect(lost.witness({ p: [1, 2], q: [1, 2, 3, 4] })).rejects.toThrow('lost');
  });

  it('of too few or too many values', async () => {
    expect(await of(list, { x: [1, 2] })).toBe('invalid-argument: "x" expected 3 values, got 2.');
    expect(await of(list, { x: new Int8Array(4) })).toBe('invalid-argument: "x" expected 3 values, got 4.');
    expect(await of(list, { x: 1 })).toBe('invalid-argument: "x" expected 3 values, got 1.');
    expect(await of(list, { x: [] })).toBe('invalid-argument: "x" expected 3 values, got 0.');
    expect(
      await of(shapes, {
        m: [
          [1, 2, 3],
          [4, 5],
        ],
      }),
    ).toBe('invalid-argument: "m" expected 6 values, got 5.');
    expect(await of(shapes, { p: { x: [1, 2] } })).toBe('invalid-argument: "p.x" expected 1 value, got 2.');
  });

  it.each([
    { p: [1, 2], 'p.x': 1 },
    { p: { x: 1, y: 2 }, 'p.x': 1 },
    { 'p.x': 1, p: [1, 2] },
    { 'q[0].x': 1, q: [1, 2, 3, 4] },
    // As many values as the circuit takes: it would go on with a 0 for q[1].y.
    { p: [1, 2], 'p.x': 1, q: [{ x: 1, y: 2 }, { x: 3 }] },
  ])('that give a signal twice: %o', async (buses) => {
    const said = /^invalid-argument: "inputs" expected each signal once, got "[pq]\S*" whole and in part "[pq]\S*"\.$/;
    const same = /^invalid-argument: "inputs" expected each signal once, got "p.x" twice\.$/;
    const given = await of(shapes, { m: Array(6).fill(0), ...buses });
    expect(said.test(given) || same.test(given), given).toBe(true);
  });

  it.each([
    [0.5, 'a fraction (quantize it first)'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [2 ** 53, 'a number above 2^53, which is not exact (write it as a decimal string)'],
    ['1.5', 'a string that is not decimal'],
    ['', 'a string that is not decimal'],
    [' 1', 'a string that is not decimal'],
    ['0x10', 'a string that is not decimal'],
    ['+1', 'a string that is not decimal'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('of a value that is no integer: %s', async (value, what) => {
    const said = `invalid-argument: "x" expected integers, got ${what} as value 2, counted from 0 in order.`;
    expect(await of(list, { x: [1, 2, value] })).toBe(said);
    expect(await of(list, { x: [[1, 2], [value]] })).toBe(said);
  });

  it('of floats that were not quantized', async () => {
    expect(await of(list, { x: Float32Array.of(1, 0.25, 2) })).toContain('a fraction (quantize it first) as value 1');
  });

  it('beyond the field, whose values are not told', async () => {
    for (const value of [ORDER, -ORDER, 2n ** 300n, `${ORDER}`]) {
      const said = await of(list, { x: [1, value, 3] });
      expect(said).toContain('invalid-argument: "x" expected integers below r, of bn254\'s scalar field');
      expect(said).toContain('as value 1');
      expect(said).not.toContain(String(value));
    }
    expect(await of(list, { x: [1, ORDER - 1n, 1n - ORDER] })).toBe('done');
  });

  it.each([undefined, null, 3, 'x', [1, 2, 3], Int8Array.of(1, 2, 3)])('that are no object: %s', async (inputs) => {
    expect(await of(list, inputs)).toMatch(/^invalid-argument: "inputs" expected an object with the signals by name/);
  });

  it('that have no witness, with where it fails', async () => {
    expect(await of(nested, { a: 3, b: 2 })).toBe(
      'unsatisfied: The inputs do not satisfy the circuit: a constraint or an assertion does not hold in template ' +
        '"Inner", line 8 (within template "Main", line 16).',
    );
    expect(await of(nested, { a: 5, b: 3 })).toContain('does not hold in template "Main", line 18.');
    expect(await of(nested, { a: 7, b: 5 })).toBe('done');
  });
});

describe('modules', () => {
  const of = (wasm: unknown): Promise<string> => outcomeOf(createCircomWitness(wasm as Uint8Array));

  it.each([undefined, 'AGFzbQ==', [0, 97], new ArrayBuffer(8), {}])('that are no bytes: %s', async (wasm) => {
    expect(await of(wasm)).toMatch(
      /^invalid-argument: "circuitWasm" expected a Uint8Array or a WebAssembly.Module, got/,
    );
  });

  it('of bytes that are not a module', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(8), moduleThat({}).subarray(0, -1)]) {
      expect(await of(bytes)).toMatch(
        /^invalid-argument: "circuitWasm" expected a WebAssembly module, as "circom --wasm" writes it \(.+\)\.$/,
      );
    }
  });

  it('of bytes where none are compiled', async () => {
    const compile = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new Error('disallowed by embedder'));
    try {
      expect(await of(moduleThat({}))).toBe(
        `invalid-argument: "circuitWasm" expected a WebAssembly.Module, since bytes can't be compiled here, as in edge workers ` +
          '(disallowed by embedder).',
      );
    } finally {
      compile.mockRestore();
    }
  });

  it.each(['memory', 'init', 'getVersion', 'getMessageChar', 'getSharedRWMemoryStart'])(
    'without %s',
    async (without) => {
      expect(await of(moduleThat({ without }))).toBe(
        'invalid-argument: "circuitWasm" expected a witness module of circom 2 (circom --wasm), ' +
          `got a module with no export "${without}".`,
      );
    },
  );

  it('that import something else', async () => {
    const more = '(import "env" "memory" (memory 1)) (import "runtime" "clock" (func))';
    const imported = more.replace('(memory 1)', '(func)');
    expect(await of(moduleThat({ more: imported }))).toContain('got a module with an import "env.memory".');
    expect(await of(moduleThat({ more: '(import "runtime" "clock" (func))' }))).toContain('"runtime.clock"');
  });

  it('of circom 1, or 3', async () => {
    const one = moduleThat({
      without: 'getVersion',
      more: '(func (export "getPRawPrime") (result i32) (i32.const 0))',
    });
    expect(await of(one)).toBe(
      'unsupported: "circuitWasm" expected a witness module of circom 2, got one of circom 1; ' +
        'compile the circuit with circom 2.',
    );
    expect(await of(moduleThat({ version: 3 }))).toContain(
      'unsupported: "circuitWasm" expected a witness module of circom 2, got',
    );
  });

  it('over another field', async () => {
    expect(await of(moduleThat({ words: 2, order: 2n ** 32n }))).toContain('got one over a field of 8 bytes; compile');
    expect(await of(moduleThat({ words: 12 }))).toContain('got one over a field of 48 bytes');
    expect(await of(moduleThat({ words: 8, order: 7n }))).toContain('got one over another field of 32 bytes');
    // Of BN254's field with one bit of the order turned.
    const wasm = Uint8Array.from(compile(squares(1)));
    const at = Buffer.from(wasm).indexOf(Buffer.from('010000f093f5e143', 'hex'));
    expect(at).toBeGreaterThan(0);
    for (let i = at; i >= 0; i = Buffer.from(wasm).indexOf(Buffer.from('010000f093f5e143', 'hex'))) wasm[i] = 3;
    expect(await of(wasm)).toContain(
      'unsupported: "circuitWasm" expected a circuit over the scalar field of BN254 or BLS12-381',
    );
  });

  it('that fail', async () => {
    const order = '010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430';
    const bytes = order.replace(/../g, '\\$&');
    const start = `(data (i32.const 64) "${bytes}")`;
    const failing = async (set: string): Promise<string> => {
      const more = `(import "runtime" "exceptionHandler" (func $stop (param i32)))`;
      const wasm = moduleThat({ set, more: `${more} ${start}`, order: 0x43e1f593f0000001n });
      const circuit = await createCircomWitness(wasm);
      return outcomeOf(circuit.witness({ x: 1 }));
    };
    expect(await failing('')).toBe('done');
    expect(await failing('(unreachable)')).toBe("wasm: The circuit's module failed: RuntimeError: unreachable.");
    expect(await failing('(call $stop (i32.const 5))')).toContain(
      "wasm: The circuit's module can't have as much memory",
    );
    expect(await failing('(call $stop (i32.const 77))')).toContain(
      "wasm: The circuit's module does not take its inputs: reason 77",
    );
    expect(await failing('(call $stop (i32.const 4))')).toContain('circom does not say where');
    expect(await failing('(drop (memory.grow (i32.const 1)))')).toBe('done');
  });
});

it('refuses invalid options', async () => {
  const wasm = moduleThat({ words: 8, order: 7n });
  expect(await outcomeOf(createCircomWitness(wasm, 3 as never))).toContain(
    'invalid-argument: "options" expected an object',
  );
  expect(await outcomeOf(createCircomWitness(wasm, { onLog: 'x' as never }))).toContain('"onLog" expected a function');
});
