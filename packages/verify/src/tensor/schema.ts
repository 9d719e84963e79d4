import { type StandardSchema, standardSchema } from '@fedzk/core';
import { issuesOf } from './check.js';
import type { TensorIssueCode } from './issues.js';
import {
  type LayerShapes,
  type Layers,
  type LayersOptions,
  ruleOf,
  type Tensor,
  type TensorKind,
  type TensorOptions,
} from './options.js';

/**
 * Makes a schema for a tensor, or with `layers` for a dictionary of them, such as a gradient that somebody sent. It is a
 * Standard Schema, which zod, valibot and others take.
 *
 * A valid value comes out as the same object, and nothing is changed, cut or converted. Otherwise there are 1 to 20 issues,
 * each with a path and a {@link TensorIssueCode}. Validating never throws. Lengths are checked before elements are read.
 *
 * What is valid must stay so: a proxy or a getter may show another number each time, and whoever holds the object can change
 * it. What `JSON.parse` and `structuredClone` return is yours alone.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const schema = tensorSchema({ layers: { weights: [64, 10], bias: [10] } });
 * const result = schema['~standard'].validate(JSON.parse(body));
 * if (result.issues) throw new Error(`${result.issues[0].path.join('.')}: ${result.issues[0].code}`);
 * ```
 */
export function tensorSchema<
  const Kind extends TensorKind = TensorKind,
  const Shape extends readonly number[] = readonly [number],
>(options?: TensorOptions<Kind, Shape>): StandardSchema<Tensor<Kind, Shape>, TensorIssueCode>;
export function tensorSchema<
  const Kind extends TensorKind = TensorKind,
  const Shapes extends LayerShapes = LayerShapes,
>(options: LayersOptions<Kind, Shapes>): StandardSchema<Layers<Kind, Shapes>, TensorIssueCode>;
export function tensorSchema(options: TensorOptions | LayersOptions = {}): StandardSchema<unknown, TensorIssueCode> {
  const rule = ruleOf(options);
  return standardSchema((value) => issuesOf(value, rule));
}
