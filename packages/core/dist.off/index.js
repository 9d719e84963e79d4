// src/errors.ts
var BRAND = "@fedzk/core: FedzkError";
var FedzkError = class _FedzkError extends Error {
  name = "FedzkError";
  /** The reason, from a closed list. */
  code;
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, Symbol.for(BRAND), { value: true });
  }
  static [Symbol.hasInstance](value) {
    const asked = this;
    if (asked !== _FedzkError) return Function.prototype[Symbol.hasInstance].call(asked, value);
    return typeof value === "object" && value !== null && Symbol.for(BRAND) in value;
  }
};

// src/bytes.ts
var typedArray = Object.getPrototypeOf(Uint8Array.prototype);
var slots = {
  name: slotReader(Symbol.toStringTag),
  length: slotReader("length"),
  byteOffset: slotReader("byteOffset"),
  buffer: slotReader("buffer")
};
function slotReader(key) {
  const getter = Object.getOwnPropertyDescriptor(typedArray, key)?.get;
  if (getter === void 0) throw new TypeError(`%TypedArray%.prototype has no getter ${String(key)}`);
  return (value) => getter.call(value);
}
function typedArrayName(value) {
  return slots.name(value);
}
function typedArrayLength(value) {
  return slots.length(value);
}
function byteLength(value) {
  return typedArrayName(value) === "Uint8Array" ? typedArrayLength(value) : void 0;
}
var validate = Uint8Array.prototype.keys;
var KINDS = {
  Int8Array,
  Int16Array,
  Int32Array,
  Float32Array
};
function plainView(value, kinds) {
  const kind = kinds.find((name) => name === typedArrayName(value));
  if (kind === void 0) return void 0;
  try {
    validate.call(value);
  } catch {
    return void 0;
  }
  return Reflect.construct(KINDS[kind], [slots.buffer(value), slots.byteOffset(value), slots.length(value)]);
}
function copyBytes(bytes) {
  return new Uint8Array(bytes);
}
function concat(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
var PAIRS = /* @__PURE__ */ Array.from(
  { length: 256 },
  (_, byte) => byte.toString(16).padStart(2, "0")
);
function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}
function fromHex(text) {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new FedzkError("invalid-argument", '"text" expected lower-case hexadecimal, two digits a byte.');
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digit(text.charCodeAt(2 * i)) + digit(text.charCodeAt(2 * i + 1));
  return bytes;
}
function digit(code) {
  return (code & 15) + 9 * (code >> 6);
}

// src/describe.ts
var LONGEST = 40;
var MOST_BITS = 128;
function describe(value) {
  switch (typeof value) {
    case "string": {
      const shown = value.length > LONGEST ? `${value.slice(0, LONGEST)}\u2026` : value;
      return `${JSON.stringify(shown)}${value.length > LONGEST ? ` (${value.length} characters)` : ""}`;
    }
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return BigInt.asIntN(MOST_BITS, value) === value ? `${value}n` : `a bigint of more than ${MOST_BITS} bits`;
    case "object":
      return value === null ? "null" : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}
function describeObject(value) {
  const name = typedArrayName(value);
  if (name !== void 0) return `${name.startsWith("I") ? "an" : "a"} ${name} of ${typedArrayLength(value)}`;
  try {
    if (!Array.isArray(value)) return "an object";
    const length = Object.getOwnPropertyDescriptor(value, "length")?.value;
    return typeof length === "number" ? `an array of ${length}` : "an array";
  } catch {
    return "an object that throws when it is read";
  }
}

// src/argument.ts
function unexpected(name, expected, got, options) {
  return new FedzkError("invalid-argument", `"${name}" expected ${expected}, got ${describe(got)}.`, options);
}
function asOptions(options, name = "options") {
  if (typeof options === "object" && options !== null) return options;
  throw unexpected(name, "an object", options);
}
function optionsOf(options, keys, name) {
  asOptions(options, name);
  const read = {};
  for (const key of keys) {
    try {
      read[key] = options[key];
    } catch (cause) {
      const which = name === void 0 ? key : `${name}.${key}`;
      throw new FedzkError("invalid-argument", `"${which}" threw when it was read; pass a plain value.`, { cause });
    }
  }
  return read;
}
function methodsOf(value, methods, name, expected) {
  try {
    const isObject = typeof value === "object" && value !== null;
    if (isObject && methods.every((method) => typeof value[method] === "function")) return value;
  } catch (cause) {
    throw unexpected(name, expected, value, { cause });
  }
  throw unexpected(name, expected, value);
}
function listOf(list, name, expected, read) {
  const guarded = (get) => {
    try {
      return get();
    } catch (cause) {
      throw unexpected(name, expected, list, { cause });
    }
  };
  const array = guarded(() => Array.isArray(list) ? list : void 0);
  if (array === void 0) throw unexpected(name, expected, list);
  const items = [];
  const length = guarded(() => array.length);
  for (let i = 0; i < length; i++) {
    const item = guarded(() => array[i]);
    items.push(read(item, i));
  }
  return items;
}
function signalOf(signal) {
  if (signal === void 0) return void 0;
  return methodsOf(signal, ["addEventListener", "throwIfAborted"], "signal", "an AbortSignal");
}

// src/wasm/fma.ts
var FMA_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 8, 1, 96, 3, 124, 124, 124, 1, 124],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 102, 0, 0],
  ...[10, 22, 1, 20, 0],
  ...[32, 0, 253, 20, 32, 1, 253, 20, 32, 2, 253, 20],
  ...[253, 135, 2, 253, 33, 0, 11]
  // f64x2.relaxed_madd, f64x2.extract_lane 0
);
function fusesMultiplyAdd(probe) {
  try {
    const { exports } = new WebAssembly.Instance(probe ?? new WebAssembly.Module(FMA_PROBE));
    const { f } = exports;
    const x = 1 + 2 ** -27;
    return f(x, x, -(1 + 2 ** -26)) === 2 ** -54;
  } catch {
    return false;
  }
}

// src/wasm/magic.ts
var MAGIC = [0, 97, 115, 109];
var SHOWN = 16;
function beginsAsModule(bytes) {
  const first = firstBytes(bytes, MAGIC.length);
  return MAGIC.every((byte, i) => first[i] === byte);
}
function shownBeginning(bytes) {
  if (bytes.byteLength === 0) return "no bytes";
  const text = new TextDecoder("latin1").decode(firstBytes(bytes, SHOWN));
  return `${bytes.byteLength} bytes that begin with ${describe(text)}`;
}
function firstBytes(bytes, count) {
  const length = Math.min(count, bytes.byteLength);
  return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, length) : new Uint8Array(bytes, 0, length);
}

// src/wasm/load.ts
function loadWasm(glue, source) {
  let exports;
  let module = source;
  try {
    if (typeof module === "string") module = fromHex(module);
    exports = glue.initSync({ module });
  } catch (cause) {
    throw refusal(module, cause);
  }
  let right;
  try {
    right = glue.selfTest();
  } catch (cause) {
    throw new FedzkError("wasm", ANOTHER, { cause });
  }
  if (!right) {
    throw new FedzkError("wasm", "The WebAssembly module computes wrongly on this machine; please report its make.");
  }
  return exports;
}
var ANOTHER = "The WebAssembly module is not the one that this version of the package needs: it is of another package or version.";
var NOT_LINKED = ["TypeError", "LinkError"];
function refusal(source, cause) {
  const wasm = (message) => new FedzkError("wasm", message, { cause });
  if (typeof source === "string") return wasm("Expected a WebAssembly module in hexadecimal: the package is damaged.");
  if (isBytes(source)) {
    if (!beginsAsModule(source)) {
      return wasm(`Expected a WebAssembly module, got ${shownBeginning(source)}. Check where it was read from.`);
    }
    if (!validates(source)) {
      return wasm("The WebAssembly module is damaged, or has instructions that this runtime does not have.");
    }
  } else if (tagOf(source) !== "WebAssembly.Module") {
    return unexpected("source", "a WebAssembly.Module, or its bytes", source);
  }
  return wasm(NOT_LINKED.includes(`${cause?.name}`) ? ANOTHER : NOT_ALLOWED);
}
function isBytes(value) {
  return ArrayBuffer.isView(value) || tagOf(value) === "ArrayBuffer";
}
function tagOf(value) {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
function validates(bytes) {
  try {
    return WebAssembly.validate(bytes);
  } catch {
    return true;
  }
}
var NOT_ALLOWED = `The WebAssembly module was refused. In a page, the Content-Security-Policy must allow script-src 'wasm-unsafe-eval'; in Cloudflare Workers, bundle with the condition "workerd".`;

// src/wasm/receive.ts
async function receiveModule(coming, name) {
  const refused = (got, options) => new FedzkError("wasm", `"${name}" expected a response with the WebAssembly module, got ${got}.`, options);
  let response;
  try {
    response = await coming;
  } catch (cause) {
    if (cause?.name !== "TypeError") throw cause;
    throw refused(`none (${cause.message}): check the address and the network`, { cause });
  }
  if (typeof response?.arrayBuffer !== "function") {
    const message = `"${name}" expected a Response, or a promise of one as fetch() gives, got ${describe(response)}.`;
    throw new FedzkError("invalid-argument", message);
  }
  const from = `from "${response.url}"`;
  if (!response.ok) throw refused(`status ${response.status} ${from}`);
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch (cause) {
    throw refused(`a response ${from} whose body could not be read`, { cause });
  }
  if (!beginsAsModule(bytes)) {
    const type = describe(response.headers.get("content-type") ?? "none");
    throw refused(
      `${shownBeginning(bytes)} ${from}, of content type ${type}: check the address and what is served there`
    );
  }
  return WebAssembly.compile(bytes).catch(() => bytes);
}

// src/wasm/swizzle.ts
var SWIZZLE_PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 7, 1, 96, 2, 127, 127, 1, 127],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 102, 0, 0],
  ...[10, 18, 1, 16, 0],
  ...[32, 0, 253, 15, 32, 1, 253, 15],
  ...[253, 128, 2, 253, 22, 0, 11]
  // i8x16.relaxed_swizzle, i8x16.extract_lane_u
);
function swizzlesRelaxed(probe) {
  try {
    const { exports } = new WebAssembly.Instance(probe ?? new WebAssembly.Module(SWIZZLE_PROBE));
    const { f } = exports;
    return f(165, 15) === 165 && f(165, 128) === 0 && f(165, 255) === 0;
  } catch {
    return false;
  }
}
export {
  FMA_PROBE,
  FedzkError,
  SWIZZLE_PROBE,
  asOptions,
  byteLength,
  concat,
  copyBytes,
  describe,
  fromHex,
  fusesMultiplyAdd,
  listOf,
  loadWasm,
  methodsOf,
  optionsOf,
  plainView,
  receiveModule,
  signalOf,
  swizzlesRelaxed,
  toHex,
  unexpected
};
