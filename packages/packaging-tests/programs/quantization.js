/** @typedef {typeof import('@fedzk/verify/quant')} Quant @typedef {import('./results.js').Notebook} Notebook */

/** @param {Notebook} notebook @param {{ quant: Quant }} packages */
export function quantization(notebook, { quant }) {
  steps(notebook, quant);
  ranges(notebook, quant);
  tensors(notebook, quant);
}

/** @param {Notebook} notebook @param {Quant} quant */
function steps({ say, sayCode }, { dequantize, quantize }) {
  const gradient = Float32Array.of(0.1, -0.5, 0.25, -0.0625);
  const { values, scale, clipped, normSq } = quantize(gradient, { bits: 8, clip: 0.25 });
  say('8 bits', [[...values], scale, clipped, `${normSq}`]);
  const four = quantize(Float32Array.of(3.5, 2.5, -1.5, 100), { bits: 4, clip: 7 });
  say('4 bits', [[...four.values], four.scale, four.clipped, `${four.normSq}`]);
  const sixteen = quantize(Float32Array.of(1234.4, -40_000), { bits: 16, clip: 32_767 });
  say('16 bits', [[...sixteen.values], sixteen.scale, sixteen.clipped, `${sixteen.normSq}`]);
  const exact = quantize(Float32Array.of(1, -2, 127), { bits: 8, clip: 127, rounding: 'stochastic' });
  say('stochastic, nothing to round', [...exact.values]);
  say('mean', [...dequantize(Int32Array.of(6, -20, 32_767), { scale: 0.5, count: 4 })]);
  sayCode('NaN', () => quantize(Float32Array.of(0, Number.NaN), { bits: 8, clip: 1 }));
  sayCode('no clip', () => quantize(gradient, { bits: 8, clip: 0 }));
}

/** @param {Notebook} notebook @param {Quant} quant */
function ranges({ say }, { checkRange }) {
  const integers = checkRange(Int8Array.of(51, -127, 127, -32), { min: -128, max: 127, maxNormSq: 30_000n });
  say('norm too large', { ...integers, normSq: `${integers.normSq}` });
  const large = checkRange(new Int32Array(8).fill(2 ** 31 - 1), { min: 0, max: 2 ** 31 - 1 });
  say('norm beyond 2^64', { ...large, normSq: `${large.normSq}` });
  say('floats', checkRange(Float32Array.of(1, Number.NaN, -3), { min: -2, max: 2 }));
}

/** @param {Notebook} notebook @param {Quant} quant */
function tensors({ say }, { tensorSchema }) {
  const { validate } = tensorSchema({ layers: { weights: [2, 2], bias: [2] } })['~standard'];
  /** @param {unknown} value */
  const wrong = (value) => validate(value).issues?.map(({ path, code }) => `${path.join('.')} ${code}`) ?? [];
  const [row, other] = [
    [1, 2],
    [3, 4],
  ];
  say('a valid gradient', wrong({ weights: [row, other], bias: Float32Array.of(1, -1) }));
  say('an invalid one', wrong({ weights: [row, [true, -0]], bias: Float32Array.of(Number.NaN, 2e6) }));
}
