// What a tensor must be, as the caller says it.

import { listOf, optionsOf, unexpected } from '@fedzk/core';
import { isObject } from '../argument.js';

/** The typed arrays of a tensor, by name. */
export interface TypedTensors {
  readonly Int8Array: Int8Array;
  readonly Int16Array: Int16Array;
  readonly Int32Array: Int32Array;
  readonly Float32Array: Float32Array;
  readonly Float64Array: Float64Array;
}

/** A kind of tensor: a typed array, or `Array` for an array of numbers, as JSON has it. */
export type TensorKind = 'Array' | keyof TypedTensors;

/** Arrays of numbers, nested as deep as a shape has dimensions. */
export type NestedNumbers<Shape extends readonly number[]> = Shape extends readonly [number]
  ? readonly number[]
  : Shape extends readonly [number, ...infer Rest extends readonly number[]]
    ? readonly NestedNumbers<Rest>[]
    : readonly unknown[];

/** What is valid by options with these kinds and this shape. */
export type Tensor<Kind extends TensorKind = TensorKind, Shape extends readonly number[] = readonly [number]> =
  | TypedTensors[Exclude<Kind, 'Array'>]
  | ('Array' extends Kind ? NestedNumbers<Shape> : never);

/** The names of layers, each with the shape of its tensor. `any` takes all names, and tensors of one dimension. */
export type LayerShapes = Readonly<Record<string, readonly number[]>> | 'any';

/** A tensor for each layer, by its name. */
export type Layers<Kind extends TensorKind, Shapes extends LayerShapes> = Shapes extends 'any'
  ? Readonly<Record<string, Tensor<Kind>>>
  : { readonly [Name in keyof Shapes]: Shapes[Name] extends readonly number[] ? Tensor<Kind, Shapes[Name]> : never };

interface NumberOptions<Kind extends TensorKind> {
  /** The kinds that are valid. Default: all. */
  readonly kinds?: readonly Kind[] | undefined;
  /**
   * `integers` refuses fractions. `floats` has each number within `floatBound`. By default, the numbers of a `Float32Array`
   * and a `Float64Array` are floats; elsewhere a number without a fraction is an integer, and each other one a float.
   */
  readonly numbers?: 'integers' | 'floats' | undefined;
  /** The largest magnitude of an integer. Default: 10^9. */
  readonly integerBound?: number | undefined;
  /** The largest magnitude of a float. Default: 10^6. */
  readonly floatBound?: number | undefined;
  /**
   * Whether −0 is valid. By default it is not: JSON writes it as 0, so that bytes and hashes of a tensor would differ before
   * and after.
   */
  readonly negativeZero?: boolean | undefined;
  /** The largest number of elements, of all layers together. Default: 10,000,000. */
  readonly maxLength?: number | undefined;
}

/** The options of a schema for one tensor. */
export interface TensorOptions<
  Kind extends TensorKind = TensorKind,
  Shape extends readonly number[] = readonly number[],
> extends NumberOptions<Kind> {
  /**
   * The dimensions, up to 8. By `[64, 10]` a typed array has 640 elements in row-major order, and arrays are nested: 64 of
   * 10 numbers each. Default: one dimension of any length from 1.
   */
  readonly shape?: Shape | undefined;
}

/** The options of a schema for a dictionary of layers. */
export interface LayersOptions<Kind extends TensorKind = TensorKind, Shapes extends LayerShapes = LayerShapes>
  extends NumberOptions<Kind> {
  /** The layers: each of these, and no others. `any` takes up to 10,000 of any name of 1 to 256 characters. */
  readonly layers: Shapes;
}

/** Which numbers are valid. */
export interface NumberRule {
  readonly numbers: 'integers' | 'floats' | undefined;
  readonly integerBound: number;
  readonly floatBound: number;
  readonly negativeZero: boolean;
}

/** Options that were read. */
export interface TensorRule extends NumberRule {
  readonly kinds: ReadonlySet<TensorKind>;
  readonly maxLength: number;
  readonly shape: readonly number[] | undefined;
  readonly layers: ReadonlyMap<string, readonly number[]> | 'any' | undefined;
}

const KINDS: readonly TensorKind[] = ['Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float32Array', 'Float64Array'];

const NAMES = [
  'kinds',
  'numbers',
  'integerBound',
  'floatBound',
  'negativeZero',
  'maxLength',
  'shape',
  'layers',
] as const;

const MOST_DIMENSIONS = 8;
export const MOST_LAYERS = 10_000;

/** @throws {FedzkError} `invalid-argument` */
export function ruleOf(options: Partial<TensorOptions & LayersOptions>): TensorRule {
  const given = optionsOf(options, NAMES);
  const { numbers, integerBound = 1e9, floatBound = 1e6, negativeZero = false, maxLength = 10_000_000 } = given;
  if (numbers !== undefined && numbers !== 'integers' && numbers !== 'floats') {
    throw unexpected('numbers', '"integers" or "floats"', numbers);
  }
  if (typeof negativeZero !== 'boolean') throw unexpected('negativeZero', 'true or false', negativeZero);
  if (!isCount(maxLength)) throw unexpected('maxLength', 'an integer from 1 to 2^32 − 1', maxLength);
  if (given.shape !== undefined && given.layers !== undefined) {
    throw unexpected('shape', 'none beside "layers", which has the shape of each', given.shape);
  }
  const { layers } = given;
  const rule = {
    kinds: kindsOf(given.kinds ?? KINDS),
    numbers,
    integerBound: boundOf(integerBound, 'integerBound'),
    floatBound: boundOf(floatBound, 'floatBound'),
    negativeZero,
    maxLength,
    shape: given.shape === undefined ? undefined : shapeOf(given.shape, 'shape'),
    layers: layers === undefined || layers === 'any' ? layers : layersOf(layers),
  };
  const shapes = rule.layers instanceof Map ? [...rule.layers.values()] : rule.shape === undefined ? [] : [rule.shape];
  const elements = shapes.reduce((sum, shape) => sum + product(shape), 0);
  if (elements > maxLength) throw unexpected('maxLength', `at least the ${elements} elements of the shapes`, maxLength);
  return rule;
}

export function product(shape: readonly number[]): number {
  return shape.reduce((all, each) => all * each, 1);
}

function kindsOf(kinds: unknown): Set<TensorKind> {
  const expected = `a list of ${KINDS.join(', ')}`;
  const read = listOf(kinds, 'kinds', expected, (kind) => {
    const known = KINDS.find((each) => each === kind);
    if (known === undefined) throw unexpected('kinds', expected, kind);
    return known;
  });
  if (read.length === 0) throw unexpected('kinds', expected, kinds);
  return new Set(read);
}

function boundOf(bound: unknown, name: string): number {
  if (typeof bound === 'number' && Number.isFinite(bound) && bound > 0) return bound;
  throw unexpected(name, 'a finite number above 0', bound);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 32;
}

function shapeOf(shape: unknown, name: string): number[] {
  const expected = `a list of 1 to ${MOST_DIMENSIONS} integers from 1`;
  if (Array.isArray(shape) && shape.length > MOST_DIMENSIONS) throw unexpected(name, expected, shape);
  const read = listOf(shape, name, expected, (size) => {
    if (isCount(size)) return size;
    throw unexpected(name, expected, size);
  });
  if (read.length === 0) throw unexpected(name, expected, shape);
  return read;
}

function layersOf(layers: unknown): Map<string, number[]> {
  const expected = `"any", or an object with the shapes of 1 to ${MOST_LAYERS} layers by their names`;
  let entries: [string, unknown][];
  try {
    if (!isObject(layers) || Array.isArray(layers)) throw unexpected('layers', expected, layers);
    entries = Object.entries(layers);
  } catch (cause) {
    throw unexpected('layers', expected, layers, { cause });
  }
  if (entries.length === 0 || entries.length > MOST_LAYERS) throw unexpected('layers', expected, layers);
  return new Map(entries.map(([name, shape]) => [name, shapeOf(shape, `layers.${name}`)]));
}
