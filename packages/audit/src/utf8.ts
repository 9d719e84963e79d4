const encoder = /* @__PURE__ */ new TextEncoder();
// A byte order mark is not canonical JSON, so it must stay to be seen.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Of a well-formed string. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Writes a text where as many bytes as it has characters are enough. */
export function writeAscii(text: string, bytes: Uint8Array): boolean {
  return encoder.encodeInto(text, bytes).read === text.length;
}

/** How many bytes {@link utf8} gives. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // Of a pair of surrogates each has two of the four bytes.
    length += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
  }
  return length;
}

/** @throws {TypeError} where the bytes are no UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** As {@link fromUtf8}; of what is no UTF-8 the empty text, which is no note. */
export function decoded(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    return '';
  }
}
