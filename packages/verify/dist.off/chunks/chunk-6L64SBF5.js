import {
  COMPRESSED,
  CURVES,
  DEFAULT_CURVE,
  PLAIN,
  arkworks,
  attempt,
  curveOfProof,
  evm,
  infinity,
  invalidKey,
  keyJson,
  keyLayout,
  packs,
  pointsLength,
  preparedKey,
  proofBytes,
  readPacked,
  readPoints,
  readProof,
  same,
  writeKeyIn,
  writePoints
} from "./chunk-P433NVPT.js";
import {
  asOptions,
  committing,
  unexpected
} from "./chunk-YXXWBUJW.js";

// src/format.ts
import { byteLength, concat, copyBytes, describe, FedzkError } from "@fedzk/core";
var LAYOUTS = {
  fedzk: ({ id }) => ({ form: [true, id !== 1] }),
  compressed: () => ({ form: COMPRESSED }),
  uncompressed: () => ({ form: PLAIN }),
  evm: (curve) => ({ form: PLAIN, notation: evm(curve) }),
  arkworks: (curve) => ({ form: COMPRESSED, notation: arkworks(curve), longer: "arkworks-uncompressed" }),
  "arkworks-uncompressed": (curve) => ({ form: PLAIN, notation: arkworks(curve) }),
  gnark: () => ({ form: COMPRESSED, commitments: true, longer: "gnark-raw" }),
  "gnark-raw": () => ({ form: PLAIN, commitments: true })
};
var NATIVE = ["uncompressed", "fedzk", "compressed"];
var PROOF = [1, 2, 1];
var SEMAPHORE = "semaphore";
function encodeProof(proof, format, options = {}) {
  const { curve } = asOptions(options);
  const on = curve === void 0 ? curveOf(proof) : curveNamed(curve);
  if (format !== SEMAPHORE) return encoded(proof, format, on);
  if (!packs(on)) throw notPacked(on);
  return readPacked(encoded(proof, "uncompressed", on, SEMAPHORE), on);
}
function encoded(proof, format, on, name = format) {
  const layout = layoutOf(format, on);
  const list = proofIn(name, on);
  const bytes = proofBytes(proof, on);
  const from = NATIVE.map((native) => LAYOUTS[native](on)).find((native) => lengthOf(native, on) === bytes.length);
  if (typeof bytes === "string") throw refused(name, bytes);
  if (from === void 0) throw refused(name, "malformed-proof");
  return concat(writePoints(list, bytes, from.form, layout), tailOf(layout, on));
}
function decodeProof(bytes, options) {
  const { format, curve } = asOptions(options);
  const on = curveNamed(curve);
  if (format === SEMAPHORE) {
    if (!packs(on)) throw notPacked(on);
    if (!attempt(false, false, () => Array.isArray(bytes)))
      throw unexpected("points", "an array of 8 decimal strings", bytes);
    return readProof(encoded(bytes, "uncompressed", on, SEMAPHORE), on);
  }
  const { longer = format } = layoutOf(format, on);
  const length = byteLength(bytes);
  if (length === void 0) throw unexpected("bytes", "a Uint8Array", bytes);
  const layouts = [.../* @__PURE__ */ new Set([format, longer])].map((name) => LAYOUTS[name](on));
  const layout = layouts.find((each) => lengthOf(each, on) === length);
  if (layout === void 0) {
    if (layouts.some((each) => hasCommitments(each, on, bytes, length))) throw committing("proof");
    const expected = layouts.map((each) => lengthOf(each, on)).join(" or ");
    throw new FedzkError("invalid-proof", `"bytes" expected ${expected} bytes of format "${format}", got ${length}.`);
  }
  const copy = copyBytes(bytes);
  const end = pointsLength(on, PROOF, layout);
  if (!same(copy.subarray(end), tailOf(layout, on))) throw refused(format, "malformed-proof");
  return readProof(readPoints(proofIn(format, on), copy.subarray(0, end), layout), on);
}
function curveOf(proof) {
  if (byteLength(proof) !== void 0) return DEFAULT_CURVE;
  return attempt(DEFAULT_CURVE, DEFAULT_CURVE, () => curveOfProof(proof));
}
function curveNamed(curve) {
  const found = CURVES.find(({ name }) => name === curve);
  if (found !== void 0) return found;
  throw new FedzkError("unsupported", `"curve" expected "bn254" or "bls12-381", got ${describe(curve)}.`);
}
function layoutOf(format, curve) {
  if (typeof format === "string" && Object.hasOwn(LAYOUTS, format)) return LAYOUTS[format](curve);
  const names = [...Object.keys(LAYOUTS), SEMAPHORE].map((name) => `"${name}"`);
  throw unexpected("format", `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`, format);
}
function lengthOf(layout, curve) {
  return pointsLength(curve, PROOF, layout) + tailOf(layout, curve).length;
}
function tailOf({ commitments = false, form }, curve) {
  return commitments ? concat(new Uint8Array(4), infinity(curve, form)) : new Uint8Array();
}
var LONGEST = 65536;
function hasCommitments(layout, curve, bytes, length) {
  const at = pointsLength(curve, PROOF, layout) + 4;
  if (layout.commitments !== true || length < at || length > LONGEST) return false;
  const count = new DataView(copyBytes(bytes).buffer).getUint32(at - 4);
  return length === at + (count + 1) * pointsLength(curve, [1], layout);
}
function notPacked({ name }) {
  return new FedzkError(
    "unsupported",
    `"curve" expected "bn254", the only curve of format "semaphore", got "${name}".`
  );
}
function proofIn(format, curve) {
  return { curve, groups: PROOF, refuse: ({ status }) => refused(format, status) };
}
function refused(format, status) {
  return new FedzkError("invalid-proof", `The proof can't be written or read as "${format}": it is ${status}.`);
}

// src/key-format.ts
import { byteLength as byteLength2 } from "@fedzk/core";
function encodeVerificationKey(verificationKey, format, options = {}) {
  if (format !== "fedzk" && keyLayout(format, DEFAULT_CURVE) === void 0) {
    throw unexpected("format", '"fedzk", "arkworks", "arkworks-uncompressed", "gnark" or "gnark-raw"', format);
  }
  const key = checkedKey(verificationKey, options);
  const curve = CURVES.find(({ id }) => id === key[0]) ?? DEFAULT_CURVE;
  const layout = keyLayout(format, curve);
  return layout === void 0 ? key : writeKeyIn(layout, curve, key, invalidKey);
}
function decodeVerificationKey(bytes, options) {
  if (byteLength2(bytes) === void 0) throw unexpected("bytes", "a Uint8Array", bytes);
  const key = checkedKey(bytes, options);
  return keyJson(key, CURVES.find(({ id }) => id === key[0]) ?? DEFAULT_CURVE);
}
function checkedKey(input, options) {
  const [key, bytes] = preparedKey(input, asOptions(options));
  key.free();
  return bytes;
}

// src/index.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";

export {
  encodeProof,
  decodeProof,
  encodeVerificationKey,
  decodeVerificationKey,
  FedzkError2 as FedzkError
};
