/**
 * The statements of the development vectors: the quantized bias gradient of each client.
 */
import { createHash } from 'node:crypto';
import { BIAS_OFFSET } from '../../demo/src/softmax.js';
import { clientGradients } from './slice-gradients.js';

/** Clipping bound. The bias entries are about 0.01, since the classes are balanced. */
const BIAS_CLIP = 2 ** -7;

export interface ClientSlice {
  readonly name: string;
  /** Ten signed bytes, -127..127. */
  readonly x: readonly number[];
  readonly rho: bigint;
}

/** The bias gradients of each client's fifth of the digits. The same on every run. */
export function clientSlices(): ClientSlice[] {
  return clientGradients().map(({ name, gradient }) => {
    const x = [...gradient.subarray(BIAS_OFFSET)].map(quantize);
    return { name, x, rho: standInRho(name, x) };
  });
}

/** Clip, divide by the scale in double precision, round half to even: 8 bits without -128. */
export function quantize(gradient: number): number {
  const scaled = Math.max(-BIAS_CLIP, Math.min(BIAS_CLIP, gradient)) / (BIAS_CLIP / 127);
  const floor = Math.floor(scaled);
  const up = scaled - floor > 0.5 || (scaled - floor === 0.5 && floor % 2 !== 0);
  return Math.max(-127, Math.min(127, up ? floor + 1 : floor));
}

/**
 * 31 bytes of a hash over the values. This circuit has no commitment that rho could follow from: here it follows from x
 * alone, and shows nothing to a verifier who doesn't know x.
 */
function standInRho(name: string, x: readonly number[]): bigint {
  const hash = createHash('sha256')
    .update(`fedzk update-slice rho ${name} ${x.join(' ')}`)
    .digest('hex');
  return BigInt(`0x${hash.slice(0, 62)}`);
}
