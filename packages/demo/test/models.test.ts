import { ORDERS } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { dataFile, readData } from '../src/data-file.js';
import { loadDigits, shareOf } from '../src/digits.js';
import { LOGISTIC_PARAMETERS, logisticGradient, logisticLoss } from '../src/logistic.js';
import { circuitOf, inputsOf, MODELS } from '../src/models.js';
import { initialWeights, PERCEPTRON_PARAMETERS, perceptronGradient, perceptronLoss } from '../src/perceptron.js';
import { FEATURES, parseTumours } from '../src/tumours.js';
import { noise, slope } from './noise.js';

const text = readData(dataFile('breast_cancer.csv'));

describe('parseTumours', () => {
  const tumours = parseTumours(text);

  it('reads 569 rows, 357 of them benign', () => {
    // The counts that scikit-learn documents for load_breast_cancer.
    expect([tumours.count, tumours.labels.filter((label) => label === 1).length]).toEqual([569, 357]);
  });

  it('brings each feature to mean 0 and variance 1, in its order', () => {
    for (let feature = 0; feature < FEATURES; feature++) {
      const column = Array.from({ length: 569 }, (_, row) => tumours.features[row * FEATURES + feature] ?? Number.NaN);
      expect(column.reduce((sum, value) => sum + value, 0) / 569).toBeCloseTo(0, 10);
      expect(column.reduce((sum, value) => sum + value * value, 0) / 569).toBeCloseTo(1, 10);
    }
    // A radius of 20.57 is larger than one of 17.99, a texture of 17.77 larger than one of 10.38.
    const [first, second] = [tumours.features.subarray(0, 2), tumours.features.subarray(FEATURES, FEATURES + 2)];
    for (const i of [0, 1]) expect(second[i]).toBeGreaterThan(first[i] ?? Number.NaN);
  });

  const row = (...fields: string[]): string => ['1,30', fields.join(',')].join('\n');
  const features = new Array<string>(30).fill('1');
  it.each([
    ['a class of 2', row(...features, '2'), /row 2: expected 30 numbers and a class, 0 or 1/],
    ['an empty field', row('', ...features.slice(1), '1'), /row 2/],
    ['a word', row('x', ...features.slice(1), '1'), /row 2/],
    ['a field too few', row(...features), /row 2/],
    ['a field too many', row(...features, '1', '1'), /row 2/],
    ['a row too few', '2,30', /expected 2 rows, got 0/],
  ])('names %s', (_, broken, message) => {
    expect(() => parseTumours(broken)).toThrow(message);
  });
});

// A gradient is rounded to single precision: half a unit of the last place of a value below 1 is 3e-8.
const ROUNDING = 5e-8;

describe('logisticGradient', () => {
  const tumours = parseTumours(text);
  const source = noise(2);
  const weights = Float64Array.from({ length: LOGISTIC_PARAMETERS }, () => Number(source.next().value));

  it('is the slope of the loss, every parameter', () => {
    const gradient = logisticGradient(weights, tumours);
    for (const [i, value] of gradient.entries()) {
      const expected = slope((moved) => logisticLoss(moved, tumours), weights, i);
      expect(Math.abs(value - expected)).toBeLessThan(ROUNDING);
    }
  });

  it('learns', () => {
    let moved = new Float64Array(LOGISTIC_PARAMETERS);
    expect(logisticLoss(moved, tumours)).toBeCloseTo(Math.LN2, 12);
    for (let step = 0; step < 50; step++) {
      const gradient = logisticGradient(moved, tumours);
      moved = moved.map((weight, i) => weight - (gradient[i] ?? Number.NaN));
    }
    expect(logisticLoss(moved, tumours)).toBeLessThan(0.1);
  });
});

describe('perceptronGradient', () => {
  const some = shareOf(loadDigits(), 7, 60);

  it('is the slope of the loss, in each of its four parts', () => {
    const source = noise(3);
    const weights = initialWeights().map((weight) => weight + 0.1 * Number(source.next().value));
    const gradient = perceptronGradient(weights, some);
    expect(gradient.length).toBe(7210);
    // Every 53rd, the ends of each part, and a whole row's worth in between.
    const chosen = [...Array(PERCEPTRON_PARAMETERS).keys()].filter((i) => i % 53 === 0);
    chosen.push(6143, 6144, 6239, 6240, 7199, 7200, 7209, ...Array(64).keys());
    for (const i of chosen) {
      const expected = slope((moved) => perceptronLoss(moved, some), weights, i);
      expect(Math.abs((gradient[i] ?? Number.NaN) - expected)).toBeLessThan(ROUNDING);
    }
  });

  it('learns', () => {
    let weights = initialWeights();
    const before = perceptronLoss(weights, some);
    for (let step = 0; step < 30; step++) {
      const gradient = perceptronGradient(weights, some);
      weights = weights.map((weight, i) => weight - 0.5 * (gradient[i] ?? Number.NaN));
    }
    expect(perceptronLoss(weights, some)).toBeLessThan(before / 2);
  });
});

describe.each(MODELS)('$name', (model) => {
  const gradient = model.gradient(readData(dataFile(model.data)));
  const { shape, curve } = circuitOf(model.level);

  it('has a gradient of its length that is not clipped, and more than noise', () => {
    expect(gradient.length).toBe(model.parameters);
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeLessThan(model.clip);
    expect(largest).toBeGreaterThan(model.clip / 4);
  });

  it('is padded with zeros, and within the norm that is proved', async () => {
    const { x, maxNormSq } = await inputsOf(model, gradient);
    expect(x.length).toBe(shape.n);
    expect(x.slice(model.parameters).every((value) => value === 0n)).toBe(true);
    expect(x.some((value) => value !== 0n)).toBe(true);
    const order = ORDERS[curve];
    const signed = x.map((value) => (value > order / 2n ? value - order : value));
    expect(signed.reduce((sum, value) => sum + value * value, 0n)).toBeLessThan(maxNormSq);
    // What is missing has to fit the circuit's slack: 2(b − 1) + ⌈log₂ n⌉ bits.
    expect(maxNormSq).toBeLessThan(2n ** BigInt(14 + Math.ceil(Math.log2(shape.n))));
  });
});

it('takes the levels that circuits.json names', () => {
  expect(MODELS.map(({ level }) => circuitOf(level).shape.n)).toEqual([64, 800, 8192]);
  expect(MODELS.map(({ parameters }) => parameters)).toEqual([31, 650, 7210]);
});
