/** Announcements for programs: what contributors sign. */
import {
  type CallOptions,
  callOptionsOf,
  canonicalJson,
  FedzkError,
  type KeyInput,
  listOf,
  optionsOf,
  sourceOf,
  toHex,
  unexpected,
} from '@fedzk/core';
import { type AnnouncedBeacon, type Announcement, announcementHash } from '@fedzk/verify/ceremony';
import type { Level } from '@fedzk/verify/levels';
import { openPtau } from './format/ptau.js';
import { readCircuit } from './format/r1cs.js';
import { openZkey } from './format/zkey.js';
import { blake2bOf, sha256Of } from './hashes.js';
import { requireFit } from './key/new.js';
import { withEngine } from './open.js';

export interface AnnounceOptions {
  readonly r1cs: KeyInput;
  readonly ptau: KeyInput;
  /** The circuit's first key, which {@link newKey} made. */
  readonly zkey: KeyInput;
  /** The circuit's name, such as `gradient-update-800x8`. */
  readonly name: string;
  /** The names of the circuit's public signals, in their order. */
  readonly publicSignals: readonly string[];
  /** The level that the ceremony is for. */
  readonly level: Level;
  /** The last moment for a contribution, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly closes: string;
  /** What ends the ceremony: a round or a block that is at least an hour after `closes`. */
  readonly beacon: AnnouncedBeacon;
  /** Where the powers of τ came from, such as `perpetual-28`. */
  readonly source: string;
  /** A ceremony for tests, whose keys count nowhere else. */
  readonly development?: boolean | undefined;
}

const FILES = ['r1cs', 'ptau', 'zkey'] as const;
const FACTS = ['name', 'publicSignals', 'level', 'closes', 'beacon', 'source', 'development'] as const;

/**
 * Writes the announcement of a ceremony for a circuit's key. Publish it before the first contribution: contributors sign it.
 * The powers of τ are taken as they are; verify them first.
 *
 * @returns its canonical JSON
 * @throws {FedzkError} `invalid-argument`: the key is not the first one, or something doesn't fit; `invalid-ceremony-file`
 *
 * @example
 * ```ts
 * const announcement = await announce({ r1cs, ptau, zkey, name: 'my-circuit', publicSignals: ['sum'], level: 'standard',
 *   closes: '2027-01-31T12:00:00Z', beacon: { source: 'drand-quicknet', round: 36_230_000, iterations: 10 },
 *   source: 'perpetual-28' });
 * ```
 */
export async function announce(options: AnnounceOptions, call: CallOptions = {}): Promise<string> {
  const given = optionsOf(options, [...FILES, ...FACTS]);
  const own = callOptionsOf(call);
  const r1cs = sourceOf(given.r1cs, 'r1cs', 'invalid-ceremony-file');
  const circuit = await readCircuit(r1cs);
  const powers = await openPtau(sourceOf(given.ptau, 'ptau', 'invalid-ceremony-file'));
  requireFit(circuit, powers);
  const key = await openZkey(sourceOf(given.zkey, 'zkey', 'invalid-ceremony-file'));
  if (key.links.length > 0) {
    throw new FedzkError('invalid-argument', '"zkey" expected the first key, to which nobody has contributed yet.');
  }
  const publicSignals = listOf(given.publicSignals, 'publicSignals', 'a list of names', (name) => {
    if (typeof name === 'string') return name;
    throw unexpected('publicSignals', 'a list of names', name);
  });
  if (publicSignals.length !== circuit.publicSignals) {
    throw unexpected(
      'publicSignals',
      `the ${circuit.publicSignals} names of the circuit's public signals`,
      publicSignals,
    );
  }
  const hashes = await withEngine(circuit.curve, 1, async (engine) => ({
    r1csSha256: toHex(await sha256Of(engine, r1cs, { signal: own.signal })),
    blake2b: toHex(await blake2bOf(engine, powers.source, own)),
  }));
  const { constraints, domain, curve } = circuit;
  const announcement: Announcement = {
    beacon: given.beacon,
    circuit: { constraints, domain, name: given.name, publicSignals, r1csSha256: hashes.r1csSha256 },
    closes: given.closes,
    csHash: toHex(key.circuitHash),
    curve,
    ...(given.development === true && { development: true as const }),
    level: given.level,
    ptau: { blake2b: hashes.blake2b, power: powers.power, source: given.source },
  };
  // Checks its form.
  announcementHash(announcement);
  return canonicalJson(announcement);
}
