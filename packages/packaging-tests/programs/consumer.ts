// A stranger's program that imports every public name of every entry and is only compiled. test/types.test.ts compares
// the names with what the packages export.
import {
  byteLength,
  concat,
  copyBytes,
  describe,
  type FedzkError,
  type FedzkErrorCode,
  fromBase64,
  loadWasm,
  plainView,
  toHex,
  type WasmGlue,
} from '@fedzk/core';
import {
  type FedzkErrorCode as CodeOfVerify,
  createVerifier,
  decodeProof,
  FedzkError as ErrorOfVerify,
  encodeProof,
  type ProofFormat,
  type ProofInput,
  type ProofJson,
  type PublicSignalsInput,
  type VerificationKeyInput,
  type VerificationKeyJson,
  type Verifier,
  type VerifierOptions,
  type VerifyStatus,
} from '@fedzk/verify';
import module from '@fedzk/verify/core.wasm';
import {
  type FedzkErrorCode as CodeOfQuant,
  checkRange,
  dequantize,
  type FedzkError as ErrorOfQuant,
  type Quantized,
  type QuantizeOptions,
  quantize,
  type RangeLimits,
  type RangeReport,
} from '@fedzk/verify/quant';
import * as slim from '@fedzk/verify/slim';

export const oneClass: typeof FedzkError = ErrorOfVerify satisfies typeof ErrorOfQuant;
export const code: FedzkErrorCode = 'wasm' satisfies CodeOfVerify & CodeOfQuant;

export function shared(bytes: Uint8Array, glue: WasmGlue): string {
  loadWasm(glue, module);
  const length: number | undefined = byteLength(bytes);
  const view: Float32Array | undefined = plainView(bytes, ['Float32Array']);
  return describe([length, view, toHex(concat(copyBytes(bytes), fromBase64('AA==')))]);
}

export function verified(json: VerificationKeyJson, proof: ProofJson, signals: readonly bigint[]): VerifyStatus {
  const key: VerificationKeyInput = json;
  const options: VerifierOptions = {};
  const verifier: Verifier = createVerifier(key, options);
  const valid: boolean = verifier.verify(proof, signals);
  const format: ProofFormat = 'fedzk';
  const bytes: ProofInput = encodeProof(proof, format);
  const again: ProofJson = decodeProof(encodeProof(proof, format), { format, curve: 'bn254' });
  const words: PublicSignalsInput = signals.map(String);
  const { ok, failed } = verifier.verifyBatch([{ proof: again, publicSignals: words }]);
  if (valid && ok && failed.length === 0) return verifier.explain(bytes, words);
  verifier[Symbol.dispose]();
  verifier.dispose();
  return 'equation';
}

export function quantized(gradient: Float32Array, options: QuantizeOptions): RangeReport {
  const any: Quantized = quantize(gradient, options);
  const eight: Int8Array = quantize(gradient, { bits: 8, clip: 1 }).values;
  const sixteen: Int16Array = quantize(gradient, { bits: 16, clip: 1, rounding: 'stochastic' }).values;
  const limits: RangeLimits = { min: -127, max: 127, maxNormSq: any.normSq };
  const exact: bigint = checkRange(eight, limits).normSq;
  const rounded: number = checkRange(dequantize(sixteen, { scale: any.scale }), limits).normSq;
  return exact > rounded ? checkRange(any.values, limits) : checkRange(gradient, limits);
}

export async function byHand(response: Promise<Response>): Promise<void> {
  await slim.init(response);
  slim.initSync(module);
}

export function refusedByTheCompiler(verifier: Verifier, gradient: Float32Array, proof: ProofJson): void {
  // @ts-expect-error 5 bits
  quantize(gradient, { bits: 5, clip: 1 });
  // @ts-expect-error a JS number can't hold a field element
  verifier.verify(proof, [1]);
  // @ts-expect-error no status of that name
  if (verifier.explain(proof, []) === 'fine') return;
  // @ts-expect-error read-only
  verifier.nPublic = 3;
  // @ts-expect-error another curve
  decodeProof(new Uint8Array(192), { format: 'fedzk', curve: 'bls12-381' });
}
