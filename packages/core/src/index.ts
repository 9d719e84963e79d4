export { asOptions, listOf, methodsOf, optionsOf, signalOf, unexpected } from './argument.js';
export type { AuditEvent, AuditSink } from './audit.js';
export { byteLength, concat, copyBytes, fromHex, plainView, toHex } from './bytes.js';
export { describe } from './describe.js';
export { FedzkError, type FedzkErrorCode } from './errors.js';
export { FMA_PROBE, fusesMultiplyAdd } from './wasm/fma.js';
export { loadWasm, type WasmGlue } from './wasm/load.js';
export { receiveModule } from './wasm/receive.js';
export { SWIZZLE_PROBE, swizzlesRelaxed } from './wasm/swizzle.js';
