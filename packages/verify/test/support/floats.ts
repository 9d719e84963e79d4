// Float32 values that matter: all edges of the format, and the neighbours of any value.
import type { Dice } from '@fedzk/testkit/random';

const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/** The float32 with these bits. */
function fromBits(bits: number): number {
  words[0] = bits;
  return floats[0] ?? 0;
}

/** The float32 that is `steps` further from 0 than the one nearest to `x`. */
export function neighbour(x: number, steps: number): number {
  floats[0] = x;
  words[0] = (words[0] ?? 0) + steps;
  return floats[0];
}

/** A finite float32 of any size. */
export function anyFloat(random: Dice): number {
  for (;;) {
    const x = fromBits(random.word());
    if (Number.isFinite(x)) return x;
  }
}

/** 0, the smallest and the largest subnormal, the smallest and the largest normal number, 1; and their negatives. */
export const EDGES: readonly number[] = [0, 1, 0x7f_ffff, 0x80_0000, 0x3f80_0000, 0x7f7f_ffff].flatMap((bits) => [
  fromBits(bits),
  -fromBits(bits),
]);
