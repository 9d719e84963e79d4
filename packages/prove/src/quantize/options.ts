import { optionsOf, unexpected } from '@fedzk/core';

/** The options of a quantizer. They must be the same at all clients of a task, or the sum has no meaning. */
export interface QuantizerOptions {
  /** The bits of an integer. The values are −q … q with q = 2^(bits−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /**
   * The bound: values beyond ±clip become ±clip. A step is clip / q. At least q · 2^-126. Default: `clipNorm`, which no
   * single value exceeds. Values are much smaller than the norm of many values, so set a smaller clip to use all steps.
   */
  readonly clip?: number;
  /** The largest L2 norm: a longer update is scaled down to it before rounding. Its direction stays. */
  readonly clipNorm?: number;
  /**
   * `nearest` (the default) rounds ties to even. `stochastic` rounds up with the probability of the fraction, which keeps
   * the mean.
   */
  readonly rounding?: 'nearest' | 'stochastic';
  /**
   * Adds the error of rounding and clipping to the next update (error feedback; Seide et al., Interspeech 2014;
   * Karimireddy et al., ICML 2019). Default: false.
   */
  readonly errorFeedback?: boolean;
  /** The largest Σ value² of a result: the circuit's `maxNormSq`, of 1 or more. It holds for every result. */
  readonly maxNormSq?: bigint;
}

const OPTIONS = ['bits', 'clip', 'clipNorm', 'rounding', 'errorFeedback', 'maxNormSq'] as const;

/** Checked options. */
export interface Settings {
  readonly bits: 4 | 8 | 16;
  readonly clip: number;
  readonly rounding: 'nearest' | 'stochastic';
  readonly errorFeedback: boolean;
  readonly maxNormSq: bigint | undefined;
  /** The step, clip / q. */
  readonly scale: number;
  /** The largest norm, in the update's own unit. */
  readonly limit: number;
}

/** Checks the options. @throws {FedzkError} `invalid-argument` */
export function settingsOf(options: QuantizerOptions): Settings {
  const {
    bits,
    clipNorm,
    clip = clipNorm,
    rounding = 'nearest',
    errorFeedback = false,
    maxNormSq,
  } = optionsOf(options, OPTIONS);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw unexpected('bits', '4, 8 or 16', bits);
  const largest = 2 ** (bits - 1) - 1;
  if (clipNorm !== undefined && !(Number.isFinite(clipNorm) && clipNorm > 0)) {
    throw unexpected('clipNorm', 'a finite number above 0', clipNorm);
  }
  if (typeof clip !== 'number' || !Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw unexpected('clip', `a finite number of at least ${largest} · 2^-126, or clipNorm in its place`, clip);
  }
  if (rounding !== 'nearest' && rounding !== 'stochastic') {
    throw unexpected('rounding', '"nearest" or "stochastic"', rounding);
  }
  if (typeof errorFeedback !== 'boolean') throw unexpected('errorFeedback', 'true or false', errorFeedback);
  if (maxNormSq !== undefined && !(typeof maxNormSq === 'bigint' && maxNormSq >= 1n)) {
    throw unexpected('maxNormSq', 'a bigint of 1 or more', maxNormSq);
  }
  const scale = clip / largest;
  const proved = maxNormSq === undefined ? Number.POSITIVE_INFINITY : scale * Math.sqrt(Number(maxNormSq));
  const limit = Math.min(clipNorm ?? Number.POSITIVE_INFINITY, proved);
  return { bits, clip, rounding, errorFeedback, maxNormSq, scale, limit };
}

/** The smallest step: a normal float32, so that values of a few steps keep their precision. */
const SMALLEST_NORMAL = 2 ** -126;
