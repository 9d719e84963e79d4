// The parts of a proving key that a ceremony is about. Strict: CEREMONY.md says what readers refuse.

import { FedzkError, quoted } from '@fedzk/core';
import { CURVES, type CurveLayout } from '../codec/curves.js';

/** A part of a file that a reader asks for. */
interface Part {
  readonly offset: number;
  readonly length: number;
}

/** A reader that yields the parts it needs and is given their bytes, so that files and memory share it. */
export type Reading<T> = Generator<Part, T, Uint8Array>;

/** The curve of a proving key, and its section 10. */
export interface ContributionSection {
  readonly curve: CurveLayout;
  readonly section: Uint8Array;
}

const HEADER = 12;
const LAST_SECTION = 10;
/** Longer than 10,000 links of the largest kind. */
const MOST_SECTION_10 = 16_000_000;
const GROTH16 = 1;

/** @throws {FedzkError} `invalid-ceremony-file` */
export function* readContributionSection(size: number): Reading<ContributionSection> {
  const sections = yield* readSections(size);
  const section = (type: number): Part => sections.get(type) ?? refuse(`has no section ${type}`);
  const [kind, header, list] = [section(1), section(2), section(LAST_SECTION)];
  if (kind.length !== 4 || view(yield kind).getUint32(0, true) !== GROTH16) refuse('is not a key for Groth16');
  if (header.length > 2_000) refuse('has a section 2 of another length than its numbers say');
  const { curve, lengths } = readHeader(yield header);
  for (const [type, length] of lengths) {
    if (section(type).length !== length) refuse(`has a section ${type} of another length than its numbers say`);
  }
  if (list.length > MOST_SECTION_10) refuse('lists more than 10,000 contributions');
  return { curve, section: yield list };
}

function* readSections(size: number): Reading<Map<number, Part>> {
  if (size < HEADER) refuse('is shorter than any');
  const start = view(yield { offset: 0, length: HEADER });
  const letters = String.fromCharCode(...[0, 1, 2, 3].map((i) => start.getUint8(i)));
  if (letters !== 'zkey') refuse(`begins with ${quoted(letters)}, not "zkey"`);
  if (start.getUint32(4, true) !== 1) refuse(`has version ${start.getUint32(4, true)}, not 1`);
  const count = start.getUint32(8, true);
  if (count > LAST_SECTION) refuse(`has ${count} sections, not ${LAST_SECTION}`);
  const sections = new Map<number, Part>();
  let at = HEADER;
  for (let i = 0; i < count; i++) {
    if (at + HEADER > size) refuse('ends early');
    const head = view(yield { offset: at, length: HEADER });
    const [type, length] = [head.getUint32(0, true), Number(head.getBigUint64(4, true))];
    if (type < 1 || type > LAST_SECTION) refuse(`has a section ${type}, which no key has`);
    if (sections.has(type)) refuse(`has two sections ${type}`);
    at += HEADER;
    if (length > size - at) refuse('ends early');
    sections.set(type, { offset: at, length });
    at += length;
  }
  if (at !== size) refuse('has bytes after its last section');
  return sections;
}

/** Reads section 2: u32 n | q | u32 32 | r | u32 wires, public, domain | α₁ β₁ β₂ γ₂ δ₁ δ₂. */
function readHeader(header: Uint8Array): { curve: CurveLayout; lengths: readonly (readonly [number, number])[] } {
  const fields = view(header);
  const wrong = (): never => refuse('has a section 2 of neither BN254 nor BLS12-381');
  const n = header.length < 4 ? wrong() : fields.getUint32(0, true);
  const curve = CURVES.find(({ bytes }) => bytes === n) ?? wrong();
  const [g1, g2] = [2 * n, 4 * n];
  if (header.length !== 4 + n + 4 + 32 + 12 + 3 * g1 + 3 * g2) wrong();
  const numbers = 4 + n + 4 + 32;
  const [wires = 0, signals = 0, domain = 0] = [0, 4, 8].map((at) => fields.getUint32(numbers + at, true));
  if (signals >= wires) refuse('has more public signals than wires');
  const lengths = [
    [3, (signals + 1) * g1],
    [5, wires * g1],
    [6, wires * g1],
    [7, wires * g2],
    [8, (wires - signals - 1) * g1],
    [9, domain * g1],
  ] as const;
  return { curve, lengths };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws {FedzkError} `invalid-ceremony-file` */
export function refuse(what: string): never {
  throw new FedzkError('invalid-ceremony-file', `"zkey" expected a proving key of snarkjs, and this file ${what}.`);
}
