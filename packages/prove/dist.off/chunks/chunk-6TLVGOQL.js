// src/argument.ts
import { byteLength } from "@fedzk/core";
import { asOptions, unexpected } from "@fedzk/core";
function plainBytes(value) {
  if (byteLength(value) === void 0) return void 0;
  const { buffer, byteOffset, length } = value;
  return new Uint8Array(buffer, byteOffset, length);
}

export {
  plainBytes,
  asOptions,
  unexpected
};
