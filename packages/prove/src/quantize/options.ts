import { optionsOf, unexpected } from '@fedzk/core';

/** How updates are quantized. The same at all clients of a task, or their sum has no meaning. */
export interface QuantizerOptions {
  /** Bits of an integer. The values are −q … q with q = 2^(bits−1) − 1. */
  readonly bits: 4 | 8 | 16;
  /**
   * Values beyond ±clip are moved to it. A step is clip / q. As `clipNorm` unless given, which no single value exceeds;
   * but values are far smaller than the norm of many, and then most steps are never used: give it. At least q · 2^-126.
   */
  readonly clip?: number;
  /** An update whose L2 norm is larger is scaled down to it, direction kept, before anything is rounded. */
  readonly clipNorm?: number;
  /**
   * `nearest` (the default), ties to even; or `stochastic`, up with the probability of the fraction, so that the mean of
   * many is kept.
   */
  readonly rounding?: 'nearest' | 'stochastic';
  /**
   * Whether what rounding and clipping took from an update is added to the next one (error feedback; Seide et al.,
   * Interspeech 2014; Karimireddy et al., ICML 2019). Off unless said.
   */
  readonly errorFeedback?: boolean;
  /** The largest Σ value² of a result: the circuit's `maxNormSq`, of 1 or more. It holds for every result. */
  readonly maxNormSq?: bigint;
}

const OPTIONS = ['bits', 'clip', 'clipNorm', 'rounding', 'errorFeedback', 'maxNormSq'] as const;

/** Options that were looked at. */
export interface Settings {
  readonly bits: 4 | 8 | 16;
  readonly clip: number;
  readonly rounding: 'nearest' | 'stochastic';
  readonly errorFeedback: boolean;
  readonly maxNormSq: bigint | undefined;
  /** A step. */
  readonly scale: number;
  /** The norm beyond which an update is scaled down, in the update's own unit. */
  readonly limit: number;
}

/** @throws {FedzkError} `invalid-argument` */
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

/** A step is a normal float32, so that what is scaled down to a few steps keeps its precision. */
const SMALLEST_NORMAL = 2 ** -126;
