/**
 * Three models of three sizes, one for each security level, and an update of each that a proof can be made of.
 */
import { type CircuitInputs, type Curve, drawElement } from '@fedzk/statement';
import { type Level, SECURITY_LEVELS } from '@fedzk/verify/levels';
import { quantize } from '@fedzk/verify/quant';
import instances from '../../circuits/circuits.json' with { type: 'json' };
import type { DataName } from './data-file.js';
import { parseDigits } from './digits-text.js';
import { LOGISTIC_PARAMETERS, logisticGradient } from './logistic.js';
import { initialWeights, PERCEPTRON_PARAMETERS, perceptronGradient } from './perceptron.js';
import { PARAMETERS, softmaxGradient } from './softmax.js';
import { stateUpdate } from './statement.js';
import { parseTumours } from './tumours.js';

/** A model and what its updates are proved with. */
export interface Model {
  readonly name: string;
  readonly parameters: number;
  readonly level: Level;
  /** A file of `../data`. */
  readonly data: DataName;
  /** Larger values are clipped. It is above the largest value of the first gradient. */
  readonly clip: number;
  /** The largest Σ x² that is proved of an update. */
  readonly maxNormSq: bigint;
  /** The gradient at the weights that training starts with, over all rows. */
  gradient(data: string): Float32Array;
}

export const MODELS: readonly Model[] = [
  {
    name: 'logistic regression, tumours',
    parameters: LOGISTIC_PARAMETERS,
    level: 'standard',
    data: 'breast_cancer.csv',
    clip: 0.8,
    maxNormSq: 200_000n,
    gradient: (data) => logisticGradient(new Float64Array(LOGISTIC_PARAMETERS), parseTumours(data)),
  },
  {
    name: 'softmax regression, digits',
    parameters: PARAMETERS,
    level: 'enhanced',
    data: 'digits.csv.gz',
    clip: 0.1,
    maxNormSq: 1_200_000n,
    gradient: (data) => softmaxGradient(new Float64Array(PARAMETERS), parseDigits(data)),
  },
  {
    name: 'perceptron 64-96-10, digits',
    parameters: PERCEPTRON_PARAMETERS,
    level: 'maximum',
    data: 'digits.csv.gz',
    clip: 0.1,
    maxNormSq: 8_000_000n,
    gradient: (data) => perceptronGradient(initialWeights(), parseDigits(data)),
  },
];

/** The circuit of a security level. */
export interface LevelCircuit {
  /** Its name in `circuits.json`. */
  readonly name: string;
  readonly curve: Curve;
  readonly shape: { readonly n: number; readonly bits: 8; readonly headroom: number };
  readonly constraints: number;
}

/** @throws Error where `circuits.json` has none */
export function circuitOf(level: Level): LevelCircuit {
  const instance = instances.find((each) => each.level === level);
  const { n, b, h } = instance?.parameters ?? {};
  if (instance === undefined || n === undefined || h === undefined || b !== 8) {
    throw new Error(`circuits.json has no circuit of 8 bits for the level ${level}`);
  }
  const { name, constraints } = instance;
  return {
    name,
    curve: SECURITY_LEVELS[level].curve,
    shape: { n, bits: b, headroom: h },
    constraints: constraints.nonLinear + constraints.linear,
  };
}

/** The inputs of a level's circuit for a gradient: quantized to 8 bits, then zeros up to its number of values. */
export async function inputsOf(model: Model, gradient: Float32Array): Promise<CircuitInputs> {
  const { curve, shape } = circuitOf(model.level);
  const { values } = quantize(gradient, { bits: 8, clip: model.clip });
  const secrets = { values, pad: drawElement(curve), blinding: drawElement(curve) };
  return stateUpdate(secrets, model.maxNormSq, shape, curve);
}
