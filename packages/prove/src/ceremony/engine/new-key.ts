/**
 * A circuit's first proving key from its r1cs file and a powers file, and its hash: snarkjs's `zkey new`.
 */
import { FedzkError, nextTurn } from '@fedzk/core';
import { invalidFile } from '../format/problems.js';
import type { Glue } from './instance.js';
import { read } from './tasks.js';
import type { CeremonyEngine, Group, KeyOutput, NewKeyOptions, PowersParts } from './types.js';

/** Rows, wires or points at a time: some tens of milliseconds. */
const CHUNK = 1024;

/** From this domain on, snarkjs hashes a point too many. */
const HASHES_ONE_MORE_LOG2 = 15;

const LAGRANGE = { g1: 12, g2: 13, alpha: 14, beta: 15 } as const;

type Circuit = InstanceType<Glue['Circuit']>;
type Sums = InstanceType<Glue['Sums']>;

/** Matrices of a circuit, by their numbers in the module. */
const [A, B, C] = [0, 1, 2] as const;

/**
 * Makes sections 1 to 9, and returns the circuit's hash.
 *
 * @throws {FedzkError} `invalid-argument`: the r1cs file is invalid, or the powers are too few for the circuit;
 *   `invalid-ceremony-file`: a point of the powers can't be read
 * @throws the signal's reason, and the errors of `powers` and `output`
 */
export async function newKey(
  glue: Glue,
  engine: CeremonyEngine,
  r1cs: Uint8Array,
  powers: PowersParts,
  output: KeyOutput,
  options: NewKeyOptions,
): Promise<Uint8Array> {
  const circuit = opened(glue, r1cs);
  try {
    return await new KeyMaker(glue, engine, circuit, powers, output, options).make();
  } finally {
    circuit.free();
  }
}

function opened(glue: Glue, r1cs: Uint8Array): Circuit {
  try {
    return new glue.Circuit(r1cs);
  } catch (error) {
    if (typeof error !== 'string') throw error;
    throw new FedzkError('invalid-argument', `"r1cs" expected a circuit that circom compiled: ${error}.`);
  }
}

class KeyMaker {
  readonly #glue: Glue;
  readonly #engine: CeremonyEngine;
  readonly #circuit: Circuit;
  readonly #powers: PowersParts;
  readonly #output: KeyOutput;
  readonly #options: NewKeyOptions;
  readonly #rows: number;
  readonly #wires: number;
  /** The number of public wires, the constant among them. */
  readonly #publicWires: number;
  readonly #domainLog2: number;
  /** Rows of all passes, for progress. */
  readonly #total: number;
  #done = 0;

  constructor(
    glue: Glue,
    engine: CeremonyEngine,
    circuit: Circuit,
    powers: PowersParts,
    output: KeyOutput,
    options: NewKeyOptions,
  ) {
    this.#glue = glue;
    this.#engine = engine;
    this.#circuit = circuit;
    this.#powers = powers;
    this.#output = output;
    this.#options = options;
    this.#rows = circuit.rows();
    this.#wires = circuit.wires();
    this.#publicWires = circuit.nPublic() + 1;
    this.#domainLog2 = Math.ceil(Math.log2(this.#rows));
    this.#total = 6 * this.#rows + 2 ** this.#domainLog2;
    if (this.#domainLog2 > powers.power) {
      throw new FedzkError(
        'invalid-argument',
        `"ptau" expected powers of at least 2^${this.#domainLog2} for this circuit; it has 2^${powers.power}. ` +
          'Use a file with a higher power.',
      );
    }
  }

  async make(): Promise<Uint8Array> {
    const { n8 } = this.#engine;
    const hash = this.#engine.blake2b();
    await this.#section(1, Uint8Array.of(1, 0, 0, 0));
    await this.#header(hash);

    const last = new this.#glue.Sums(1, this.#circuit);
    try {
      for (const [section, matrix] of [
        [LAGRANGE.beta, A],
        [LAGRANGE.alpha, B],
        [LAGRANGE.g1, C],
      ] as const) {
        await this.#addRows(last, section, matrix);
      }
      await this.#points(3, 'g1', last, 0, this.#publicWires, hash);
      await this.#coefficients();
      await this.#hashDifferences(hash);
      await this.#hashPoints('g1', last, this.#publicWires, this.#wires, hash);
      await this.#matrix(5, 'g1', LAGRANGE.g1, A, hash);
      await this.#matrix(6, 'g1', LAGRANGE.g1, B, hash);
      await this.#matrix(7, 'g2', LAGRANGE.g2, B, hash);
      await this.#output.begin(8, (this.#wires - this.#publicWires) * 2 * n8);
      await this.#each(this.#publicWires, this.#wires, (from, to) => this.#output.part(last.points(from, to)));
    } finally {
      last.free();
    }
    await this.#quotients();
    return hash.digest();
  }

  /** Section 2, whose γ and δ are generators. */
  async #header(hash: { update(bytes: Uint8Array): void }): Promise<void> {
    const read = (section: 4 | 5 | 6): Promise<Uint8Array> => this.#powers.read(section, 0, 1);
    const [alpha1, beta1, beta2] = [await read(4), await read(5), await read(6)];
    const [g1, g2] = [this.#engine.generator('g1'), this.#engine.generator('g2')];
    const points = [
      ['g1', alpha1],
      ['g1', beta1],
      ['g2', beta2],
      ['g2', g2],
      ['g1', g1],
      ['g2', g2],
    ] as const;
    for (const [group, point] of points) hash.update(this.#engine.uncompressed(group, point));
    await this.#section(2, joined([this.#circuit.header(), ...points.map(([, point]) => point)]));
  }

  /** Section 4. */
  async #coefficients(): Promise<void> {
    const length = this.#circuit.coefficientBytes();
    await this.#output.begin(4, 4 + length);
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, length / 44, true);
    await this.#output.part(count);
    await this.#each(0, this.#rows, (from, to) => this.#output.part(this.#circuit.coefficients(from, to)));
  }

  /** A section with a point a wire. */
  async #matrix(
    type: number,
    group: Group,
    section: 12 | 13,
    matrix: 0 | 1,
    hash: { update(bytes: Uint8Array): void },
  ): Promise<void> {
    const sums = new this.#glue.Sums(group === 'g1' ? 1 : 2, this.#circuit);
    try {
      await this.#addRows(sums, section, matrix);
      await this.#points(type, group, sums, 0, this.#wires, hash);
    } finally {
      sums.free();
    }
  }

  /** Adds all rows of a matrix, times the Lagrange form of a section. */
  async #addRows(sums: Sums, section: 12 | 13 | 14 | 15, matrix: 0 | 1 | 2): Promise<void> {
    const domain = 2 ** this.#domainLog2;
    await this.#each(0, this.#rows, async (from, to) => {
      // A section has the domains of 1, 2, 4, … points in turn.
      const points = await this.#powers.read(section, domain - 1 + from, to - from);
      if (!sums.addRows(this.#circuit, matrix, from, points)) read(undefined);
      this.#progress(to - from);
    });
  }

  /** Writes and hashes a section of points. */
  async #points(
    type: number,
    group: Group,
    sums: Sums,
    from: number,
    to: number,
    hash: { update(bytes: Uint8Array): void },
  ): Promise<void> {
    await this.#output.begin(type, (to - from) * (group === 'g1' ? 2 : 4) * this.#engine.n8);
    await this.#hashPoints(group, sums, from, to, hash, (part) => this.#output.part(part));
  }

  async #hashPoints(
    group: Group,
    sums: Sums,
    from: number,
    to: number,
    hash: { update(bytes: Uint8Array): void },
    write: (part: Uint8Array) => Promise<void> | undefined = () => undefined,
  ): Promise<void> {
    hash.update(counted(to - from));
    await this.#each(from, to, async (first, end) => {
      const part = sums.points(first, end);
      hash.update(this.#engine.uncompressed(group, part));
      await write(part);
    });
  }

  /** Hashes the points τ^(d+i) − τ^i. */
  async #hashDifferences(hash: { update(bytes: Uint8Array): void }): Promise<void> {
    const domain = 2 ** this.#domainLog2;
    const count = domain - 1;
    hash.update(counted(count));
    await this.#each(0, count, async (from, to) => {
      const high = await this.#powers.read(2, domain + from, to - from);
      const low = await this.#powers.read(2, from, to - from);
      hash.update(read(this.#glue.differences(high, low)));
      this.#progress(to - from);
    });
    if (this.#domainLog2 < HASHES_ONE_MORE_LOG2) return;
    const isThere = this.#powers.power > this.#domainLog2;
    const high = isThere ? await this.#powers.read(2, domain + count, 1) : this.#powers.after2;
    if (high.length !== 2 * this.#engine.n8) throw invalidFile('it ends after section 2');
    hash.update(this.#glue.wrappedDifference(high, await this.#powers.read(2, count, 1)));
  }

  /** Section 9: the odd points of the doubled domain. */
  async #quotients(): Promise<void> {
    const domain = 2 ** this.#domainLog2;
    const size = 2 * this.#engine.n8;
    await this.#output.begin(9, domain * size);
    await this.#each(0, domain, async (from, to) => {
      const points = await this.#powers.read(LAGRANGE.g1, 2 * domain - 1 + 2 * from, 2 * (to - from));
      const odd = new Uint8Array((to - from) * size);
      for (let i = 0; i < to - from; i++) odd.set(points.subarray((2 * i + 1) * size, (2 * i + 2) * size), i * size);
      await this.#output.part(odd);
    });
  }

  async #section(type: number, content: Uint8Array): Promise<void> {
    await this.#output.begin(type, content.length);
    await this.#output.part(content);
  }

  /** Does work in parts, lets other code run between them, and stops when the signal is aborted. */
  async #each(from: number, to: number, work: (from: number, to: number) => Promise<void>): Promise<void> {
    for (let first = from; first < to; first += CHUNK) {
      await nextTurn();
      this.#options.signal?.throwIfAborted();
      await work(first, Math.min(first + CHUNK, to));
    }
  }

  #progress(rows: number): void {
    this.#done += rows;
    this.#options.onProgress?.(this.#done / this.#total);
  }
}

/** A count as hashes take it. */
function counted(count: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, count);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
