/**
 * The sections of an iden3 binary file, such as a `.zkey` or a `.wtns`: four letters ‖ u32 version ‖ u32 number of
 * sections ‖ sections (u32 type ‖ u64 length ‖ content). Integers are little-endian.
 */
import { counted, type KeySource } from '@fedzk/core';

/** The place of a section's content. */
export interface Section {
  readonly offset: number;
  readonly length: number;
}

const HEADER_BYTES = 12;
/** The length of a section's type and length. */
const HEAD_BYTES = 12;
/** The largest number of sections: more than any format has. */
const MOST_SECTIONS = 64;

/** Finds the sections by their type. For a damaged file, returns the reason. */
export async function readSections(
  source: KeySource,
  letters: string,
  version: number,
): Promise<ReadonlyMap<number, Section> | string> {
  if (source.size < HEADER_BYTES) return `a file of ${counted(source.size, 'byte')}`;
  const header = view(await source.read(0, HEADER_BYTES));
  const found = String.fromCharCode(...[0, 1, 2, 3].map((i) => header.getUint8(i)));
  if (found !== letters) return `a file that doesn't begin with "${letters}"`;
  if (header.getUint32(4, true) !== version) return `version ${header.getUint32(4, true)}, not ${version}`;
  const count = header.getUint32(8, true);
  if (count > MOST_SECTIONS) return counted(count, 'section');
  const sections = new Map<number, Section>();
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + HEAD_BYTES > source.size) return 'a file that ends early';
    const head = view(await source.read(at, HEAD_BYTES));
    const [type, length] = [head.getUint32(0, true), Number(head.getBigUint64(4, true))];
    const offset = at + HEAD_BYTES;
    if (offset + length > source.size) return 'a file that ends early';
    if (sections.has(type)) return `two sections ${type}`;
    sections.set(type, { offset, length });
    at = offset + length;
  }
  return sections;
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
