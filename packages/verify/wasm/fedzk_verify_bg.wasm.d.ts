/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_batch_free: (a: number, b: number) => void;
export const __wbg_key_free: (a: number, b: number) => void;
export const allocate: (a: number) => number;
export const backend: () => [number, number];
export const batch_new: () => number;
export const batch_push: (a: number, b: number, c: number, d: number, e: number, f: number) => number;
export const batch_verify: (a: number, b: number, c: number) => [number, number];
export const checkFloats: (a: number, b: number, c: number, d: number, e: number) => void;
export const checkIntegers: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
export const convertPoints: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: any) => number;
export const dequantize: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
export const key_curve: (a: number) => number;
export const key_id: (a: number) => [number, number];
export const key_nPublic: (a: number) => number;
export const key_read: (a: number, b: number, c: number, d: number, e: number, f: any) => number;
export const key_verify: (a: number, b: number, c: number, d: number, e: number) => number;
export const quantize: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => number;
export const release: (a: number, b: number) => void;
export const selfTest: () => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_start: () => void;
