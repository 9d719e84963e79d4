/**
 * Makes witnesses of FEDzk's own circuit by a dedicated generator. It takes milliseconds, and needs no module of circom.
 */
import { asOptions, counted, FedzkError, optionsOf, signalOf, unexpected } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { type Engine, engineOf, type Glue, take } from '../instance.js';
import { view } from '../key/sections.js';
import type { CircomWitness } from './circom.js';
import { ELEMENT_BYTES, fieldOfCurve } from './field.js';
import type { CircomInputs, CircomValue } from './inputs.js';
import { WTNS_VALUES, wtnsFile } from './wtns.js';

/** The parameters of a circuit `gradient_update`. */
export interface GradientUpdateShape {
  /** The number of values, 1 to 2^20. */
  readonly n: number;
  /** The bits of a value. */
  readonly bits: 4 | 8 | 16;
  /** h, 1 to 16: sums of up to 2^h updates don't overflow. */
  readonly headroom: number;
}

/** The inputs that are elements of the field, in the module's order. */
const ELEMENTS = ['s', 'k', 'rho', 'commitment', 'tag'];
const NAMES = new Set([...ELEMENTS, 'maxNormSq', 'x']);
const LARGEST_NORM = 2n ** 64n - 1n;

/** Makes witnesses of one circuit. It owns memory of the module. */
export interface GradientUpdateWitness {
  readonly wires: number;
  /** The total number of input values. */
  readonly inputValues: number;
  /**
   * Computes the values of all wires, 32 bytes each, little-endian.
   *
   * @throws {FedzkError} `invalid-argument`, `unsatisfied`
   */
  values(inputs: CircomInputs): Uint8Array;
  free(): void;
}

/**
 * Makes witnesses of FEDzk's own circuit `gradient_update` as `.wtns` files. A prover with `gradientUpdate` makes them itself.
 *
 * @throws {FedzkError} `invalid-argument`: an invalid curve or shape
 *
 * @example
 * ```ts
 * using circuit = await createGradientUpdateWitness({ curve: 'bn254', n: 650, bits: 8, headroom: 10 });
 * const wtns = await circuit.witness({ x, s, k, rho, commitment, tag, maxNormSq });
 * ```
 */
export async function createGradientUpdateWitness(
  shape: GradientUpdateShape & { readonly curve: Curve },
): Promise<CircomWitness & Disposable> {
  const own = optionsOf(shape, ['curve', 'n', 'bits', 'headroom'], 'shape');
  const { curve } = own;
  if (curve !== 'bn254' && curve !== 'bls12-381') throw unexpected('shape.curve', '"bn254" or "bls12-381"', curve);
  const circuit = gradientUpdateWitness(await engineOf(curve), own);
  const { wires, inputValues } = circuit;
  return {
    curve,
    wires,
    inputValues,
    async witness(inputs, options = {}) {
      const signal = signalOf(optionsOf(options, ['signal']).signal);
      signal?.throwIfAborted();
      const values = circuit.values(asOptions(inputs, 'inputs'));
      const file = wtnsFile(fieldOfCurve(curve), wires);
      file.set(values, WTNS_VALUES);
      values.fill(0);
      return file;
    },
    [Symbol.dispose]: circuit.free,
  };
}

/** Makes the generator. @throws {FedzkError} `invalid-argument`: an invalid shape @internal */
export function gradientUpdateWitness(engine: Engine, shape: GradientUpdateShape): GradientUpdateWitness {
  const { n, bits, headroom } = shape;
  for (const [name, value] of Object.entries({ n, bits, headroom })) {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
      throw unexpected(`gradientUpdate.${name}`, 'an integer', value);
    }
  }
  const circuit = refusing(engine, ({ GradientUpdate }) => new GradientUpdate(n, bits, headroom));
  const { order } = fieldOfCurve(engine.curve);
  return {
    wires: circuit.wires(),
    inputValues: n + NAMES.size - 1,
    values(inputs) {
      const given = Object.keys(inputs);
      const unknown = given.find((name) => !NAMES.has(name));
      if (unknown !== undefined) throw new FedzkError('invalid-argument', `The circuit has no input "${unknown}".`);
      for (const name of NAMES) {
        if (!given.includes(name)) throw new FedzkError('invalid-argument', `The input "${name}" is missing.`);
      }
      const elements = new Uint8Array(ELEMENTS.length * ELEMENT_BYTES);
      const x = valuesOf(inputs['x'], n, order);
      try {
        ELEMENTS.forEach((name, i) => {
          writeBigEndian(elements, i * ELEMENT_BYTES, elementOf(name, inputs[name], order));
        });
        const maxNormSq = elementOf('maxNormSq', inputs['maxNormSq'], order);
        if (maxNormSq > LARGEST_NORM) throw unexpected('inputs.maxNormSq', 'at most the bits of the slack', maxNormSq);
        return refusing(engine, () => take(engine, circuit.witness(x, elements, maxNormSq)));
      } finally {
        elements.fill(0);
        x.fill(0);
      }
    },
    free: () => circuit.free(),
  };
}

/** Runs a call, and throws a refusal of the module as an error. */
function refusing<T>({ glue }: Engine, call: (glue: Glue) => T): T {
  try {
    return call(glue);
  } catch (reason) {
    if (!(reason instanceof glue.Refusal)) throw reason;
    const code = reason.isUnsatisfied() ? 'unsatisfied' : 'invalid-argument';
    const message = reason.message();
    reason.free();
    throw new FedzkError(code, `The inputs are not the circuit's: ${message}.`);
  }
}

/** Reads the values of x. The module checks their range. */
function valuesOf(x: CircomValue | undefined, n: number, order: bigint): Int16Array {
  if (!(Array.isArray(x) || ArrayBuffer.isView(x)) || x instanceof DataView) {
    throw unexpected('inputs.x', 'an array', x);
  }
  const given = x as ArrayLike<unknown>;
  if (given.length !== n)
    throw new FedzkError('invalid-argument', `"inputs.x" expected ${counted(n, 'value')}, got ${given.length}.`);
  const values = new Int16Array(n);
  for (let i = 0; i < n; i++) {
    const value = smallOf(given[i], order);
    if (value === undefined)
      throw new FedzkError('invalid-argument', `"inputs.x[${i}]" expected an integer of 16 bits.`);
    values[i] = value;
  }
  return values;
}

/** Reads an integer of 16 bits, also from an element of the field; `undefined` for anything else. */
function smallOf(value: unknown, order: bigint): number | undefined {
  let number = value;
  if (typeof value === 'bigint' || typeof value === 'string') {
    const integer = integerOf(value);
    if (integer === undefined) return undefined;
    number = Number(integer > order / 2n ? integer - order : integer);
  }
  return typeof number === 'number' && (number << 16) >> 16 === number ? number : undefined;
}

/** Reads an element of the field. Messages don't show its value. */
function elementOf(name: string, value: unknown, order: bigint): bigint {
  const integer = integerOf(value);
  if (integer !== undefined && integer >= 0n && integer < order) return integer;
  throw new FedzkError('invalid-argument', `"inputs.${name}" expected an integer from 0 and below the field's order.`);
}

function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,80}$/.test(value) ? BigInt(value) : undefined;
}

function writeBigEndian(bytes: Uint8Array, at: number, value: bigint): void {
  const words = view(bytes);
  for (let i = 0; i < 4; i++) words.setBigUint64(at + 8 * i, (value >> BigInt(64 * (3 - i))) & 0xffff_ffff_ffff_ffffn);
}
