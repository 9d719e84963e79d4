/**
 * Files of phase 1, the powers of τ. Sections: 1 header: u32 n8 | q | u32 power | u32 ceremony's power. 2: τ^i in G1, 3: in G2,
 * 4 and 5: α and β times τ^i in G1, 6: β in G2. 7: the chain. 12 to 15: the Lagrange forms of 2 to 5, over domains of 2^0, 2^1, …
 */

import { concat, type KeySource } from '@fedzk/core';
import type { Group } from '../engine/types.js';
import { Fields, u32 } from './bytes.js';
import { type CurveNumbers, curveOfPrime } from './curves.js';
import { type CeremonyFile, openCeremonyFile, readSection, requireLength } from './file.js';
import { type Maker, MOST_LINKS, readMaker, requireFewHashes } from './links.js';
import { invalidFile } from './problems.js';

/** The points that show that a scalar is known: s and sx in G1, spx in G2. */
export interface Shown {
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  readonly spx: Uint8Array;
}

/** What a phase 1 contribution leads to. */
export interface PowersState {
  readonly tauG1: Uint8Array;
  readonly tauG2: Uint8Array;
  readonly alphaG1: Uint8Array;
  readonly betaG1: Uint8Array;
  readonly betaG2: Uint8Array;
}

/** A contribution to powers of τ. Points are in section form. */
export interface PowersLink extends Maker, PowersState {
  /** For τ, α and β. */
  readonly keys: readonly [Shown, Shown, Shown];
  /** The hash's state before the nine points of `keys`. */
  readonly partial: Uint8Array;
  /** The hash that the next contribution begins with. */
  readonly next: Uint8Array;
}

/** A ptau file whose frame was checked, but no point. */
export interface PowersFile extends CeremonyFile {
  readonly numbers: CurveNumbers;
  /** The file has 2^power powers. */
  readonly power: number;
  /** The power of the ceremony that the file was cut from. */
  readonly ceremonyPower: number;
  /** Whether it has the Lagrange forms. */
  readonly prepared: boolean;
  readonly links: readonly PowersLink[];
  /** Section 7. */
  readonly chain: Uint8Array;
}

/** A section of powers. */
export interface PowersSection {
  readonly type: 2 | 3 | 4 | 5 | 6;
  readonly group: Group;
  readonly count: number;
  /** The index of the scalar that all its points have beside τ^i: 1 is α, 2 is β, -1 none. */
  readonly factor: -1 | 1 | 2;
}

/** The sections of powers, in their order. */
export function powersSections(power: number): readonly PowersSection[] {
  const n = 2 ** power;
  return [
    { type: 2, group: 'g1', count: 2 * n - 1, factor: -1 },
    { type: 3, group: 'g2', count: n, factor: -1 },
    { type: 4, group: 'g1', count: n, factor: 1 },
    { type: 5, group: 'g1', count: n, factor: 2 },
    { type: 6, group: 'g2', count: 1, factor: 2 },
  ];
}

/** A section of Lagrange forms. */
export interface LagrangeSection {
  readonly type: 12 | 13 | 14 | 15;
  /** The section of powers that it is made of. */
  readonly of: 2 | 3 | 4 | 5;
  readonly group: Group;
  /** The largest domain is 2 to this power. */
  readonly largest: number;
}

/** The Lagrange forms, in their order. That of section 2 goes one domain further, for the quotient polynomial. */
export function lagrangeSections(power: number): readonly LagrangeSection[] {
  return [
    { type: 12, of: 2, group: 'g1', largest: power + 1 },
    { type: 13, of: 3, group: 'g2', largest: power },
    { type: 14, of: 4, group: 'g1', largest: power },
    { type: 15, of: 5, group: 'g1', largest: power },
  ];
}

const MOST_HEADER_BYTES = 256;
/** 10,000 links of BLS12-381 with the longest names and values. */
const MOST_CHAIN_BYTES = 40_000_000;
/** The perpetual powers of τ, the largest ceremony. */
const MOST_POWER = 28;

/** @throws {FedzkError} `invalid-ceremony-file` */
export async function openPtau(source: KeySource): Promise<PowersFile> {
  const file = await openCeremonyFile(source, 'ptau');
  const fields = new Fields(await readSection(file, 1, MOST_HEADER_BYTES), 'section 1');
  const numbers = curveOfPrime(fields.take(fields.u32()));
  if (numbers === undefined) throw invalidFile('its prime is that of neither BN254 nor BLS12-381');
  const [power, ceremonyPower] = [fields.u32(), fields.u32()];
  fields.end();
  if (power < 1 || power > ceremonyPower || ceremonyPower > MOST_POWER) {
    throw invalidFile(`its power of ${power} in a ceremony of ${ceremonyPower} can't be`);
  }
  const bytes = (group: Group) => (group === 'g1' ? 2 : 4) * numbers.n8;
  for (const { type, group, count } of powersSections(power)) requireLength(file, type, count * bytes(group));
  const lagrange = lagrangeSections(power);
  const there = lagrange.filter(({ type }) => file.sections.has(type));
  if (there.length % lagrange.length !== 0) throw invalidFile('it has only some of the sections 12 to 15');
  for (const { type, group, largest } of there) requireLength(file, type, (2 ** (largest + 1) - 1) * bytes(group));
  const chain = await readSection(file, 7, MOST_CHAIN_BYTES);
  const links = readPowersChain(chain, numbers.n8);
  return { ...file, numbers, power, ceremonyPower, prepared: there.length > 0, links, chain };
}

/** Writes section 1. */
export function powersHeader({ n8, q }: CurveNumbers, power: number, ceremonyPower: number): Uint8Array {
  return concat(u32(n8), q, u32(power), u32(ceremonyPower));
}

/** Reads section 7. @throws {FedzkError} `invalid-ceremony-file` */
function readPowersChain(chain: Uint8Array, n8: number): readonly PowersLink[] {
  const fields = new Fields(chain, 'section 7');
  const g1 = () => fields.take(2 * n8);
  const g2 = () => fields.take(4 * n8);
  const count = fields.u32();
  if (count > MOST_LINKS) throw invalidFile(`it lists ${count} contributions, more than ${MOST_LINKS}`);
  const links: PowersLink[] = [];
  for (let i = 0; i < count; i++) {
    const state = { tauG1: g1(), tauG2: g2(), alphaG1: g1(), betaG1: g1(), betaG2: g2() };
    const pair = () => ({ s: g1(), sx: g1() });
    const [tau, alpha, beta] = [pair(), pair(), pair()];
    const keys = [
      { ...tau, spx: g2() },
      { ...alpha, spx: g2() },
      { ...beta, spx: g2() },
    ] as const;
    const [partial, next] = [fields.take(PARTIAL_BYTES), fields.take(64)];
    links.push({ ...state, keys, partial, next, ...readMaker(fields, `contribution ${i}`) });
  }
  fields.end();
  requireFewHashes(links);
  return links;
}

/** The length of a hash's state in snarkjs's form. */
export const PARTIAL_BYTES = 216;
