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
  FedzkError: () => import_core3.FedzkError,
  decodeProof: () => decodeProof,
  decodeVerificationKey: () => decodeVerificationKey,
  encodeProof: () => encodeProof,
  encodeVerificationKey: () => encodeVerificationKey
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_Q33GGBLN = require("./chunk-Q33GGBLN.cjs");
var import_chunk_JFKCXCCT = require("./chunk-JFKCXCCT.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var LAYOUTS = {
  fedzk: ({ id }) => ({ form: [true, id !== 1] }),
  compressed: () => ({ form: import_chunk_Q33GGBLN.COMPRESSED }),
  uncompressed: () => ({ form: import_chunk_Q33GGBLN.PLAIN }),
  evm: (curve) => ({ form: import_chunk_Q33GGBLN.PLAIN, notation: (0, import_chunk_Q33GGBLN.evm)(curve) }),
  arkworks: (curve) => ({ form: import_chunk_Q33GGBLN.COMPRESSED, notation: (0, import_chunk_Q33GGBLN.arkworks)(curve), longer: "arkworks-uncompressed" }),
  "arkworks-uncompressed": (curve) => ({ form: import_chunk_Q33GGBLN.PLAIN, notation: (0, import_chunk_Q33GGBLN.arkworks)(curve) }),
  gnark: () => ({ form: import_chunk_Q33GGBLN.COMPRESSED, commitments: true, longer: "gnark-raw" }),
  "gnark-raw": () => ({ form: import_chunk_Q33GGBLN.PLAIN, commitments: true })
};
var NATIVE = ["uncompressed", "fedzk", "compressed"];
var PROOF = [1, 2, 1];
var SEMAPHORE = "semaphore";
function encodeProof(proof, format, options = {}) {
  const { curve } = (0, import_chunk_JFKCXCCT.asOptions)(options);
  const on = curve === void 0 ? curveOf(proof) : curveNamed(curve);
  if (format !== SEMAPHORE) return encoded(proof, format, on);
  if (!(0, import_chunk_Q33GGBLN.packs)(on)) throw notPacked(on);
  return (0, import_chunk_Q33GGBLN.readPacked)(encoded(proof, "uncompressed", on, SEMAPHORE), on);
}
function encoded(proof, format, on, name = format) {
  const layout = layoutOf(format, on);
  const list = proofIn(name, on);
  const bytes = (0, import_chunk_Q33GGBLN.proofBytes)(proof, on);
  const from = NATIVE.map((native) => LAYOUTS[native](on)).find((native) => lengthOf(native, on) === bytes.length);
  if (typeof bytes === "string") throw refused(name, bytes);
  if (from === void 0) throw refused(name, "malformed-proof");
  return (0, import_core.concat)((0, import_chunk_Q33GGBLN.writePoints)(list, bytes, from.form, layout), tailOf(layout, on));
}
function decodeProof(bytes, options) {
  const { format, curve } = (0, import_chunk_JFKCXCCT.asOptions)(options);
  const on = curveNamed(curve);
  if (format === SEMAPHORE) {
    if (!(0, import_chunk_Q33GGBLN.packs)(on)) throw notPacked(on);
    if (!(0, import_chunk_Q33GGBLN.attempt)(false, false, () => Array.isArray(bytes)))
      throw (0, import_chunk_JFKCXCCT.unexpected)("points", "an array of 8 decimal strings", bytes);
    return (0, import_chunk_Q33GGBLN.readProof)(encoded(bytes, "uncompressed", on, SEMAPHORE), on);
  }
  const { longer = format } = layoutOf(format, on);
  const length = (0, import_core.byteLength)(bytes);
  if (length === void 0) throw (0, import_chunk_JFKCXCCT.unexpected)("bytes", "a Uint8Array", bytes);
  const layouts = [.../* @__PURE__ */ new Set([format, longer])].map((name) => LAYOUTS[name](on));
  const layout = layouts.find((each) => lengthOf(each, on) === length);
  if (layout === void 0) {
    if (layouts.some((each) => hasCommitments(each, on, bytes, length))) throw (0, import_chunk_JFKCXCCT.committing)("proof");
    const expected = layouts.map((each) => lengthOf(each, on)).join(" or ");
    throw new import_core.FedzkError("invalid-proof", `"bytes" expected ${expected} bytes of format "${format}", got ${length}.`);
  }
  const copy = (0, import_core.copyBytes)(bytes);
  const end = (0, import_chunk_Q33GGBLN.pointsLength)(on, PROOF, layout);
  if (!(0, import_chunk_Q33GGBLN.same)(copy.subarray(end), tailOf(layout, on))) throw refused(format, "malformed-proof");
  return (0, import_chunk_Q33GGBLN.readProof)((0, import_chunk_Q33GGBLN.readPoints)(proofIn(format, on), copy.subarray(0, end), layout), on);
}
function curveOf(proof) {
  if ((0, import_core.byteLength)(proof) !== void 0) return import_chunk_Q33GGBLN.DEFAULT_CURVE;
  return (0, import_chunk_Q33GGBLN.attempt)(import_chunk_Q33GGBLN.DEFAULT_CURVE, import_chunk_Q33GGBLN.DEFAULT_CURVE, () => (0, import_chunk_Q33GGBLN.curveOfProof)(proof));
}
function curveNamed(curve) {
  const found = import_chunk_Q33GGBLN.CURVES.find(({ name }) => name === curve);
  if (found !== void 0) return found;
  throw new import_core.FedzkError("unsupported", `"curve" expected "bn254" or "bls12-381", got ${(0, import_core.describe)(curve)}.`);
}
function layoutOf(format, curve) {
  if (typeof format === "string" && Object.hasOwn(LAYOUTS, format)) return LAYOUTS[format](curve);
  const names = [...Object.keys(LAYOUTS), SEMAPHORE].map((name) => `"${name}"`);
  throw (0, import_chunk_JFKCXCCT.unexpected)("format", `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`, format);
}
function lengthOf(layout, curve) {
  return (0, import_chunk_Q33GGBLN.pointsLength)(curve, PROOF, layout) + tailOf(layout, curve).length;
}
function tailOf({ commitments = false, form }, curve) {
  return commitments ? (0, import_core.concat)(new Uint8Array(4), (0, import_chunk_Q33GGBLN.infinity)(curve, form)) : new Uint8Array();
}
var LONGEST = 65536;
function hasCommitments(layout, curve, bytes, length) {
  const at = (0, import_chunk_Q33GGBLN.pointsLength)(curve, PROOF, layout) + 4;
  if (layout.commitments !== true || length < at || length > LONGEST) return false;
  const count = new DataView((0, import_core.copyBytes)(bytes).buffer).getUint32(at - 4);
  return length === at + (count + 1) * (0, import_chunk_Q33GGBLN.pointsLength)(curve, [1], layout);
}
function notPacked({ name }) {
  return new import_core.FedzkError(
    "unsupported",
    `"curve" expected "bn254", the only curve of format "semaphore", got "${name}".`
  );
}
function proofIn(format, curve) {
  return { curve, groups: PROOF, refuse: ({ status }) => refused(format, status) };
}
function refused(format, status) {
  return new import_core.FedzkError("invalid-proof", `The proof can't be written or read as "${format}": it is ${status}.`);
}
function encodeVerificationKey(verificationKey, format, options = {}) {
  if (format !== "fedzk" && (0, import_chunk_Q33GGBLN.keyLayout)(format, import_chunk_Q33GGBLN.DEFAULT_CURVE) === void 0) {
    throw (0, import_chunk_JFKCXCCT.unexpected)("format", '"fedzk", "arkworks", "arkworks-uncompressed", "gnark" or "gnark-raw"', format);
  }
  const key = checkedKey(verificationKey, options);
  const curve = import_chunk_Q33GGBLN.CURVES.find(({ id }) => id === key[0]) ?? import_chunk_Q33GGBLN.DEFAULT_CURVE;
  const layout = (0, import_chunk_Q33GGBLN.keyLayout)(format, curve);
  return layout === void 0 ? key : (0, import_chunk_Q33GGBLN.writeKeyIn)(layout, curve, key, import_chunk_Q33GGBLN.invalidKey);
}
function decodeVerificationKey(bytes, options) {
  if ((0, import_core2.byteLength)(bytes) === void 0) throw (0, import_chunk_JFKCXCCT.unexpected)("bytes", "a Uint8Array", bytes);
  const key = checkedKey(bytes, options);
  return (0, import_chunk_Q33GGBLN.keyJson)(key, import_chunk_Q33GGBLN.CURVES.find(({ id }) => id === key[0]) ?? import_chunk_Q33GGBLN.DEFAULT_CURVE);
}
function checkedKey(input, options) {
  const [key, bytes] = (0, import_chunk_Q33GGBLN.preparedKey)(input, (0, import_chunk_JFKCXCCT.asOptions)(options));
  key.free();
  return bytes;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  decodeProof,
  decodeVerificationKey,
  encodeProof,
  encodeVerificationKey
});
