/**
 * The frame of ptau and zkey files: four letters | u32 version | u32 sections | (u32 type | u64 length | content)…,
 * little-endian. A file with a section twice, of an unknown type, or with bytes after the last section is refused: two
 * programs could read it differently.
 */
import type { KeySource } from '@fedzk/core';
import { readSections, type Section } from '../../key/sections.js';
import { invalidFile } from './problems.js';

export type Letters = 'ptau' | 'zkey' | 'r1cs';

/** The sections that a kind of file must have, and those that it may have. */
interface Kind {
  readonly required: readonly number[];
  readonly optional: readonly number[];
}

const KINDS: Readonly<Record<Letters, Kind>> = {
  ptau: { required: [1, 2, 3, 4, 5, 6, 7], optional: [12, 13, 14, 15] },
  zkey: { required: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], optional: [] },
  r1cs: { required: [1, 2, 3], optional: [4, 5] },
};

/** An open file whose frame was checked. */
export interface CeremonyFile {
  readonly source: KeySource;
  readonly sections: ReadonlyMap<number, Section>;
  /** Finds a section. @throws {FedzkError} `invalid-ceremony-file` */
  section(type: number): Section;
}

/** Reads the four letters a file begins with. */
export async function lettersOf(source: KeySource, signal?: AbortSignal): Promise<string> {
  if (source.size < 4) return '';
  return String.fromCharCode(...(await source.read(0, 4, signal)));
}

/**
 * Opens a file.
 *
 * @throws {FedzkError} `invalid-ceremony-file`
 */
export async function openCeremonyFile(source: KeySource, letters: Letters): Promise<CeremonyFile> {
  const sections = await readSections(source, letters, 1);
  if (typeof sections === 'string') throw invalidFile(`expected a ${letters} file, got ${sections}`);
  const { required, optional } = KINDS[letters];
  const unknown = [...sections.keys()].find((type) => !required.includes(type) && !optional.includes(type));
  if (unknown !== undefined) throw invalidFile(`a ${letters} file has no section ${unknown}`);
  const missing = required.find((type) => !sections.has(type));
  if (missing !== undefined) throw invalidFile(`it has no section ${missing}`);
  const end = Math.max(...[...sections.values()].map(({ offset, length }) => offset + length));
  if (end !== source.size) throw invalidFile(`it has ${source.size - end} bytes after its last section`);
  return {
    source,
    sections,
    section(type) {
      const found = sections.get(type);
      if (found === undefined) throw invalidFile(`it has no section ${type}`);
      return found;
    },
  };
}

/** Reads a whole section. @throws {FedzkError} `invalid-ceremony-file`: it is longer than `most` */
export async function readSection(file: CeremonyFile, type: number, most: number): Promise<Uint8Array> {
  const { offset, length } = file.section(type);
  if (length > most) throw invalidFile(`section ${type} has ${length} bytes, more than ${most}`);
  return file.source.read(offset, length);
}

/** Checks a section's length. @throws {FedzkError} `invalid-ceremony-file` */
export function requireLength(file: CeremonyFile, type: number, length: number): void {
  const found = file.section(type).length;
  if (found !== length) throw invalidFile(`section ${type} has ${found} bytes, not ${length}`);
}
