/** The sections of an iden3 binary file, to be changed one by one. */
export interface Section {
  readonly type: number;
  readonly content: Uint8Array;
}

export function split(file: Uint8Array): { head: Uint8Array; sections: Section[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const sections: Section[] = [];
  for (let at = 12; at < file.length; ) {
    const length = Number(view.getBigUint64(at + 4, true));
    sections.push({ type: view.getUint32(at, true), content: file.slice(at + 12, at + 12 + length) });
    at += 12 + length;
  }
  return { head: file.slice(0, 12), sections };
}

export function join(head: Uint8Array, sections: readonly Section[]): Uint8Array {
  const out = Buffer.concat([
    head,
    ...sections.flatMap(({ type, content }) => {
      const own = new Uint8Array(12);
      new DataView(own.buffer).setUint32(0, type, true);
      new DataView(own.buffer).setBigUint64(4, BigInt(content.length), true);
      return [own, content];
    }),
  ]);
  out.writeUInt32LE(sections.length, 8);
  return new Uint8Array(out);
}

/** The file with another content of a section. */
export function changed(file: Uint8Array, type: number, change: (content: Uint8Array) => Uint8Array): Uint8Array {
  const { head, sections } = split(file);
  return join(
    head,
    sections.map((each) => (each.type === type ? { type, content: change(each.content.slice()) } : each)),
  );
}

/** Puts an integer, little-endian. */
export function put(bytes: Uint8Array, at: number, value: bigint, length: number): Uint8Array {
  for (let i = 0; i < length; i++) bytes[at + i] = Number((value >> BigInt(8 * i)) & 255n);
  return bytes;
}

export function integerAt(bytes: Uint8Array, at: number, length: number): bigint {
  return bytes.subarray(at, at + length).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
