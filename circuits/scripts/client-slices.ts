/**
 * The statements of the development vectors: what each client of the demo's first rounds would prove.
 */
import { createHash } from 'node:crypto';
import { clientGradients } from '../../packages/demo/src/clients.js';
import { BIAS_CLIP, BIAS_OFFSET } from '../../packages/demo/src/softmax.js';

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
 * 31 bytes of a hash over the values. It stands in until the aggregation protocol derives rho from commitments: here it
 * follows from x alone, and shows nothing to a verifier who doesn't know x.
 */
function standInRho(name: string, x: readonly number[]): bigint {
  const hash = createHash('sha256')
    .update(`fedzk update-slice rho ${name} ${x.join(' ')}`)
    .digest('hex');
  return BigInt(`0x${hash.slice(0, 62)}`);
}
