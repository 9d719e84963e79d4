/** Contributions for programs, to powers of τ and to keys alike. */
import {
  bytesOf,
  type CallOptions,
  callOptionsOf,
  FedzkError,
  fromHex,
  type KeyInput,
  type KeySource,
  optionsOf,
  sourceOf,
  toHex,
  unexpected,
} from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { beaconSeed } from './beacon.js';
import type { Contributed } from './contributed.js';
import type { CeremonyEngine } from './engine/types.js';
import { lettersOf } from './format/file.js';
import { type Maker, MOST_VALUE_BYTES, requireExponent } from './format/links.js';
import { invalidFile } from './format/problems.js';
import { openPtau } from './format/ptau.js';
import { openZkey } from './format/zkey.js';
import { contributeToKey, previousHash } from './key/contribute.js';
import { announcementOf, requireClosed, requireOpen, requireSameCircuit } from './manifest/announcement.js';
import { beaconProblem, beaconProofOf, valueOfRound } from './manifest/beacon.js';
import { withEngine } from './open.js';
import { checkedNext, contributeToPowers, requireUnprepared, requireWhole } from './powers/contribute.js';
import { newSeed } from './secret.js';
import { type CeremonySink, into, sinkOf } from './sink.js';

export interface ContributeOptions {
  /** Written into the file for all to see. At most 64 UTF-16 units are kept. */
  readonly name?: string | undefined;
  /** Anything that the contributor typed. It is mixed with randomness from the system, and never used alone. */
  readonly typed?: string | undefined;
  /** The ceremony's announcement, JSON or an object. A key of another circuit, or a closed ceremony, is refused. */
  readonly announcement?: string | object | undefined;
  /** How many threads compute, where the runtime has them. Default: as many as the machine runs at once. */
  readonly threads?: number | undefined;
}

/**
 * Contributes to powers of τ or to a circuit's key. Checks all contributions so far, then writes the file with one more. Other
 * parts of a key are not checked: `verifyKey` checks them. Its secret is drawn for this call and overwritten before it resolves:
 * nothing can go on from a cancelled call.
 *
 * @throws {FedzkError} `invalid-ceremony-file`: another or a damaged file, or its chain of contributions is broken;
 *   `unsupported`: only a part of a ceremony's powers; `invalid-argument`: wrong options, or not the announced circuit;
 *   `expired`: the announced ceremony has closed; `invalid-state`: the ceremony has ended, by a key's random beacon or as its
 *   powers were prepared; and what the sink throws
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * await using zkey = await openKeyFile('circuit_0003.zkey');
 * const { hash } = await contribute(zkey, fileSink('circuit_0004.zkey'), { name: 'Alice', typed: 'dice: 4 2 6 1' });
 * console.log(`contribution hash: ${hash}`); // publish it
 * ```
 */
export async function contribute(
  source: KeyInput,
  sink: CeremonySink,
  options: ContributeOptions = {},
  call: CallOptions = {},
): Promise<Contributed> {
  const { name, typed = '', announcement, threads } = optionsOf(options, OPTIONS);
  if (name !== undefined && typeof name !== 'string') throw unexpected('name', 'a string', name);
  // Not shown: it is a part of the secret.
  if (typeof typed !== 'string') throw unexpected('typed', 'a string', Object.prototype.toString.call(typed));
  const announced = announcement === undefined ? undefined : announcementOf(announcement);
  if (announced !== undefined) requireOpen(announced);
  return extended(
    sourceOf(source, 'source', 'invalid-ceremony-file'),
    sink,
    { name },
    { threads, announced, call },
    (before) => newSeed(typed, before),
  );
}

const OPTIONS = ['name', 'typed', 'announcement', 'threads'] as const;

export interface BeaconOptions {
  /** A public random value that nobody knew before the last contribution: bytes, or hexadecimal. */
  readonly value?: Uint8Array | string | undefined;
  /** In its place, drand's signature of a round of quicknet, 48 bytes or hexadecimal: its SHA-256 is the value. */
  readonly signature?: Uint8Array | string | undefined;
  /** The value is hashed 2 to this power times: 10 to 20. Default: what was announced. */
  readonly iterations?: number | undefined;
  /** The ceremony's announcement. Another beacon than the announced one, or a ceremony that is still open, is refused. */
  readonly announcement?: string | object | undefined;
  readonly name?: string | undefined;
  readonly threads?: number | undefined;
}

const BEACON_OPTIONS = ['value', 'signature', 'iterations', 'announcement', 'name', 'threads'] as const;

/**
 * Ends a ceremony with a contribution that is derived from a public random value, so that everybody can derive it again.
 *
 * @throws {FedzkError} as {@link contribute}; `invalid-argument`: not the announced beacon; `invalid-state`: the announced
 *   ceremony still takes contributions
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * await applyBeacon(zkey, fileSink('circuit_final.zkey'), { announcement, signature: signatureOfRound });
 * ```
 */
export async function applyBeacon(
  source: KeyInput,
  sink: CeremonySink,
  options: BeaconOptions,
  call: CallOptions = {},
): Promise<Contributed> {
  const { value, signature, iterations, announcement, name, threads } = optionsOf(options, BEACON_OPTIONS);
  if (name !== undefined && typeof name !== 'string') throw unexpected('name', 'a string', name);
  if ((value === undefined) === (signature === undefined)) {
    throw new FedzkError('invalid-argument', 'A beacon needs "value" or "signature", and not both.');
  }
  const announced = announcement === undefined ? undefined : announcementOf(announcement);
  const round = signature === undefined ? undefined : ownBytesOf(signature, 'signature', 48, 48);
  const own = round === undefined ? ownBytesOf(value, 'value', 1, MOST_VALUE_BYTES) : await valueOfRound(round);
  const beacon = { value: own, exponent: iterations ?? announced?.beacon.iterations ?? Number.NaN };
  requireExponent(beacon.exponent);
  if (announced !== undefined) {
    requireClosed(announced);
    const proof = beaconProofOf(round === undefined ? { value: toHex(own) } : { signature: toHex(round) });
    const problem = await beaconProblem(announced, proof, beacon);
    if (problem !== undefined)
      throw new FedzkError('invalid-argument', `This is not the announced beacon: ${problem}.`);
  }
  return extended(
    sourceOf(source, 'source', 'invalid-ceremony-file'),
    sink,
    { name, beacon },
    { threads, announced, call },
    (_, signal) => beaconSeed(beacon, signal),
  );
}

/** Reads bytes, or their hexadecimal. */
function ownBytesOf(value: unknown, name: string, least: number, most: number): Uint8Array<ArrayBuffer> {
  const bytes = typeof value === 'string' && /^(?:[0-9a-f]{2})*$/.test(value) ? fromHex(value) : value;
  return Uint8Array.from(bytesOf(bytes as Uint8Array, name, least, most));
}

/** Refuses a key that has a beacon, which must be the last contribution. @throws {FedzkError} `invalid-state` */
function requireUnended(links: readonly Maker[]): void {
  if (links.every(({ beacon }) => beacon === undefined)) return;
  throw new FedzkError(
    'invalid-state',
    'The ceremony has ended: the key has a random beacon, which must be its last contribution. Take the key before it.',
  );
}

/** Refuses powers that a beacon follows already. People may still contribute to them. @throws {FedzkError} `invalid-state` */
function requireNoBeaconLast(links: readonly Maker[]): void {
  if (links.at(-1)?.beacon === undefined) return;
  throw new FedzkError(
    'invalid-state',
    'The powers of τ end with a random beacon already, and another one adds nothing. Take them as they are.',
  );
}

interface Extending {
  readonly threads: number | undefined;
  readonly announced: ReturnType<typeof announcementOf> | undefined;
  readonly call: CallOptions;
}

/** Writes a file with one link more. */
async function extended(
  source: KeySource,
  sink: CeremonySink,
  maker: Maker,
  { threads, announced, call }: Extending,
  seedAfter: (previous: Uint8Array, signal: AbortSignal | undefined) => Promise<Uint8Array>,
): Promise<Contributed> {
  const own = callOptionsOf(call);
  const target = sinkOf(sink);
  const letters = await lettersOf(source, own.signal);
  const onEngine = <T>(curve: Curve, use: (engine: CeremonyEngine) => Promise<T>) =>
    withEngine(curve, threads, (engine) => into(target, own.signal, () => use(engine)));
  const seeded = async <T>(before: Uint8Array, use: (seed: Uint8Array) => Promise<T>): Promise<T> => {
    const seed = await seedAfter(before, own.signal);
    try {
      return await use(seed);
    } finally {
      seed.fill(0);
    }
  };
  if (letters === 'zkey') {
    const file = await openZkey(source);
    if (announced !== undefined) requireSameCircuit(announced, file.circuitHash);
    requireUnended(file.links);
    return onEngine(file.numbers.curve, (engine) =>
      seeded(previousHash(engine, file), (seed) => contributeToKey(engine, file, target, { seed, maker }, own)),
    );
  }
  if (letters === 'ptau') {
    if (announced !== undefined) {
      throw new FedzkError(
        'invalid-argument',
        'The announcement is of a circuit’s key, and the file has powers of τ. Give the .zkey file, or leave the announcement out.',
      );
    }
    const file = await openPtau(source);
    requireWhole(file);
    requireUnprepared(file);
    if (maker.beacon !== undefined) requireNoBeaconLast(file.links);
    return onEngine(file.numbers.curve, async (engine) => {
      const before = await checkedNext(engine, file, own.signal);
      return seeded(before, (seed) => contributeToPowers(engine, file, target, { seed, maker, before }, own));
    });
  }
  throw invalidFile('expected a ptau or a zkey file');
}
