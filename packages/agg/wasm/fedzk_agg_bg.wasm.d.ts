/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_sum_free: (a: number, b: number) => void;
export const areElements: (a: number, b: number, c: number) => number;
export const narrow: (a: number, b: number, c: number) => [number, number];
export const selfTest: () => number;
export const sum_add: (a: number, b: number, c: number) => number;
export const sum_new: (a: number, b: number, c: number) => number;
export const sum_read: (a: number) => [number, number];
export const tags: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number];
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_start: () => void;
