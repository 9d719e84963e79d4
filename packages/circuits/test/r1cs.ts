/**
 * Reader and evaluator for circom's .r1cs files, so that the tests can put any witness, not only the compiler's own, to
 * a circuit. The format is described in iden3/r1csfile, `doc/r1cs_bin_format.md`; all integers are little-endian.
 */

/** Coefficient by wire. */
export type LinearCombination = ReadonlyMap<number, bigint>;

/** (a · w)(b · w) = c · w. */
export interface Constraint {
  readonly a: LinearCombination;
  readonly b: LinearCombination;
  readonly c: LinearCombination;
}

export interface R1cs {
  readonly prime: bigint;
  readonly wires: number;
  readonly publicOutputs: number;
  readonly publicInputs: number;
  readonly privateInputs: number;
  readonly constraints: readonly Constraint[];
}

const HEADER = 1;
const CONSTRAINTS = 2;

export function parseR1cs(file: Uint8Array): R1cs {
  const all = new Reader(file);
  if (all.text(4) !== 'r1cs' || all.u32() !== 1) throw new Error('not an r1cs file of version 1');
  const sections = new Map<number, Reader>();
  for (let left = all.u32(); left > 0; left--) {
    const type = all.u32();
    sections.set(type, new Reader(all.bytes(Number(all.u64()))));
  }

  const header = sections.get(HEADER);
  const body = sections.get(CONSTRAINTS);
  if (!header || !body) throw new Error('no header or no constraints');
  const fieldBytes = header.u32();
  const prime = header.integer(fieldBytes);
  const [wires, publicOutputs, publicInputs, privateInputs] = [header.u32(), header.u32(), header.u32(), header.u32()];
  header.u64(); // number of labels
  const count = header.u32();

  const combination = (): LinearCombination => {
    const terms = new Map<number, bigint>();
    for (let left = body.u32(); left > 0; left--) terms.set(body.u32(), body.integer(fieldBytes));
    return terms;
  };
  const constraints = Array.from({ length: count }, () => ({ a: combination(), b: combination(), c: combination() }));
  return { prime, wires, publicOutputs, publicInputs, privateInputs, constraints };
}

/** Numbers of the constraints that the witness violates; an empty list means that it satisfies the circuit. */
export function violated({ constraints, prime, wires }: R1cs, witness: readonly bigint[]): number[] {
  if (witness.length !== wires || witness[0] !== 1n) throw new Error(`expected ${wires} wires, the first one 1`);
  const dot = (terms: LinearCombination): bigint => {
    let sum = 0n;
    for (const [wire, coefficient] of terms) sum += coefficient * (witness[wire] ?? 0n);
    return sum % prime;
  };
  return constraints.flatMap(({ a, b, c }, i) => ((dot(a) * dot(b) - dot(c)) % prime === 0n ? [] : [i]));
}

/** How many constraints multiply two wires, and how many don't. */
export function countConstraints({ constraints }: R1cs): { nonLinear: number; linear: number } {
  const constant = (terms: LinearCombination): boolean => [...terms.keys()].every((wire) => wire === 0);
  const linear = constraints.filter(({ a, b }) => constant(a) || constant(b)).length;
  return { nonLinear: constraints.length - linear, linear };
}

class Reader {
  private at = 0;
  private readonly file: Uint8Array;
  private readonly view: DataView;

  constructor(file: Uint8Array) {
    this.file = file;
    this.view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  bytes(length: number): Uint8Array {
    const from = this.skip(length);
    return this.file.subarray(from, from + length);
  }

  /** An integer of a multiple of eight bytes. */
  integer(length: number): bigint {
    let value = 0n;
    for (let shift = 0; shift < length; shift += 8) value |= this.u64() << BigInt(8 * shift);
    return value;
  }

  text(length: number): string {
    return String.fromCharCode(...this.bytes(length));
  }

  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.skip(8), true);
  }

  /** Where the next `length` bytes begin. */
  private skip(length: number): number {
    const from = this.at;
    this.at += length;
    if (this.at > this.file.length) throw new Error('the r1cs file ends early');
    return from;
  }
}
