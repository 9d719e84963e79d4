/**
 * Proving keys as a ceremony's files: the header, the lengths of all sections, and section 10, the chain of contributions: csHash
 * of 64 bytes | u32 count | links: δ, s, sx in G1 | spx in G2 | transcript of 64 bytes | who made it.
 */
import { FedzkError, type KeySource } from '@fedzk/core';
import { Fields } from './bytes.js';
import { type CurveNumbers, curveOfPrime, isEqual } from './curves.js';
import { type CeremonyFile, openCeremonyFile, readSection, requireLength } from './file.js';
import { type Maker, MOST_LINKS, readMaker, requireFewHashes } from './links.js';
import { invalidFile } from './problems.js';

/** A contribution to a key. Points are in section form. */
export interface KeyLink extends Maker {
  readonly delta: Uint8Array;
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  readonly spx: Uint8Array;
  readonly transcript: Uint8Array;
}

/** A proving key whose frame was checked, but no point. */
export interface KeyFile extends CeremonyFile {
  readonly numbers: CurveNumbers;
  readonly wires: number;
  /** The number of public signals. */
  readonly publicSignals: number;
  readonly domain: number;
  /** Section 2. δ₁ and δ₂ are its end. */
  readonly header: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  readonly circuitHash: Uint8Array;
  readonly links: readonly KeyLink[];
  /** Section 10. */
  readonly chain: Uint8Array;
}

const GROTH16 = 1;
/** u32 matrix | u32 row | u32 wire | 32 bytes of value. */
const COEFFICIENT_BYTES = 44;
const MOST_HEADER_BYTES = 4096;
/** 10,000 links with the longest names and values. */
const MOST_CHAIN_BYTES = 16_000_000;

/** @throws {FedzkError} `invalid-ceremony-file`; `unsupported`: a key of another protocol */
export async function openZkey(source: KeySource): Promise<KeyFile> {
  const file = await openCeremonyFile(source, 'zkey');
  const protocol = new Fields(await readSection(file, 1, 4), 'section 1').u32();
  if (protocol !== GROTH16) {
    throw new FedzkError('unsupported', 'The file is a proving key of another protocol than Groth16.');
  }
  const header = await readSection(file, 2, MOST_HEADER_BYTES);
  const read = readHeader(header);
  const { numbers, wires, publicSignals, domain } = read;
  const [g1, g2] = [2 * numbers.n8, 4 * numbers.n8];
  requireLength(file, 3, (publicSignals + 1) * g1);
  requireLength(file, 5, wires * g1);
  requireLength(file, 6, wires * g1);
  requireLength(file, 7, wires * g2);
  requireLength(file, 8, (wires - publicSignals - 1) * g1);
  requireLength(file, 9, domain * g1);
  const coefficients = file.section(4);
  if (coefficients.length < 4) throw invalidFile('section 4 ends early');
  const count = new Fields(await source.read(coefficients.offset, 4), 'section 4').u32();
  requireLength(file, 4, 4 + count * COEFFICIENT_BYTES);
  const chain = await readSection(file, 10, MOST_CHAIN_BYTES);
  return { ...file, ...read, header, chain, ...readKeyChain(chain, numbers.n8) };
}

function readHeader(header: Uint8Array) {
  const fields = new Fields(header, 'section 2');
  const numbers = curveOfPrime(fields.take(fields.u32()));
  if (numbers === undefined) throw invalidFile('its prime is that of neither BN254 nor BLS12-381');
  if (!isEqual(fields.take(fields.u32()), numbers.r)) throw invalidFile("its scalar field isn't its curve's");
  const [wires, publicSignals, domain] = [fields.u32(), fields.u32(), fields.u32()];
  const isPower = domain > 1 && (domain & (domain - 1)) === 0 && Math.log2(domain) <= numbers.twoAdicity;
  if (!isPower || publicSignals >= domain) throw invalidFile(`its domain of ${domain} rows can't be`);
  if (publicSignals >= wires) throw invalidFile('it has more public signals than wires');
  const [g1, g2] = [2 * numbers.n8, 4 * numbers.n8];
  fields.take(2 * g1 + 2 * g2); // α₁, β₁, β₂, γ₂
  const [delta1, delta2] = [fields.take(g1), fields.take(g2)];
  fields.end();
  return { numbers, wires, publicSignals, domain, delta1, delta2 };
}

/** Reads section 10. @throws {FedzkError} `invalid-ceremony-file` */
export function readKeyChain(
  chain: Uint8Array,
  n8: number,
): { readonly circuitHash: Uint8Array; readonly links: readonly KeyLink[] } {
  const fields = new Fields(chain, 'section 10');
  const [g1, g2] = [2 * n8, 4 * n8];
  const circuitHash = fields.take(64);
  const count = fields.u32();
  if (count > MOST_LINKS) throw invalidFile(`it lists ${count} contributions, more than ${MOST_LINKS}`);
  const links: KeyLink[] = [];
  for (let i = 0; i < count; i++) {
    const [delta, s, sx, spx, transcript] = [g1, g1, g1, g2, 64].map((length) => fields.take(length));
    const points = { delta, s, sx, spx, transcript } as Omit<KeyLink, keyof Maker>;
    links.push({ ...points, ...readMaker(fields, `contribution ${i}`) });
  }
  fields.end();
  requireFewHashes(links);
  return { circuitHash, links };
}
