// new, prepare: files that nobody's secret is in.

import { FedzkError } from '@fedzk/core';
import { announce, type CallOptions, newKey, newPowers, prepare, requireAnnounceable } from '@fedzk/prove/ceremony';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { isSameFile, quoted, Trouble } from '../files.js';
import { hasCircuit, signalsOf, withCircuit } from './circuit.js';
import { requireNew, withKind } from './files.js';
import { oneName, twoNames } from './names.js';
import { requireNewBefore, together } from './new-files.js';
import { integerOf, needed, SEE_HELP, type Values } from './options.js';
import { type Command, longCall, type Request, say } from './run.js';

const ANNOUNCED = [
  'announce',
  'name',
  'level',
  'closes',
  'round',
  'height',
  'iterations',
  'signals',
  'source',
] as const;

export const NEW: Command = {
  options: ['curve', 'power', 'r1cs', 'circuit', 'ptau', 'threads', 'development', ...ANNOUNCED],
  async run(request) {
    const { values } = request;
    const out = oneName(request, 'new');
    requireEnding(out, hasCircuit(values) || values.ptau !== undefined ? 'zkey' : 'ptau');
    if (!hasCircuit(values) && values.ptau === undefined) return newFirstPowers(request, out);
    if (values.power !== undefined || values.curve !== undefined) {
      throw new Trouble(
        `--curve and --power are for powers of τ, and a key is made with --r1cs or --circuit, and --ptau: leave out one of the two. ${SEE_HELP}`,
      );
    }
    if (values.announce === undefined) requireNoAnnouncing(values);
    return newFirstKey(request, out);
  },
};

/** Refuses a name for powers that is for keys, and the other way round. @throws {Trouble} */
function requireEnding(out: string, kind: 'zkey' | 'ptau'): void {
  const other = kind === 'zkey' ? 'ptau' : 'zkey';
  if (!out.toLowerCase().endsWith(`.${other}`)) return;
  const how = kind === 'zkey' ? 'Powers of τ are made with --curve and --power' : NEW_KEY;
  throw new Trouble(`${quoted(out)} is a name for ${WHAT[other]}, and would get ${WHAT[kind]}. ${how}. ${SEE_HELP}`);
}

const WHAT = { zkey: 'a key', ptau: 'powers of τ' } as const;
const NEW_KEY = 'A key is made with --r1cs or --circuit, and --ptau';

/** Refuses what only an announcement has. @throws {Trouble} */
function requireNoAnnouncing(values: Values): void {
  const given = values.development ? 'development' : ANNOUNCED.find((option) => values[option] !== undefined);
  if (given === undefined) return;
  throw new Trouble(`--${given} is for an announcement: give --announce OUT.json, or leave it out. ${SEE_HELP}`);
}

async function newFirstPowers(request: Request, out: string): Promise<0> {
  const { values, call } = request;
  requireNoAnnouncing(values);
  const curve = needed(values, 'curve', 'new');
  if (curve !== 'bn254' && curve !== 'bls12-381') {
    throw new Trouble(`--curve expected bn254 or bls12-381, got ${quoted(curve)}. ${SEE_HELP}`);
  }
  const power = integerOf(needed(values, 'power', 'new'), 'power', 1, 28);
  await together(request, (files) => newPowers({ curve, power }, files.sink(out), call));
  say(
    request,
    { file: out, curve, power },
    `${quoted(out)}: powers of τ over ${curve}, 2^${power}; now contribute to them`,
  );
  return 0;
}

async function newFirstKey(request: Request, out: string): Promise<0> {
  const { values, call } = request;
  const ptauName = needed(values, 'ptau', 'new');
  const announced = values.announce;
  if (announced !== undefined && isSameFile(out, announced)) {
    throw new Trouble(`--announce expected another file than ${quoted(out)}, which gets the key. ${SEE_HELP}`);
  }
  requireNew(out);
  if (announced !== undefined) requireNewBefore(announced, out);
  const facts = announced === undefined ? undefined : await factsOf(values);
  const made = await withCircuit(values, 'new', (r1cs) =>
    withKind(ptauName, 'ptau', (ptau) =>
      together(request, async (files) => {
        if (facts !== undefined) await requireAnnounceable({ r1cs, ptau, ...facts });
        const key = await newKey({ r1cs, ptau }, files.sink(out), longCall(request));
        if (announced !== undefined && facts !== undefined) {
          const text = await announce({ r1cs, ptau, zkey: files.source(out), ...facts }, signalOnly(call));
          await files.write(announced, text);
        }
        return key;
      }),
    ),
  ).catch((error: unknown) => {
    throw byOptions(error);
  });
  const words = [
    `${quoted(out)}: the first key, ${made.constraints} constraints over ${made.curve}; now contribute to it`,
    `circuit hash ${made.circuitHash}`,
    ...(announced === undefined ? [] : [`announcement ${quoted(announced)}; publish it`]),
  ];
  say(request, { file: out, ...made, ...(announced !== undefined && { announcement: announced }) }, ...words);
  return 0;
}

/** Calls what is announced by the option that gives it. */
function byOptions(error: unknown): unknown {
  if (!(error instanceof FedzkError)) return error;
  const named = (_: string, name: string): string => (name === 'closes' ? '--closes' : '--signals');
  const message = error.message.replace(/"(?:announcement\.)?(closes|publicSignals)"/g, named);
  return new FedzkError(error.code, message, { cause: error });
}

const signalOnly = ({ signal }: CallOptions): CallOptions => ({ signal });

/** The latest round or block that an integer names exactly. */
const MOST = Number.MAX_SAFE_INTEGER;

/** What an announcement has beside the files. */
async function factsOf(values: Values) {
  if (values.circuit !== undefined && values.signals !== undefined) {
    throw new Trouble(`--signals is for --r1cs: a circuit of --circuit has its own. Leave it out. ${SEE_HELP}`);
  }
  const signals = await signalsOf(values);
  const level = needed(values, 'level', 'new');
  if (!Object.hasOwn(SECURITY_LEVELS, level)) {
    throw new Trouble(`--level expected standard, enhanced or maximum, got ${quoted(level)}. ${SEE_HELP}`);
  }
  const iterations = integerOf(values.iterations ?? '10', 'iterations', 10, 16);
  const { round, height } = values;
  if ((round === undefined) === (height === undefined)) {
    const got = round === undefined ? 'none' : 'both';
    throw new Trouble(
      `--announce expected --round of drand's quicknet or --height of a Bitcoin block, one of the two, got ${got}. ${SEE_HELP}`,
    );
  }
  const beacon =
    round === undefined
      ? ({ source: 'bitcoin', height: integerOf(height as string, 'height', 0, MOST), iterations } as const)
      : ({ source: 'drand-quicknet', round: integerOf(round, 'round', 1, MOST), iterations } as const);
  return {
    name: values.name ?? values.circuit ?? needed(values, 'name', 'new'),
    publicSignals: signals ?? needed(values, 'signals', 'new').split(','),
    level: level as keyof typeof SECURITY_LEVELS,
    closes: needed(values, 'closes', 'new'),
    beacon,
    source: values.source ?? 'unpublished',
    development: values.development,
  };
}

export const PREPARE: Command = {
  options: ['threads'],
  async run(request) {
    const [from, out] = twoNames(request, 'prepare');
    await withKind(from, 'ptau', (ptau) =>
      together(request, (files) => prepare(ptau, files.sink(out), longCall(request))),
    );
    say(request, { file: out }, `${quoted(out)}: prepared powers of τ`);
    return 0;
  },
};
