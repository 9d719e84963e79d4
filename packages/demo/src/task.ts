/**
 * The task of the demo, as the file that both operators publish: ten clients, some of which cheat, and a leader that may leave
 * out one in three of those that have announced a report to the helper.
 */
import { writeTaskFile } from '@fedzk/agg/task';
import { quantize } from '@fedzk/verify/quant';
import { PARAMETERS } from './softmax.js';

/** Bits of a quantized value. */
export const BITS = 8;
/** Values beyond this are clipped. */
export const CLIP = 1;
/** A round's sum has room for 2^10 clients. */
const HEADROOM = 10;
/** The largest Σ x² of an update. The first round's are just below a million. */
const MAX_NORM_SQ = 1_200_000n;
/** The most clients that are taken to collude with one aggregator. */
const MAX_COLLUDING = 4;
/** The fewest honest reports in a sum. */
const MIN_HONEST = 2;
/** Of seven announced reports two may be left out: the false share, which is announced as any other, and one more. */
const OMIT = 3;

/** An aggregator, by what everybody may know of it. */
interface Operator {
  readonly url: string;
  /** X25519. */
  readonly sealingKey: Uint8Array;
  /** Ed25519. */
  readonly signingKey: Uint8Array;
}

/** Who takes part, and the key of the circuit. */
export interface DemoTask {
  readonly leader: Operator;
  readonly helper: Operator;
  readonly clients: readonly { readonly id: string; readonly publicKey: Uint8Array }[];
  readonly vkeyId: string;
}

/** Returns the numbers of the demo's task. */
export function taskNumbers() {
  const { scale } = quantize(new Float32Array(1), { bits: BITS, clip: CLIP });
  return {
    id: 'digits',
    level: 'enhanced',
    n: PARAMETERS,
    bits: BITS,
    headroom: HEADROOM,
    maxNormSq: MAX_NORM_SQ,
    quantization: { clip: CLIP, scale },
    minBatch: MAX_COLLUDING + MIN_HONEST,
    maxColluding: MAX_COLLUDING,
    minHonest: MIN_HONEST,
    omit: OMIT,
  } as const;
}

/** Writes the task file of the demo. */
export function demoTaskFile(parties: DemoTask): Uint8Array {
  return writeTaskFile({ ...taskNumbers(), ...parties });
}
