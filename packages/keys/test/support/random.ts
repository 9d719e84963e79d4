export { cases, Random } from '../../../core/test/support/random.js';

/** Changes a bit. */
export function flip(value: Uint8Array, bit: number): void {
  value[bit >> 3] = (value[bit >> 3] ?? 0) ^ (1 << (bit & 7));
}
