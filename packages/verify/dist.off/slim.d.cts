/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode, fusesMultiplyAdd } from '@fedzk/core';
export { B as Backend, a as BatchItem, b as BatchResult, C as Curve, K as KeyFormat, P as PackedPoints, c as ProofInput, d as ProofJson, e as PublicSignalsInput, V as VerificationKeyInput, f as VerificationKeyJson, g as Verifier, h as VerifierOptions, i as VerifyStatus, j as createVerifier, v as verifyBatch } from './verifier-CbGIaI-Z.cjs';
export { ProofFormat, decodeProof, decodeVerificationKey, encodeProof, encodeVerificationKey } from './index.cjs';
export { Floats, Integers, NumberArrays, NumberType, QuantBuffer, QuantizeOptions, Quantized, RangeLimits, RangeReport, checkRange, createQuantBuffer, dequantize, quantize } from './quant.cjs';

/**
 * Instantiates the module for programs that carry `@fedzk/verify/core.wasm` themselves, or `core.fma.wasm`, which is the
 * faster where {@link fusesMultiplyAdd} says so and refused elsewhere. Call it once, before anything else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @throws {FedzkError} `wasm`, when it is no module, is refused or its self-test fails; `invalid-argument`, when it is
 *   neither a module nor bytes
 */
declare function initSync(source: WebAssembly.Module | BufferSource): void;
/**
 * {@link initSync}, for a module that is still on its way.
 *
 * @param source what `fetch` gives
 * @throws {FedzkError} `wasm`, when the request failed, the response is not OK or holds something else, the module is refused or its
 *   self-test fails; `invalid-argument`, when it is no response
 *
 * @example
 * ```ts
 * await init(fetch(fusesMultiplyAdd() ? '/core.fma.wasm' : '/core.wasm'));
 * ```
 */
declare function init(source: Response | PromiseLike<Response>): Promise<void>;

export { init, initSync };
