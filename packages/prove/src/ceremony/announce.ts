/** Announcements for programs: what contributors sign. */
import {
  type CallOptions,
  callOptionsOf,
  canonicalJson,
  counted,
  FedzkError,
  type KeyInput,
  listOf,
  optionsOf,
  quoted,
  sourceOf,
  toHex,
  unexpected,
} from '@fedzk/core';
import { type AnnouncedBeacon, PERPETUAL_POWERS } from '@fedzk/verify/ceremony';
import type { Level } from '@fedzk/verify/levels';
import { openPtau } from './format/ptau.js';
import { readCircuit } from './format/r1cs.js';
import { openZkey } from './format/zkey.js';
import { blake2bOf, sha256Of } from './hashes.js';
import { requireFit } from './key/new.js';
import { announcementOf } from './manifest/announcement.js';
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
  /** Where the powers of τ came from: `perpetual-28` for a published file, whose hash is checked, else in your words. */
  readonly source: string;
  /** A ceremony for tests, whose keys count nowhere else. */
  readonly development?: boolean | undefined;
}

const FILES = ['r1cs', 'ptau'] as const;
const FACTS = ['name', 'publicSignals', 'level', 'closes', 'beacon', 'source', 'development'] as const;

/**
 * Writes the announcement of a ceremony for a circuit's key. Publish it before the first contribution: contributors sign it.
 * The powers of τ are taken as they are; verify them first.
 *
 * @returns its canonical JSON
 * @throws {FedzkError} `invalid-argument`: the key is not the first one, something doesn't fit, or the ceremony can't make a key that
 *   counts; `invalid-ceremony-file`
 *
 * @example
 * ```ts
 * const announcement = await announce({ r1cs, ptau, zkey, name: 'my-circuit', publicSignals: ['sum'], level: 'standard',
 *   closes: '2027-01-31T12:00:00Z', beacon: { source: 'drand-quicknet', round: 36_230_000, iterations: 10 },
 *   source: 'perpetual-28' });
 * ```
 */
export async function announce(options: AnnounceOptions, call: CallOptions = {}): Promise<string> {
  const { zkey, ...given } = optionsOf(options, [...FILES, 'zkey', ...FACTS]);
  const own = callOptionsOf(call);
  const { r1cs, circuit, powers, draft } = await drafted(given);
  const key = await openZkey(sourceOf(zkey, 'zkey', 'invalid-ceremony-file'));
  if (key.links.length > 0) {
    throw new FedzkError('invalid-argument', '"zkey" expected the first key, to which nobody has contributed yet.');
  }
  const same = (['wires', 'publicSignals', 'domain'] as const).every((name) => key[name] === circuit[name]);
  if (!same || key.numbers.curve !== circuit.curve) {
    throw new FedzkError(
      'invalid-argument',
      '"zkey" expected a key of the circuit in "r1cs", and this one is of another.',
    );
  }
  const { r1csSha256, blake2b } = await withEngine(draft.curve, 1, async (engine) => ({
    r1csSha256: toHex(await sha256Of(engine, r1cs, { signal: own.signal })),
    blake2b: toHex(await blake2bOf(engine, powers.source, own)),
  }));
  const announcement = {
    ...draft,
    circuit: { ...draft.circuit, r1csSha256 },
    csHash: toHex(key.circuitHash),
    ptau: { ...draft.ptau, blake2b },
  };
  return canonicalJson(announcementOf(announcement));
}

/**
 * Checks what {@link announce} will be given, before the first key is made, which takes long: that a ceremony with these facts
 * can make a key that counts.
 *
 * @throws {FedzkError} as {@link announce}
 *
 * @example
 * ```ts
 * await requireAnnounceable({ r1cs, ptau, ...facts });
 * await newKey({ r1cs, ptau }, fileSink('key_0.zkey'));
 * ```
 */
export async function requireAnnounceable(options: Omit<AnnounceOptions, 'zkey'>): Promise<void> {
  await drafted(optionsOf(options, [...FILES, ...FACTS]));
}

/** Makes an announcement whose hashes are still zeros. */
async function drafted(given: Omit<AnnounceOptions, 'zkey'>) {
  const r1cs = sourceOf(given.r1cs, 'r1cs', 'invalid-ceremony-file');
  const circuit = await readCircuit(r1cs);
  const powers = await openPtau(sourceOf(given.ptau, 'ptau', 'invalid-ceremony-file'));
  requireFit(circuit, powers);
  const publicSignals = listOf(given.publicSignals, 'publicSignals', 'a list of names', (name) => {
    if (typeof name === 'string') return name;
    throw unexpected('publicSignals', 'a list of names', name);
  });
  const doubled = publicSignals.find((name, i) => publicSignals.indexOf(name) !== i);
  if (doubled !== undefined) {
    throw new FedzkError(
      'invalid-argument',
      `"publicSignals" has ${quoted(doubled)} twice. Give each signal its own name.`,
    );
  }
  if (publicSignals.length !== circuit.publicSignals) {
    const expected = counted(circuit.publicSignals, 'name');
    throw new FedzkError(
      'invalid-argument',
      `"publicSignals" expected ${expected}, one for each public signal of the circuit, got ${publicSignals.length}.`,
    );
  }
  const { development = false } = given;
  if (typeof development !== 'boolean') throw unexpected('development', 'a boolean', development);
  const { constraints, domain, curve } = circuit;
  const draft = announcementOf({
    beacon: given.beacon,
    circuit: { constraints, domain, name: given.name, publicSignals, r1csSha256: '00'.repeat(32) },
    closes: given.closes,
    csHash: '00'.repeat(64),
    curve,
    ...(development && { development }),
    level: given.level,
    // Its hash is not known yet; that of a published file is what it must be.
    ptau: { blake2b: PERPETUAL_POWERS[powers.power] ?? '00'.repeat(64), power: powers.power, source: given.source },
  });
  if (Date.parse(draft.closes) <= Date.now()) {
    throw new FedzkError(
      'invalid-argument',
      `"closes" is in the past: ${quoted(draft.closes)}. Nobody could contribute.`,
    );
  }
  return { r1cs, circuit, powers, draft };
}
