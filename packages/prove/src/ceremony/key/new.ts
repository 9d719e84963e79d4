/** The first key of a circuit, from its constraints and prepared powers of τ. */
import { type CallOptions, concat, FedzkError, type KeySource } from '@fedzk/core';
import { peopleProblem } from '../chain/problem.js';
import type { CeremonyEngine, KeyOutput, PowersParts } from '../engine/types.js';
import { u32 } from '../format/bytes.js';
import { invalidFile } from '../format/problems.js';
import type { PowersFile } from '../format/ptau.js';
import type { Circuit } from '../format/r1cs.js';
import { FileWriter } from '../format/writer.js';
import type { CeremonySink } from '../sink.js';

/** @throws {FedzkError} `invalid-argument`: they don't fit; `invalid-ceremony-file` */
export function requireFit(circuit: Circuit, powers: PowersFile): void {
  const { curve } = powers.numbers;
  if (circuit.curve !== curve) {
    throw new FedzkError(
      'invalid-argument',
      `"r1cs" is over ${circuit.curve}, and "ptau" over ${curve}; take powers of the circuit's curve.`,
    );
  }
  if (circuit.domain > 2 ** powers.power) {
    throw new FedzkError(
      'invalid-argument',
      `"ptau" has 2^${powers.power} powers; the circuit needs 2^${Math.log2(circuit.domain)}. Take a larger one.`,
    );
  }
  if (!powers.prepared) {
    throw new FedzkError('invalid-argument', '"ptau" expected prepared powers of τ; run "prepare" on them first.');
  }
  const nobody = peopleProblem(powers.links);
  if (nobody !== undefined) throw invalidFile(`of "ptau", ${nobody}: everybody knows its τ`);
}

/** Gives an engine the parts of a ptau. */
async function powersParts({ source, section, power, numbers }: PowersFile): Promise<PowersParts> {
  const { offset, length } = section(2);
  const size = 2 * numbers.n8;
  const end = offset + length;
  const after = await source.read(end, Math.min(size, source.size - end));
  const after2 = new Uint8Array(size);
  after2.set(after);
  return {
    power,
    read: (type, first, count) => {
      const bytes = type === 3 || type === 6 || type === 13 ? 2 * size : size;
      return Promise.resolve(source.read(section(type).offset + first * bytes, count * bytes));
    },
    after2,
  };
}

/** Makes the parts of a key that don't come from contributions. Returns csHash. */
export async function makeKey(
  engine: CeremonyEngine,
  r1cs: KeySource,
  powers: PowersFile,
  output: KeyOutput,
  options: CallOptions,
): Promise<Uint8Array> {
  const circuit = await r1cs.read(0, r1cs.size);
  return engine.newKey(circuit, await powersParts(powers), output, options);
}

export async function writeNewKey(
  engine: CeremonyEngine,
  r1cs: KeySource,
  powers: PowersFile,
  sink: CeremonySink,
  options: CallOptions,
): Promise<Uint8Array> {
  const writer = new FileWriter(sink, options.signal);
  await writer.head('zkey', 10);
  const csHash = await makeKey(engine, r1cs, powers, writer, options);
  await writer.section(10, concat(csHash, u32(0)));
  writer.end();
  return csHash;
}
