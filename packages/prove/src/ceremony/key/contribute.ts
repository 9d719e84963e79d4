/** A contribution to a proving key: δ becomes δ·x, and the points of sections 8 and 9 are divided by x. */
import { type CallOptions, concat, toHex } from '@fedzk/core';
import { contributionHash, keyChainProblem, newLink, writeLink } from '../chain/key-chain.js';
import type { Contributed } from '../contributed.js';
import type { CeremonyEngine, Secrets } from '../engine/types.js';
import { u32 } from '../format/bytes.js';
import type { Maker } from '../format/links.js';
import { invalidFile } from '../format/problems.js';
import { FileWriter } from '../format/writer.js';
import type { KeyFile } from '../format/zkey.js';
import type { CeremonySink } from '../sink.js';
import { Done, inOrder, PART, partsOf } from '../work.js';

/** Bytes of a part of a section that is copied. */
const COPIED = 1 << 18;

/** The hash that the next contribution's secret is tied to. */
export function previousHash(engine: CeremonyEngine, { links, circuitHash }: KeyFile): Uint8Array {
  const last = links.at(-1);
  return last === undefined ? circuitHash : contributionHash(engine, last);
}

/**
 * Writes a key with one more contribution.
 *
 * @param seed 32 bytes, of which its scalar is made
 * @throws {FedzkError} `invalid-ceremony-file`: the chain is broken, or a point is invalid
 */
export async function contributeToKey(
  engine: CeremonyEngine,
  file: KeyFile,
  sink: CeremonySink,
  { seed, maker }: { readonly seed: Uint8Array; readonly maker: Maker },
  options: CallOptions,
): Promise<Contributed> {
  const { signal } = options;
  const problem = await keyChainProblem(engine, file, signal);
  if (problem !== undefined) throw invalidFile(problem);
  const secrets = engine.secrets(seed, 1);
  try {
    const link = newLink(engine, file, secrets);
    const delta2 = engine.multiply('g2', file.delta2, secrets, 0);
    const { header, delta1, circuitHash, links, chain } = file;
    const writer = new FileWriter(sink, signal);
    const done = new Done(costOf(file), options);
    await writer.head('zkey', 10);
    await copy(file, 1, writer, done);
    const before = header.subarray(0, header.length - delta1.length - delta2.length);
    await writer.section(2, concat(before, link.delta, delta2));
    for (const type of [3, 4, 5, 6, 7]) await copy(file, type, writer, done);
    await divide(engine, file, 8, secrets, writer, done);
    await divide(engine, file, 9, secrets, writer, done);
    const count = 64 + 4;
    await writer.section(10, concat(circuitHash, u32(links.length + 1), chain.subarray(count), writeLink(link, maker)));
    writer.end();
    return {
      kind: 'key',
      curve: engine.curve,
      index: links.length,
      hash: toHex(contributionHash(engine, link)),
      circuitHash: toHex(circuitHash),
    };
  } finally {
    secrets.dispose();
  }
}

/** How much longer it takes to multiply a byte of a point than to copy it. */
const MULTIPLIED = 100;

function costOf(file: KeyFile): number {
  const bytes = (types: readonly number[]) => types.reduce((sum, type) => sum + file.section(type).length, 0);
  return bytes([1, 3, 4, 5, 6, 7]) + MULTIPLIED * bytes([8, 9]);
}

async function copy({ source, section }: KeyFile, type: number, writer: FileWriter, done: Done): Promise<void> {
  const { offset, length } = section(type);
  await writer.begin(type, length);
  for (const { first, count } of partsOf(length, COPIED)) {
    await writer.part(await source.read(offset + first, count));
    done.add(count);
  }
}

async function divide(
  engine: CeremonyEngine,
  { source, section }: KeyFile,
  type: 8 | 9,
  secrets: Secrets,
  writer: FileWriter,
  done: Done,
): Promise<void> {
  const { offset, length } = section(type);
  const size = 2 * engine.n8;
  await writer.begin(type, length);
  const parts = [...partsOf(length / size, PART)];
  const tasks = parts.map(({ first, count }) => async () => {
    const points = await source.read(offset + first * size, count * size);
    // Wires that no constraint has are at infinity. The powers of H are not.
    const at = type === 9 ? infinityIn(points, size) : -1;
    const divided = at >= 0 ? at : await engine.scale(points, secrets, 0);
    if (typeof divided === 'number') throw invalidFile(`point ${first + divided} of section ${type} is invalid`);
    return divided;
  });
  await inOrder(tasks, 2 * engine.threads, async (divided) => {
    await writer.part(divided);
    done.add(MULTIPLIED * divided.length);
  });
}

/** Returns the index of the first point at infinity, or -1. */
function infinityIn(points: Uint8Array, size: number): number {
  for (let at = 0; at < points.length; at += size) {
    if (points.subarray(at, at + size).every((byte) => byte === 0)) return at / size;
  }
  return -1;
}
