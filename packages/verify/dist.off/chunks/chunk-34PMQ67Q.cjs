var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var stdin_exports = {};
__export(stdin_exports, {
  createVerifier: () => createVerifier,
  verifyBatch: () => verifyBatch
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_Q33GGBLN = require("./chunk-Q33GGBLN.cjs");
var import_chunk_JFKCXCCT = require("./chunk-JFKCXCCT.cjs");
var import_core = require("@fedzk/core");
function createVerifier(verificationKey, options = {}) {
  const [key] = (0, import_chunk_Q33GGBLN.preparedKey)(verificationKey, (0, import_chunk_JFKCXCCT.asOptions)(options));
  return new KeyVerifier(key);
}
var KeyVerifier = class _KeyVerifier {
  curve;
  backend = (0, import_chunk_JFKCXCCT.backendInUse)();
  nPublic;
  id;
  #layout;
  #key;
  constructor(key) {
    this.#key = key;
    this.#layout = import_chunk_Q33GGBLN.CURVES.find(({ id }) => id === key.curve()) ?? import_chunk_Q33GGBLN.DEFAULT_CURVE;
    this.curve = this.#layout.name;
    this.nPublic = key.nPublic();
    this.id = (0, import_core.toHex)(key.id());
  }
  verify(proof, publicSignals) {
    return this.explain(proof, publicSignals) === "ok";
  }
  explain(proof, publicSignals) {
    this.#alive();
    const bytesOrStatus = this.#bytesOf(proof, publicSignals);
    if (typeof bytesOrStatus === "string") return bytesOrStatus;
    return (0, import_chunk_Q33GGBLN.statusName)(this.#alive().verify(...bytesOrStatus));
  }
  verifyBatch(items) {
    this.#alive();
    return _KeyVerifier.#together(items, (item) => {
      const { proof, publicSignals } = (0, import_chunk_Q33GGBLN.batchItem)(item);
      return [this, this.#bytesOf(proof, publicSignals)];
    });
  }
  /** The verdicts of statements that `read` makes of the items, in their order. */
  static #together(items, read) {
    if (!Array.isArray(items)) throw (0, import_chunk_JFKCXCCT.unexpected)("items", "an array", items);
    const statements = Array.from({ length: items.length }, (_, i) => read(items[i], i));
    const valid = (0, import_chunk_Q33GGBLN.verifyTogether)(
      statements.map(([verifier, bytes]) => typeof bytes === "string" ? bytes : [verifier.#alive(), ...bytes])
    );
    const failed = valid.flatMap((isValid, i) => isValid ? [] : [i]);
    return { ok: failed.length === 0, failed };
  }
  /** See {@link verifyBatch}. */
  static verifyOfSeveral(items) {
    return _KeyVerifier.#together(items, (item, i) => {
      const verifier = (0, import_chunk_Q33GGBLN.batchVerifier)(item);
      if (!((0, import_chunk_JFKCXCCT.isObject)(verifier) && #key in verifier)) throw (0, import_chunk_JFKCXCCT.unexpected)(`items[${i}].verifier`, "a verifier", verifier);
      verifier.#alive();
      const { proof, publicSignals } = (0, import_chunk_Q33GGBLN.batchItem)(item);
      return [verifier, verifier.#bytesOf(proof, publicSignals)];
    });
  }
  #bytesOf(proof, publicSignals) {
    return (0, import_chunk_Q33GGBLN.statementBytes)(proof, publicSignals, this.#layout, this.nPublic);
  }
  #alive() {
    if (this.#key !== void 0) return this.#key;
    throw new import_core.FedzkError("disposed", "This verifier was disposed of; create a new one.");
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
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  createVerifier,
  verifyBatch
});
