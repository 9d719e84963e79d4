export { onAbort } from './abort.js';
export type { Alert, AlertSink } from './alert.js';
export { bytesOf, callbackOf, listOf, methodsOf, unexpected } from './argument.js';
export type { AuditEvent, EventProof, EventResult, EventSeverity } from './audit/event.js';
export type { Signer } from './audit/signer.js';
export { type AuditSink, listener, sinkOf } from './audit/sink.js';
export type { PersonKeys, SubjectKeys } from './audit/subject-keys.js';
export { AuditTrail } from './audit/trail.js';
export { fromBase64, toBase64 } from './base64.js';
export { fromBase64url, toBase64url } from './base64url.js';
export {
  byteLength,
  concat,
  copyBytes,
  fromHex,
  ownBytes,
  plainView,
  readableLength,
  toHex,
  typedArrayName,
} from './bytes.js';
export { type CallOptions, callOptionsOf, signalOf } from './call.js';
export { Calls } from './calls.js';
export { canonicalJson } from './canonical.js';
export { counted } from './counted.js';
export { describe } from './describe.js';
export { FedzkError, type FedzkErrorCode } from './errors.js';
export type { JsonObject, JsonValue } from './json.js';
export { asOptions, fieldsOf, optionsOf, requireKnown } from './options.js';
export { escaped, quoted, shown } from './shown.js';
export type { SigningKey } from './signing.js';
export { type KeyInput, type KeySource, sourceOf } from './source.js';
export { type SchemaIssue, type SchemaResult, type StandardSchema, standardSchema } from './standard-schema.js';
export { nextTurn } from './turn.js';
export { FMA_PROBE, fusesMultiplyAdd } from './wasm/fma.js';
export { loadWasm, type WasmGlue } from './wasm/load.js';
export { receiveModule } from './wasm/receive.js';
export { SWIZZLE_PROBE, swizzlesRelaxed } from './wasm/swizzle.js';
