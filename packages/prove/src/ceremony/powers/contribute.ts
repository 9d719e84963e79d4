/** A contribution to powers of τ: the point of index i is multiplied by τ^i, and by α or β in their sections. */
import { type CallOptions, concat, FedzkError, toHex } from '@fedzk/core';
import {
  firstNext,
  firstState,
  hashedKeys,
  newKeys,
  powersChainProblem,
  writePowersLink,
} from '../chain/powers-chain.js';
import type { Contributed } from '../contributed.js';
import type { Blake2b, CeremonyEngine, Secrets } from '../engine/types.js';
import { u32 } from '../format/bytes.js';
import { isEqual } from '../format/curves.js';
import type { Maker } from '../format/links.js';
import { invalidFile } from '../format/problems.js';
import { type PowersFile, type PowersSection, type PowersState, powersHeader, powersSections } from '../format/ptau.js';
import { FileWriter } from '../format/writer.js';
import type { CeremonySink } from '../sink.js';
import { Done, inOrder, partsOf } from '../work.js';

/** The hash that the next contribution begins with. @throws {FedzkError} `invalid-ceremony-file`: the chain is broken */
export async function checkedNext(engine: CeremonyEngine, file: PowersFile, signal?: AbortSignal): Promise<Uint8Array> {
  const first = await firstNext(engine, file.ceremonyPower, signal);
  const problem = await powersChainProblem(engine, file.links, first, signal);
  if (problem !== undefined) throw invalidFile(problem);
  return file.links.at(-1)?.next ?? first;
}

/** @throws {FedzkError} `unsupported`: the powers are only a part of a ceremony's */
export function requireWhole({ power, ceremonyPower }: PowersFile): void {
  if (power === ceremonyPower) return;
  throw new FedzkError(
    'unsupported',
    `The file has 2^${power} powers of a ceremony with 2^${ceremonyPower}; contribute to the ceremony's own file.`,
  );
}

/**
 * Refuses powers that are prepared: their Lagrange forms would be those of the old powers, and keys are made of these.
 *
 * @throws {FedzkError} `invalid-state`
 */
export function requireUnprepared({ prepared }: PowersFile): void {
  if (!prepared) return;
  throw new FedzkError(
    'invalid-state',
    'The powers of τ are prepared for making keys, which ended their ceremony. Take the file that they were prepared from, and prepare the new one anew; or, to contribute to a circuit’s key, its .zkey file.',
  );
}

/**
 * Writes powers with one more contribution.
 *
 * @param seed 32 bytes, of which its scalars are made
 * @param before what {@link checkedNext} returned
 * @throws {FedzkError} `invalid-ceremony-file`: a point is invalid, or not that of the chain
 */
export async function contributeToPowers(
  engine: CeremonyEngine,
  file: PowersFile,
  sink: CeremonySink,
  { seed, maker, before }: { readonly seed: Uint8Array; readonly maker: Maker; readonly before: Uint8Array },
  options: CallOptions,
): Promise<Contributed> {
  const { signal } = options;
  const { links, chain, power, numbers } = file;
  const sections = powersSections(power);
  const points = sections.reduce((sum, { count }) => sum + count, 0);
  const done = new Done(points * (MULTIPLIED + 1), options);
  const writer = new FileWriter(sink, signal);
  await requireStart(engine, file);
  const secrets = engine.secrets(seed, 3);
  try {
    const keys = newKeys(engine, secrets, before);
    const response = engine.blake2b();
    response.update(before);
    await writer.head('ptau', 7);
    await writer.section(1, powersHeader(numbers, power, power));
    for (const section of sections) await multiply(engine, file, section, { writer, secrets, response, done });
    const partial = response.state();
    response.update(hashedKeys(engine, keys));
    const hash = response.digest();
    const next = await nextOf(
      engine,
      hash,
      sections,
      (type, at, length) => readBack(sink, writer, type, at, length),
      done,
    );
    const state = await stateOf(engine, (type, at, length) => readBack(sink, writer, type, at, length));
    const link = writePowersLink({ ...state, keys, partial, next }, maker);
    await writer.section(7, concat(u32(links.length + 1), chain.subarray(4), link));
    writer.end();
    return { kind: 'powers', curve: engine.curve, index: links.length, hash: toHex(hash) };
  } finally {
    secrets.dispose();
  }
}

/** How much longer it takes to multiply a point than to hash it. */
const MULTIPLIED = 50;

type Read = (type: PowersSection['type'], at: number, length: number) => Promise<Uint8Array>;

function readBack(sink: CeremonySink, { offsets }: FileWriter, type: number, at: number, length: number) {
  return sink.read((offsets.get(type) ?? 0) + at, length);
}

interface Multiplying {
  readonly writer: FileWriter;
  readonly secrets: Secrets;
  readonly response: Blake2b;
  readonly done: Done;
}

async function multiply(
  engine: CeremonyEngine,
  { source, section }: PowersFile,
  { type, group, count, factor }: PowersSection,
  { writer, secrets, response, done }: Multiplying,
): Promise<void> {
  const { offset, length } = section(type);
  const size = length / count;
  await writer.begin(type, length);
  const tasks = [...partsOf(count)].map((part) => async () => {
    const points = await source.read(offset + part.first * size, part.count * size);
    const multiplied = await engine.scalePowers(group, points, part.first, secrets, factor);
    if (typeof multiplied !== 'number') return multiplied;
    throw invalidFile(`point ${part.first + multiplied} of section ${type} is invalid`);
  });
  await inOrder(tasks, 2 * engine.threads, async (multiplied) => {
    await writer.part(multiplied);
    response.update(engine.compressed(group, multiplied));
    done.add((MULTIPLIED * multiplied.length) / size);
  });
}

/** Hashes powers for the next contribution. */
async function nextOf(
  engine: CeremonyEngine,
  response: Uint8Array,
  sections: readonly PowersSection[],
  read: Read,
  done?: Done,
): Promise<Uint8Array> {
  const hash = engine.blake2b();
  hash.update(response);
  for (const { type, group, count } of sections) {
    const size = (group === 'g1' ? 2 : 4) * engine.n8;
    for (const part of partsOf(count)) {
      hash.update(engine.uncompressed(group, await read(type, part.first * size, part.count * size)));
      done?.add(part.count);
    }
  }
  return hash.digest();
}

/** Reads the points of a file that its last link names. */
async function stateOf(engine: CeremonyEngine, read: Read): Promise<PowersState> {
  const [g1, g2] = [2 * engine.n8, 4 * engine.n8];
  return {
    tauG1: await read(2, g1, g1),
    tauG2: await read(3, g2, g2),
    alphaG1: await read(4, 0, g1),
    betaG1: await read(5, 0, g1),
    betaG2: await read(6, 0, g2),
  };
}

/** Checks that powers begin as their chain says. @throws {FedzkError} `invalid-ceremony-file` */
export async function requireStart(engine: CeremonyEngine, file: PowersFile): Promise<void> {
  const read: Read = async (type, at, length) => file.source.read(file.section(type).offset + at, length);
  const state = await stateOf(engine, read);
  const chain: PowersState = file.links.at(-1) ?? firstState(engine);
  const [g1, g2] = [engine.generator('g1'), engine.generator('g2')];
  const starts =
    isEqual(await read(2, 0, g1.length), g1) &&
    isEqual(await read(3, 0, g2.length), g2) &&
    (Object.keys(state) as (keyof PowersState)[]).every((name) => isEqual(state[name], chain[name]));
  if (!starts) throw invalidFile('its powers are not those of its last contribution');
}
