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
  COMPRESSED: () => COMPRESSED2,
  CURVES: () => CURVES,
  DEFAULT_CURVE: () => DEFAULT_CURVE,
  PLAIN: () => PLAIN,
  arkworks: () => arkworks,
  attempt: () => attempt,
  batchItem: () => batchItem,
  batchVerifier: () => batchVerifier,
  curveOfProof: () => curveOfProof,
  evm: () => evm,
  infinity: () => infinity,
  invalidKey: () => invalidKey,
  keyJson: () => keyJson,
  keyLayout: () => keyLayout,
  packs: () => packs,
  pointsLength: () => pointsLength,
  preparedKey: () => preparedKey,
  proofBytes: () => proofBytes,
  readPacked: () => readPacked,
  readPoints: () => readPoints,
  readProof: () => readProof,
  same: () => same,
  statementBytes: () => statementBytes,
  statusName: () => statusName,
  verifyTogether: () => verifyTogether,
  writeKeyIn: () => writeKeyIn,
  writePoints: () => writePoints
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_JFKCXCCT = require("./chunk-JFKCXCCT.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var BN254 = {
  name: "bn254",
  id: 1,
  names: ["bn128", "bn254"],
  bytes: 32,
  bits: 256,
  infinity: 0,
  compressedInfinity: 64
};
var BLS12_381 = {
  name: "bls12-381",
  id: 2,
  names: ["bls12381", "bls12-381"],
  bytes: 48,
  bits: 381,
  infinity: 64,
  compressedInfinity: 192
};
var CURVES = [BN254, BLS12_381];
var DEFAULT_CURVE = BN254;
function g1Bytes({ bytes }) {
  return 2 * bytes;
}
function g2Bytes({ bytes }) {
  return 4 * bytes;
}
function proofLength(curve) {
  return 2 * g1Bytes(curve) + g2Bytes(curve);
}
var Refusal = class extends Error {
  #ours = true;
  /** What the input is refused as. */
  kind;
  path;
  expected;
  got;
  constructor(kind, path, expected, got) {
    super(`"${path}" expected ${expected}`);
    this.kind = kind;
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
  /** Whether one was caught. `instanceof` would ask a thrown proxy for its prototype, and that may throw again. */
  static is(reason) {
    return typeof reason === "object" && reason !== null && #ours in reason;
  }
};
function ownValue(object, key) {
  const property2 = Object.getOwnPropertyDescriptor(object, key);
  return property2 !== void 0 && Object.hasOwn(property2, "value") ? property2.value : void 0;
}
function asObject(value, path) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Refusal("malformed", path, "an object", value);
}
function asArray(value, path, ...lengths) {
  if (!Array.isArray(value)) throw new Refusal("malformed", path, "an array", value);
  const length = lengths.find((each) => each === ownValue(value, "length"));
  if (length === void 0) throw new Refusal("malformed", path, `${lengths.join(" or ")} elements`, value);
  return Array.from({ length }, (_, i) => ownValue(value, i));
}
var SCALAR_BYTES = 32;
var SCALAR = { bytes: SCALAR_BYTES, bits: 8 * SCALAR_BYTES };
var CANONICAL = /^(?:0|[1-9][0-9]*)$/;
var NEGATIVE = /^-[1-9][0-9]*$/;
var WORD = 64n;
var DIGITS = Math.log10(2);
function writeDecimal(value, path, width, out, at) {
  const digits = Math.ceil(8 * width.bytes * DIGITS);
  if (typeof value !== "string" || value.length > digits) throw new Refusal("malformed", path, DECIMAL, value);
  if (!CANONICAL.test(value)) throw new Refusal(NEGATIVE.test(value) ? "range" : "malformed", path, DECIMAL, value);
  writeInteger(BigInt(value), path, width, out, at);
}
function writeInteger(value, path, { bytes, bits }, out, at) {
  if (value < 0n || value >> BigInt(bits) !== 0n) {
    throw new Refusal("range", path, `an integer from 0 to below 2^${bits}`, value);
  }
  let rest = value;
  for (let end = at + bytes - 8; end >= at; end -= 8) {
    out.setBigUint64(end, BigInt.asUintN(64, rest));
    rest >>= WORD;
  }
}
function readDecimal(view, at, bytes) {
  let value = 0n;
  for (let word = at; word < at + bytes; word += 8) value = value << WORD | view.getBigUint64(word);
  return value.toString();
}
var DECIMAL = "an integer as a decimal string, without sign, spaces or leading zeros";
function writeProof(input, curve) {
  if (Array.isArray(input)) return writePacked(input, curve);
  const proof = asObject(input, "proof");
  const out = new DataView(new ArrayBuffer(proofLength(curve)));
  optionalName(proof, "protocol", ["groth16"]);
  optionalName(proof, "curve", curve.names);
  writeG1(ownValue(proof, "pi_a"), "pi_a", curve, out, 0, PROOF_POINT);
  writeG2(ownValue(proof, "pi_b"), "pi_b", curve, out, g1Bytes(curve), PROOF_POINT);
  writeG1(ownValue(proof, "pi_c"), "pi_c", curve, out, g1Bytes(curve) + g2Bytes(curve), PROOF_POINT);
  return new Uint8Array(out.buffer);
}
var PACKED = 8;
function writePacked(points, curve) {
  if (!packs(curve)) throw new Refusal("malformed", "points", "a proof on BN254", points);
  const out = new DataView(new ArrayBuffer(proofLength(curve)));
  for (const [i, number] of asArray(points, "points", PACKED).entries()) {
    writeDecimal(number, `points[${i}]`, curve, out, i * curve.bytes);
  }
  return new Uint8Array(out.buffer);
}
function readPacked(bytes, curve) {
  return numbers(bytes, 0, PACKED, curve);
}
function packs({ id }) {
  return id === 1;
}
function curveOfProof(input) {
  const name = ownValue(asObject(input, "proof"), "curve");
  return CURVES.find(({ names }) => names.some((each) => each === name)) ?? DEFAULT_CURVE;
}
function writeSignals(signals) {
  const out = new DataView(new ArrayBuffer(signals.length * SCALAR_BYTES));
  signals.forEach((signal, i) => {
    const write = typeof signal === "bigint" ? writeInteger : writeDecimal;
    write(signal, `publicSignals[${i}]`, SCALAR, out, i * SCALAR_BYTES);
  });
  return new Uint8Array(out.buffer);
}
var KEY_HEADER = 5;
function writeKey(input) {
  const key = asObject(input, "verificationKey");
  requiredName(key, "protocol", ["groth16"]);
  const curve = curveOfKey(key);
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  const points = ownValue(key, "IC");
  const count = Array.isArray(points) ? ownValue(points, "length") : 0;
  if (!Array.isArray(points) || count < 1) throw new Refusal("malformed", "IC", "an array of 1 point or more", points);
  const nPublic = ownValue(key, "nPublic");
  if (nPublic !== count - 1) {
    throw new Refusal("malformed", "nPublic", `${count - 1}, one less than the points of IC`, nPublic);
  }
  const out = new DataView(new ArrayBuffer(KEY_HEADER + g1 * (1 + count) + 3 * g2));
  out.setUint8(0, curve.id);
  out.setUint32(1, nPublic);
  let at = KEY_HEADER;
  writeG1(ownValue(key, "vk_alpha_1"), "vk_alpha_1", curve, out, at);
  at += g1;
  for (const name of ["vk_beta_2", "vk_gamma_2", "vk_delta_2"]) {
    writeG2(ownValue(key, name), name, curve, out, at);
    at += g2;
  }
  for (let i = 0; i < count; i++) writeG1(ownValue(points, i), `IC[${i}]`, curve, out, at + i * g1);
  return new Uint8Array(out.buffer);
}
function curveOfKey(key) {
  const name = ownValue(key, "curve");
  const curve = CURVES.find(({ names }) => names.some((each) => each === name));
  if (curve !== void 0) return curve;
  throw new Refusal("malformed", "curve", CURVES.map(({ names }) => `"${names[0]}"`).join(" or "), name);
}
var UNUSED_PLACE = -1;
function keyPointName(place) {
  if (place === UNUSED_PLACE) return "beta_1 or delta_1";
  return ["vk_alpha_1", "vk_beta_2", "vk_gamma_2", "vk_delta_2"][place] ?? `IC[${place - 4}]`;
}
function readProof(bytes, curve) {
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  return {
    pi_a: readG1(bytes, 0, curve),
    pi_b: readG2(bytes, g1, curve),
    pi_c: readG1(bytes, g1 + g2, curve),
    protocol: "groth16",
    curve: nameOf(curve)
  };
}
function keyJson(bytes, curve) {
  const [g1, g2] = [g1Bytes(curve), g2Bytes(curve)];
  const ics = KEY_HEADER + g1 + 3 * g2;
  const twisted = (i) => readG2(bytes, KEY_HEADER + g1 + i * g2, curve);
  const count = (bytes.length - ics) / g1;
  return {
    protocol: "groth16",
    curve: nameOf(curve),
    nPublic: count - 1,
    vk_alpha_1: readG1(bytes, KEY_HEADER, curve),
    vk_beta_2: twisted(0),
    vk_gamma_2: twisted(1),
    vk_delta_2: twisted(2),
    IC: Array.from({ length: count }, (_, i) => readG1(bytes, ics + i * g1, curve))
  };
}
function readG1(bytes, at, curve) {
  const [x = "", y = ""] = numbers(bytes, at, 2, curve);
  return [x, y, "1"];
}
function readG2(bytes, at, curve) {
  const [x1 = "", x0 = "", y1 = "", y0 = ""] = numbers(bytes, at, 4, curve);
  return [
    [x0, x1],
    [y0, y1],
    ["1", "0"]
  ];
}
function numbers(bytes, at, count, curve) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return Array.from({ length: count }, (_, i) => readDecimal(view, i * curve.bytes, curve.bytes));
}
function nameOf({ name, names: [first = name] }) {
  return first;
}
var KEY_POINT = [3];
var PROOF_POINT = [3, 2];
function writeG1(value, path, curve, out, at, lengths = KEY_POINT) {
  const coordinates = asArray(value, path, ...lengths);
  const [x, y, z] = coordinates.length === 2 ? [...coordinates, "1"] : coordinates;
  if (z === "0" && x === "0" && y === "1") {
    out.setUint8(at, curve.infinity);
    return;
  }
  if (z !== "1") throw new Refusal("malformed", `${path}[2]`, '"1"', z);
  writeDecimal(x, `${path}[0]`, curve, out, at);
  writeDecimal(y, `${path}[1]`, curve, out, at + curve.bytes);
}
function writeG2(value, path, curve, out, at, lengths = KEY_POINT) {
  const coordinates = asArray(value, path, ...lengths).map((part, i) => asArray(part, `${path}[${i}]`, 2));
  const [x, y, z = ["1", "0"]] = coordinates;
  if (is(z, "0", "0") && is(x, "0", "0") && is(y, "1", "0")) {
    out.setUint8(at, curve.infinity);
    return;
  }
  if (!is(z, "1", "0")) throw new Refusal("malformed", `${path}[2]`, '["1", "0"]', z);
  for (const [i, [real, imaginary]] of [x, y].entries()) {
    writeDecimal(imaginary, `${path}[${i}][1]`, curve, out, at + 2 * i * curve.bytes);
    writeDecimal(real, `${path}[${i}][0]`, curve, out, at + (2 * i + 1) * curve.bytes);
  }
}
function is(element, real, imaginary) {
  return element[0] === real && element[1] === imaginary;
}
function optionalName(object, key, names) {
  if (Object.hasOwn(object, key)) requiredName(object, key, names);
}
function requiredName(object, key, names) {
  const name = ownValue(object, key);
  if (!names.includes(name)) throw new Refusal("malformed", key, `"${names[0]}"`, name);
}
function proofBytes(input, curve) {
  return attempt("malformed-proof", "coordinate-range", () => {
    const length = (0, import_core.byteLength)(input);
    if (length === void 0) return writeProof(input, curve);
    return length > proofLength(curve) ? "malformed-proof" : (0, import_core.copyBytes)(input);
  });
}
function signalBytes(input, nPublic) {
  return attempt("malformed-signals", "signal-range", () => {
    const length = (0, import_core.byteLength)(input);
    if (length !== void 0) {
      if (length % SCALAR_BYTES !== 0) return "malformed-signals";
      return length === nPublic * SCALAR_BYTES ? (0, import_core.copyBytes)(input) : "signal-count";
    }
    if (!Array.isArray(input)) return "malformed-signals";
    if (ownValue(input, "length") !== nPublic) return "signal-count";
    return writeSignals(Array.from({ length: nPublic }, (_, i) => ownValue(input, i)));
  });
}
function statementBytes(proof, publicSignals, curve, nPublic) {
  const proofOrStatus = proofBytes(proof, curve);
  if (typeof proofOrStatus === "string") return proofOrStatus;
  const signalsOrStatus = signalBytes(publicSignals, nPublic);
  return typeof signalsOrStatus === "string" ? signalsOrStatus : [proofOrStatus, signalsOrStatus];
}
function batchItem(item) {
  const proof = property(item, "proof");
  return { proof, publicSignals: property(item, "publicSignals") };
}
function batchVerifier(item) {
  return property(item, "verifier");
}
function property(item, name) {
  return attempt(void 0, void 0, () => ownValue(Object(item), name));
}
function attempt(malformed, range, read2) {
  try {
    return read2();
  } catch (reason) {
    return Refusal.is(reason) && reason.kind === "range" ? range : malformed;
  }
}
function arkworks({ id }) {
  return id === 1 ? ARKWORKS_BN254 : void 0;
}
function evm({ id }) {
  return id === 1 ? void 0 : EVM_BLS12_381;
}
var FLAGS = 192;
var LARGER = 128;
var INFINITY = 64;
var COMPRESSED = 128;
var COMPRESSED_LARGER = 64;
var ARKWORKS_BN254 = {
  bytes: 32,
  read(point, compressed) {
    const out = coordinatesReversed(point, compressed);
    const at = compressed ? 0 : out.length / 2;
    const flags = (out[at] ?? 0) & FLAGS;
    out[at] = (out[at] ?? 0) & ~FLAGS;
    if (flags & INFINITY) {
      if (flags !== INFINITY || !isZero(out)) throw new Refusal("malformed", "point", "flags of arkworks", point);
      if (compressed) out[0] = INFINITY;
    } else if (compressed) {
      out[0] = (out[0] ?? 0) | COMPRESSED | (flags ? COMPRESSED_LARGER : 0);
    }
    return out;
  },
  write(plain, compressed, compress) {
    const out = new Uint8Array(compress ? compressed : plain);
    const at = compress ? 0 : out.length / 2;
    const larger = (compressed[0] ?? 0) & COMPRESSED_LARGER ? LARGER : 0;
    out[at] = (out[at] ?? 0) & ~FLAGS | larger;
    return coordinatesReversed(out, compress);
  }
};
function coordinatesReversed(point, compressed) {
  const out = new Uint8Array(point).reverse();
  if (compressed) return out;
  const half = out.length / 2;
  return Uint8Array.from(out, (_, i) => out[(i + half) % out.length] ?? 0);
}
var EVM_BYTES = 64;
var BYTES = 48;
var BLS_FLAGS = 224;
var BLS_INFINITY = 64;
var EVM_BLS12_381 = {
  bytes: EVM_BYTES,
  read(point) {
    const count = point.length / EVM_BYTES;
    const out = new Uint8Array(count * BYTES);
    for (let i = 0; i < count; i++)
      out.set(point.subarray(i * EVM_BYTES + 16, (i + 1) * EVM_BYTES), swapped(i, count) * BYTES);
    if (isZero(out)) out[0] = BLS_INFINITY;
    else if ((out[0] ?? 0) & BLS_FLAGS) throw new Refusal("range", "point", "coordinates below p", point);
    return out;
  },
  write(plain) {
    const count = plain.length / BYTES;
    const out = new Uint8Array(count * EVM_BYTES);
    for (let i = 0; i < count; i++)
      out.set(plain.subarray(i * BYTES, (i + 1) * BYTES), swapped(i, count) * EVM_BYTES + 16);
    return out;
  }
};
function swapped(i, count) {
  return count === 4 ? i ^ 1 : i;
}
function isZero(bytes) {
  return bytes.every((byte) => byte === 0);
}
var STATUS_NAMES = [
  "ok",
  "malformed-proof",
  "malformed-signals",
  "signal-count",
  "signal-range",
  "coordinate-range",
  "infinity",
  "not-on-curve",
  "not-in-subgroup",
  "equation"
];
function statusName(code) {
  const name = STATUS_NAMES[code];
  if (name === void 0) throw new RangeError(`the module returned the unknown status ${code}`);
  return name;
}
var NO_PLACE = 4294967295;
function readKey(bytes, allowInsecure) {
  return (0, import_chunk_JFKCXCCT.withModule)(() => {
    const error = new Uint32Array(3);
    const key = import_chunk_JFKCXCCT.Key.read(bytes, allowInsecure, error);
    if (key !== void 0) return key;
    const [status = 0, place = NO_PLACE, insecure = 0] = error;
    if (insecure !== 0) return { insecure };
    return { status: statusName(status), place: place === NO_PLACE ? void 0 : place };
  });
}
function verifyTogether(items) {
  return (0, import_chunk_JFKCXCCT.withModule)(() => {
    const batch = new import_chunk_JFKCXCCT.Batch();
    try {
      const kept = items.map((item) => typeof item !== "string" && statusName(batch.push(...item)) === "ok");
      const verdicts = batch.verify(randomFactors(kept.filter(Boolean).length));
      let next = 0;
      return kept.map((isKept) => isKept && verdicts[next++] === 1);
    } finally {
      batch.free();
    }
  });
}
var FACTOR_BYTES = 16;
var MOST_RANDOM = 65536;
function randomFactors(count) {
  const bytes = new Uint8Array(count * FACTOR_BYTES);
  for (let at = 0; at < bytes.length; at += MOST_RANDOM) crypto.getRandomValues(bytes.subarray(at, at + MOST_RANDOM));
  return bytes;
}
function convertPoints2(curve, kinds, points, length) {
  return (0, import_chunk_JFKCXCCT.withModule)(() => {
    const out = new Uint8Array(length);
    const result = (0, import_chunk_JFKCXCCT.convertPoints)(curve, kinds, points, out);
    const status = statusName(result & 255);
    return status === "ok" ? out : { status, place: result >>> 8 };
  });
}
var PLAIN = [false, false];
var COMPRESSED2 = [true, true];
function pointsLength(curve, groups, { form, notation }) {
  const { bytes } = notation ?? curve;
  return groups.reduce((length, group) => length + bytes * group * (form[group - 1] ? 1 : 2), 0);
}
function split(curve, groups, points, encoding) {
  let end = 0;
  return groups.map((group) => {
    const at = end;
    end += pointsLength(curve, [group], encoding);
    return points.subarray(at, end);
  });
}
function convert({ curve, groups, refuse }, points, from, to) {
  const kinds = groups.map((group) => group - 1 + (from[group - 1] ? 2 : 0) + (to[group - 1] ? 4 : 0));
  const length = pointsLength(curve, groups, { form: to });
  const converted = convertPoints2(curve.id, Uint8Array.from(kinds), points, length);
  if (converted instanceof Uint8Array) return converted;
  throw refuse(converted);
}
function readPoints(list, points, encoding) {
  const { curve, groups, refuse } = list;
  const { form, notation } = encoding;
  if (notation === void 0) return convert(list, points, form, PLAIN);
  const parts = split(curve, groups, points, encoding);
  const rewritten = parts.map((part, place2) => {
    const point = attempt("malformed-proof", "coordinate-range", () => notation.read(part, form[0]));
    if (typeof point === "string") throw refuse({ status: point, place: place2 });
    return point;
  });
  const plain = convert(list, joined(rewritten), form, PLAIN);
  const again = split(curve, groups, writePoints(list, plain, PLAIN, encoding), encoding);
  const place = parts.findIndex((part, i) => !same(part, again[i]));
  if (place >= 0) throw refuse({ status: "malformed-proof", place });
  return plain;
}
function writePoints(list, points, from, encoding) {
  const { form, notation } = encoding;
  if (notation === void 0) return convert(list, points, from, form);
  const [plain = [], compressed = []] = [PLAIN, COMPRESSED2].map(
    (to) => split(list.curve, list.groups, convert(list, points, from, to), { form: to })
  );
  return joined(plain.map((point, i) => notation.write(point, compressed[i] ?? point, form[0])));
}
function joined(points) {
  return Uint8Array.from(points.flatMap((point) => [...point]));
}
function infinity(curve, form) {
  const point = new Uint8Array(pointsLength(curve, [1], { form }));
  point[0] = form[0] ? curve.compressedInfinity : curve.infinity;
  return point;
}
function same(a, b) {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
}
var ARKWORKS = { head: [1, 2, 2, 2], used: [0, 1, 2, 3], unused: [], countBytes: 8, zeros: 0 };
var GNARK = { head: [1, 1, 2, 2, 1, 2], used: [0, 2, 3, 5], unused: [1, 4], countBytes: 4, zeros: 8 };
var MOST_COMMITMENTS = 256;
function keyLayout(format, curve) {
  if (format === "gnark") return { software: GNARK, form: COMPRESSED2 };
  if (format === "gnark-raw") return { software: GNARK, form: PLAIN };
  if (format === "arkworks") return { software: ARKWORKS, form: COMPRESSED2, notation: arkworks(curve) };
  if (format === "arkworks-uncompressed") return { software: ARKWORKS, form: PLAIN, notation: arkworks(curve) };
  return void 0;
}
function readKeyIn(layout, curve, bytes, refuse) {
  const { head, used, unused, countBytes, zeros } = layout.software;
  const at = pointsLength(curve, head, layout);
  const start = at + countBytes;
  if (bytes.length < start + zeros) return void 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = countBytes === 4 ? view.getUint32(at) : Number(view.getBigUint64(at, true));
  const end = start + count * pointsLength(curve, [1], layout);
  const commitments = zeros > 0 && end + zeros < bytes.length ? view.getUint32(end) : 0;
  if (commitments > 0 && commitments < MOST_COMMITMENTS) throw (0, import_chunk_JFKCXCCT.committing)("verification key");
  if (count === 0 || end + zeros !== bytes.length || bytes.subarray(end).some((byte) => byte !== 0)) return void 0;
  const heads = split(curve, head, bytes, layout);
  const pick = (places) => heads.filter((_, i) => places.includes(i));
  const none = infinity(curve, layout.form);
  const checked = pick(unused).filter((point) => !same(point, none));
  const groups = [...ARKWORKS.head, ...ones(count)];
  const list = {
    curve,
    groups: [...groups, ...ones(checked.length)],
    refuse: ({ status, place = 0 }) => refuse({ status, place: place < groups.length ? place : UNUSED_PLACE })
  };
  const plain = readPoints(list, (0, import_core2.concat)(...pick(used), bytes.subarray(start, end), ...checked), layout);
  const header = new DataView(new ArrayBuffer(KEY_HEADER));
  header.setUint8(0, curve.id);
  header.setUint32(1, count - 1);
  return (0, import_core2.concat)(new Uint8Array(header.buffer), plain.subarray(0, pointsLength(curve, groups, { form: PLAIN })));
}
function writeKeyIn(layout, curve, key, refuse) {
  const { head, used, countBytes, zeros } = layout.software;
  const count = new DataView(key.buffer, key.byteOffset).getUint32(1) + 1;
  const list = { curve, groups: [...ARKWORKS.head, ...ones(count)], refuse };
  const points = writePoints(list, key.subarray(KEY_HEADER), PLAIN, layout);
  const heads = split(curve, ARKWORKS.head, points, layout);
  const number = new DataView(new ArrayBuffer(countBytes));
  number.setUint32(0, count, countBytes === 8);
  return (0, import_core2.concat)(
    ...head.map((_, i) => heads[used.indexOf(i)] ?? infinity(curve, layout.form)),
    new Uint8Array(number.buffer),
    points.subarray(pointsLength(curve, ARKWORKS.head, layout)),
    new Uint8Array(zeros)
  );
}
function ones(count) {
  return Array.from({ length: count }, () => 1);
}
var LONGER = { arkworks: "arkworks-uncompressed", gnark: "gnark-raw" };
function preparedKey(input, options) {
  const { allowInsecure = false } = options;
  if (typeof allowInsecure !== "boolean") throw (0, import_chunk_JFKCXCCT.unexpected)("allowInsecure", "a boolean", allowInsecure);
  const bytes = keyBytes(input, options);
  const key = readKey(bytes, allowInsecure);
  if (key instanceof import_chunk_JFKCXCCT.Key) return [key, bytes];
  throw "insecure" in key ? insecureKey(key) : invalidKey(key);
}
function keyBytes(input, { format, curve }) {
  if ((0, import_core3.byteLength)(input) === void 0) return read(() => writeKey(input));
  const on = CURVES.find(({ name }) => name === curve);
  if (on === void 0 || format !== "fedzk" && keyLayout(format, on) === void 0) {
    throw new import_core3.FedzkError(
      "invalid-argument",
      `A verification key in bytes needs { format: 'fedzk', 'arkworks' or 'gnark', curve: 'bn254' or 'bls12-381' }, got format ${(0, import_core3.describe)(format)} and curve ${(0, import_core3.describe)(curve)}.`
    );
  }
  const bytes = read(() => (0, import_core3.copyBytes)(input));
  if (format === "fedzk") {
    if (bytes[0] === on.id) return bytes;
    throw new import_core3.FedzkError("invalid-verification-key", NO_KEY);
  }
  for (const name of [format, LONGER[`${format}`]]) {
    const layout = keyLayout(name, on);
    const key = layout && readKeyIn(layout, on, bytes, invalidKey);
    if (key !== void 0) return key;
  }
  throw new import_core3.FedzkError(
    "invalid-verification-key",
    `The bytes are not a verification key of format "${format}" on ${curve}.`
  );
}
function read(bytes) {
  try {
    return bytes();
  } catch (reason) {
    if (!Refusal.is(reason)) throw new import_core3.FedzkError("invalid-verification-key", UNREADABLE, { cause: reason });
    const code = reason.path === "curve" && typeof reason.got === "string" ? "unsupported" : "invalid-verification-key";
    throw new import_core3.FedzkError(code, `${reason.message}, got ${(0, import_core3.describe)(reason.got)}.`);
  }
}
var UNREADABLE = "The verification key could not be read; pass the object that JSON.parse gives, or its bytes.";
var NO_KEY = "The bytes are not a verification key: expected the curve (1 BN254, 2 BLS12-381), the number of public signals as u32, and as many points.";
function invalidKey({ status, place }) {
  const message = place === void 0 ? NO_KEY : `"${keyPointName(place)}" expected a finite point of the curve's subgroup with coordinates below p, got one that is ${REASONS[status] ?? status}.`;
  return new import_core3.FedzkError("invalid-verification-key", message);
}
var REASONS = {
  "malformed-proof": "wrongly flagged",
  "coordinate-range": "not canonical: a coordinate is p or above",
  infinity: "infinity",
  "not-on-curve": "off the curve",
  "not-in-subgroup": "outside the subgroup"
};
function insecureKey({ insecure }) {
  const { what, why } = RELATIONS[insecure] ?? { what: '"vk_delta_2" is known', why: UNCONTRIBUTED };
  return new import_core3.FedzkError(
    "invalid-verification-key",
    `${what}, so that anyone can forge proofs for this key: ${why}. For a test, pass { allowInsecure: true }.`
  );
}
var UNCONTRIBUTED = 'nobody has contributed to its set-up ("snarkjs zkey contribute")';
var MADE_UP = "no set-up makes such a key";
var RELATIONS = {
  1: { what: '"vk_delta_2" is plus or minus "vk_gamma_2"', why: UNCONTRIBUTED },
  2: { what: '"vk_delta_2" is plus or minus the generator of G2', why: UNCONTRIBUTED },
  3: { what: '"vk_delta_2" is plus or minus "vk_beta_2"', why: MADE_UP },
  4: { what: '"vk_gamma_2" is plus or minus "vk_beta_2"', why: MADE_UP }
};
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  COMPRESSED,
  CURVES,
  DEFAULT_CURVE,
  PLAIN,
  arkworks,
  attempt,
  batchItem,
  batchVerifier,
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
  statementBytes,
  statusName,
  verifyTogether,
  writeKeyIn,
  writePoints
});
