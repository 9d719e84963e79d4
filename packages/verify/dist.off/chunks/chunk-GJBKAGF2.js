import {
  CURVES,
  DEFAULT_CURVE,
  batchItem,
  batchVerifier,
  preparedKey,
  statementBytes,
  statusName,
  verifyTogether
} from "./chunk-P433NVPT.js";
import {
  asOptions,
  backendInUse,
  isObject,
  unexpected
} from "./chunk-YXXWBUJW.js";

// src/verifier.ts
import { FedzkError, toHex } from "@fedzk/core";
function createVerifier(verificationKey, options = {}) {
  const [key] = preparedKey(verificationKey, asOptions(options));
  return new KeyVerifier(key);
}
var KeyVerifier = class _KeyVerifier {
  curve;
  backend = backendInUse();
  nPublic;
  id;
  #layout;
  #key;
  constructor(key) {
    this.#key = key;
    this.#layout = CURVES.find(({ id }) => id === key.curve()) ?? DEFAULT_CURVE;
    this.curve = this.#layout.name;
    this.nPublic = key.nPublic();
    this.id = toHex(key.id());
  }
  verify(proof, publicSignals) {
    return this.explain(proof, publicSignals) === "ok";
  }
  explain(proof, publicSignals) {
    this.#alive();
    const bytesOrStatus = this.#bytesOf(proof, publicSignals);
    if (typeof bytesOrStatus === "string") return bytesOrStatus;
    return statusName(this.#alive().verify(...bytesOrStatus));
  }
  verifyBatch(items) {
    this.#alive();
    return _KeyVerifier.#together(items, (item) => {
      const { proof, publicSignals } = batchItem(item);
      return [this, this.#bytesOf(proof, publicSignals)];
    });
  }
  /** The verdicts of statements that `read` makes of the items, in their order. */
  static #together(items, read) {
    if (!Array.isArray(items)) throw unexpected("items", "an array", items);
    const statements = Array.from({ length: items.length }, (_, i) => read(items[i], i));
    const valid = verifyTogether(
      statements.map(([verifier, bytes]) => typeof bytes === "string" ? bytes : [verifier.#alive(), ...bytes])
    );
    const failed = valid.flatMap((isValid, i) => isValid ? [] : [i]);
    return { ok: failed.length === 0, failed };
  }
  /** See {@link verifyBatch}. */
  static verifyOfSeveral(items) {
    return _KeyVerifier.#together(items, (item, i) => {
      const verifier = batchVerifier(item);
      if (!(isObject(verifier) && #key in verifier)) throw unexpected(`items[${i}].verifier`, "a verifier", verifier);
      verifier.#alive();
      const { proof, publicSignals } = batchItem(item);
      return [verifier, verifier.#bytesOf(proof, publicSignals)];
    });
  }
  #bytesOf(proof, publicSignals) {
    return statementBytes(proof, publicSignals, this.#layout, this.nPublic);
  }
  #alive() {
    if (this.#key !== void 0) return this.#key;
    throw new FedzkError("disposed", "This verifier was disposed of; create a new one.");
  }
  dispose() {
    this.#key?.free();
    this.#key = void 0;
  }
  [Symbol.dispose]() {
    this.dispose();
  }
};
function verifyBatch(items) {
  return KeyVerifier.verifyOfSeveral(items);
}

export {
  createVerifier,
  verifyBatch
};
