/**
 * A module that uses `i8x16.relaxed_swizzle`: `(func (export "f") (param i32 i32) (result i32))`. It puts each parameter in
 * all lanes, looks up the first by the second, and returns the first lane.
 */
export const SWIZZLE_PROBE: Uint8Array<ArrayBuffer> = /* @__PURE__ */ Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 18, 1, 16, 0],
  ...[0x20, 0, 0xfd, 0x0f, 0x20, 1, 0xfd, 0x0f], // two i8x16.splat
  ...[0xfd, 0x80, 2, 0xfd, 0x16, 0, 0x0b], // i8x16.relaxed_swizzle, i8x16.extract_lane_u
);

/**
 * Tells whether the runtime has WebAssembly's relaxed SIMD and looks up as the modules named `relaxed` need. An index below
 * 16 gives that lane; one of 128 or more gives 0. Other indices depend on the machine and are not used.
 *
 * @param probe {@link SWIZZLE_PROBE} compiled, for a runtime that compiles no bytes
 * @returns false also if the probe is refused
 */
export function swizzlesRelaxed(probe?: WebAssembly.Module): boolean {
  try {
    const { exports } = new WebAssembly.Instance(probe ?? new WebAssembly.Module(SWIZZLE_PROBE));
    const { f } = exports as { readonly f: (value: number, index: number) => number };
    return f(0xa5, 15) === 0xa5 && f(0xa5, 0x80) === 0 && f(0xa5, 0xff) === 0;
  } catch {
    return false; // an engine without the instruction, or a page that allows no WebAssembly: the real module reports it
  }
}
