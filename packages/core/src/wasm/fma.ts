/**
 * A module that computes a·b + c by `f64x2.relaxed_madd`, which a machine may round once or twice:
 * `(func (export "f") (param f64 f64 f64) (result f64))`.
 */
export const FMA_PROBE: Uint8Array<ArrayBuffer> = /* @__PURE__ */ Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 8, 1, 0x60, 3, 0x7c, 0x7c, 0x7c, 1, 0x7c],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 22, 1, 20, 0],
  ...[0x20, 0, 0xfd, 0x14, 0x20, 1, 0xfd, 0x14, 0x20, 2, 0xfd, 0x14], // three splats
  ...[0xfd, 0x87, 2, 0xfd, 0x21, 0, 0x0b], // f64x2.relaxed_madd, f64x2.extract_lane 0
);

/**
 * Tells whether the runtime has WebAssembly's relaxed SIMD and multiplies and adds with one rounding, as the modules named
 * `fma` need. (1 + 2^−27)² − (1 + 2^−26) is 2^−54 with one rounding, and 0 with two.
 *
 * @param probe {@link FMA_PROBE} compiled, for a runtime that compiles no bytes
 * @returns false also if the probe is refused
 */
export function fusesMultiplyAdd(probe?: WebAssembly.Module): boolean {
  try {
    const { exports } = new WebAssembly.Instance(probe ?? new WebAssembly.Module(FMA_PROBE));
    const { f } = exports as { readonly f: (a: number, b: number, c: number) => number };
    const x = 1 + 2 ** -27;
    return f(x, x, -(1 + 2 ** -26)) === 2 ** -54;
  } catch {
    return false; // an engine without the instruction, or a page that allows no WebAssembly: the real module reports it
  }
}
