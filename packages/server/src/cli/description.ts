// A task as an operator describes it, in JSON, and the task file that both aggregators' cards make of it.

import { type TaskFileOptions, writeTaskFile } from '@fedzk/agg/task';
import { CIRCUITS, type CircuitName } from '@fedzk/circuits';
import { quoted } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import * as v from 'valibot';
import { requireScale } from '../client/values.js';
import { bytesOf, type Card, cardSchema, partyOf } from '../control/card.js';
import type { ClientRecord } from '../control/clients.js';
import { readAs, Trouble } from './command.js';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'Expected 32 bytes in base64url.'));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const decimal = v.pipe(v.number(), v.gtValue(0));

/** The form of a description. What has a default in a task file may be left out. */
const descriptionSchema = v.strictObject({
  id: v.string(),
  /** One of `@fedzk/circuits`, which says `level`, `n`, `bits` and `headroom`. */
  circuit: v.optional(v.picklist(Object.keys(CIRCUITS) as CircuitName[])),
  level: v.optional(v.picklist(['standard', 'enhanced', 'maximum'])),
  n: v.optional(count),
  bits: v.optional(count),
  headroom: v.optional(count),
  parts: v.optional(count),
  maxNormSq: v.union([count, v.pipe(v.string(), v.regex(/^\d{1,100}$/, 'Expected an integer.'))]),
  minBatch: count,
  maxColluding: v.optional(count),
  minHonest: v.optional(count),
  omit: v.optional(v.nullable(count)),
  /** Ids of clients that are enrolled here, or clients with their keys. Left out: all that are enrolled here. `null`: an open task. */
  clients: v.optional(v.nullable(v.array(v.union([v.string(), v.strictObject({ id: v.string(), publicKey: key })])))),
  /** Keys, or clients that are enrolled here, who read with the key that signs their reports. */
  readers: v.optional(v.union([v.literal('public'), v.array(v.union([key, v.strictObject({ id: v.string() })]))])),
  quantization: v.optional(v.strictObject({ clip: decimal, scale: v.optional(decimal) })),
  model: v.optional(v.strictObject({ id: v.string(), sha256: v.string() })),
  /** `first` is a moment in UTC; the others are seconds. */
  schedule: v.optional(
    v.strictObject({ first: v.pipe(v.string(), v.isoTimestamp()), every: count, uploads: count, settle: count }),
  ),
  supersedes: v.optional(v.string()),
});

/** A task as an operator describes it. */
export type Description = v.InferOutput<typeof descriptionSchema>;

/** What a description doesn't say. */
export interface Surrounding {
  readonly leader: Card;
  readonly helper: Card;
  /** Asked only where the description names clients by their ids, or not at all. */
  readonly enrolled: () => Promise<readonly ClientRecord[]>;
  /** `Verifier.id` of the key. */
  readonly vkeyId: string;
}

/** Reads a description. @throws {Trouble} with the member that is wrong */
export function readDescription(path: string): Description {
  return readAs([descriptionSchema, 'a description of a task'], path);
}

/** Reads the card of an aggregator of a role. @throws {Trouble} */
export function readCard(path: string, role: 'leader' | 'helper'): Card {
  const card = readAs([cardSchema, 'a card'], path);
  if (card.role !== role)
    throw new Trouble(`${quoted(path)} is the card of the ${card.role}. Give that of the ${role} by --${role}.`);
  return card;
}

/** Makes a task file. @throws {FedzkError} `invalid-argument` with the member that is wrong */
export async function makeTaskFile(description: Description, around: Surrounding): Promise<Uint8Array> {
  const { circuit, maxNormSq, clients, readers, quantization, schedule, ...plain } = description;
  const known = circuit && CIRCUITS[circuit];
  const given = { ...(known && { level: known.level, ...known.gradientUpdate }), ...plain };
  const { bits } = given;
  if (quantization !== undefined && Number.isInteger(bits)) {
    requireScale('"quantization.scale"', { bits: Number(bits), clip: quantization.clip, scale: quantization.scale });
  }
  const options = {
    ...given,
    vkeyId: around.vkeyId,
    maxNormSq: BigInt(maxNormSq),
    leader: partyOf(around.leader),
    helper: partyOf(around.helper),
    ...(clients !== null && { clients: await clientsOf(clients, given.minBatch, around) }),
    ...(readers && { readers: readers === 'public' ? readers : await readersOf(readers, around) }),
    ...(quantization && {
      // A step is clip / q, with the greatest integer q.
      quantization: { scale: quantization.clip / (2 ** (Number(bits) - 1) - 1), ...quantization },
    }),
    ...(schedule && { schedule: { ...schedule, first: Date.parse(schedule.first) } }),
  };
  return writeTaskFile(options as unknown as TaskFileOptions);
}

/** Returns the curve of a level's keys. */
export function curveOf(level: Description['level']): Curve {
  return SECURITY_LEVELS[level ?? 'standard'].curve;
}

async function clientsOf(
  given: Exclude<Description['clients'], null>,
  minBatch: number,
  { enrolled }: Surrounding,
): Promise<{ readonly id: string; readonly publicKey: Uint8Array }[]> {
  const needsList = given === undefined || given.some((client) => typeof client === 'string');
  const known = needsList ? current(await enrolled()) : [];
  if (given === undefined && known.length < minBatch) {
    const are = known.length === 1 ? 'client is' : 'clients are';
    throw new Trouble(
      `"minBatch" is ${minBatch}, and ${known.length} ${are} enrolled here: a sum would lack ${minBatch - known.length} reports. Enrol more (fedzk client enrol; fedzk client list says who is), or lower "minBatch".`,
    );
  }
  return (given ?? known.map(({ id }) => id)).map((client) =>
    typeof client === 'string'
      ? { id: client, publicKey: keyOf(known, client) }
      : { id: client.id, publicKey: bytesOf(client.publicKey) },
  );
}

async function readersOf(
  given: Exclude<NonNullable<Description['readers']>, 'public'>,
  { enrolled }: Surrounding,
): Promise<Uint8Array[]> {
  const known = given.some((reader) => typeof reader !== 'string') ? current(await enrolled()) : [];
  return given.map((reader) => (typeof reader === 'string' ? bytesOf(reader) : keyOf(known, reader.id)));
}

function current(all: readonly ClientRecord[]): readonly ClientRecord[] {
  return all.filter(({ revoked }) => revoked === undefined);
}

function keyOf(known: readonly ClientRecord[], id: string): Uint8Array {
  const record = known.find((each) => each.id === id);
  if (record === undefined)
    throw new Trouble(`The client ${quoted(id)} is not enrolled here. fedzk client list says who is.`);
  return bytesOf(record.signingKey);
}
